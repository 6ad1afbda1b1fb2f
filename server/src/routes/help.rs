//! `GET /help`: how to read the course in a terminal.

use actix_web::HttpRequest;
use protocol::help::{Help, Way};

use super::Answer;
use super::reader::reader;
use crate::openapi::Operation;
use crate::represent::{Media, Wish, reply};
use crate::text::help::{WAYS, render};

/// Answers with the addresses by which the course is read.
pub(super) async fn get(request: HttpRequest) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let reader = reader(&request, wish)?;
    let ways = WAYS.iter().map(|(path, gives)| Way { path: (*path).to_owned(), gives: (*gives).to_owned() });
    Ok(reply(wish.format(), &Help { ways: ways.collect() }, |help, _| render(help, &reader)))
}

/// The description of `GET /help`.
pub(super) fn describe() -> Operation {
    super::reader::describe(Operation::new("How to read the course in a terminal"))
        .answers::<Help>("The addresses by which the course is read.")
}
