//! `GET /host`: this machine.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use protocol::host::Host;

use super::{Answer, worker};
use crate::openapi::Operation;
use crate::represent::{Media, Wish, reply};
use crate::services;
use crate::state::State;
use crate::text;

/// Answers with what differs from machine to machine.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let os = Arc::clone(&state.os);
    let host = worker(move || services::host::describe(os.as_ref())).await?;
    Ok(reply(wish.format(), &host, text::host::render))
}

/// The description of `GET /host`.
pub(super) fn describe() -> Operation {
    Operation::new("This machine").answers::<Host>("What differs from machine to machine.")
}
