//! `/echo`: any method, any body, back as it arrived.

use actix_web::{HttpRequest, web};
use protocol::echo::Echo;

use super::{Answer, body};
use crate::note::{self, Note};
use crate::openapi::{self, Operation};
use crate::represent::{Media, Wish, reply};
use crate::services;
use crate::state::State;
use crate::text;
use crate::wire::head::Lines;

/// Answers with the request itself.
pub(super) async fn any(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let note = Note::of(&request);
    let wire = note::wire_or_fail(&request)?;
    let body = body::read(&request, payload, &state).await?;
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

/// The description of `/echo`, whatever the method.
pub(super) fn describe() -> Operation {
    let says = "Takes any method, any header fields and any body, and answers with them. A body that a browser sends \
        must be JSON, unless the lab's own page sends it.";
    body::described(Operation::new("Your request, as it arrived").says(says))
        .takes_anything("Anything.")
        .answers::<Echo>("The request, as it arrived.")
}

/// The description of `/echo/{rest}`.
pub(super) fn describe_below() -> Operation {
    describe().path("rest", "Anything, slashes too.", openapi::text(), "hello/again")
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
