//! The answer to bytes that are no HTTP request.
//!
//! The HTTP library answers them below the gate, with a head alone. Someone who types a request by hand deserves the
//! reason: this gives it, with the headers that every answer carries.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use protocol::connection::Connection;

use crate::config::CLIENT_TIMEOUT;
use crate::gate;
use crate::log;
use crate::problem::Failure;
use crate::represent::Format;
use crate::text::Paint;
use crate::wire::head::{self, Lines};

/// The first bytes of a TLS handshake record (RFC 8446, section 5.1).
const TLS_HANDSHAKE: [u8; 2] = [0x16, 0x03];

/// The first bytes of HTTP/2 without TLS (RFC 9113, section 3.4).
const HTTP_2: &[u8] = b"PRI * HTTP/2.0";

/// Draws up the library's answer `head` anew, given the bytes of the request that it could not read.
pub(crate) fn answer(connection: &Connection, answer: &[u8], request: &[u8]) -> Vec<u8> {
    let answer = String::from_utf8_lossy(answer);
    let code = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    let failure = explain(connection, code.unwrap_or(StatusCode::BAD_REQUEST.as_u16()), request);
    log::unread(connection, &failure);
    let (media_type, body) = failure.body(Format::Text { paint: Paint::Plain });
    let mut headers = HeaderMap::new();
    gate::secure(&mut headers);
    let mut text: String = answer
        .trim_end()
        .lines()
        .filter(|line| !line.starts_with("content-length"))
        .map(|line| format!("{line}\r\n"))
        .collect();
    text.push_str(&format!("content-length: {}\r\ncontent-type: {media_type}\r\n", body.len()));
    for (name, value) in &headers {
        text.push_str(&format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes())));
    }
    text.push_str("\r\n");
    text.push_str(&body);
    text.into_bytes()
}

fn explain(connection: &Connection, code: u16, request: &[u8]) -> Failure {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST);
    match status {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            Failure::new(status, "head_too_large", "The head of the request is too large")
                .because("A request line and its header fields may take 64 KiB together here, and there may be 96 fields.")
                .next("Send fewer or shorter header fields.")
        }
        StatusCode::REQUEST_TIMEOUT => Failure::new(status, "head_late", "The request did not arrive in time")
            .because(format!(
                "The lab waits {} seconds for the head of a request: the request line, the header fields, an empty line.",
                CLIENT_TIMEOUT.as_secs()
            ))
            .next("Connect again, and end the head with an empty line."),
        _ => malformed(connection, status, request),
    }
}

fn malformed(connection: &Connection, status: StatusCode, request: &[u8]) -> Failure {
    let failure = Failure::new(status, "request_malformed", "This is not an HTTP request");
    if request.starts_with(&TLS_HANDSHAKE) {
        return failure
            .because("These bytes begin a TLS handshake. The lab speaks plain HTTP on this port.")
            .next("Ask with http:// in place of https://");
    }
    if request.starts_with(HTTP_2) {
        return failure
            .because("These bytes begin HTTP/2. The lab speaks HTTP/1.1.")
            .next("Ask with HTTP/1.1: curl --http1.1");
    }
    if !request.split(|&byte| byte == b'\n').next().unwrap_or_default().is_ascii() {
        return failure
            .because("A target is written in ASCII (RFC 3986, section 2); this request line has other characters in it.")
            .next("Percent-encode them: \u{e9} in UTF-8 is %C3%A9.");
    }
    let lines = head::lines(request);
    if let Some(fault) = lines.as_ref().and_then(framing) {
        return failure
            .because(fault)
            .next("Send one Content-Length with the number of bytes of the body, or none.");
    }
    let hosts =
        lines.map(|lines| lines.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("host")).count());
    match hosts {
        Some(0) => failure
            .because("An HTTP/1.1 request must have a Host field (RFC 9112, section 3.2).")
            .next(format!("Add the line Host: {}", connection.local)),
        Some(2..) => failure
            .because("An HTTP/1.1 request must have only one Host field (RFC 9112, section 3.2).")
            .next("Leave all but one out."),
        _ => failure
            .because(
                "A request is a line such as GET / HTTP/1.1, then header fields, then an empty line, then the body \
                 that the fields announce (RFC 9112, section 2.1). These bytes are something else.",
            )
            .next("Compare with what curl sends: curl -v shows it."),
    }
}

/// What is wrong with the fields that say where the body ends.
fn framing(lines: &Lines) -> Option<&'static str> {
    let values = |wanted: &str| -> Vec<_> {
        let named = lines.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        named.map(|(_, value)| value.trim()).collect()
    };
    let lengths = values("content-length");
    let codings = values("transfer-encoding");
    if lengths.len() > 1
        || lengths.iter().any(|length| length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()))
    {
        Some("Content-Length must be there once at most, and be one number (RFC 9112, section 6.3).")
    } else if !lengths.is_empty() && !codings.is_empty() {
        Some("Content-Length and Transfer-Encoding contradict each other (RFC 9112, section 6.3).")
    } else if codings.len() > 1 || codings.iter().any(|coding| !coding.eq_ignore_ascii_case("chunked")) {
        Some("The lab knows one Transfer-Encoding, and that is chunked (RFC 9112, section 7).")
    } else if !codings.is_empty() && lines.version == "HTTP/1.0" {
        Some("HTTP/1.0 has no Transfer-Encoding (RFC 9112, section 6.1).")
    } else if lengths.is_empty() && lines.method == "POST" && lines.version == "HTTP/1.0" {
        Some("A POST of HTTP/1.0 must say its Content-Length (RFC 1945, section 7.2.2).")
    } else {
        None
    }
}
