//! `/echo`: any method, any body, back as it arrived.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;
use protocol::echo::Echo;

use super::Answer;
use crate::config::CLIENT_TIMEOUT;
use crate::note::{self, Note};
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::services;
use crate::state::{MAX_BODY_BYTES, State};
use crate::text;
use crate::wire::head::Lines;

/// Answers with the request itself.
pub(super) async fn any(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let note = Note::of(&request);
    let wire = note::wire_or_fail(&request)?;
    let body = tokio::time::timeout(state.client_timeout, read(payload, framing(&request)))
        .await
        .unwrap_or_else(|_| Err(late()))?;
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

/// How the head says that its body is framed (RFC 9112, section 6.3).
#[derive(Clone, Copy)]
enum BodyLength {
    /// This many bytes; none where the head says nothing of a body, also where it asks for an upgrade.
    Known(u64),
    Chunked,
}

fn framing(request: &HttpRequest) -> BodyLength {
    if request.headers().contains_key(header::TRANSFER_ENCODING) {
        return BodyLength::Chunked;
    }
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok());
    BodyLength::Known(length.unwrap_or(0))
}

async fn read(mut payload: web::Payload, length: BodyLength) -> Result<Vec<u8>, Failure> {
    let wanted = match length {
        BodyLength::Known(length) => Some(
            usize::try_from(length).ok().filter(|&length| length <= MAX_BODY_BYTES).ok_or_else(too_large)?,
        ),
        BodyLength::Chunked => None,
    };
    let mut body = Vec::new();
    while wanted.is_none_or(|wanted| body.len() < wanted) {
        match payload.next().await {
            None => break,
            Some(Ok(bytes)) => body.extend_from_slice(&bytes),
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
        if wanted.is_none() && body.len() > MAX_BODY_BYTES {
            return Err(too_large());
        }
    }
    // The library takes whatever follows a request for an upgrade as its body.
    body.truncate(wanted.unwrap_or(MAX_BODY_BYTES));
    Ok(body)
}

fn too_large() -> Failure {
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "The body is too large")
        .because(format!("The lab reads bodies up to {MAX_BODY_BYTES} bytes (1 MiB)."))
        .next("Send less.")
}

fn late() -> Failure {
    Failure::new(StatusCode::REQUEST_TIMEOUT, "body_late", "The body did not arrive in time")
        .because(format!(
            "The lab waits {} seconds for the body that the head announces.",
            CLIENT_TIMEOUT.as_secs()
        ))
        .next("Send as many bytes as Content-Length says, or end the chunks with one of size 0.")
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
