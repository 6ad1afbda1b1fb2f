//! The bytes of a request as text to edit: written from a request, read back into one, and made bytes again.

use core::fmt;

use crate::model::bytes;
use crate::model::request::{self, Draft};

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first line is not method, target and version.
    Start,
    /// The method, the target or a header is faulty.
    Part(request::Fault),
    /// The version is none that is read here.
    Version,
    /// A line of the head has no colon.
    NoColon,
    /// A space stands before the colon.
    SpaceBeforeColon,
    /// The line goes on where the one before ended, as was allowed once.
    Folded,
    /// There is no `Host`.
    NoHost,
    /// There are several.
    SecondHost,
    /// No empty line ends the head.
    NoEnd,
    /// `Content-Length` tells another length than the body has.
    Length {
        /// The length of the body, in bytes.
        body: usize,
    },
    /// There is a body, and nothing tells its length.
    NoLength,
    /// The body is in chunks, which form and command cannot hold.
    Chunked,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => {
                f.write_str("a request begins with method, target and version, a space between two")
            }
            Self::Part(fault) => fault.fmt(f),
            Self::Version => f.write_str("form and command stand for HTTP/1.1; write that as the version"),
            Self::NoColon => f.write_str("a header line has a colon after the name"),
            Self::SpaceBeforeColon => f.write_str("no space may stand between the name and its colon"),
            Self::Folded => f.write_str("a header line does not begin with a space"),
            Self::NoHost => f.write_str("a request of HTTP/1.1 must have a Host line"),
            Self::SecondHost => f.write_str("a request has one Host line, and this is another"),
            Self::NoEnd => {
                f.write_str("the empty line is missing that ends the head; the server will wait for it")
            }
            Self::Length { body } => {
                write!(f, "the body has {body} bytes, and Content-Length tells another number")
            }
            Self::NoLength => {
                f.write_str("a body without a Content-Length line is taken for the next request")
            }
            Self::Chunked => f.write_str("form and command have no place for a Transfer-Encoding"),
        }
    }
}

/// What the bytes come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The request, as far as it can be told.
    pub draft: Draft,
    /// What is wrong, each with the number of its line, counted from 1.
    pub faults: Vec<(usize, Fault)>,
}

/// The text of a request's bytes, each line ended with a line feed alone.
pub fn write(draft: &Draft, lab: &str, agent: &str) -> String {
    let mut text = String::new();
    for line in bytes::head(draft, lab, agent) {
        text.push_str(&line.text);
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&draft.body);
    text
}

/// The bytes of a text: each line of the head with CR LF, the body as it is.
pub fn bytes(text: &str) -> Vec<u8> {
    let (head, body) = parts(text);
    let mut bytes = Vec::with_capacity(text.len() + 32);
    for line in head.split_inclusive('\n') {
        bytes.extend(line.trim_end_matches(['\n', '\r']).bytes());
        bytes.extend(b"\r\n");
    }
    if let Some(body) = body {
        bytes.extend(b"\r\n");
        bytes.extend(body.bytes());
    }
    bytes
}

/// The head, and the body where the head is ended.
fn parts(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches('\r') == "\n" || line == "\r\n" {
            return (text.get(..at).unwrap_or_default(), text.get(at + line.len()..));
        }
        at += line.len();
    }
    (text, None)
}

