//! The addresses. Each handler reads the request, calls a service and chooses a representation; one noun a file.

mod body;
mod echo;
mod files;
mod health;
mod host;
mod journal;
mod lessons;
mod listeners;
mod page;
mod probe;
mod scan;
mod sockets;
mod stream;
mod whoami;

use std::sync::Arc;

use actix_web::guard::{Any, Get, Guard, Head};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{Handler, HttpRequest, HttpResponse, Resource, Responder, Route, web};

use crate::problem::Failure;
use crate::state::State;
use crate::text::welcome::ADDRESSES;

/// What a handler gives: an answer, or what went wrong.
type Answer = Result<HttpResponse, Failure>;

/// Lays out the addresses.
pub(crate) fn configure(config: &mut web::ServiceConfig, state: &Arc<State>) {
    config
        .app_data(web::PayloadConfig::new(crate::state::MAX_BODY_BYTES))
        .service(get("/", page::index))
        .service(get("/whoami", whoami::get))
        .service(get("/probe/{port}", probe::get))
        .service(get("/scan", scan::get))
        .service(get("/host", host::get))
        .service(get("/health", health::get))
        .service(get("/journal", journal::get))
        .service(get("/journal/stream", journal::follow))
        .service(get("/sockets", sockets::get))
        .service(get("/sockets/stream", sockets::follow))
        .service(get("/lessons", lessons::contents))
        .service(get("/lessons/{slug}", lessons::lesson))
        .configure(listeners::configure)
        .service(web::resource(["/echo", "/echo/{rest:.*}"]).to(echo::any))
        .configure(|config| files::configure(config, state))
        .default_service(web::route().to(page::asset));
}

/// A resource that is read only; any other method is told so.
fn get<F, Args>(path: &'static str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(read().to(handler)).default_service(others(READING))
}

/// A route for GET, and for HEAD, which is GET without the body (RFC 9110, section 9.3.2).
fn read() -> Route {
    web::route().guard(readable())
}

fn readable() -> impl Guard {
    Any(Get()).or(Head())
}

/// The methods of every address that is there to be read.
const READING: &str = "GET, HEAD, OPTIONS";

/// `OPTIONS` is answered with the methods that an address takes, every other method is refused with them.
fn others(allow: &'static str) -> Route {
    web::route().to(move |request: HttpRequest| {
        let options = *request.method() == actix_web::http::Method::OPTIONS;
        std::future::ready(if options { Ok(options_of(allow)) } else { Err(not_among(allow)) })
    })
}

/// The methods of an address (RFC 9110, section 9.3.7).
fn options_of(allow: &'static str) -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish()
}

/// An address that is there to be read was sent something else.
pub(crate) fn not_allowed() -> Failure {
    not_among(READING)
}

fn not_among(allow: &'static str) -> Failure {
    let failure = Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take this method",
    )
    .allow(allow);
    if allow == READING {
        failure
            .because("The address is there to be read.")
            .next("Ask with GET; /echo is the address that takes any method.")
    } else {
        failure
            .because(format!("It takes {allow}."))
            .next("Use one of these; /echo is the address that takes any method.")
    }
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
