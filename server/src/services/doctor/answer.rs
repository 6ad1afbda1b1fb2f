//! What came back to a request for HTTP: where it ends, and what it shows. Pure.

use protocol::doctor::{Fact, Finding, MAX_HEADERS, MAX_VALUE_BYTES};

/// The most header fields of an answer that are read.
const MOST_HEADERS: usize = 128;

/// How much of what is no HTTP is shown, in bytes.
const SAMPLE: usize = 60;

/// How the reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The answer was complete.
    Complete,
    /// The service closed the connection.
    Closed,
    /// The connection was reset.
    Reset,
    /// The time was up.
    Late,
    /// As much as is read had come.
    Full,
}

/// What it shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) finding: Finding,
    /// What curl ends with.
    pub(super) curl_exit: Option<u8>,
    pub(super) said: String,
    /// The status, where one was read.
    pub(super) status: Option<u16>,
    pub(super) facts: Vec<Fact>,
}

/// The head of an answer.
struct Head<'a> {
    line: String,
    status: u16,
    headers: Vec<(&'a str, String)>,
    body: Body,
    /// Its length in bytes.
    length: usize,
}

/// How the body ends (RFC 9112, section 6.3).
#[derive(Clone, Copy)]
enum Body {
    Length(usize),
    Chunked,
    UntilClose,
}

/// Whether bytes can be the beginning of an HTTP/1 answer.
pub(super) fn may_be_http(bytes: &[u8]) -> bool {
    let start = b"HTTP/";
    let length = start.len().min(bytes.len());
    bytes.get(..length) == start.get(..length)
}

/// Whether bytes begin as a record of TLS does: an alert or a handshake message (RFC 8446, section 5.1).
pub(in crate::services) fn is_tls(bytes: &[u8]) -> bool {
    matches!(bytes, [0x15 | 0x16, 3, ..])
}

/// Whether nothing more has to come.
pub(super) fn is_complete(bytes: &[u8]) -> bool {
    if !may_be_http(bytes) {
        return true;
    }
    let Some(head) = head(bytes) else { return false };
    let body = bytes.get(head.length..).unwrap_or_default();
    match head.body {
        Body::Length(length) => body.len() >= length,
        Body::Chunked => last_chunk(body),
        Body::UntilClose => false,
    }
}

/// What bytes, and how they ended, show.
pub(super) fn judge(bytes: &[u8], end: End) -> Verdict {
    if bytes.is_empty() {
        return nothing(end);
    }
    if !may_be_http(bytes) {
        return no_http(bytes);
    }
    let Some(head) = head(bytes) else { return half_a_head(bytes, end) };
    let body = bytes.len() - head.length;
    let mut facts = facts(&head);
    facts.push(fact("body", format!("{body} bytes")));
    let line = &head.line;
    let (finding, curl_exit, said) = match (head.body, end) {
        (_, End::Reset) => (
            Finding::Reset,
            Some(56),
            format!("The answer began with {line}, and then the connection was reset."),
        ),
        (Body::Length(length), End::Closed) if body < length => (
            Finding::CutShort,
            Some(18),
            format!(
                "The answer began with {line} and promised {length} bytes. The service closed the connection after {body}."
            ),
        ),
        (Body::Chunked, End::Closed) => (
            Finding::CutShort,
            Some(18),
            format!("The answer began with {line}. The service closed the connection before the last chunk."),
        ),
        (Body::Length(length), End::Late) => (
            Finding::Slow,
            Some(28),
            format!("The answer began with {line}. Of {length} bytes, {body} came before the time was up."),
        ),
        (_, End::Late) => (
            status(head.status),
            Some(28),
            format!("{line}. The answer goes on without an end; a stream does so."),
        ),
        (_, End::Full) => {
            (status(head.status), Some(0), format!("{line}. Only its first {} bytes were read.", bytes.len()))
        }
        _ => (status(head.status), Some(0), format!("{line}.")),
    };
    Verdict { finding, curl_exit, said, status: Some(head.status), facts }
}

/// What a status comes to.
fn status(status: u16) -> Finding {
    match status {
        300..=399 if status != 304 => Finding::Redirected,
        400.. => Finding::ErrorStatus,
        _ => Finding::Answered,
    }
}

fn nothing(end: End) -> Verdict {
    let (finding, curl_exit, said) = match end {
        End::Reset => (
            Finding::Reset,
            56,
            "The request was sent. Instead of an answer came a reset: the program gave the connection up.",
        ),
        End::Late | End::Full => (
            Finding::NoAnswer,
            28,
            "The connection stands and the request was sent. No byte came back in time.",
        ),
        End::Complete | End::Closed => (
            Finding::Empty,
            52,
            "The service closed the connection in good order, without a byte of an answer.",
        ),
    };
    Verdict { finding, curl_exit: Some(curl_exit), said: said.to_owned(), status: None, facts: Vec::new() }
}

