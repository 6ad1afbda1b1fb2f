//! The head of a request: its lines as they arrived, and how its body is framed.

use httparse::Status;

/// The most header fields of a request; the library refuses more.
pub(crate) const MAX_HEADERS: usize = 96;

/// What the bytes of a head come to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// More bytes must come.
    Partial,
    /// Not a head that the library accepts.
    Malformed,
    /// A whole head, and how the body after it is framed.
    Complete(BodyFraming),
}

/// How the body of a request is framed (RFC 9112, section 6).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyFraming {
    None,
    Length(u64),
    Chunked,
    /// `CONNECT`, or an upgrade to WebSocket: what follows is not HTTP.
    UntilClose,
}

/// The lines of a head as they arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) version: &'static str,
    pub(crate) headers: Vec<(String, String)>,
}

/// Takes a whole head apart; `None` where it is not one.
pub(crate) fn lines(bytes: &[u8]) -> Option<Lines> {
    let mut storage = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut storage);
    if !matches!(request.parse(bytes), Ok(Status::Complete(_))) {
        return None;
    }
    Some(Lines {
        method: request.method?.to_owned(),
        target: request.path?.to_owned(),
        version: if request.version? == 0 { "HTTP/1.0" } else { "HTTP/1.1" },
        headers: request
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
            .collect(),
    })
}

/// How the body after a head is framed, by the rules of the library.
pub(crate) fn body_of(bytes: &[u8]) -> Outcome {
    let mut storage = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut storage);
    match request.parse(bytes) {
        Ok(Status::Complete(_)) => {}
        Ok(Status::Partial) => return Outcome::Partial,
        Err(_) => return Outcome::Malformed,
    }
    let (mut length, mut chunked, mut websocket) = (None, false, false);
    for header in request.headers.iter() {
        let value = header.value.trim_ascii();
        if header.name.eq_ignore_ascii_case("content-length") {
            match std::str::from_utf8(value).ok().filter(|text| !text.starts_with('+')).map(str::parse::<u64>)
            {
                Some(Ok(number)) if length.is_none() => length = Some(number),
                _ => return Outcome::Malformed,
            }
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            if chunked || request.version == Some(0) || !value.eq_ignore_ascii_case(b"chunked") {
                return Outcome::Malformed;
            }
            chunked = true;
        } else if header.name.eq_ignore_ascii_case("upgrade") {
            websocket |= value.eq_ignore_ascii_case(b"websocket");
        }
    }
    Outcome::Complete(match (chunked, websocket, length) {
        (true, _, Some(_)) => return Outcome::Malformed,
        (true, _, None) => BodyFraming::Chunked,
        (false, true, _) => BodyFraming::UntilClose,
        (false, false, Some(length)) if length > 0 => BodyFraming::Length(length),
        (false, false, _) if request.method == Some("CONNECT") => BodyFraming::UntilClose,
        (false, false, _) => BodyFraming::None,
    })
}
