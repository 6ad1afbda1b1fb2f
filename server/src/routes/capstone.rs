//! `/capstone` and what lies under it: the notice board that fails in three ways at once.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use protocol::capstone::{
    CASES, Capstone, Case, Certificate, Change, MAX_CLIENTS, MAX_NAME, MAX_WORKERS, NewCase, Service, Step,
};
use protocol::journal::Entry;

use super::layout::{Layout, read};
use super::reader::{self, asked};
use super::{Answer, body, checks, listeners, to_its_end};
use crate::note;
use crate::openapi::{self, Operation};
use crate::problem::Failure;
use crate::represent::{parameter, reply};
use crate::services::capstone::{Means, Tick, Trouble};
use crate::services::listeners::Refusal;
use crate::state::State;
use crate::text;

/// Bodies that would do.
const BEGIN: &str = r#"{"case":1}"#;
const CHANGE: &str = r#"{"workers":2}"#;

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    use Method as M;
    layout.at(
        "/capstone",
        read(look, describe_look).and(M::POST, begin, describe_begin).and(M::DELETE, end, describe_end),
    );
    layout.at("/capstone/service", read(service, describe_service).and(M::PATCH, change, describe_change));
    layout.at("/capstone/certificate", read(certificate, describe_certificate));
}

type Lab = web::Data<State>;

async fn look(request: HttpRequest, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    // The page looks whenever something happened; what it then finds has happened already.
    note::leave_out_the_pages_own(&request);
    let capstone = state.capstone.look(means(&state, &reader.lab)).await;
    Ok(reply(format, &capstone, |capstone, _| text::capstone::all(capstone, &reader)))
}

async fn begin(request: HttpRequest, payload: web::Payload, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let body = body::read(&request, payload, &state).await?;
    let new: NewCase = if body.is_empty() { NewCase::default() } else { body::parsed(&body, BEGIN)? };
    let [port, _] = state.practice_ports;
    let turn = state.capstone.turn().await;
    let (owner, name) = (state.clone(), reader.lab.clone());
    let begun = async move { turn.begin(new, port, means(&owner, &name)).await };
    let case = to_its_end(begun).await?.map_err(refused)?;
    let mut response = reply(format, &case, |case, _| text::capstone::case(case, &reader));
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/capstone"));
    Ok(response)
}

async fn end(request: HttpRequest, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let turn = state.capstone.turn().await;
    let (owner, name) = (state.clone(), reader.lab.clone());
    let capstone = to_its_end(async move { turn.end(means(&owner, &name)).await }).await?;
    Ok(reply(format, &capstone, |capstone, _| text::capstone::all(capstone, &reader)))
}

async fn service(request: HttpRequest, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let service = state.capstone.board(means(&state, &reader.lab)).await.map_err(refused)?;
    Ok(reply(format, &service, |service, _| text::capstone::service(service, &reader)))
}

async fn change(request: HttpRequest, payload: web::Payload, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let change: Change = body::json(&request, payload, &state, CHANGE).await?;
    let turn = state.capstone.turn().await;
    let (owner, name) = (state.clone(), reader.lab.clone());
    let changed = async move { turn.change(&change, means(&owner, &name)).await };
    let service = to_its_end(changed).await?.map_err(refused)?;
    Ok(reply(format, &service, |service, _| text::capstone::service(service, &reader)))
}

async fn certificate(request: HttpRequest, state: Lab) -> Answer {
    let (format, reader) = asked(&request)?;
    let name = name(parameter(request.query_string(), "name"))?;
    // The exercises and the paper share one judgement.
    let asked = state.capstone.now();
    let course = checks::count(&request, &state, asked).await?;
    let means = means(&state, &reader.lab);
    let certificate = state.capstone.certificate(asked, name, course, means).await.map_err(refused)?;
    Ok(reply(format, &certificate, text::capstone::certificate))
}

/// The steps that stand, for the checks of exercises.
pub(super) async fn reached(
    request: &HttpRequest,
    state: &Lab,
    since: Tick,
) -> Result<Vec<(Step, Arc<Entry>)>, Failure> {
    let (_, reader) = asked(request)?;
    Ok(state.capstone.reached(since, means(state, &reader.lab)).await)
}

fn means<'a>(state: &'a State, lab: &'a str) -> Means<'a> {
    Means { listeners: &state.listeners, journal: &state.journal, os: &state.os, lab }
}

fn name(given: Option<String>) -> Result<String, Failure> {
    let name = given.unwrap_or_default().trim().to_owned();
    if name.chars().count() > MAX_NAME || name.chars().any(text::is_unsafe) {
        return Err(Failure::parameter(
            "name_invalid",
            format!("name is longer than {MAX_NAME} characters, or holds some that cannot be printed."),
            "Leave it out, or write ?name= and a name, with + for a space.",
        ));
    }
    Ok(name)
}