fn no_http(bytes: &[u8]) -> Verdict {
    let facts = vec![fact("first bytes", sample(bytes))];
    let (finding, said) = if is_tls(bytes) {
        (
            Finding::TlsOnPlain,
            "What came back is a message of TLS. The service expects TLS from the first byte.".to_owned(),
        )
    } else {
        let what = speaker(bytes).map_or_else(String::new, |name| format!(" It looks like {name}."));
        (Finding::NotHttp, format!("Something came back, and it is no answer of HTTP.{what}"))
    };
    Verdict { finding, curl_exit: Some(1), said, status: None, facts }
}

fn half_a_head(bytes: &[u8], end: End) -> Verdict {
    let came = bytes.len();
    let (finding, curl_exit, said) = match end {
        End::Late => (
            Finding::Slow,
            Some(28),
            format!("An answer comes, too slowly: {came} bytes of its head before the time was up."),
        ),
        End::Reset => (
            Finding::Reset,
            Some(56),
            format!("After {came} bytes of the answer's head, the connection was reset."),
        ),
        End::Closed => (
            Finding::CutShort,
            None,
            format!(
                "The service closed the connection after {came} bytes, in the middle of the answer's head."
            ),
        ),
        End::Complete | End::Full => (
            Finding::NotHttp,
            None,
            "It begins as an answer of HTTP does, and its head cannot be read.".to_owned(),
        ),
    };
    Verdict { finding, curl_exit, said, status: None, facts: vec![fact("first bytes", sample(bytes))] }
}

fn facts(head: &Head<'_>) -> Vec<Fact> {
    let mut facts: Vec<_> =
        head.headers.iter().take(MAX_HEADERS).map(|(name, value)| fact(*name, value.clone())).collect();
    if head.headers.len() > MAX_HEADERS {
        facts.push(fact(
            "more",
            format!("{} header fields that are not listed", head.headers.len() - MAX_HEADERS),
        ));
    }
    facts
}

/// Something that was seen.
pub(super) fn fact(name: impl Into<String>, value: impl Into<String>) -> Fact {
    Fact { name: cut(name.into()), value: cut(value.into()) }
}

/// At most so many bytes of a value, with an ellipsis where something was cut off.
fn cut(mut text: String) -> String {
    if text.len() > MAX_VALUE_BYTES {
        let most = (0..=MAX_VALUE_BYTES).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        text.truncate(most);
        text.push('…');
    }
    text
}

/// The beginning of what came, bytes that are no visible ASCII character as Rust writes them.
pub(in crate::services) fn sample(bytes: &[u8]) -> String {
    let more = if bytes.len() > SAMPLE { "…" } else { "" };
    format!("{}{more}", bytes.get(..SAMPLE).unwrap_or(bytes).escape_ascii())
}

/// Who speaks so, by the first bytes.
pub(super) fn speaker(bytes: &[u8]) -> Option<&'static str> {
    let starts = |start: &[u8]| bytes.starts_with(start);
    Some(match bytes {
        _ if starts(b"SSH-") => "SSH (RFC 4253, section 4.2)",
        _ if starts(b"220 ") || starts(b"220-") => "a mail or file server (SMTP, FTP)",
        _ if starts(b"+OK") => "a mailbox (POP3) or a key-value service (RESP)",
        _ if starts(b"* OK") => "a mailbox (IMAP)",
        _ if starts(b"RFB ") => "a shared screen (VNC)",
        _ if starts(b"-ERR") || starts(b"-NOAUTH") || starts(b"-DENIED") => "a key-value service (RESP)",
        _ if starts(b"GET / ") => "an echo: it sent the request back",
        [_, _, _, 0, 10, ..] => "a database (MySQL)",
        _ => return None,
    })
}

fn head(bytes: &[u8]) -> Option<Head<'_>> {
    let mut skipped = 0;
    loop {
        let rest = bytes.get(skipped..)?;
        let mut storage = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut storage);
        let Ok(httparse::Status::Complete(length)) = response.parse(rest) else { return None };
        let status = response.code?;
        skipped += length;
        // Interim answers come before the one that counts (RFC 9110, section 15.2).
        if (100..200).contains(&status) && status != 101 {
            continue;
        }
        let headers: Vec<_> = response
            .headers
            .iter()
            .map(|header| (header.name, String::from_utf8_lossy(header.value).into_owned()))
            .collect();
        let reason = response.reason.unwrap_or_default();
        let line = cut(format!("HTTP/1.{} {status} {reason}", response.version?).trim_end().to_owned());
        let body = body(status, &headers);
        return Some(Head { line, status, headers, body, length: skipped });
    }
}

