//! `/incidents`: made-up logs with one incident in each, and what an answer about it is worth.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::net::Ipv4Addr;

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use protocol::incidents::{Case, Incident, Log, MAX_CASE, Verdict};

use super::layout::{Layout, only, read};
use super::{Answer, page};
use crate::note::{self, Note};
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::incidents::{self, Story};
use crate::text;

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    layout.at("/incidents", only(Method::POST, begin, describe_begin));
    layout.at("/incidents/{case}", read(get, describe_get));
    layout.at("/incidents/{case}/log", read(log, describe_log));
    layout.at("/incidents/{case}/answer", only(Method::POST, answer, describe_answer));
}

type Number = web::Path<String>;

fn wish(request: &HttpRequest) -> Result<Wish, Failure> {
    Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])
}

fn story(number: &str) -> Result<Story, Failure> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| digits).and_then(incidents::open).ok_or_else(|| {
        Failure::parameter(
            "case_invalid",
            format!("The number of a case goes from 1 to {MAX_CASE}."),
            "Have one chosen with POST /incidents.",
        )
    })
}

/// Chooses a case by chance. Nothing is kept of it.
async fn begin(request: HttpRequest) -> Answer {
    let wish = wish(&request)?;
    let lab = page::lab(&request, &note::wire_or_fail(&request)?.connection);
    let bits = RandomState::new().build_hasher().finish();
    let case = incidents::described(&story(&incidents::chosen(bits).to_string())?);
    let mut response = reply(wish.format(), &case, |case, paint| text::incidents::case(case, &lab, paint));
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(place) = HeaderValue::from_str(&format!("/incidents/{}", case.case)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

async fn get(request: HttpRequest, case: Number) -> Answer {
    let wish = wish(&request)?;
    let lab = page::lab(&request, &note::wire_or_fail(&request)?.connection);
    let case = incidents::described(&story(&case)?);
    Ok(reply(wish.format(), &case, |case, paint| text::incidents::case(case, &lab, paint)))
}

async fn log(request: HttpRequest, case: Number) -> Answer {
    let wish = wish(&request)?;
    Ok(reply(wish.format(), &incidents::log(&story(&case)?), text::incidents::log))
}

async fn answer(request: HttpRequest, case: Number) -> Answer {
    let wish = wish(&request)?;
    let story = story(&case)?;
    let query = request.query_string();
    let answer = incidents::Answer {
        kind: kind(parameter(query, "kind").as_deref())?,
        source: source(parameter(query, "source").as_deref())?,
        line: line(parameter(query, "line").as_deref())?,
        succeeded: succeeded(parameter(query, "succeeded").as_deref())?,
    };
    let verdict = incidents::judge(&story, &answer);
    Note::of(&request).outcome.set(Some(verdict.word()));
    Ok(reply(wish.format(), &verdict, text::incidents::verdict))
}

fn kind(word: Option<&str>) -> Result<Incident, Failure> {
    Incident::ALL.into_iter().find(|one| Some(one.word()) == word).ok_or_else(|| {
        let words = Incident::ALL.map(Incident::word).join(", ");
        Failure::parameter(
            "incident_invalid",
            format!("kind is none of {words}."),
            "Say what kind of incident it is: ?kind=port-scan",
        )
    })
}

fn source(text: Option<&str>) -> Result<Ipv4Addr, Failure> {
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        Failure::parameter(
            "source_invalid",
            "source is no IPv4 address.",
            "Copy the address out of the third column of the log.",
        )
    })
}

fn line(text: Option<&str>) -> Result<u32, Failure> {
    let text = text.unwrap_or_default();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| {
        Failure::parameter(
            "line_invalid",
            "line is not the number of a line.",
            "grep -n prints it in front of each line.",
        )
    })
}

fn succeeded(word: Option<&str>) -> Result<bool, Failure> {
    match word {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        _ => Err(Failure::parameter(
            "succeeded_invalid",
            "succeeded is neither yes nor no.",
            "Say whether the source got what it was after: succeeded=yes or succeeded=no.",
        )),
    }
}

fn of_case(operation: Operation) -> Operation {
    operation
        .path("case", "The number of the case.", number(1, MAX_CASE.into()), 7)
        .fails(StatusCode::BAD_REQUEST, &["case_invalid"])
}

fn describe_begin() -> Operation {
    Operation::new("A made-up log with an incident in it, chosen by chance")
        .says("The number of a case is all that it is made from: the same number is the same case, and nothing is kept.")
        .answers_with::<Case>(StatusCode::CREATED, "The case, at the address in `Location`.")
        .fails(StatusCode::BAD_REQUEST, &["case_invalid"])
}

fn describe_get() -> Operation {
    of_case(Operation::new("A made-up log with an incident in it"))
        .answers::<Case>("The case: where its log is, and what the incident can be.")
}

fn describe_log() -> Operation {
    of_case(Operation::new("The log of a case"))
        .says("Every line is marked as practice, and every address in it is set aside for documentation (RFC 5737).")
        .answers::<Log>("Its lines. As text they are lines too, for grep and awk.")
}

fn describe_answer() -> Operation {
    let kinds = Incident::ALL.map(Incident::word);
    of_case(Operation::new("What an answer about a case is worth"))
        .says("Each part is judged by itself. A wrong one names what was taken for it.")
        .must("kind", "What kind of incident it is.", openapi::word(&kinds), "port-scan")
        .must("source", "The address that it comes from.", openapi::text(), "192.0.2.1")
        .must("line", "The number of the line in which it begins, counted from 1.", openapi::least(0), "4")
        .must("succeeded", "Whether the source got what it was after.", openapi::word(&["yes", "no"]), "no")
        .answers::<Verdict>("Which parts are right, and why.")
        .fails(
            StatusCode::BAD_REQUEST,
            &["incident_invalid", "source_invalid", "line_invalid", "succeeded_invalid"],
        )
}
