//! Who reads the course in a terminal: `?width=`, `?shell=`, and where the lab is for them.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use course::shell::Shell;
use course::text::{MAX_WIDTH, MIN_WIDTH, Reader, usual_shell};

use super::page;
use crate::note;
use crate::openapi::{Operation, number, word};
use crate::problem::Failure;
use crate::represent::{Format, Media, Wish, parameter};
use crate::text::WIDTH;

/// Reads the wishes of who reads.
pub(super) fn reader(request: &HttpRequest, wish: Wish) -> Result<Reader, Failure> {
    let connection = note::wire_or_fail(request)?.connection;
    let query = request.query_string();
    Ok(Reader {
        lab: page::lab(request, &connection),
        width: width(query)?,
        paint: wish.paint,
        shell: shell(query)?,
    })
}

/// The wishes of who reads text or JSON, and how to write it. Read before anything is done.
pub(super) fn asked(request: &HttpRequest) -> Result<(Format, Reader), Failure> {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    Ok((wish.format(), reader(request, wish)?))
}

/// Describes them.
pub(super) fn describe(operation: Operation) -> Operation {
    let width = format!("How many columns text may have; {WIDTH} where it is left out.");
    operation
        .query("width", width, number(MIN_WIDTH as u64, MAX_WIDTH as u64))
        .query("shell", "The shell that commands in text are written for; that of the lab's own system where it is left out.", word(&Shell::ALL.map(Shell::word)))
        .fails(StatusCode::BAD_REQUEST, &["width_invalid", "shell_invalid"])
}

fn width(query: &str) -> Result<usize, Failure> {
    let Some(text) = parameter(query, "width") else { return Ok(WIDTH) };
    text.parse().ok().filter(|width| (MIN_WIDTH..=MAX_WIDTH).contains(width)).ok_or_else(|| {
        Failure::parameter(
            "width_invalid",
            format!("width is not a number from {MIN_WIDTH} to {MAX_WIDTH}."),
            format!("Leave it out for {WIDTH} columns, or write ?width=100."),
        )
    })
}

fn shell(query: &str) -> Result<Shell, Failure> {
    let Some(text) = parameter(query, "shell") else { return Ok(usual_shell()) };
    Shell::ALL.into_iter().find(|shell| shell.word() == text).ok_or_else(|| {
        Failure::parameter(
            "shell_invalid",
            format!("shell is none of {}.", Shell::ALL.map(Shell::word).join(", ")),
            "Leave it out, or write ?shell=powershell.",
        )
    })
}
