//! The body of a request: all of it, in time, and not more than the lab reads.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::config::CLIENT_TIMEOUT;
use crate::note::Note;
use crate::openapi::Operation;
use crate::problem::Failure;
use crate::state::{MAX_BODY_BYTES, State};
use crate::text;

/// Reads the body, and notes how long it was.
pub(super) async fn read(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
) -> Result<Vec<u8>, Failure> {
    let body = tokio::time::timeout(state.client_timeout, collect(payload, framing(request)))
        .await
        .unwrap_or_else(|_| Err(late()))?;
    Note::of(request).body_bytes.set(Some(body.len() as u64));
    Ok(body)
}

/// Reads the body as JSON of one form. `example` is a body that would do.
pub(super) async fn json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
    example: &str,
) -> Result<T, Failure> {
    let body = read(request, payload, state).await?;
    if body.is_empty() {
        return Err(invalid("This request needs a body, and none came.".to_owned(), example));
    }
    parsed(&body, example)
}

/// Reads a body that was read already as JSON of one form. `example` is a body that would do.
pub(super) fn parsed<T: DeserializeOwned>(body: &[u8], example: &str) -> Result<T, Failure> {
    // An array of values in the right order would do as well.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(no_object(example));
    }
    serde_json::from_slice(body).map_err(|error| unreadable(&error, example))
}

/// Reads JSON that was parsed already as one form.
pub(super) fn form<T: DeserializeOwned>(value: serde_json::Value, example: &str) -> Result<T, Failure> {
    if value.is_array() {
        return Err(no_object(example));
    }
    serde_json::from_value(value).map_err(|error| unreadable(&error, example))
}

/// Described with what can be wrong with any body.
pub(super) fn described(operation: Operation) -> Operation {
    operation
        .fails(StatusCode::BAD_REQUEST, &["body_broken"])
        .fails(StatusCode::REQUEST_TIMEOUT, &["body_late"])
        .fails(StatusCode::PAYLOAD_TOO_LARGE, &["body_too_large"])
}

/// Described with a body in JSON of one form. `example` is a body that would do.
pub(super) fn described_json<T: JsonSchema>(
    operation: Operation,
    what: &'static str,
    example: &'static str,
) -> Operation {
    described(operation).takes::<T>(what, example).fails(StatusCode::BAD_REQUEST, &["body_invalid"])
}

fn no_object(example: &str) -> Failure {
    invalid("The body is an array, and not an object with named values.".to_owned(), example)
}

fn unreadable(error: &serde_json::Error, example: &str) -> Failure {
    invalid(text::sentence(&text::shown(&error.to_string())), example)
}

fn invalid(detail: String, example: &str) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "body_invalid", "The body cannot be used")
        .because(detail)
        .next(format!("Send JSON such as {example} with the header Content-Type: application/json."))
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

async fn collect(mut payload: web::Payload, length: BodyLength) -> Result<Vec<u8>, Failure> {
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
