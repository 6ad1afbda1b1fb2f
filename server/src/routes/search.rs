//! `GET /search?q=`: places in the course.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use course::search::{Found, MAX_HITS, MAX_QUERY, MAX_WORDS};
use course::text;

use super::reader::{self, reader};
use super::{Answer, lessons, worker};
use crate::note;
use crate::openapi::{self, Operation};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::state::State;

/// Answers with the places that have what was asked for.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    // The page asks while the learner types: a word would be a screenful of the live wire.
    note::leave_out_the_pages_own(&request);
    let reader = reader(&request, wish)?;
    let query = query(request.query_string())?;
    let facts = lessons::facts(&request, &state)?;
    let (folder, searcher, shell) = (state.lessons.clone(), Arc::clone(&state.searcher), reader.shell);
    let found = worker(move || searcher.find(folder.as_deref(), &facts, shell, &query))
        .await?
        .map_err(|error| lessons::explain(&error))?;
    Ok(reply(wish.format(), &found, |found, _| text::found(found, &reader)))
}

fn query(query: &str) -> Result<String, Failure> {
    let text = parameter(query, "q").unwrap_or_default().trim().to_owned();
    let fits = text.chars().count() <= MAX_QUERY && text.split_whitespace().count() <= MAX_WORDS;
    if !text.is_empty() && fits {
        return Ok(text);
    }
    Err(Failure::parameter(
        "query_invalid",
        format!("q is missing, or has more than {MAX_WORDS} words or {MAX_QUERY} characters."),
        "Write what you look for: /search?q=port",
    ))
}

/// The description of `GET /search`.
pub(super) fn describe() -> Operation {
    let q = format!(
        "What to look for: at most {MAX_WORDS} words and {MAX_QUERY} characters. Each of them must be there, also as a part of \
         another word; large and small letters are alike, with accents and without."
    );
    reader::describe(Operation::new("A search in the course"))
        .says(format!(
            "Looks through titles, headings, text, the glossary and commands. At most {MAX_HITS} places are told, the best first."
        ))
        .must("q", &q, openapi::text(), "loopback")
        .answers::<Found>("The places.")
        .fails(StatusCode::BAD_REQUEST, &["query_invalid"])
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}
