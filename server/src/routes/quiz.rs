//! `GET /quiz/{question}`, `GET /quiz/{question}/{letter}`: quizzes taken one question at a time. Nothing is kept.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use course::quiz::{self, Asked, Verdict};
use course::text;

use super::reader::{self, reader};
use super::{Answer, lessons};
use crate::openapi::{self, Operation};
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::state::State;

const OFFERS: [Media; 2] = [Media::Text, Media::Json];

/// Answers with a question and the answers to choose from.
pub(super) async fn question(request: HttpRequest, id: web::Path<String>, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    let reader = reader(&request, wish)?;
    let lessons = lessons::all(&request, &state).await?;
    let asked = lessons.iter().find_map(|lesson| quiz::asked(lesson, &id)).ok_or_else(no_question)?;
    Ok(reply(wish.format(), &asked, |asked, _| text::question(asked, &reader)))
}

/// Answers whether an answer is right, and why.
pub(super) async fn answer(
    request: HttpRequest,
    names: web::Path<(String, String)>,
    state: web::Data<State>,
) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    let reader = reader(&request, wish)?;
    let lessons = lessons::all(&request, &state).await?;
    let (id, letter) = names.into_inner();
    let asked = lessons.iter().find_map(|lesson| quiz::asked(lesson, &id)).ok_or_else(no_question)?;
    let verdict = lessons.iter().find_map(|lesson| quiz::verdict(lesson, &id, &letter));
    let verdict = verdict.ok_or_else(|| no_answer(&asked))?;
    Ok(reply(wish.format(), &verdict, |verdict, _| text::verdict(verdict, &reader)))
}

fn no_question() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "question_unknown", "There is no such question")
        .because("No lesson asks a question of this name.")
        .next("Ask for a lesson, such as /lessons/ports: each question in it names its own address.")
}

fn no_answer(asked: &Asked) -> Failure {
    let letters: Vec<_> = asked.choices.iter().map(|choice| choice.letter.to_string()).collect();
    Failure::new(StatusCode::NOT_FOUND, "answer_unknown", "The question has no such answer")
        .because(format!("Its answers have the letters {}.", letters.join(", ")))
        .next(format!("Ask for /quiz/{} to see them, then put one of the letters behind it.", asked.id))
}

const ID: &str = "The question's name, as its lesson gives it.";

/// The description of `GET /quiz/{question}`.
pub(super) fn describe() -> Operation {
    describe_as("A question of a quiz")
        .answers::<Asked>("The question and the answers to choose from.")
        .fails(StatusCode::NOT_FOUND, &["question_unknown"])
}

/// The description of `GET /quiz/{question}/{letter}`.
pub(super) fn describe_answer() -> Operation {
    describe_as("An answer to a question, judged")
        .says("Nothing is kept: the lab does not know who answers.")
        .path("letter", "The answer's letter.", openapi::text(), "c")
        .answers::<Verdict>("Whether it is right, why, and what refutes it.")
        .fails(StatusCode::NOT_FOUND, &["question_unknown", "answer_unknown"])
}

fn describe_as(summary: &'static str) -> Operation {
    reader::describe(Operation::new(summary))
        .path("question", ID, openapi::text(), "ports-q-closed")
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}
