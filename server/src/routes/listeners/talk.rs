//! `/listeners/{id}/keys`, `/commands` and `/requests`: what the lab says to key-value stores and to listeners of HTTP.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use protocol::fetch::{Fetched, NewRequest};
use protocol::key_value::{Keys, NewCommand, Spoken};

use super::super::reader::asked;
use super::describe::numbered;
use super::{Answer, Id, Lab, body, number, refused};
use crate::openapi::Operation;
use crate::problem::Failure;
use crate::represent::reply;
use crate::routes::body::described_json;
use crate::services::listeners::Refusal;
use crate::text;

/// A body that sends a command, and one that sends a request.
const COMMAND: &str = r#"{"line":"SET greeting hello"}"#;
const REQUEST: &str = r#"{"target":"/"}"#;

pub(super) async fn keys(request: HttpRequest, id: Id, state: Lab) -> Answer {
    let (format, _) = asked(&request)?;
    let keys = state.listeners.keys(number(&id)?).map_err(refused)?;
    Ok(reply(format, &keys, text::key_value::keys))
}

pub(super) async fn command(request: HttpRequest, id: Id, payload: web::Payload, state: Lab) -> Answer {
    let (format, _) = asked(&request)?;
    let command: NewCommand = body::json(&request, payload, &state, COMMAND).await?;
    let spoken = state.listeners.command(number(&id)?, command).await.map_err(refused)?;
    Ok(reply(format, &spoken, text::key_value::spoken))
}

pub(super) async fn send(request: HttpRequest, id: Id, payload: web::Payload, state: Lab) -> Answer {
    let (format, _) = asked(&request)?;
    let new: NewRequest = body::json(&request, payload, &state, REQUEST).await?;
    let fetched = state.listeners.request(number(&id)?, new).await.map_err(refused)?;
    Ok(reply(format, &fetched, text::fetch::fetched))
}

pub(super) fn describe_keys() -> Operation {
    numbered("The keys of a key-value store", 2)
        .answers::<Keys>("The keys with their values, in order.")
        .fails(StatusCode::CONFLICT, &["kind_unsuited"])
}

pub(super) fn describe_command() -> Operation {
    let operation = numbered("Sends a command to a key-value store", 2)
        .says("Over a connection of its own, as redis-cli would send it.")
        .answers::<Spoken>("The bytes that travelled, and the reply.")
        .fails(StatusCode::BAD_REQUEST, &["unspeakable"])
        .fails(StatusCode::CONFLICT, &["kind_unsuited"])
        .fails(StatusCode::BAD_GATEWAY, &["unanswered"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["files_short"]);
    described_json::<NewCommand>(operation, "The command.", COMMAND)
}

pub(super) fn describe_send() -> Operation {
    let operation = numbered("Sends a request to a listener that speaks HTTP", 3)
        .says("Over a connection of its own, which ends with the answer.")
        .answers::<Fetched>("The answer.")
        .fails(StatusCode::BAD_REQUEST, &["unspeakable"])
        .fails(StatusCode::CONFLICT, &["kind_unsuited"])
        .fails(StatusCode::BAD_GATEWAY, &["unanswered"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["files_short"]);
    described_json::<NewRequest>(operation, "The request.", REQUEST)
}

/// What is wrong with a proxy's target.
pub(super) fn target(refusal: &Refusal) -> Failure {
    let next =
        r#"Send {"kind":"proxy","target":"127.0.0.1:8000"}, with the port of a server that you started."#;
    let detail = match refusal {
        Refusal::OwnTarget => {
            return Failure::new(StatusCode::BAD_REQUEST, "target_own", "A proxy cannot be its own target")
                .because("target is the proxy's own socket.")
                .next(next);
        }
        Refusal::NeedsNoTarget => "Only proxies have a target; listeners of this kind hand nothing on.",
        _ => "A proxy needs a target, which is a loopback address with a port from 1 to 65535.",
    };
    Failure::new(StatusCode::BAD_REQUEST, "target_invalid", "The target cannot be used")
        .because(detail)
        .next(next)
}

/// Why a listener was not spoken to, or did not answer.
pub(super) fn unspoken(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Kind(fits) => {
            Failure::new(StatusCode::CONFLICT, "kind_unsuited", "A listener of this kind has no such thing")
                .because(format!("Only listeners of these kinds do: {fits}."))
                .next("Look at the kinds in GET /listeners, or start one with POST /listeners.")
        }
        Refusal::Unspeakable(why) => {
            Failure::new(StatusCode::BAD_REQUEST, "unspeakable", "This cannot be sent to it")
                .because(why)
                .next(format!(
                    "Send JSON such as {COMMAND} to a key-value store, or {REQUEST} to a listener of HTTP."
                ))
        }
        Refusal::Unanswered(why) => {
            Failure::new(StatusCode::BAD_GATEWAY, "unanswered", "The listener gave no answer")
                .because(format!("The lab spoke to it, and {why}."))
                .next("Look whether it accepts, with GET /listeners, and try again.")
        }
        other => refused(other),
    }
}
