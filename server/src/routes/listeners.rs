//! `/listeners` and what lies under it: practice listeners, the connections that the lab holds to them, messages.

mod describe;
mod talk;

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use protocol::listeners::{
    Change, Kind, MAX_CONNECTIONS, MAX_LISTENERS, MAX_MESSAGES, NewListener, Open, Send, Side,
};
use serde_json::Value;

use super::layout::{Layout, only, read};
use super::reader::asked;
use super::{Answer, body};
use crate::note;
use crate::problem::Failure;
use crate::represent::{parameter, reply};
use crate::services::listeners::{MAX_BACKLOG, Refusal};
use crate::state::State;
use crate::text;

/// A body that starts a listener, one that changes it, one that opens connections, one that sends messages.
const START: &str = r#"{"kind":"tcp-echo"}"#;
const CHANGE: &str = r#"{"accept":false}"#;
const OPEN: &str = r#"{"count":4}"#;
const SEND: &str = r#"{"count":3,"over":"kept"}"#;

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    use Method as M;
    use describe as d;
    layout.at("/listeners", read(list, d::list).and(M::POST, start, d::start));
    layout.at(
        "/listeners/{id}",
        read(get, d::get).and(M::PATCH, change, d::change).and(M::DELETE, stop, d::stop),
    );
    layout.at(
        "/listeners/{id}/connections",
        read(connections, d::connections).and(M::POST, open, d::open).and(M::DELETE, close, d::close),
    );
    layout.at("/listeners/{id}/messages", only(M::POST, send, d::send));
    layout.at("/listeners/{id}/keys", read(talk::keys, talk::describe_keys));
    layout.at("/listeners/{id}/commands", only(M::POST, talk::command, talk::describe_command));
    layout.at("/listeners/{id}/requests", only(M::POST, talk::send, talk::describe_send));
}

type Id = web::Path<String>;
type Lab = web::Data<State>;

async fn list(request: HttpRequest, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    // The page looks every second while it shows them; the journal holds a thousand entries.
    note::leave_out_the_pages_own(&request);
    Ok(reply(format, &state.listeners.list(), |all, _| text::listeners::list(all, &reader)))
}