/// Reads the text as a request of HTTP/1.1 (RFC 9112). What curl would add by itself in the same place is left to it.
pub fn read(text: &str, lab: &str, agent: &str) -> Raw {
    let (head, body) = parts(text);
    let mut faults = Vec::new();
    let mut lines = (1..).zip(head.lines().map(|line| line.trim_end_matches('\r')));
    let (method, target) = start(lines.next().map(|(_, line)| line).unwrap_or_default(), &mut faults);
    let mut headers = Vec::new();
    let mut last = 1;
    for (number, line) in lines {
        last = number;
        if let Some(header) = header(number, line, &mut faults) {
            headers.push((number, header));
        }
    }
    let hosts: Vec<_> = headers.iter().filter(|(_, (name, _))| name.eq_ignore_ascii_case("host")).collect();
    match hosts.as_slice() {
        [] => faults.push((last, Fault::NoHost)),
        [_, second, ..] => faults.push((second.0, Fault::SecondHost)),
        [_] => {}
    }
    if body.is_none() {
        faults.push((last, Fault::NoEnd));
    }
    let body = body.unwrap_or_default().to_owned();
    framing(&mut headers, &body, last, &mut faults);
    let headers = headers.into_iter().map(|(_, header)| header).collect();
    let mut draft = Draft { method, target, headers, without: Vec::new(), body };
    imply(&mut draft, lab, agent);
    faults.sort_by_key(|(line, _)| *line);
    Raw { draft, faults }
}

fn start(line: &str, faults: &mut Vec<(usize, Fault)>) -> (String, String) {
    let parts: Vec<_> = line.split(' ').collect();
    let [method, target, version] = parts.as_slice() else {
        faults.push((1, Fault::Start));
        let or = |at: usize, other: &str| {
            parts.get(at).filter(|part| !part.is_empty()).map_or(other, |part| part).to_owned()
        };
        return (or(0, "GET"), or(1, "/"));
    };
    if !request::is_token(method) {
        faults.push((1, Fault::Part(request::Fault::Method)));
    }
    faults.extend(request::target_fault(target).map(|fault| (1, Fault::Part(fault))));
    if *version != "HTTP/1.1" {
        faults.push((1, Fault::Version));
    }
    ((*method).to_owned(), (*target).to_owned())
}

