//! `GET /journal?limit=`: what reached the lab, newest first; `GET /journal/stream`: the same, live.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use protocol::journal::{CAPACITY, EVENT_ENTRY, EVENT_MISSED, Entry, Journal, Missed};
use tokio::sync::broadcast::error::RecvError;

use super::Answer;
use super::stream::{self, Source, Style};
use crate::openapi::{self, Operation, number, shape};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::journal::Reading;
use crate::state::State;
use crate::text;

/// Answers with the newest entries.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let limit = match parameter(query, "limit") {
        None => CAPACITY,
        Some(text) => text.parse().ok().filter(|limit| (1..=CAPACITY).contains(limit)).ok_or_else(|| {
            Failure::parameter(
                "limit_invalid",
                format!("limit is not a number from 1 to {CAPACITY}."),
                format!("Leave it out for all {CAPACITY} entries that the journal holds."),
            )
        })?,
    };
    Ok(reply(wish.format(), &state.journal.newest(limit), text::journal::render))
}

/// Answers with a stream: what was missed and what is held since the reader's last event, then what comes.
pub(super) async fn follow(request: HttpRequest, state: web::Data<State>) -> Answer {
    let since = request.headers().get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    stream::answer(&request, &state, || Ok(state.journal.read(since)))
}

/// The description of `GET /journal`.
pub(super) fn describe() -> Operation {
    Operation::new("What reached the lab")
        .query("limit", "How many entries at most; all where it is left out.", number(1, CAPACITY as u64))
        .answers::<Journal>("The entries, newest first.")
        .fails(StatusCode::BAD_REQUEST, &["limit_invalid"])
}

/// The description of `GET /journal/stream`.
pub(super) fn describe_stream() -> Operation {
    let last = "The number of the last entry that a reader who comes back has seen.";
    stream::describe(
        Operation::new("What reaches the lab, live").header("Last-Event-ID", last, openapi::text()),
        "What was missed and what the journal holds since that number, then entries as they are made, each with its \
         number as the event's id.",
        &[(EVENT_ENTRY, shape::<Entry>()), (EVENT_MISSED, shape::<Missed>())],
    )
}

impl Source for Reading {
    fn greeting(&mut self, style: Style) -> String {
        let mut text = match style {
            Style::Events => ": the journal of Loopback Lab\n\n".to_owned(),
            Style::Lines(paint) => text::journal::head(paint),
        };
        if self.missed > 0 {
            text.push_str(&missed(self.missed, style));
        }
        for one in std::mem::take(&mut self.held) {
            text.push_str(&entry(&one, style));
        }
        text
    }

    async fn next(&mut self, style: Style) -> Option<String> {
        match self.live.recv().await {
            Ok(one) => Some(entry(&one, style)),
            Err(RecvError::Lagged(count)) => Some(missed(count, style)),
            Err(RecvError::Closed) => None,
        }
    }
}

fn entry(entry: &Entry, style: Style) -> String {
    match style {
        Style::Events => stream::event(EVENT_ENTRY, Some(entry.id), entry),
        Style::Lines(paint) => text::journal::entry(entry, paint),
    }
}

fn missed(missed: u64, style: Style) -> String {
    match style {
        Style::Events => stream::event(EVENT_MISSED, None, &Missed { missed }),
        Style::Lines(paint) => text::journal::missed(missed, paint),
    }
}
