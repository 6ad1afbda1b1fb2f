//! `GET /doctor?url=`: why a service does not answer, step by step.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use concepts::loopback::HostError;
use protocol::doctor::{Diagnosis, MAX_AT_ONCE};

use super::{Answer, stopping};
use crate::note::Note;
use crate::openapi::{self, Operation};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::doctor::diagnose;
use crate::state::State;
use crate::text;

/// Makes a diagnosis. When the connection breaks off or the lab stops, so does the diagnosis.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let url = parameter(query, "url").ok_or_else(missing)?;
    let _turn = Arc::clone(&state.doctors).try_acquire_owned().map_err(|_| busy())?;
    let diagnosis = tokio::select! {
        () = state.stopping.cancelled() => return Err(stopping()),
        diagnosis = diagnose(&state.os, &url) => diagnosis.map_err(elsewhere)?,
    };
    Note::of(&request).outcome.set(Some(diagnosis.finding.word()));
    Ok(reply(wish.format(), &diagnosis, text::doctor::render))
}

/// The description of `GET /doctor`.
pub(super) fn describe() -> Operation {
    let says = format!(
        "Reaches for a service on this machine as a browser or curl would, and tells at which step it fails and what helps. \
         The request that it sends is GET. It follows no redirect. At most {MAX_AT_ONCE} at once."
    );
    Operation::new("Why a service does not answer")
        .says(says)
        .must("url", "A URL, or a host and a port, on this machine.", openapi::text(), "http://127.0.0.1:1/")
        .answers::<Diagnosis>("Every step: how it went, what was seen, and what to do.")
        .fails(StatusCode::BAD_REQUEST, &["url_missing", "host_invalid"])
        .fails(StatusCode::TOO_MANY_REQUESTS, &["doctor_busy"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["stopping"])
}

fn missing() -> Failure {
    Failure::parameter(
        "url_missing",
        "url, which tells what to look at, is missing.",
        "Ask for /doctor?url=127.0.0.1:8000, with the port of your own service.",
    )
}

fn elsewhere(error: HostError) -> Failure {
    Failure::parameter(
        "host_invalid",
        text::sentence(&error.to_string()),
        "The doctor sees patients of this machine alone. Give an address that begins with 127, or ::1, or localhost.",
    )
}

fn busy() -> Failure {
    Failure::new(StatusCode::TOO_MANY_REQUESTS, "doctor_busy", "The doctor has no hand free")
        .because(format!("{MAX_AT_ONCE} diagnoses are under way, which is as many as there may be at once."))
        .next("Each takes a few seconds at most. Ask again then.")
        .retry_after(2)
}
