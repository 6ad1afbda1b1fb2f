//! `GET /lessons`, `GET /lessons/{slug}`: the contents and one lesson; as the page, as text or as JSON.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use course::facts::{Facts, PRACTICE_PORT, SECOND_PORT};
use course::model::{Contents, Lesson};

use super::{Answer, page, worker};
use crate::note;
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::lessons::{self, LessonError};
use crate::state::State;
use crate::text::WIDTH;

/// The fewest and the most columns that text is wrapped to.
const MIN_WIDTH: usize = 40;
const MAX_WIDTH: usize = 200;

const OFFERS: [Media; 3] = [Media::Text, Media::Json, Media::Html];

/// Answers with the contents of the course.
pub(super) async fn contents(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    if wish.media == Media::Html {
        return page::html(&request, &state).await;
    }
    let width = width(&request)?;
    let facts = facts(&request, &state)?;
    let lab = facts.lab.clone();
    let folder = state.lessons.clone();
    let contents = worker(move || lessons::contents(folder.as_deref(), &facts))
        .await?
        .map_err(|error| explain(&error))?;
    Ok(reply(wish.format(), &contents, |contents, _| course::text::contents(contents, &lab, width)))
}

/// Answers with one lesson. The page draws its own words for a lesson that there is not.
pub(super) async fn lesson(request: HttpRequest, slug: web::Path<String>, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    if wish.media == Media::Html {
        return page::html(&request, &state).await;
    }
    let width = width(&request)?;
    let facts = facts(&request, &state)?;
    let folder = state.lessons.clone();
    let lesson = worker(move || lessons::lesson(folder.as_deref(), &slug, &facts))
        .await?
        .map_err(|error| explain(&error))?;
    Ok(reply(wish.format(), &lesson, |lesson, _| course::text::lesson(lesson, width)))
}

/// The description of `GET /lessons`.
pub(super) fn describe_contents() -> Operation {
    describe("The contents of the course")
        .answers::<Contents>("The lessons, in the order to take them.")
        .or_page()
}

/// The description of `GET /lessons/{slug}`.
pub(super) fn describe_lesson() -> Operation {
    describe("One lesson")
        .says("What a lesson says of this machine is filled in for the connection that asks.")
        .path("slug", "The lesson's name, as the contents give it.", openapi::text(), "ports")
        .answers::<Lesson>("The lesson.")
        .or_page()
        .fails(StatusCode::NOT_FOUND, &["lesson_unknown"])
}

fn describe(summary: &'static str) -> Operation {
    let width = format!("How many columns text may have; {WIDTH} where it is left out.");
    Operation::new(summary)
        .query("width", width, number(MIN_WIDTH as u64, MAX_WIDTH as u64))
        .fails(StatusCode::BAD_REQUEST, &["width_invalid"])
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}

/// What lessons say about this machine, for the connection that fetches one.
pub(super) fn facts(request: &HttpRequest, state: &State) -> Result<Facts, Failure> {
    let connection = note::wire_or_fail(request)?.connection;
    Ok(Facts {
        lab: page::lab(request, &connection),
        port: connection.local.port(),
        peer_port: Some(connection.peer.port()),
        ephemeral: state.ephemeral_range,
        first_unprivileged: state.os.first_unprivileged_port(),
        practice_port: PRACTICE_PORT,
        second_port: SECOND_PORT,
        system: lessons::system(),
    })
}

fn width(request: &HttpRequest) -> Result<usize, Failure> {
    let Some(text) = parameter(request.query_string(), "width") else { return Ok(WIDTH) };
    text.parse().ok().filter(|width| (MIN_WIDTH..=MAX_WIDTH).contains(width)).ok_or_else(|| {
        Failure::parameter(
            "width_invalid",
            format!("width is not a number from {MIN_WIDTH} to {MAX_WIDTH}."),
            format!("Leave it out for {WIDTH} columns, or write ?width=100."),
        )
    })
}

pub(super) fn explain(error: &LessonError) -> Failure {
    let broken = |title| Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "lesson_broken", title);
    match error {
        LessonError::Unknown(slugs) => {
            let names = if slugs.is_empty() { "none".to_owned() } else { slugs.join(", ") };
            Failure::new(StatusCode::NOT_FOUND, "lesson_unknown", "There is no such lesson")
                .because(format!("The lessons there are: {names}."))
                .next("Ask for /lessons to see what each is about.")
        }
        LessonError::Folder(error) => broken("The lessons cannot be read")
            .because(format!("The folder of the lessons cannot be read: {error}."))
            .next("Check the folder given with --lessons, or start the lab without it."),
        LessonError::Faults(faults) => {
            let list: Vec<_> = faults.iter().map(ToString::to_string).collect();
            broken("The lesson file has faults")
                .because(list.join("\n"))
                .next("Correct the file and ask again.")
        }
    }
}
