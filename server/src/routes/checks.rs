//! `/checks`: which exercises are solved, and by what; hints, and the way to do one again.

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use course::exercise::Exercise;
use course::model::Lesson;
use course::text::Reader;
use course::validate::HINTS;
use protocol::checks::{Checked, Checks};

use super::capstone::reached;
use super::layout::{Layout, read};
use super::lessons::{all, explain, facts};
use super::reader::{self, asked};
use super::{Answer, worker};
use crate::note;
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Format, parameter, reply};
use crate::services::capstone::Tick;
use crate::services::checks::{Held, ask_for_the_capstone, exercises};
use crate::services::lessons;
use crate::state::State;
use crate::text;

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    layout.at("/checks", read(list, describe_list).and(Method::DELETE, reset_all, describe_reset_all));
    layout.at("/checks/{exercise}", read(one, describe_one).and(Method::DELETE, reset, describe_reset));
}

type Lab = web::Data<State>;

async fn list(request: HttpRequest, state: Lab) -> Answer {
    let asked = asked(&request)?;
    // The page looks whenever something happened; what it then finds has happened already.
    note::leave_out_the_pages_own(&request);
    let lessons = match parameter(request.query_string(), "lesson") {
        Some(slug) => vec![lesson(&request, &state, slug).await?],
        None => all(&request, &state).await?,
    };
    answer(&request, &state, &asked, &lessons).await
}

async fn reset_all(request: HttpRequest, state: Lab) -> Answer {
    let asked = asked(&request)?;
    let lessons = all(&request, &state).await?;
    for exercise in lessons.iter().flat_map(exercises) {
        state.resets.reset(exercise, state.journal.last());
    }
    answer(&request, &state, &asked, &lessons).await
}

async fn one(request: HttpRequest, exercise: web::Path<String>, state: Lab) -> Answer {
    let asked = asked(&request)?;
    let hints = hints(&request)?;
    note::leave_out_the_pages_own(&request);
    let lessons = all(&request, &state).await?;
    let found = find(&lessons, &exercise)?;
    tell(&request, &state, &asked, found, hints).await
}

async fn reset(request: HttpRequest, exercise: web::Path<String>, state: Lab) -> Answer {
    let asked = asked(&request)?;
    let lessons = all(&request, &state).await?;
    let found = find(&lessons, &exercise)?;
    state.resets.reset(found.1, state.journal.last());
    tell(&request, &state, &asked, found, 0).await
}

async fn lesson(request: &HttpRequest, state: &Lab, slug: String) -> Result<Lesson, Failure> {
    let (facts, folder) = (facts(request, state)?, state.lessons.clone());
    let lesson = worker(move || lessons::lesson(folder.as_deref(), &slug, &facts)).await?;
    lesson.map(|(lesson, _)| lesson).map_err(|error| explain(&error))
}

/// The exercise of this name, with its lesson.
fn find<'a>(lessons: &'a [Lesson], name: &str) -> Result<(&'a Lesson, &'a Exercise), Failure> {
    let mut all = lessons.iter().flat_map(|lesson| exercises(lesson).map(move |exercise| (lesson, exercise)));
    all.find(|(_, exercise)| exercise.id == name).ok_or_else(|| {
        Failure::new(StatusCode::NOT_FOUND, "exercise_unknown", "There is no such exercise")
            .because("No lesson has an exercise of this name.")
            .next("Ask for /checks to see the names of all.")
    })
}

fn hints(request: &HttpRequest) -> Result<usize, Failure> {
    let Some(text) = parameter(request.query_string(), "hint") else { return Ok(0) };
    text.parse().ok().filter(|hint| (1..=HINTS).contains(hint)).ok_or_else(|| {
        Failure::parameter(
            "hint_invalid",
            format!("hint is not a number from 1 to {HINTS}."),
            "Begin with ?hint=1; the last hint is the solution.",
        )
    })
}

/// Whether each exercise of some lessons is solved.
async fn checked(
    request: &HttpRequest,
    state: &Lab,
    lessons: &[Lesson],
    asked: Tick,
) -> Result<Vec<Checked>, Failure> {
    let reached =
        if ask_for_the_capstone(lessons) { reached(request, state, asked).await? } else { Vec::new() };
    let journal = state.journal.held();
    let held = Held::of(&journal, &reached, &state.resets);
    let of_lesson =
        |lesson| exercises(lesson).map(|exercise| held.check(lesson, exercise)).collect::<Vec<_>>();
    Ok(lessons.iter().flat_map(of_lesson).collect())
}

/// How many exercises of the course are solved, how many there are, and how many lessons, for somebody who asked then.
pub(super) async fn count(
    request: &HttpRequest,
    state: &Lab,
    asked: Tick,
) -> Result<(usize, usize, usize), Failure> {
    let lessons = all(request, state).await?;
    let checks = checked(request, state, &lessons, asked).await?;
    let solved = checks.iter().filter(|one| one.solved_by.is_some()).count();
    Ok((solved, checks.len(), lessons.len()))
}

async fn answer(
    request: &HttpRequest,
    state: &Lab,
    (format, reader): &(Format, Reader),
    lessons: &[Lesson],
) -> Answer {
    let checks = Checks { checks: checked(request, state, lessons, state.capstone.now()).await? };
    Ok(reply(*format, &checks, |checks, _| text::checks::list(checks, reader)))
}

async fn tell(
    request: &HttpRequest,
    state: &Lab,
    (format, reader): &(Format, Reader),
    (lesson, exercise): (&Lesson, &Exercise),
    hints: usize,
) -> Answer {
    let asked = state.capstone.now();
    let of_capstone = exercise.check.capstone.is_some();
    let reached = if of_capstone { reached(request, state, asked).await? } else { Vec::new() };
    let checked = Held::of(&state.journal.held(), &reached, &state.resets).check(lesson, exercise);
    Ok(reply(*format, &checked, |checked, _| text::checks::one(checked, exercise, hints, reader)))
}

fn operation(summary: &'static str) -> Operation {
    reader::describe(Operation::new(summary)).fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}

fn describe_list() -> Operation {
    operation("Which exercises are solved")
        .says("What solves an exercise is in the journal, with the connection that it came on.")
        .query("lesson", "The lesson whose exercises to tell; all where it is left out.", openapi::text())
        .like("ports")
        .answers::<Checks>("The exercises, each with the entry that solves it.")
        .fails(StatusCode::NOT_FOUND, &["lesson_unknown"])
}

fn describe_reset_all() -> Operation {
    operation("Begin all exercises anew")
        .says("What the journal holds by now does not solve an exercise any more.")
        .answers::<Checks>("The exercises, none of them solved.")
}

fn describe_one() -> Operation {
    named(operation("Whether an exercise is solved"))
        .says("As text also with what to do and, on request, hints.")
        .query("hint", "How many hints to show; the last is the solution.", number(1, HINTS as u64))
        .answers::<Checked>("The exercise, with the entry that solves it.")
        .fails(StatusCode::BAD_REQUEST, &["hint_invalid"])
}

fn describe_reset() -> Operation {
    named(operation("Begin an exercise anew"))
        .says("What the journal holds by now does not solve it any more.")
        .answers::<Checked>("The exercise, not solved.")
}

fn named(operation: Operation) -> Operation {
    operation
        .path(
            "exercise",
            "The exercise's name, as /checks gives it.",
            openapi::text(),
            "address-first-request",
        )
        .fails(StatusCode::NOT_FOUND, &["exercise_unknown"])
}
