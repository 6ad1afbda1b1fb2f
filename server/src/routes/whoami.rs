//! `GET /whoami`: the connection that the request came in on.

use actix_web::{HttpRequest, web};
use concepts::port::Range;
use protocol::connection::Whoami;

use super::Answer;
use crate::note;
use crate::openapi::Operation;
use crate::represent::{Media, Wish, reply};
use crate::state::State;
use crate::text;

/// Answers with both ends, their ranges and what the kernel knows.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let wire = note::wire_or_fail(&request)?;
    let peer = wire.connection.peer.port();
    let (tcp_info, tcp_info_reason) = match state.os.tcp_info(&wire) {
        Ok(info) => (Some(info), None),
        Err(reason) => (None, Some(reason)),
    };
    let whoami = Whoami {
        connection: wire.connection,
        local_range: Range::of(wire.connection.local.port()),
        peer_range: Range::of(peer),
        peer_is_ephemeral: state.ephemeral_range.map(|span| span.contains(peer)),
        requests: wire.requests(),
        tcp_info,
        tcp_info_reason,
    };
    Ok(reply(wish.format(), &whoami, text::whoami::render))
}

/// The description of `GET /whoami`.
pub(super) fn describe() -> Operation {
    Operation::new("This connection")
        .says("Both ends, the ranges that their ports are in, how many requests it has carried, and what the kernel measures.")
        .answers::<Whoami>("The connection that the request came in on.")
}
