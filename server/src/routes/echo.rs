//! `/echo`: any method, any body, back as it arrived.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;
use protocol::echo::Echo;

use super::Answer;
use crate::gate::{self, Note};
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::services;
use crate::state::{BODY_TIMEOUT, MAX_BODY_BYTES, State};
use crate::text;
use crate::wire::head::Lines;

/// Answers with the request itself.
pub(super) async fn any(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let note = Note::of(&request);
    let wire = gate::wire_or_fail(&request)?;
    let body = read(payload).await?;
    note.body_bytes.set(Some(body.len() as u64));
    let lines = note.lines.borrow().clone().unwrap_or_else(|| as_parsed(&request));
    let echo = Echo {
        method: lines.method,
        target: lines.target,
        version: lines.version.to_owned(),
        headers: lines.headers,
        body: services::echo::body(&body),
        connection: wire.connection,
        request_id: note.number(&state),
    };
    Ok(reply(wish.format(), &echo, text::echo::render))
}

async fn read(mut payload: web::Payload) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    loop {
        let next = tokio::time::timeout(BODY_TIMEOUT, payload.next()).await.map_err(|_| {
            Failure::new(StatusCode::REQUEST_TIMEOUT, "body_late", "The body did not arrive in time")
                .because(format!("Nothing more of the body came for {} seconds.", BODY_TIMEOUT.as_secs()))
                .next("Send the whole body that the head announces.")
        })?;
        match next {
            None => return Ok(body),
            Some(Ok(bytes)) if body.len() + bytes.len() <= MAX_BODY_BYTES => body.extend_from_slice(&bytes),
            Some(Ok(_)) => {
                return Err(Failure::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    "The body is too large",
                )
                .because(format!("The lab reads bodies up to {MAX_BODY_BYTES} bytes (1 MiB)."))
                .next("Send less."));
            }
            Some(Err(error)) => {
                return Err(Failure::new(
                    StatusCode::BAD_REQUEST,
                    "body_broken",
                    "The body could not be read",
                )
                .because(format!("The body ended or was framed wrongly: {error}."))
                .next("Check Content-Length or the chunks."));
            }
        }
    }
}

/// What the HTTP library kept of a head that could not be followed: values are right, order and spelling are not.
fn as_parsed(request: &HttpRequest) -> Lines {
    Lines {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        version: if request.version() == actix_web::http::Version::HTTP_10 { "HTTP/1.0" } else { "HTTP/1.1" },
        headers: request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
    }
}
