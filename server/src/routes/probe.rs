//! `GET /probe/{port}?host=&timeout_ms=`: one TCP connect to a loopback address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use concepts::loopback::parse_host;
use concepts::port::{Port, PortError};
use protocol::probe::{MAX_TIMEOUT_MS, MIN_TIMEOUT_MS, Probe};

use super::{Answer, stopping};
use crate::note::Note;
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services;
use crate::state::State;
use crate::text;

/// The time-out of a probe that names none, in milliseconds. Windows answers a reset with two more attempts before it
/// tells the program, about two seconds in all (Microsoft, "WinSock TCP Connection Performance to Unused Ports",
/// Q175523); less would call a closed port filtered there.
const DEFAULT_TIMEOUT_MS: u64 = if cfg!(windows) { 4_000 } else { protocol::probe::DEFAULT_TIMEOUT_MS };

/// Dials once, and answers with what came of it.
pub(super) async fn get(request: HttpRequest, port: web::Path<String>, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let port = to_dial(&port, "/probe/80")?;
    let host = host(query)?;
    let timeout = timeout(query)?;
    let _turn = Arc::clone(&state.probes).acquire_owned().await.map_err(|_| stopping())?;
    let probe =
        services::probe::probe(Arc::clone(&state.os), SocketAddr::new(host, port.number()), timeout).await;
    Note::of(&request).outcome.set(Some(probe.state.word()));
    Ok(reply(wish.format(), &probe, text::probe::render))
}

/// The description of `GET /probe/{port}`.
pub(super) fn describe() -> Operation {
    let says =
        "Dials a port of this machine once, and tells what came of it. Nothing is sent over the connection.";
    dials(Operation::new("One TCP connect").says(says))
        .path("port", "The port to dial.", number(1, u64::from(u16::MAX)), "80")
        .answers::<Probe>("What the connect showed.")
        .fails(StatusCode::BAD_REQUEST, &["port_invalid"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["stopping"])
}

/// The port that an address asks to dial; `example` is one that would do.
pub(super) fn to_dial(port: &str, example: &str) -> Result<Port, Failure> {
    port.parse().map_err(|error: PortError| {
        Failure::parameter("port_invalid", text::sentence(&error.to_string()), format!("Try {example}."))
    })
}

/// With what says where to dial and how long to wait.
pub(super) fn dials(operation: Operation) -> Operation {
    let timeout = format!(
        "How long to wait for an answer, in milliseconds; {} where it is left out, 4000 on Windows.",
        protocol::probe::DEFAULT_TIMEOUT_MS
    );
    operation
        .query("host", "A loopback address, or localhost; 127.0.0.1 where it is left out.", openapi::text())
        .query("timeout_ms", timeout, number(MIN_TIMEOUT_MS, MAX_TIMEOUT_MS))
        .fails(StatusCode::BAD_REQUEST, &["host_invalid", "timeout_invalid"])
}

/// The loopback address that a query asks to dial.
pub(super) fn host(query: &str) -> Result<IpAddr, Failure> {
    parse_host(parameter(query, "host").as_deref().unwrap_or("127.0.0.1")).map_err(|error| {
        Failure::parameter(
            "host_invalid",
            text::sentence(&error.to_string()),
            "Leave host out for 127.0.0.1.",
        )
    })
}

/// How long a query asks to wait for an answer.
pub(super) fn timeout(query: &str) -> Result<Duration, Failure> {
    let Some(text) = parameter(query, "timeout_ms") else {
        return Ok(Duration::from_millis(DEFAULT_TIMEOUT_MS));
    };
    text.parse()
        .ok()
        .filter(|ms| {
            text.bytes().all(|byte| byte.is_ascii_digit()) && (MIN_TIMEOUT_MS..=MAX_TIMEOUT_MS).contains(ms)
        })
        .map(Duration::from_millis)
        .ok_or_else(|| {
            Failure::parameter(
                "timeout_invalid",
                format!("timeout_ms is not a number from {MIN_TIMEOUT_MS} to {MAX_TIMEOUT_MS}."),
                format!("Leave it out for {DEFAULT_TIMEOUT_MS} ms."),
            )
        })
}
