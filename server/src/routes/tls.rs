//! `GET /tls/{port}?host=`: one TLS handshake with a port of this machine.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use protocol::tls::{HANDSHAKE_MS, Inspection, MAX_AT_ONCE};

use super::probe::{host, to_dial};
use super::{Answer, stopping};
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::tls::{Name, inspect};
use crate::state::State;
use crate::text;

/// Makes a handshake. When the connection breaks off or the lab stops, so does the handshake.
pub(super) async fn get(request: HttpRequest, port: web::Path<String>, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let port = to_dial(&port, "/tls/443")?;
    let address = host(query)?;
    let given = parameter(query, "host").unwrap_or_default();
    let name = match given.trim_end_matches('.').eq_ignore_ascii_case("localhost") {
        true => Name::Localhost,
        false => Name::Address(address),
    };
    let _turn = Arc::clone(&state.handshakes).try_acquire_owned().map_err(|_| busy())?;
    let inspection = tokio::select! {
        () = state.stopping.cancelled() => return Err(stopping()),
        inspection = inspect(Arc::clone(&state.tls), SocketAddr::new(address, port.number()), name) => inspection,
    };
    Ok(reply(wish.format(), &inspection, text::tls::render))
}

/// The description of `GET /tls/{port}`.
pub(super) fn describe() -> Operation {
    let says = format!(
        "Greets a port as a client of TLS does, and tells what was agreed, which certificates were presented, who trusts \
         them and what went over the connection. Nothing is sent beyond the handshake, which has {HANDSHAKE_MS} ms. At most \
         {MAX_AT_ONCE} at once."
    );
    Operation::new("One TLS handshake")
        .says(says)
        .path("port", "The port to greet.", number(1, u64::from(u16::MAX)), "1")
        .query(
            "host",
            "A loopback address, or localhost: what the certificate must be made out to; 127.0.0.1 where it is left out.",
            openapi::text(),
        )
        .answers::<Inspection>("What the handshake showed.")
        .fails(StatusCode::BAD_REQUEST, &["port_invalid", "host_invalid"])
        .fails(StatusCode::TOO_MANY_REQUESTS, &["tls_busy"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["stopping"])
}

fn busy() -> Failure {
    Failure::new(StatusCode::TOO_MANY_REQUESTS, "tls_busy", "Too many handshakes are under way")
        .because(format!("{MAX_AT_ONCE} are made now, which is as many as there may be at once."))
        .next("Each takes a few seconds at most. Ask again then.")
        .retry_after(2)
}
