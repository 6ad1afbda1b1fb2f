//! `/status/{code}`, `/delay/{ms}` and `/bytes/{count}`: replies on demand, to try clients and monitors with.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;
use protocol::on_demand::{
    Delayed, LINE_BYTES, MAX_BYTES, MAX_DELAY_MS, MAX_DELAYS, MAX_STATUS, MIN_STATUS, OnDemand, class,
};
use serde_json::json;

use super::layout::{Layout, READING, read};
use super::{Answer, stopping};
use crate::openapi::{Operation, number};
use crate::problem::{Challenge, Extra, Failure};
use crate::represent::{Media, Wish, reply, unnamed};
use crate::services::on_demand::bytes;
use crate::state::State;
use crate::text;

/// How many bytes are sent at once.
const PIECE: u64 = 1024 * LINE_BYTES;

/// Where the redirections lead.
const ELSEWHERE: &str = "/status/200";

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    layout.at("/status/{code}", read(status, describe_status));
    layout.at("/delay/{ms}", read(delay, describe_delay));
    layout.at("/bytes/{count}", read(send, describe_bytes));
}

async fn status(request: HttpRequest, code: web::Path<String>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let status = asked_status(&code)?;
    if status.is_client_error() || status.is_server_error() {
        return Err(asked_for(status));
    }
    let value = OnDemand {
        status: status.as_u16(),
        phrase: status.canonical_reason().map(str::to_owned),
        class: class(status.as_u16()).to_owned(),
    };
    // RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5.
    let mut response = if matches!(status.as_u16(), 204 | 205 | 304) {
        HttpResponse::build(status).finish()
    } else {
        let mut response = reply(wish.format(), &value, text::on_demand::status);
        *response.status_mut() = status;
        unnamed(&mut response);
        response
    };
    if matches!(status.as_u16(), 300..=303 | 305 | 307 | 308) {
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(ELSEWHERE));
    }
    Ok(response)
}

/// Whole, from the lowest to the highest, in ASCII digits.
fn within(text: &str, least: u64, most: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && (least..=most).contains(number))
}

fn asked_status(text: &str) -> Result<StatusCode, Failure> {
    let code = within(text, MIN_STATUS.into(), MAX_STATUS.into()).filter(|_| text.len() == 3);
    let code = code.and_then(|code| u16::try_from(code).ok());
    code.and_then(|code| StatusCode::from_u16(code).ok()).ok_or_else(|| {
        let interim = within(text, 100, 199).is_some();
        let why = if interim {
            "A status from 100 to 199 is interim: a client that gets one goes on waiting for the answer."
        } else {
            "A status is a number of three digits, and there are classes from 1 to 5."
        };
        Failure::parameter(
            "status_invalid",
            why,
            format!("Ask for one from {MIN_STATUS} to {MAX_STATUS}, such as /status/404."),
        )
    })
}

/// The problem that was asked for, with the field that its status must not be without.
fn asked_for(status: StatusCode) -> Failure {
    let failure =
        Failure::new(status, "asked_for", status.canonical_reason().unwrap_or("No name is registered"))
            .because(format!("You asked for this status. Its class says: {}.", class(status.as_u16())))
            .next("Nothing is wrong. Ask for another, such as /status/200.");
    match status {
        // RFC 9110, sections 15.5.2, 15.5.6, 15.5.8, 15.5.17 and 15.5.22.
        StatusCode::UNAUTHORIZED => failure.challenge(Challenge::Basic),
        StatusCode::METHOD_NOT_ALLOWED => failure.allow(READING),
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => failure.extra(Extra::ProxyChallenge),
        StatusCode::RANGE_NOT_SATISFIABLE => failure.extra(Extra::NoRange),
        StatusCode::UPGRADE_REQUIRED => failure.upgrade(),
        // It may be there (RFC 9110, section 15.6.4; RFC 6585, section 4).
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => failure.retry_after(1),
        _ => failure,
    }
}

async fn delay(request: HttpRequest, ms: web::Path<String>, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let asked_ms = within(&ms, 0, MAX_DELAY_MS).ok_or_else(|| {
        Failure::parameter(
            "delay_invalid",
            format!("A delay is a number of milliseconds from 0 to {MAX_DELAY_MS}."),
            "Ask for /delay/250, for example.",
        )
    })?;
    // It is given back when this ends, also because the client has reset the connection. One that closed its side may still
    // wait for the answer.
    let _place = Arc::clone(&state.delays).try_acquire_owned().map_err(|_| full())?;
    let start = Instant::now();
    tokio::select! {
        () = state.stopping.cancelled() => return Err(stopping()),
        () = tokio::time::sleep(Duration::from_millis(asked_ms)) => {}
    }
    let waited_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok(reply(wish.format(), &Delayed { asked_ms, waited_us }, text::on_demand::delayed))
}

fn full() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "delays_full", "Too many answers are held back already")
        .because(format!("{MAX_DELAYS} are the most at once, and so many wait."))
        .next("Ask again when one of them has ended.")
        .retry_after(1)
}

async fn send(count: web::Path<String>) -> Answer {
    let count = within(&count, 0, MAX_BYTES).ok_or_else(|| {
        Failure::parameter(
            "count_invalid",
            format!("The number of bytes goes from 0 to {MAX_BYTES}."),
            "Ask for /bytes/1024, for example.",
        )
    })?;
    let mut response = HttpResponse::Ok();
    response.content_type("application/octet-stream");
    // Made only as fast as the client takes it, and each piece after everybody else had a turn: a socket takes megabytes at once.
    let pieces = stream::unfold(0, move |from| async move {
        tokio::task::yield_now().await;
        let length = (count - from).min(PIECE);
        let piece = bytes(from, usize::try_from(length).unwrap_or_default());
        (length > 0).then(|| (Ok::<_, Infallible>(Bytes::from(piece)), from + length))
    });
    Ok(response.body(SizedStream::new(count, pieces)))
}

fn describe_status() -> Operation {
    Operation::new("An answer with the status that is asked for")
        .says(
            "Without a body: 204, 205 and 304. A redirection leads to `/status/200`. What a status must come with is there: \
             `WWW-Authenticate` with 401, `Allow` with 405, `Proxy-Authenticate` with 407, `Content-Range` with 416, `Upgrade` with \
             426; `Retry-After` with 429 and 503. Those below 200 are interim and cannot be asked for.",
        )
        .path(
            "code",
            "The status, from 200 to 599.",
            json!({ "type": "string", "pattern": "^[2-5][0-9]{2}$" }),
            "200",
        )
        .answers::<OnDemand>("The status below 400 that was asked for, where it has content.")
        .fails(StatusCode::BAD_REQUEST, &["status_invalid", "asked_for"])
        .fails_anyhow(&["asked_for"])
}

fn describe_delay() -> Operation {
    Operation::new("An answer that is held back")
        .says(format!("At most {MAX_DELAYS} are held back at once."))
        .path("ms", "For how many milliseconds.", number(0, MAX_DELAY_MS), 20)
        .answers::<Delayed>("How long it took.")
        .fails(StatusCode::BAD_REQUEST, &["delay_invalid"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["delays_full", "stopping"])
}

fn describe_bytes() -> Operation {
    Operation::new("As many bytes as are asked for")
        .says(format!(
            "Always the same: lines of {LINE_BYTES} bytes in ASCII, each beginning with its place in nine digits. The length is announced, \
             and the bytes are made as fast as the client takes them."
        ))
        .path("count", "How many bytes.", number(0, MAX_BYTES), 1024)
        .sends(StatusCode::OK, "The bytes.")
        .fails(StatusCode::BAD_REQUEST, &["count_invalid"])
}
