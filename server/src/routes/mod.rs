//! The addresses. Each handler reads the request, calls a service and chooses a representation; one noun a file.

mod auth;
mod bind;
mod body;
mod capstone;
mod certificate;
mod cheatsheet;
mod checks;
mod console;
mod doctor;
mod echo;
mod files;
mod glossary;
mod health;
mod help;
mod host;
mod incidents;
mod ip;
mod journal;
pub(crate) mod layout;
mod lessons;
mod listeners;
mod metrics;
mod namespace;
mod on_demand;
mod openapi;
mod page;
mod probe;
mod quiz;
mod reader;
mod roundtrip;
mod scan;
mod search;
mod sockets;
mod stream;
mod tls;
mod whoami;
mod zoo;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use self::layout::{Layout, read};
use crate::problem::Failure;
use crate::state::State;
use crate::text::welcome::ADDRESSES;

/// What a handler gives: an answer, or what went wrong.
type Answer = Result<HttpResponse, Failure>;

/// Lays out the addresses, each with its description; `crate::openapi` tells how to add one.
pub(crate) fn configure(config: &mut web::ServiceConfig, state: &Arc<State>) {
    config.app_data(web::PayloadConfig::new(crate::state::MAX_BODY_BYTES));
    let mut layout = Layout::new(config);
    layout.at("/", read(page::index, page::describe));
    layout.any("/echo", echo::any, echo::describe);
    layout.any("/echo/{rest:.*}", echo::any, echo::describe_below);
    layout.at("/whoami", read(whoami::get, whoami::describe));
    layout.at("/probe/{port}", read(probe::get, probe::describe));
    layout.at("/namespace/{port}", read(namespace::get, namespace::describe));
    layout.at("/doctor", read(doctor::get, doctor::describe));
    layout.at("/zoo", read(zoo::get, zoo::describe));
    layout.at("/scan", read(scan::get, scan::describe));
    layout.at("/sockets", read(sockets::get, sockets::describe));
    layout.at("/sockets/stream", read(sockets::follow, sockets::describe_stream));
    listeners::lay_out(&mut layout);
    bind::lay_out(&mut layout);
    layout.at("/console", read(console::get, console::describe));
    auth::lay_out(&mut layout);
    layout.at("/certificate", read(certificate::get, certificate::describe));
    layout.at("/tls/{port}", read(tls::get, tls::describe));
    layout.at("/roundtrip", read(roundtrip::get, roundtrip::describe));
    layout.at(protocol::roundtrip::ONCE, read(roundtrip::once, roundtrip::describe_once));
    layout.at("/journal", read(journal::get, journal::describe));
    layout.at("/journal/stream", read(journal::follow, journal::describe_stream));
    capstone::lay_out(&mut layout);
    checks::lay_out(&mut layout);
    layout.at(protocol::metrics::PATH, read(metrics::get, metrics::describe));
    on_demand::lay_out(&mut layout);
    incidents::lay_out(&mut layout);
    layout.at("/host", read(host::get, host::describe));
    layout.at("/ip/{address}", read(ip::get, ip::describe));
    layout.at("/ip/{address}/{length}", read(ip::get_prefix, ip::describe_prefix));
    layout.at("/lessons", read(lessons::contents, lessons::describe_contents));
    layout.at("/lessons/{slug}", read(lessons::lesson, lessons::describe_lesson));
    layout.at("/lessons/{slug}/{section}", read(lessons::section, lessons::describe_section));
    layout.at("/quiz/{question}", read(quiz::question, quiz::describe));
    layout.at("/quiz/{question}/{letter}", read(quiz::answer, quiz::describe_answer));
    layout.at("/cheatsheet", read(cheatsheet::get, cheatsheet::describe));
    layout.at("/search", read(search::get, search::describe));
    layout.at("/glossary", read(glossary::all, glossary::describe));
    layout.at("/glossary/{term}", read(glossary::one, glossary::describe_one));
    layout.at("/help", read(help::get, help::describe));
    layout.served(|config| files::configure(config, state), &files::DESCRIBED);
    layout.at("/health", read(health::get, health::describe));
    layout.at("/openapi.json", read(openapi::get, openapi::describe));
    layout.otherwise(page::asset);
}

/// There is nothing at an address.
pub(crate) fn not_found() -> Failure {
    let names: Vec<_> = ADDRESSES.iter().map(|(address, _)| *address).collect();
    Failure::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address")
        .because(format!("The lab has {}.", names.join(", ")))
        .next("Ask for one of these, or for / to see what each does.")
}

/// Runs what may wait for a disk or look through many files on a thread of its own.
async fn worker<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    web::block(work).await.map_err(|_| {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The lab is busy")
            .because("No thread is free to look this up.")
            .next("Ask again in a moment.")
            .retry_after(1)
    })
}

/// Does something to its end on this thread, also where the client has gone meanwhile and nobody waits for its answer.
async fn to_its_end<T: 'static>(work: impl Future<Output = T> + 'static) -> Result<T, Failure> {
    actix_web::rt::spawn(work).await.map_err(|_| {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The lab is busy")
            .because("What you asked for was broken off.")
            .next("Ask again in a moment.")
            .retry_after(1)
    })
}

/// The lab was told to stop before an answer was ready.
fn stopping() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "The lab is stopping")
        .because("It was asked to stop while this request was not answered yet.")
        .next("Start the lab again.")
}