fn refused(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Number => Failure::parameter(
            "case_invalid",
            format!("case is not a number from 1 to {CASES}."),
            "Leave it out, and the lab chooses one.",
        ),
        Trouble::NoCase => Failure::new(StatusCode::NOT_FOUND, "case_missing", "No case is under way")
            .because("There is no notice board as long as no case was begun.")
            .next("Begin one with POST /capstone."),
        Trouble::Exposed => {
            Failure::new(StatusCode::BAD_REQUEST, "host_exposed", "The board would be exposed")
                .because(
                    "0.0.0.0 and :: stand for every address of this machine: other machines could reach the board, and it is not \
                     for them.",
                )
                .next("Bind the one address at which the clients ask; GET /capstone tells it.")
        }
        Trouble::Bounds => {
            Failure::new(StatusCode::BAD_REQUEST, "settings_invalid", "The board cannot be set like that")
                .because(format!(
                    "It has 0 to {MAX_WORKERS} workers and serves 0 to {MAX_CLIENTS} clients at once, on a port from 1."
                ))
                .next("Change the number that is beyond that.")
        }
        Trouble::Unproved(missing) => {
            let missing = match missing.as_slice() {
                [] => "Nothing is missing by now; ask once more.".to_owned(),
                missing => format!("Still missing: {}.", missing.join("; ")),
            };
            Failure::new(StatusCode::CONFLICT, "capstone_unproved", "It is not proved yet")
                .because(missing)
                .next("GET /capstone tells the next step.")
        }
        Trouble::Refused(Refusal::InUse { address, .. }) => {
            Failure::new(StatusCode::CONFLICT, "port_in_use", "The board cannot go there")
                .because(format!("{address} is in use: another listener has it. Nothing was changed."))
                .next("Look who listens there, with GET /listeners or GET /sockets, and stop it. Then try again.")
        }
        Trouble::Refused(refusal) => listeners::refused(refusal),
    }
}

fn describe_look() -> Operation {
    reader::describe(Operation::new("The case that is under way, and how far it has come"))
        .says("The lab asks the board, the system's table of sockets and the journal each time.")
        .answers::<Capstone>("The case; none before one was begun.")
}

fn describe_begin() -> Operation {
    let operation = reader::describe(Operation::new("Begins a case"))
        .says(
            "A notice board that fails in three ways at once, on loopback. The case before, if any, is ended. Without a body the lab \
             chooses which.",
        )
        .answers_with::<Case>(StatusCode::CREATED, "The case.")
        .fails(StatusCode::BAD_REQUEST, &["case_invalid", "settings_invalid"]);
    starts(body::described_json::<NewCase>(operation, "Which case.", BEGIN))
}

fn describe_end() -> Operation {
    reader::describe(Operation::new("Ends the case"))
        .says("What listens for it is stopped.")
        .answers::<Capstone>("No case any more.")
}

fn describe_service() -> Operation {
    reader::describe(Operation::new("The notice board and its settings"))
        .answers::<Service>("The board.")
        .fails(StatusCode::NOT_FOUND, &["case_missing"])
}

fn describe_change() -> Operation {
    let operation = reader::describe(Operation::new("Changes the notice board"))
        .says("Where it cannot be bound to its new place, nothing is changed. Where it was stopped, it starts again.")
        .answers::<Service>("The board as it is now.")
        .fails(StatusCode::BAD_REQUEST, &["host_exposed", "settings_invalid"])
        .fails(StatusCode::NOT_FOUND, &["case_missing"]);
    starts(body::described_json::<Change>(operation, "What to change; what is left out stays.", CHANGE))
}

/// With what can go wrong where a listener is started.
fn starts(operation: Operation) -> Operation {
    operation
        .fails(StatusCode::BAD_REQUEST, &["host_invalid"])
        .fails(StatusCode::FORBIDDEN, &["port_privileged"])
        .fails(
            StatusCode::CONFLICT,
            &["listeners_full", "port_in_use", "address_unavailable", "listen_failed"],
        )
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["certificate_failed"])
}

fn describe_certificate() -> Operation {
    reader::describe(Operation::new("The certificate of the capstone"))
        .says("What was proved, with its evidence. It is the lab's word to the learner, and no credential.")
        .query("name", "The name to write on it; it stays on this machine.", openapi::text())
        .answers::<Certificate>("The certificate, as text to print or to keep.")
        .fails(StatusCode::BAD_REQUEST, &["name_invalid"])
        .fails(StatusCode::NOT_FOUND, &["case_missing"])
        .fails(StatusCode::CONFLICT, &["capstone_unproved"])
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}