fn body(status: u16, headers: &[(&str, String)]) -> Body {
    let value = |wanted: &str| {
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    };
    if matches!(status, 204 | 304) {
        return Body::Length(0);
    }
    if value("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().ends_with("chunked")) {
        return Body::Chunked;
    }
    value("content-length").and_then(|length| length.parse().ok()).map_or(Body::UntilClose, Body::Length)
}

/// Whether the last chunk has come (RFC 9112, section 7.1).
fn last_chunk(mut body: &[u8]) -> bool {
    while let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(body) {
        let Ok(size) = usize::try_from(size) else { return false };
        if size == 0 {
            return true;
        }
        let Some(rest) = line.checked_add(size).and_then(|end| body.get(end.checked_add(2)?..)) else {
            return false;
        };
        body = rest;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verdict(text: &str, end: End) -> (Finding, Option<u8>) {
        let verdict = judge(text.as_bytes(), end);
        (verdict.finding, verdict.curl_exit)
    }

    const HALF: &str = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
    const CHUNKS: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";

    #[test]
    fn each_way_to_fail_is_told_from_the_others() {
        for (text, end, finding, exit) in [
            ("", End::Closed, Finding::Empty, Some(52)),
            ("", End::Reset, Finding::Reset, Some(56)),
            ("", End::Late, Finding::NoAnswer, Some(28)),
            ("SSH-2.0-x\r\n", End::Complete, Finding::NotHttp, Some(1)),
            ("\u{15}\u{3}\u{1}", End::Complete, Finding::TlsOnPlain, Some(1)),
            ("HTTP/1.1 20", End::Late, Finding::Slow, Some(28)),
            ("HTTP/1.1 20", End::Reset, Finding::Reset, Some(56)),
            ("HTTP/1.1 20", End::Closed, Finding::CutShort, None),
            (HALF, End::Closed, Finding::CutShort, Some(18)),
            (HALF, End::Late, Finding::Slow, Some(28)),
            (HALF, End::Reset, Finding::Reset, Some(56)),
            (CHUNKS, End::Closed, Finding::CutShort, Some(18)),
            (CHUNKS, End::Late, Finding::Answered, Some(28)),
            ("HTTP/1.0 200 OK\r\n\r\nall", End::Closed, Finding::Answered, Some(0)),
            ("HTTP/1.1 204 No Content\r\n\r\n", End::Complete, Finding::Answered, Some(0)),
            ("HTTP/1.1 304 Not Modified\r\n\r\n", End::Complete, Finding::Answered, Some(0)),
            ("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", End::Complete, Finding::Redirected, Some(0)),
            (
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                End::Complete,
                Finding::ErrorStatus,
                Some(0),
            ),
        ] {
            assert_eq!(verdict(text, end), (finding, exit), "{text:?} {end:?}");
        }
    }

    #[test]
    fn an_answer_is_complete_when_its_length_or_its_last_chunk_has_come() {
        assert!(!is_complete(b"HTT") && !is_complete(HALF.as_bytes()) && !is_complete(CHUNKS.as_bytes()));
        assert!(is_complete(format!("{HALF} done").as_bytes()));
        assert!(is_complete(format!("{CHUNKS}0\r\n\r\n").as_bytes()));
        assert!(is_complete(b"SSH-"), "nothing of it is awaited");
        let interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
        assert!(!is_complete(interim.as_bytes()) && !is_complete(format!("{interim}{HALF}").as_bytes()));
    }

    #[test]
    fn what_is_listed_is_bounded() {
        let fields: String = (0..60).map(|n| format!("X-{n}: {}\r\n", "v".repeat(500))).collect();
        let facts = judge(format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), End::Closed).facts;
        assert_eq!(facts.len(), MAX_HEADERS + 2);
        assert!(facts.iter().all(|fact| fact.value.len() <= MAX_VALUE_BYTES + "…".len()));
        assert!(facts.iter().any(|fact| fact.value.contains("28 header fields")));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(start in "(HTTP/1.1 [0-9]{3} .{0,5}\r\n([A-Za-z-]{1,18}: .{0,9}\r\n){0,3}\r\n)?", rest in proptest::collection::vec(any::<u8>(), 0..64)) {
            let bytes = [start.as_bytes(), &rest].concat();
            let complete = is_complete(&bytes);
            for end in [End::Complete, End::Closed, End::Reset, End::Late, End::Full] {
                let verdict = judge(&bytes, end);
                prop_assert!(!verdict.said.is_empty());
                // What is complete is not called cut short or slow.
                if complete && end == End::Complete {
                    prop_assert!(!matches!(verdict.finding, Finding::CutShort | Finding::Slow));
                }
            }
        }
    }
}
