//! `GET /lessons`, `GET /lessons/{slug}`, `GET /lessons/{slug}/{section}`: the contents, one lesson, one part of it; as the
//! page, as text or as JSON.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use course::facts::Facts;
use course::model::{Contents, Lesson};
use course::place::Excerpt;
use course::text;

use super::reader::{self, reader};
use super::{Answer, page, worker};
use crate::note;
use crate::openapi::{self, Operation};
use crate::problem::{Drawn, Failure};
use crate::represent::{Media, Wish, reply};
use crate::services::lessons::{self, LessonError};
use crate::state::State;

const OFFERS: [Media; 3] = [Media::Text, Media::Json, Media::Html];

/// Answers with the contents of the course.
pub(super) async fn contents(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    if wish.media == Media::Html {
        return page::html(&request, &state).await;
    }
    let reader = reader(&request, wish)?;
    let facts = facts(&request, &state)?;
    let folder = state.lessons.clone();
    let contents = worker(move || lessons::contents(folder.as_deref(), &facts))
        .await?
        .map_err(|error| explain(&error))?;
    Ok(reply(wish.format(), &contents, |contents, _| text::contents(contents, &reader)))
}

/// Answers with one lesson.
pub(super) async fn lesson(request: HttpRequest, slug: web::Path<String>, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    if wish.media == Media::Html {
        return drawn(&request, &state, slug.into_inner()).await;
    }
    let reader = reader(&request, wish)?;
    let facts = facts(&request, &state)?;
    let folder = state.lessons.clone();
    let (lesson, around) = worker(move || lessons::lesson(folder.as_deref(), &slug, &facts))
        .await?
        .map_err(|error| explain(&error))?;
    Ok(reply(wish.format(), &lesson, |lesson, _| text::lesson(lesson, &around, &reader)))
}

/// Answers with one part of a lesson. The page draws the lesson and goes to the part.
pub(super) async fn section(
    request: HttpRequest,
    names: web::Path<(String, String)>,
    state: web::Data<State>,
) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &OFFERS)?;
    let (slug, name) = names.into_inner();
    if wish.media == Media::Html {
        return drawn(&request, &state, slug).await;
    }
    let reader = reader(&request, wish)?;
    let facts = facts(&request, &state)?;
    let folder = state.lessons.clone();
    let (lesson, around) = worker(move || lessons::lesson(folder.as_deref(), &slug, &facts))
        .await?
        .map_err(|error| explain(&error))?;
    let part = lesson.part(&name).and_then(|at| Some((at, lesson.excerpt(at)?)));
    let (at, excerpt) = part.ok_or_else(|| no_part(&lesson))?;
    Ok(reply(wish.format(), &excerpt, |_, _| text::excerpt(&lesson, at, &around, &reader)))
}

/// The page, which draws the lesson. Where there is none of this name it has words of its own for that, and the status says
/// the same.
async fn drawn(request: &HttpRequest, state: &State, slug: String) -> Answer {
    let folder = state.lessons.clone();
    let slugs = worker(move || lessons::slugs(folder.as_deref())).await?;
    let mut response = page::html(request, state).await?;
    if slugs.is_ok_and(|slugs| !slugs.contains(&slug)) {
        *response.status_mut() = StatusCode::NOT_FOUND;
        response.extensions_mut().insert(Drawn);
    }
    Ok(response)
}

fn no_part(lesson: &Lesson) -> Failure {
    let names: Vec<_> =
        lesson.sections.iter().map(|section| section.id.as_str()).filter(|id| !id.is_empty()).collect();
    Failure::new(StatusCode::NOT_FOUND, "section_unknown", "The lesson has no such part")
        .because(format!(
            "Its parts have the numbers 1 to {}, or the names {}.",
            lesson.sections.len(),
            names.join(", ")
        ))
        .next(format!(
            "Ask for /lessons/{}/1 to begin, or for /lessons/{0} to read all of it.",
            lesson.summary.slug
        ))
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
        .says("What a lesson says of this machine is filled in for the connection that asks. A browser gets the page, with 404 \
               where there is no such lesson.")
        .path("slug", SLUG, openapi::text(), "ports")
        .answers::<Lesson>("The lesson.")
        .or_page()
        .fails(StatusCode::NOT_FOUND, &["lesson_unknown"])
}

/// The description of `GET /lessons/{slug}/{section}`.
pub(super) fn describe_section() -> Operation {
    let section =
        "The part: its number from 1, its name, or the name of a widget, an exercise or a question in it.";
    describe("One part of a lesson")
        .says("A browser gets the page, with 404 where there is no such lesson.")
        .path("slug", SLUG, openapi::text(), "ports")
        .path("section", section, openapi::text(), "2")
        .answers::<Excerpt>("The part.")
        .or_page()
        .fails(StatusCode::NOT_FOUND, &["lesson_unknown", "section_unknown"])
}

const SLUG: &str = "The lesson's name, as the contents give it.";

fn describe(summary: &'static str) -> Operation {
    reader::describe(Operation::new(summary)).fails(StatusCode::INTERNAL_SERVER_ERROR, &["lesson_broken"])
}

/// Every lesson, for what goes over the whole course. One that has faults is passed over: asked for, it says which.
pub(super) async fn all(request: &HttpRequest, state: &State) -> Result<Vec<Lesson>, Failure> {
    let facts = facts(request, state)?;
    let folder = state.lessons.clone();
    worker(move || lessons::all(folder.as_deref(), &facts)).await?.map_err(|error| explain(&error))
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
        practice_port: state.practice_ports[0],
        second_port: state.practice_ports[1],
        system: lessons::system(),
    })
}

/// Why there is no lesson to give.
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
