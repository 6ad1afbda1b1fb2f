//! `GET /glossary`, `GET /glossary/{term}`: the words of the course; as the page, as text or as JSON.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use course::glossary::{Glossary, Term};
use course::text;

use super::reader::{self, reader};
use super::{Answer, page, worker};
use crate::openapi::{self, Operation};
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::services::glossary::{self, GlossaryError};
use crate::state::State;

const OFFERS: [Media; 3] = [Media::Text, Media::Json, Media::Html];

/// Answers with all terms.
pub(super) async fn all(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    if wish.media == Media::Html {
        return page::html(&request, &state).await;
    }
    let reader = reader(&request, wish)?;
    let glossary = read(&state).await?;
    Ok(reply(wish.format(), &glossary, |glossary, _| text::glossary(glossary, &reader)))
}

/// Answers with one term. The page draws the glossary and goes to the term.
pub(super) async fn one(request: HttpRequest, word: web::Path<String>, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    if wish.media == Media::Html {
        return page::html(&request, &state).await;
    }
    let reader = reader(&request, wish)?;
    let glossary = read(&state).await?;
    let term = glossary.find(&word).ok_or_else(|| unknown(&glossary, &word))?;
    Ok(reply(wish.format(), term, |term, _| text::term(term, &reader)))
}

async fn read(state: &State) -> Result<Glossary, Failure> {
    let folder = state.lessons.clone();
    worker(move || glossary::glossary(folder.as_deref())).await?.map_err(|error| explain(&error))
}

fn unknown(glossary: &Glossary, word: &str) -> Failure {
    let near: Vec<_> = glossary.near(word).iter().map(|term| format!("/glossary/{}", term.id)).collect();
    let because = match near.as_slice() {
        [] => "No term is like it.".to_owned(),
        near => format!("Did you mean {}?", near.join(" or ")),
    };
    let next = match near.first() {
        Some(first) => format!("Ask for {first}; /glossary has all terms."),
        None => "Look through /glossary, or search the course: /search?q= and the word.".to_owned(),
    };
    Failure::new(StatusCode::NOT_FOUND, "term_unknown", "The glossary has no such term")
        .because(because)
        .next(next)
}

/// Why there is no glossary to give.
fn explain(error: &GlossaryError) -> Failure {
    let why = match error {
        GlossaryError::File(error) => format!("Its file cannot be read: {error}."),
        GlossaryError::Faults(faults) => {
            faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
    };
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "glossary_broken", "The glossary cannot be given")
        .because(why)
        .next("Correct glossary.toml in the folder given with --lessons and ask again, or start the lab without it.")
}

/// The description of `GET /glossary`.
pub(super) fn describe() -> Operation {
    describe_as("The words of the course")
        .answers::<Glossary>("The terms, in the order of the alphabet.")
        .or_page()
}

/// The description of `GET /glossary/{term}`.
pub(super) fn describe_one() -> Operation {
    describe_as("One word of the course")
        .path("term", "The term: its name, its plural or another spelling.", openapi::text(), "loopback")
        .answers::<Term>("What it means and where it is taught.")
        .or_page()
        .fails(StatusCode::NOT_FOUND, &["term_unknown"])
}

fn describe_as(summary: &'static str) -> Operation {
    reader::describe(Operation::new(summary)).fails(StatusCode::INTERNAL_SERVER_ERROR, &["glossary_broken"])
}
