//! What `/openapi.json` says of `/listeners` and of what lies under it.

use actix_web::http::StatusCode;
use protocol::listeners::{Change, Connections, Exchange, Listener, Listeners, NewListener, Open, Send};

use super::super::reader;
use super::body::described_json;
use super::{CHANGE, OPEN, SEND, START};
use crate::openapi::{self, Operation, word};

pub(super) fn list() -> Operation {
    reader::describe(Operation::new("The practice listeners"))
        .answers::<Listeners>("All of them, in the order in which they were started.")
}

pub(super) fn start() -> Operation {
    let operation = reader::describe(Operation::new("Starts a practice listener"))
        .says("It listens on loopback until it is stopped, or the lab is.")
        .answers_with::<Listener>(StatusCode::CREATED, "The listener; Location has its address.")
        .fails(
            StatusCode::BAD_REQUEST,
            &["kind_unknown", "host_invalid", "backlog_invalid", "target_invalid", "target_own"],
        )
        .fails(StatusCode::FORBIDDEN, &["port_privileged"])
        .fails(
            StatusCode::CONFLICT,
            &["listeners_full", "kind_reserved", "port_in_use", "address_unavailable", "listen_failed"],
        );
    described_json::<NewListener>(operation, "What to start.", START)
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["files_short"])
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["certificate_failed"])
}

pub(super) fn get() -> Operation {
    of_one("One practice listener").answers::<Listener>("The listener.")
}

pub(super) fn change() -> Operation {
    let operation = of_one("Changes a practice listener").answers::<Listener>("The listener as it is now.");
    described_json::<Change>(operation, "What to change; what is left out stays.", CHANGE)
}

pub(super) fn stop() -> Operation {
    of_one("Stops a practice listener")
        .says("Its connections are closed with it.")
        .query(
            "started_ms",
            "When the listener was started: one that has its number now and was started at another time is left alone. \
             Numbers begin again with the lab.",
            openapi::least(0),
        )
        .fails(StatusCode::BAD_REQUEST, &["started_invalid"])
        .answers::<Listener>("The listener as it was.")
}

pub(super) fn connections() -> Operation {
    of_one("The connections that the lab holds to a listener")
        .answers::<Connections>("The connections, in the order in which they were opened.")
}

pub(super) fn open() -> Operation {
    let operation = of_one("Opens connections to a listener, and holds them")
        .answers::<Connections>("All connections that the lab holds to it, and those that failed now.")
        .fails(StatusCode::BAD_REQUEST, &["count_invalid"])
        .fails(StatusCode::CONFLICT, &["kind_unsuited"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["files_short"]);
    described_json::<Open>(operation, "How many.", OPEN)
}

pub(super) fn close() -> Operation {
    of_one("Closes the connections that the lab holds to a listener")
        .must("side", "Which side closes first.", word(&["client", "server"]), "client")
        .answers::<Connections>("The connections that are left.")
        .fails(StatusCode::BAD_REQUEST, &["side_invalid"])
}

pub(super) fn send() -> Operation {
    let operation = of_one("Sends messages to an echo, and waits for each to come back")
        .answers::<Exchange>("What came of each message.")
        .fails(StatusCode::BAD_REQUEST, &["count_invalid"])
        .fails(StatusCode::CONFLICT, &["kind_unsuited"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["files_short"]);
    described_json::<Send>(operation, "How many, and over what.", SEND)
}

fn of_one(summary: &'static str) -> Operation {
    numbered(summary, 1)
}

/// Of one listener; the number of one for which the example works.
pub(super) fn numbered(summary: &'static str, example: u64) -> Operation {
    let schema = openapi::least(1);
    reader::describe(Operation::new(summary))
        .path("id", "The listener's number.", schema, example)
        .fails(StatusCode::NOT_FOUND, &["listener_unknown"])
}
