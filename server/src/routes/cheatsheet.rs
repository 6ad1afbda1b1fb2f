//! `GET /cheatsheet`: every command of the course; as the page, as text or as JSON.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use course::cheatsheet::{self, Cheatsheet};
use course::text;

use super::reader::{self, reader};
use super::{Answer, lessons, page};
use crate::openapi::Operation;
use crate::represent::{Media, Wish, reply};
use crate::state::State;

/// Answers with the commands, by lesson and part.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let offers = [Media::Text, Media::Json, Media::Html];
    let wish = Wish::read(request.query_string(), request.headers(), &offers)?;
    if wish.media == Media::Html {
        return page::html(&request, &state).await;
    }
    let reader = reader(&request, wish)?;
    let sheet = cheatsheet::gather(&lessons::all(&request, &state).await?);
    Ok(reply(wish.format(), &sheet, |sheet, _| text::cheatsheet(sheet, &reader)))
}

/// The description of `GET /cheatsheet`.
pub(super) fn describe() -> Operation {
    reader::describe(Operation::new("Every command of the course"))
        .says(
            "Each is told once, in the part of the course that has it first, with the lab's own port in it.",
        )
        .answers::<Cheatsheet>("The commands, by lesson and part.")
        .or_page()
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}
