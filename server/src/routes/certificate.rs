//! `GET /certificate`: what clients verify the practice listeners with that speak TLS.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use protocol::certificate::Certificate;

use super::Answer;
use crate::openapi::Operation;
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::state::State;

/// Answers with the certificate: PEM alone as text, so that it can be saved as it comes.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let tls = std::sync::Arc::clone(&state.tls);
    // Making it takes milliseconds, the first time.
    let made = super::worker(move || tls.certificate().map_err(ToOwned::to_owned)).await?;
    let certificate = made.map_err(|error| failed(&error))?;
    Ok(reply(wish.format(), &certificate, |certificate, _| certificate.pem.clone()))
}

/// No certificate could be made.
pub(super) fn failed(error: &str) -> Failure {
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "certificate_failed", "There is no certificate")
        .because(format!("The lab could not make one: {error}."))
        .next("Restart the lab; listeners without TLS work all the same.")
}

/// The description of `GET /certificate`.
pub(super) fn describe() -> Operation {
    Operation::new("The authority behind the practice listeners that speak TLS")
        .says("As text it is the certificate in PEM alone, to save for `curl --cacert`.")
        .answers::<Certificate>("The certificate, made when it is first needed and gone when the lab stops.")
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["certificate_failed"])
}
