//! `GET /ip/{address}`, `GET /ip/{address}/{length}?inside=`: what an address is. Nothing is dialled.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use concepts::ip::prefix::{Prefix, read_length};
use concepts::ip::read::{ReadError, Reading, read};
use protocol::ip::Ip;

use super::Answer;
use crate::note::Note;
use crate::openapi::{self, Operation, number};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::ip::{explain, hold};
use crate::text;

/// Answers with what an address is. One that has its prefix length behind an encoded slash is answered with both.
pub(super) async fn get(request: HttpRequest, path: web::Path<String>) -> Answer {
    match path.split_once('/') {
        Some((address, length)) => answer(&request, address, Some(length)),
        None => answer(&request, &path, None),
    }
}

/// Answers with what an address and its prefix are.
pub(super) async fn get_prefix(request: HttpRequest, path: web::Path<(String, String)>) -> Answer {
    answer(&request, &path.0, Some(&path.1))
}

/// The description of `GET /ip/{address}`.
pub(super) fn describe() -> Operation {
    let says = "Reads the text as each of the rules does that programs follow, and tells the address, its bits, the block that \
                it is in, and how IPv6 is shortened. Nothing is dialled. A prefix length may follow behind %2F.";
    described("What an address is", says, "127.1").answers::<Ip>("The address, explained.")
}

/// The description of `GET /ip/{address}/{length}`.
pub(super) fn describe_prefix() -> Operation {
    let says = "As without the length, and besides: what the prefix of that length holds, and whether another address is \
                inside. IPv4 has lengths up to 32.";
    described("What an address and its prefix are", says, "2001:db8::42")
        .path("length", "How many bits are the network's.", number(0, 128), "64")
        .query("inside", "Another address, to be told whether it is inside.", openapi::text())
        .answers::<Ip>("The address and the prefix, explained.")
}

fn described(summary: &'static str, says: &'static str, example: &'static str) -> Operation {
    Operation::new(summary)
        .says(says)
        .path("address", "An address in any spelling, IPv4 or IPv6.", openapi::text(), example)
        .fails(StatusCode::BAD_REQUEST, &["address_invalid", "prefix_invalid", "inside_invalid"])
}

fn answer(request: &HttpRequest, address: &str, length: Option<&str>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let reading = read(address).map_err(not_an_address)?;
    let prefix = length.map(|length| prefix(&reading, length)).transpose()?;
    let inside = parameter(query, "inside");
    let other = inside.map(|other| read(&other).map_err(|error| not_inside(&error))).transpose()?;
    if other.is_some() && prefix.is_none() {
        return Err(nothing_to_be_inside());
    }
    let mut ip = explain(reading);
    ip.prefix = prefix.map(|prefix| hold(prefix, other.map(|other| other.address)));
    Note::of(request).outcome.set(Some(ip.block.sort.word()));
    Ok(reply(wish.format(), &ip, text::ip::render))
}

fn prefix(reading: &Reading, length: &str) -> Result<Prefix, Failure> {
    let length = read_length(length, reading.address);
    length.and_then(|length| Prefix::of(reading.address, length)).map_err(|error| {
        Failure::parameter(
            "prefix_invalid",
            text::sentence(&error.to_string()),
            "Write it behind the address and a slash, such as /ip/192.0.2.77/24.",
        )
    })
}

fn not_an_address(error: ReadError) -> Failure {
    let next = match error {
        ReadError::Name => "Ask for an address, such as /ip/127.0.0.1 or /ip/::1.",
        ReadError::V4(_) => "Correct the number, or begin with /ip/127.0.0.1.",
        ReadError::V6(_) => "Correct the group, or begin with /ip/::1.",
        _ => "Ask for the address alone, such as /ip/127.0.0.1 or /ip/::1.",
    };
    Failure::parameter("address_invalid", text::sentence(&error.to_string()), next)
}

fn not_inside(error: &ReadError) -> Failure {
    Failure::parameter(
        "inside_invalid",
        format!("inside is no address: {error}."),
        "Write another address, such as ?inside=192.0.2.1.",
    )
}

fn nothing_to_be_inside() -> Failure {
    Failure::parameter(
        "inside_invalid",
        "inside asks whether an address is within a prefix, and no prefix was given.",
        "Write the length behind the address and a slash, such as /ip/192.0.2.77/24?inside=192.0.2.1.",
    )
}
