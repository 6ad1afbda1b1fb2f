//! `GET /roundtrip?host=&count=`: round trips to the lab, measured by the lab. `GET /roundtrip/once`: what it asks for.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use protocol::roundtrip::{DEFAULT_COUNT, MAX_COUNT, MIN_COUNT, RoundTrips};

use super::probe::host;
use super::{Answer, stopping, worker};
use crate::note::Note;
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::roundtrip::measure;
use crate::state::State;
use crate::text::roundtrip::render;

/// Measures on a thread of its own, and answers with what came of it. When the connection breaks off or the lab
/// stops, so does the measurement, after the round trip in hand.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let host = host(query)?;
    let count = count(parameter(query, "count").as_deref())?;
    let port = state.listening.first().map_or(0, SocketAddr::port);
    let target = SocketAddr::new(host, port);
    let serves = state.listening.contains(&target);
    let turn = Arc::clone(&state.roundtrip).try_acquire_owned().map_err(|_| busy())?;
    let stop = state.stopping.child_token();
    let _gone = stop.clone().drop_guard();
    let os = Arc::clone(&state.os);
    let measured = worker(move || {
        let _turn = turn;
        measure(os.as_ref(), target, serves, count, &stop)
    });
    let round_trips = measured.await?.ok_or_else(stopping)?;
    Ok(reply(wish.format(), &round_trips, render))
}

/// The description of `GET /roundtrip`.
pub(super) fn describe() -> Operation {
    let says = "Makes round trips of each kind to the lab itself, in turn, over real sockets. One measurement at a time.";
    Operation::new("Round trips inside this machine")
        .says(says)
        .query("host", "The loopback address to reach; 127.0.0.1 where it is left out.", openapi::text())
        .query(
            "count",
            format!("How many round trips of each kind; {DEFAULT_COUNT} where it is left out."),
            number(MIN_COUNT.into(), MAX_COUNT.into()),
        )
        .answers::<RoundTrips>("How long each took, and why what could not be measured could not.")
        .fails(StatusCode::BAD_REQUEST, &["host_invalid", "count_invalid"])
        .fails(StatusCode::TOO_MANY_REQUESTS, &["roundtrip_busy"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["stopping"])
}

/// The description of `GET /roundtrip/once`.
pub(super) fn describe_once() -> Operation {
    Operation::new("Nothing, quickly")
        .says("What round trips are measured with. The journal leaves it out.")
        .query("then", "Has the connection closed after the answer.", openapi::word(&["close"]))
        .says_only(StatusCode::NO_CONTENT, "An answer without a body.")
        .fails(StatusCode::BAD_REQUEST, &["then_invalid"])
}

/// Answers with nothing, as fast as the lab can; the journal leaves it out.
pub(super) async fn once(request: HttpRequest) -> Answer {
    let mut response = HttpResponse::NoContent();
    match parameter(request.query_string(), "then").as_deref() {
        None => {}
        Some("close") => {
            response.force_close();
        }
        Some(_) => {
            return Err(Failure::parameter(
                "then_invalid",
                "then is not close.",
                "Leave it out, or write ?then=close.",
            ));
        }
    }
    Note::of(&request).unrecorded.set(true);
    Ok(response.finish())
}

fn count(text: Option<&str>) -> Result<u16, Failure> {
    let Some(text) = text else { return Ok(DEFAULT_COUNT) };
    text.parse()
        .ok()
        .filter(|count| {
            text.bytes().all(|byte| byte.is_ascii_digit()) && (MIN_COUNT..=MAX_COUNT).contains(count)
        })
        .ok_or_else(|| {
            Failure::parameter(
                "count_invalid",
                format!("count is not a number from {MIN_COUNT} to {MAX_COUNT}."),
                format!("Leave it out for {DEFAULT_COUNT}."),
            )
        })
}

fn busy() -> Failure {
    Failure::new(StatusCode::TOO_MANY_REQUESTS, "roundtrip_busy", "Another measurement is under way")
        .because("Two at once would measure each other, so the lab makes one at a time.")
        .next("It takes a few seconds at most. Ask again then.")
        .retry_after(1)
}
