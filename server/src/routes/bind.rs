//! `POST /bind/matrix` and `POST /bind/conflict`: binding, tried out with real sockets.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use concepts::loopback::{canonical, is_loopback};
use protocol::bind::{Conflict, Matrix, NewConflict, NewMatrix};
use tokio::sync::OwnedSemaphorePermit;

use super::layout::{Layout, only};
use super::{Answer, body, stopping};
use crate::openapi::Operation;
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::services::bind;
use crate::state::State;
use crate::text;

/// Bodies that would do.
const MATRIX: &str = r#"{"port":0}"#;
const CONFLICT: &str = r#"{"host":"127.0.0.1","port":0}"#;

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    layout.at("/bind/matrix", only(Method::POST, matrix, describe_matrix));
    layout.at("/bind/conflict", only(Method::POST, conflict, describe_conflict));
}

/// When the connection breaks off or the lab stops, so does the trial, and everything it bound is let go.
async fn matrix(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let new: NewMatrix = body::json(&request, payload, &state, MATRIX).await?;
    let _turn = turn(&state)?;
    let matrix = tokio::select! {
        () = state.stopping.cancelled() => return Err(stopping()),
        matrix = bind::matrix(&state.os, new.port, state.allow_wildcard) => matrix,
    };
    Ok(reply(wish.format(), &matrix, text::bind::matrix))
}

async fn conflict(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let new: NewConflict = body::json(&request, payload, &state, CONFLICT).await?;
    let host = canonical(new.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    if !is_loopback(host) {
        return Err(Failure::parameter(
            "host_invalid",
            "The lab binds loopback addresses alone.",
            "Give 127.0.0.1, ::1 or another address that begins with 127.",
        ));
    }
    let _turn = turn(&state)?;
    let conflict = tokio::select! {
        () = state.stopping.cancelled() => return Err(stopping()),
        conflict = bind::conflict(&state.os, SocketAddr::new(host, new.port)) => conflict,
    };
    Ok(reply(wish.format(), &conflict, text::bind::conflict))
}

fn turn(state: &State) -> Result<OwnedSemaphorePermit, Failure> {
    Arc::clone(&state.binding).try_acquire_owned().map_err(|_| {
        Failure::new(StatusCode::TOO_MANY_REQUESTS, "bind_busy", "Another trial is under way")
            .because("Two at once would be in each other's way, so the lab makes one at a time.")
            .next("It takes a moment. Ask again then.")
            .retry_after(1)
    })
}

fn describe_matrix() -> Operation {
    let operation = Operation::new("What each address takes in")
        .says(
            "Binds one loopback address after the other, dials every destination meanwhile, and tells which connections \
             reached the listener; then binds them side by side on one port number. 0.0.0.0 and [::] only where the lab was \
             started with --allow-wildcard. One trial at a time.",
        )
        .answers::<Matrix>("What was bound, and what reached it.");
    described(body::described_json::<NewMatrix>(operation, "The port.", MATRIX))
}

fn describe_conflict() -> Operation {
    let operation = Operation::new("One address, bound twice")
        .says(
            "Binds an address, binds it again while it is listened on, and again after the listener closed a connection \
             first; with and without SO_REUSEADDR. Leaves one connection in TIME-WAIT. One trial at a time.",
        )
        .answers::<Conflict>("What came of each attempt.");
    described(body::described_json::<NewConflict>(operation, "The address and the port.", CONFLICT))
        .fails(StatusCode::BAD_REQUEST, &["host_invalid"])
}

fn described(operation: Operation) -> Operation {
    operation
        .fails(StatusCode::TOO_MANY_REQUESTS, &["bind_busy"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["stopping"])
}
