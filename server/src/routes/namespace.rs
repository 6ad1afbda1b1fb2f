//! `GET /namespace/{port}`: one address, dialled from here and from a network namespace of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use protocol::namespace::Namespaces;

use super::probe::{host, to_dial};
use super::{Answer, stopping};
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::services::namespace;
use crate::state::State;
use crate::text;

/// When the connection breaks off or the lab stops, so does the look, and its child ends.
pub(super) async fn get(request: HttpRequest, port: web::Path<String>, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let port = to_dial(&port, "/namespace/80")?;
    let target = SocketAddr::new(host(query)?, port.number());
    let _turn = Arc::clone(&state.namespaces).try_acquire_owned().map_err(|_| busy())?;
    let seen = tokio::select! {
        () = state.stopping.cancelled() => return Err(stopping()),
        seen = namespace::compare(Arc::clone(&state.os), state.program.as_deref(), target) => seen,
    };
    Ok(reply(wish.format(), &seen, text::namespace::render))
}

fn busy() -> Failure {
    Failure::new(StatusCode::TOO_MANY_REQUESTS, "namespace_busy", "Another look is under way")
        .because("Each look starts a process, so the lab makes one at a time.")
        .next("It takes a moment. Ask again then.")
        .retry_after(1)
}

/// The description of `GET /namespace/{port}`.
pub(super) fn describe() -> Operation {
    Operation::new("One address in two networks")
        .says(
            "Dials a port of this machine from the network that the lab is in, and from a network namespace that is made for \
             this request; there the lab also listens on the same address, and both are dialled again. Linux alone has \
             network namespaces, and not every system lets a program make one: where it does not, the reply says why. One \
             look at a time.",
        )
        .path("port", "The port to dial.", number(1, u64::from(u16::MAX)), "80")
        .query("host", "A loopback address, or localhost; 127.0.0.1 where it is left out.", openapi::text())
        .answers::<Namespaces>("What each network showed.")
        .fails(StatusCode::BAD_REQUEST, &["port_invalid", "host_invalid"])
        .fails(StatusCode::TOO_MANY_REQUESTS, &["namespace_busy"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["stopping"])
}