fn header(number: usize, line: &str, faults: &mut Vec<(usize, Fault)>) -> Option<(String, String)> {
    if line.starts_with([' ', '\t']) {
        faults.push((number, Fault::Folded));
        return None;
    }
    let Some((name, value)) = line.split_once(':') else {
        faults.push((number, Fault::NoColon));
        return None;
    };
    if name.ends_with([' ', '\t']) {
        faults.push((number, Fault::SpaceBeforeColon));
    } else if let Some(fault) =
        request::header_fault(name, value).filter(|fault| *fault != request::Fault::Framing)
    {
        faults.push((number, Fault::Part(fault)));
    }
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

/// Takes out what tells where the body ends: a request's own body tells that.
fn framing(
    headers: &mut Vec<(usize, (String, String))>,
    body: &str,
    last: usize,
    faults: &mut Vec<(usize, Fault)>,
) {
    let mut told = false;
    headers.retain(|(number, (name, value))| {
        if name.eq_ignore_ascii_case("transfer-encoding") {
            told = true;
            faults.push((*number, Fault::Chunked));
            return false;
        }
        if name.eq_ignore_ascii_case("content-length") {
            told = true;
            if value.parse() != Ok(body.len()) {
                faults.push((*number, Fault::Length { body: body.len() }));
            }
            return false;
        }
        true
    });
    if !told && !body.is_empty() {
        faults.push((last, Fault::NoLength));
    }
}

/// Leaves to curl what it would add by itself, and notes what it would add and is not there.
fn imply(draft: &mut Draft, lab: &str, agent: &str) {
    let is = |header: Option<&(String, String)>, name: &str, usual: &str| {
        header.is_some_and(|(other, value)| other == name && value == usual)
    };
    let count = |draft: &Draft, name: &str| {
        draft.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count()
    };
    let mut at = 0;
    for (name, usual) in [("Host", lab), ("User-Agent", agent), ("Accept", "*/*")] {
        match count(draft, name) {
            0 => draft.without.push(name.to_owned()),
            1 if is(draft.headers.get(at), name, usual) => drop(draft.headers.remove(at)),
            // A host of one's own stands first too.
            _ => at += usize::from(name == "Host"),
        }
    }
    if !draft.body.is_empty() {
        match count(draft, "Content-Type") {
            0 => draft.without.push("Content-Type".to_owned()),
            1 if is(draft.headers.last(), "Content-Type", "application/x-www-form-urlencoded") => {
                draft.headers.pop();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::tests::{any_draft, draft};
    use proptest::prelude::*;

    const LAB: &str = "127.0.0.1:62893";
    const CURL: &str = bytes::SOME_CURL;

    fn faults(text: &str) -> Vec<(usize, Fault)> {
        read(text, LAB, CURL).faults
    }

    #[test]
    fn what_curl_adds_by_itself_is_left_to_it() {
        let text = "GET /echo HTTP/1.1\nHost: 127.0.0.1:62893\nUser-Agent: curl/8.5.0\nAccept: */*\n\n";
        assert_eq!(read(text, LAB, CURL), Raw { draft: draft("GET", "/echo", &[], ""), faults: vec![] });
        let plain = read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", LAB, CURL);
        assert_eq!(plain.faults, []);
        assert_eq!(plain.draft.headers, [("Host".to_owned(), "a".to_owned())]);
        assert_eq!(plain.draft.without, ["User-Agent", "Accept", "Content-Type"]);
        assert_eq!(write(&plain.draft, LAB, CURL), "POST / HTTP/1.1\nHost: a\nContent-Length: 2\n\nhi");
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let host = "Host: a\n";
        for (text, wanted) in [
            ("GET /\nHost: a\n\n".to_owned(), (1, Fault::Start)),
            ("GET / HTTP/1.0\nHost: a\n\n".to_owned(), (1, Fault::Version)),
            ("GET x HTTP/1.1\nHost: a\n\n".to_owned(), (1, Fault::Part(request::Fault::Start))),
            (format!("GET / HTTP/1.1\n{host}oops\n\n"), (3, Fault::NoColon)),
            (format!("GET / HTTP/1.1\n{host}X-A : b\n\n"), (3, Fault::SpaceBeforeColon)),
            (format!("GET / HTTP/1.1\n{host}X-A: b\n  c\n\n"), (4, Fault::Folded)),
            (format!("GET / HTTP/1.1\n{host}X A: b\n\n"), (3, Fault::Part(request::Fault::Name))),
            ("GET / HTTP/1.1\nX-A: b\n\n".to_owned(), (2, Fault::NoHost)),
            (format!("GET / HTTP/1.1\n{host}{host}\n"), (3, Fault::SecondHost)),
            (format!("GET / HTTP/1.1\n{host}"), (2, Fault::NoEnd)),
            (format!("PUT / HTTP/1.1\n{host}Content-Length: 3\n\nhi"), (3, Fault::Length { body: 2 })),
            (format!("PUT / HTTP/1.1\n{host}\nhi"), (2, Fault::NoLength)),
            (format!("PUT / HTTP/1.1\n{host}Transfer-Encoding: chunked\n\n0\n\n"), (3, Fault::Chunked)),
        ] {
            assert_eq!(faults(&text), [wanted], "{text}");
        }
    }

    #[test]
    fn the_head_has_line_ends_of_two_bytes_and_the_body_what_it_has() {
        assert_eq!(bytes("GET / HTTP/1.1\nHost: a\n\nx\ny"), b"GET / HTTP/1.1\r\nHost: a\r\n\r\nx\ny");
        assert_eq!(bytes("GET / HTTP/1.1\r\n\r\n"), b"GET / HTTP/1.1\r\n\r\n");
        assert_eq!(bytes("GET"), b"GET\r\n");
    }

    proptest! {
        #[test]
        fn bytes_that_were_written_are_read_and_written_again(draft in any_draft()) {
            let text = write(&draft, LAB, CURL);
            let raw = read(&text, LAB, CURL);
            prop_assert_eq!(&raw.faults, &[], "{}", text);
            prop_assert_eq!(write(&raw.draft, LAB, CURL), text);
        }

        #[test]
        fn nothing_that_is_typed_ends_in_a_panic(text: String) {
            read(&text, LAB, CURL);
            bytes(&text);
        }
    }
}