async fn start(request: HttpRequest, payload: web::Payload, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let value: Value = body::json(&request, payload, &state, START).await?;
    let listener = state.listeners.start(new(value)?).await.map_err(refused)?;
    let mut response = reply(format, &listener, |listener, _| text::listeners::started(listener, &reader));
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(place) = HeaderValue::from_str(&format!("/listeners/{}", listener.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// Reads what is to be started; a kind that there is not is told by its own name.
fn new(value: Value) -> Result<NewListener, Failure> {
    let kind = value.get("kind").cloned().unwrap_or_default();
    if kind.is_string() && serde_json::from_value::<Kind>(kind).is_err() {
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            "kind_unknown",
            "There is no such kind of listener",
        )
        .because(format!(
            "The kind that the body names is none of: {}.",
            Kind::ALL.map(Kind::word).join(", ")
        ))
        .next(format!("Send {START}.")));
    }
    body::form(value, START)
}

async fn get(request: HttpRequest, id: Id, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let listener = state.listeners.get(number(&id)?).map_err(refused)?;
    Ok(reply(format, &listener, |listener, _| text::listeners::one(listener, &reader)))
}

async fn change(request: HttpRequest, id: Id, payload: web::Payload, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let change: Change = body::json(&request, payload, &state, CHANGE).await?;
    let listener = state.listeners.change(number(&id)?, change).map_err(refused)?;
    Ok(reply(format, &listener, |listener, _| text::listeners::one(listener, &reader)))
}

async fn stop(request: HttpRequest, id: Id, state: Lab) -> Answer {
    let (format, _) = asked(&request)?;
    let started = parameter(request.query_string(), "started_ms").map(|text| started(&text)).transpose()?;
    let listener = state.listeners.stop(number(&id)?, started).await.map_err(refused)?;
    Ok(reply(format, &listener, text::listeners::stopped))
}

async fn connections(request: HttpRequest, id: Id, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let connections = state.listeners.connections(number(&id)?).map_err(refused)?;
    Ok(reply(format, &connections, |all, _| text::listeners::connections(all, &reader)))
}

async fn open(request: HttpRequest, id: Id, payload: web::Payload, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let open: Open = body::json(&request, payload, &state, OPEN).await?;
    let connections = state.listeners.open(number(&id)?, open).await.map_err(refused)?;
    Ok(reply(format, &connections, |all, _| text::listeners::connections(all, &reader)))
}

async fn close(request: HttpRequest, id: Id, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let side = match parameter(request.query_string(), "side").as_deref() {
        Some("client") => Side::Client,
        Some("server") => Side::Server,
        _ => {
            return Err(Failure::parameter(
                "side_invalid",
                "side, which tells who closes first, is neither client nor server.",
                "Add ?side=client or ?side=server.",
            ));
        }
    };
    let connections = state.listeners.close(number(&id)?, side).await.map_err(refused)?;
    Ok(reply(format, &connections, |all, _| text::listeners::connections(all, &reader)))
}

async fn send(request: HttpRequest, id: Id, payload: web::Payload, state: Lab) -> Answer {
    let (format, _) = asked(&request)?;
    let send: Send = body::json(&request, payload, &state, SEND).await?;
    let exchange = state.listeners.send(number(&id)?, send).await.map_err(refused)?;
    Ok(reply(format, &exchange, text::listeners::exchange))
}

/// When a listener was started, as it tells itself.
fn started(text: &str) -> Result<u64, Failure> {
    text.parse().map_err(|_| {
        Failure::parameter(
            "started_invalid",
            "started_ms is not a number of milliseconds since 1970.",
            "Copy it from GET /listeners, or leave it out to stop the listener whenever it was started.",
        )
    })
}

/// A listener's number; what is none is the number of no listener.
fn number(id: &str) -> Result<u64, Failure> {
    id.parse()
        .ok()
        .filter(|_| id.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or_else(|| refused(Refusal::Unknown))
}

pub(super) fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Unknown => Failure::new(
            StatusCode::NOT_FOUND,
            "listener_unknown",
            "There is no such listener",
        )
        .because(
            "No practice listener has this number, or none that was started then; it may have been stopped.",
        )
        .next("Ask for GET /listeners to see which there are."),
        Refusal::TooMany => Failure::new(
            StatusCode::CONFLICT,
            "listeners_full",
            "There are as many listeners as there may be",
        )
        .because(format!("{MAX_LISTENERS} practice listeners are the most at once."))
        .next("Stop one with DELETE /listeners/{id}; GET /listeners shows them."),
        Refusal::NotLoopback => {
            Failure::new(StatusCode::BAD_REQUEST, "host_invalid", "The address is not on loopback")
                .because(
                    "The lab listens on loopback only, so that nothing outside this machine can reach it.",
                )
                .next("Leave host out for 127.0.0.1, or give another address from 127.0.0.0/8, or ::1.")
        }
        Refusal::Backlog => {
            Failure::new(StatusCode::BAD_REQUEST, "backlog_invalid", "The backlog is too long")
                .because(format!("backlog is more than {MAX_BACKLOG} connections."))
                .next(format!("Leave it out, or give a number from 0 to {MAX_BACKLOG}."))
        }
        Refusal::InUse { address, holder } => {
            let holder = holder.unwrap_or_else(|| "a program that this system does not name".to_owned());
            Failure::new(StatusCode::CONFLICT, "port_in_use", "The port is in use")
                .because(format!("{address} is in use, by {}.", text::shown(&holder)))
                .next("Stop that program, choose another port, or leave port out for any free one.")
        }
        Refusal::Privileged { address, first } => {
            let first = first.unwrap_or(1024);
            Failure::new(StatusCode::FORBIDDEN, "port_privileged", "The port needs rights")
                .because(format!(
                    "{address} cannot be bound: this user has no right to port {}.",
                    address.port()
                ))
                .next(format!("Give a port from {first} up, or leave port out for any free one."))
        }
        Refusal::NoAddress { address, error } => {
            let next = if address.is_ipv6() {
                "IPv6 may be switched off here: leave host out for 127.0.0.1."
            } else {
                "Leave host out for 127.0.0.1. Some systems, such as macOS, have no other address of 127.0.0.0/8 until \
                 one is added: sudo ifconfig lo0 alias 127.0.0.2"
            };
            Failure::new(
                StatusCode::CONFLICT,
                "address_unavailable",
                "This machine does not have the address",
            )
            .because(format!("{address} cannot be bound: {error}."))
            .next(next)
        }
        Refusal::Other { address, error } => {
            Failure::new(StatusCode::CONFLICT, "listen_failed", "Your system does not allow it")
                .because(format!("{address} cannot be bound: {error}."))
                .next("Try another port or address, or leave both out.")
        }
        Refusal::Unsuited { kind } => {
            Failure::new(StatusCode::CONFLICT, "kind_unsuited", "This kind of listener does not take that")
                .because(format!(
                    "A {} listener has no connections to hold, or does not send back what it gets.",
                    kind.name()
                ))
                .next("Ask it of a listener of the kind tcp-echo; GET /listeners shows which there are.")
        }
        Refusal::Reserved => {
            Failure::new(StatusCode::CONFLICT, "kind_reserved", "The notice board belongs to the capstone")
                .because("It comes with a case, and what is wrong with it is part of that.")
                .next("Begin a case with POST /capstone.")
        }
        Refusal::Certificate { error } => super::certificate::failed(&error),
        Refusal::NoTarget | Refusal::NeedsNoTarget | Refusal::OwnTarget => talk::target(&refusal),
        Refusal::Kind(_) | Refusal::Unspeakable(_) | Refusal::Unanswered(_) => talk::unspoken(refusal),
        Refusal::Connections { held } => Failure::new(
            StatusCode::BAD_REQUEST,
            "count_invalid",
            "So many connections cannot be opened",
        )
        .because(format!(
            "The lab holds 1 to {MAX_CONNECTIONS} connections to one listener, and holds {held} now."
        ))
        .next(format!(
            "Give a count from 1 to {}, or close some with DELETE /listeners/{{id}}/connections?side=client.",
            MAX_CONNECTIONS - held.min(MAX_CONNECTIONS)
        )),
        Refusal::Messages => {
            Failure::new(StatusCode::BAD_REQUEST, "count_invalid", "So many messages cannot be sent")
                .because(format!("count is not a number from 1 to {MAX_MESSAGES}."))
                .next("Send fewer; ask again for more.")
        }
        Refusal::Room { places } => Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "files_short",
            "The lab has no room for so many",
        )
        .because(format!(
            "Each end of a connection takes one of the files that your system lets the lab open; {places} \
                     are for practice, and not enough of them are left."
        ))
        .next("Close some connections or stop a listener; or start the lab after ulimit -n 4096.")
        .retry_after(5),
    }
}
