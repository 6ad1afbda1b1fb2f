//! `GET /journal?limit=`: what reached the lab, newest first.

use actix_web::{HttpRequest, web};
use protocol::journal::CAPACITY;

use super::Answer;
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
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
