//! Where each request begins and ends in the bytes of a connection (RFC 9112, sections 6 and 7).
//!
//! Follows the same rules as the HTTP library that reads the bytes afterwards. Where a request is
//! malformed the library answers and closes, so nothing after it needs to be followed.

use std::collections::VecDeque;

use super::head;

/// The longest head of a request, in bytes. What goes beyond is not handed on to the library, which would take twice as
/// much, but ends in a panic where the name of a field is longer than this.
pub(crate) const MAX_HEAD_BYTES: usize = u16::MAX as usize;

/// Follows the bytes of one connection and keeps the head of each request until it is taken.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    place: Place,
    /// The part of a head that has arrived so far.
    partial: Vec<u8>,
    heads: VecDeque<Vec<u8>>,
    /// How many heads have been complete.
    complete: u64,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Head,
    /// Inside a body of a known length: how many of its bytes are still to come.
    Length(u64),
    Chunked(Chunk),
    /// Nothing further can be told apart: a malformed request, or one whose body lasts as long as the connection.
    Unframed,
    /// A head went beyond [`MAX_HEAD_BYTES`].
    TooLarge,
}

/// A place in a chunked body (RFC 9112, section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chunk {
    Size { value: u64, digits: bool },
    SizeEnd(u64),
    Extension(u64),
    SizeLineFeed(u64),
    Data(u64),
    DataReturn,
    DataLineFeed,
    TrailerStart,
    Trailer,
    TrailerLineFeed,
    LastLineFeed,
}

/// What a byte led to.
enum Step {
    On(Chunk),
    End,
    Malformed,
}

impl Framing {
    /// Reads on, and tells how many of the bytes may be handed on: all, up to a head that is too large. The bytes may
    /// be split anywhere.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        while !rest.is_empty() {
            let bytes = rest;
            rest = match self.place {
                Place::Head => self.feed_head(bytes),
                Place::Length(left) => {
                    let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left.saturating_sub(taken as u64);
                    self.place = if left == 0 { Place::Head } else { Place::Length(left) };
                    bytes.get(taken..).unwrap_or_default()
                }
                Place::Chunked(chunk) => self.feed_chunk(chunk, bytes),
                Place::Unframed | Place::TooLarge => &[],
            };
            if self.place == Place::TooLarge {
                rest = bytes;
                break;
            }
        }
        bytes.len() - rest.len()
    }

    /// The head of the next request that was not taken yet.
    pub(crate) fn take(&mut self) -> Option<Vec<u8>> {
        self.heads.pop_front()
    }

    /// How many heads wait to be taken.
    pub(crate) fn waiting(&self) -> usize {
        self.heads.len()
    }

    /// The number of the head that is to come or has come in part, counted from 0; `None` between two requests and
    /// inside a body.
    pub(crate) fn unfinished(&self) -> Option<u64> {
        let begun = self.complete == 0 || !self.partial.is_empty();
        (self.place == Place::Head && begun).then_some(self.complete)
    }

    /// The bytes of the request that the library has not handed on: one that is incomplete, or that it refused.
    pub(crate) fn unread(&self) -> &[u8] {
        self.heads.front().unwrap_or(&self.partial)
    }

    fn feed_head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        // A head ends with a line feed, so it can only be complete where one arrived.
        let mut from = 0;
        while let Some(found) = bytes.get(from..).and_then(|rest| rest.iter().position(|&byte| byte == b'\n'))
        {
            let end = from + found + 1;
            self.partial.extend_from_slice(bytes.get(from..end).unwrap_or_default());
            from = end;
            if self.is_too_large() {
                return &[];
            }
            // Only an empty line can end a head; to parse at each line would cost the square of its length.
            if !(self.partial.ends_with(b"\n\r\n") || self.partial.ends_with(b"\n\n")) {
                continue;
            }
            match head::body_of(&self.partial) {
                head::Outcome::Partial => {}
                head::Outcome::Malformed => {
                    self.place = Place::Unframed;
                    return &[];
                }
                head::Outcome::Complete(body) => {
                    self.heads.push_back(std::mem::take(&mut self.partial));
                    self.complete += 1;
                    self.place = match body {
                        head::BodyFraming::None => Place::Head,
                        head::BodyFraming::Length(length) => Place::Length(length),
                        head::BodyFraming::Chunked => Place::Chunked(Chunk::Size { value: 0, digits: false }),
                        head::BodyFraming::UntilClose => Place::Unframed,
                    };
                    return bytes.get(end..).unwrap_or_default();
                }
            }
        }
        self.partial.extend_from_slice(bytes.get(from..).unwrap_or_default());
        self.is_too_large();
        &[]
    }

    fn is_too_large(&mut self) -> bool {
        let over = self.partial.len() > MAX_HEAD_BYTES;
        if over {
            self.partial.truncate(MAX_HEAD_BYTES);
            self.place = Place::TooLarge;
        }
        over
    }

    fn feed_chunk<'a>(&mut self, chunk: Chunk, bytes: &'a [u8]) -> &'a [u8] {
        if let Chunk::Data(left) = chunk {
            let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let left = left.saturating_sub(taken as u64);
            self.place = Place::Chunked(if left == 0 { Chunk::DataReturn } else { Chunk::Data(left) });
            return bytes.get(taken..).unwrap_or_default();
        }
        let Some((&byte, rest)) = bytes.split_first() else { return bytes };
        self.place = match chunk.step(byte) {
            Step::On(next) => Place::Chunked(next),
            Step::End => Place::Head,
            Step::Malformed => Place::Unframed,
        };
        rest
    }
}

impl Chunk {
    fn step(self, byte: u8) -> Step {
        match (self, byte) {
            (Self::Size { value, .. }, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = (byte as char).to_digit(16).map_or(0, u64::from);
                match value.checked_mul(16) {
                    Some(value) => Step::On(Self::Size { value: value + digit, digits: true }),
                    None => Step::Malformed,
                }
            }
            (Self::Size { value, digits: true } | Self::SizeEnd(value), b'\t' | b' ') => {
                Step::On(Self::SizeEnd(value))
            }
            (Self::Size { value, digits: true } | Self::SizeEnd(value), b';') => {
                Step::On(Self::Extension(value))
            }
            (Self::Size { value, digits: true } | Self::SizeEnd(value) | Self::Extension(value), b'\r') => {
                Step::On(Self::SizeLineFeed(value))
            }
            (Self::Extension(_), 0x00..=0x08 | 0x0a..=0x1f | 0x7f) => Step::Malformed,
            (Self::Extension(value), _) => Step::On(Self::Extension(value)),
            (Self::SizeLineFeed(0), b'\n') => Step::On(Self::TrailerStart),
            (Self::SizeLineFeed(value), b'\n') => Step::On(Self::Data(value)),
            (Self::DataReturn, b'\r') => Step::On(Self::DataLineFeed),
            (Self::DataLineFeed, b'\n') => Step::On(Self::Size { value: 0, digits: false }),
            (Self::TrailerStart, b'\r') => Step::On(Self::LastLineFeed),
            (Self::TrailerStart | Self::Trailer, byte) if byte != b'\r' => Step::On(Self::Trailer),
            (Self::Trailer, _) => Step::On(Self::TrailerLineFeed),
            (Self::TrailerLineFeed, b'\n') => Step::On(Self::TrailerStart),
            (Self::LastLineFeed, b'\n') => Step::End,
            _ => Step::Malformed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A request: its head, and its body as it is framed.
    fn request() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        let method = prop_oneof![Just("GET"), Just("POST"), Just("X-ANY")];
        let extra = prop::collection::vec("[Xx]-[A-Za-z]{1,6}: [!-~]{0,12}\r\n", 0..4);
        // Bodies that look like heads and chunk ends are the ones to be confused by.
        let body = prop_oneof![
            Just(None),
            prop::collection::vec(any::<u8>(), 0..64).prop_map(|body| Some((body, false))),
            Just(Some((b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), false))),
            prop::collection::vec(any::<u8>(), 0..64).prop_map(|body| Some((body, true))),
            Just(Some((b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n".to_vec(), true))),
        ];
        (method, "/[a-z?=&%0-9]{0,12}", extra, body, 1usize..7, "(;[a-z]{1,3}=[a-z]{1,3})?", any::<bool>())
            .prop_map(|(method, target, extra, body, size, extension, trailer)| {
                let mut head =
                    format!("{method} {target} HTTP/1.1\r\nHost: a\r\n{}", extra.concat()).into_bytes();
                let mut framed = Vec::new();
                match body {
                    None => {}
                    Some((body, false)) => {
                        head.extend(format!("content-LENGTH: {}\r\n", body.len()).bytes());
                        framed = body;
                    }
                    Some((body, true)) => {
                        head.extend(b"Transfer-Encoding: Chunked\r\n");
                        for chunk in body.chunks(size) {
                            framed.extend(format!("{:X}{extension}\r\n", chunk.len()).bytes());
                            framed.extend(chunk);
                            framed.extend(b"\r\n");
                        }
                        framed.extend(b"00\r\n");
                        if trailer {
                            framed.extend(b"X-Sum: 1\r\n");
                        }
                        framed.extend(b"\r\n");
                    }
                }
                head.extend(b"\r\n");
                (head, framed)
            })
    }

    proptest! {
        #[test]
        fn every_request_finds_its_own_head(
            requests in prop::collection::vec(request(), 1..6),
            mut cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let bytes: Vec<u8> = requests.iter().flat_map(|(head, body)| [head.clone(), body.clone()].concat()).collect();
            cuts.sort_by_key(|cut| cut.index(bytes.len()));
            let mut framing = Framing::default();
            let mut from = 0;
            for cut in cuts.iter().map(|cut| cut.index(bytes.len())).chain([bytes.len()]) {
                framing.feed(&bytes[from..cut]);
                from = cut;
            }
            for (head, _) in &requests {
                prop_assert_eq!(framing.take(), Some(head.clone()));
            }
            prop_assert_eq!(framing.take(), None);
            prop_assert_eq!(framing.place, Place::Head);
        }

        #[test]
        fn no_bytes_panic(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8)) {
            let mut framing = Framing::default();
            for piece in pieces {
                framing.feed(&piece);
            }
        }
    }

    #[test]
    fn a_head_without_end_is_not_kept_without_end() {
        let mut framing = Framing::default();
        framing.feed(b"GET / HTTP/1.1\r\n");
        for _ in 0..1000 {
            framing.feed(&[b'a'; 1000]);
        }
        assert_eq!(framing.partial.len(), MAX_HEAD_BYTES);
        assert_eq!(framing.place, Place::TooLarge);
        assert_eq!(framing.feed(b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    }

    #[test]
    fn what_comes_before_a_head_that_is_too_large_is_handed_on() {
        let mut framing = Framing::default();
        let mut bytes = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab".to_vec();
        let first = bytes.len();
        bytes.extend(format!("GET / HTTP/1.1\r\nHost: a\r\n{}: b\r\n\r\n", "a".repeat(70_000)).bytes());
        assert_eq!(framing.feed(&bytes), first);
        assert!(framing.take().is_some() && framing.take().is_none());
    }

    #[test]
    fn a_head_is_unfinished_from_the_first_connection_on_and_between_requests_only_once_it_begins() {
        let mut framing = Framing::default();
        let mut see = |bytes: &str| {
            framing.feed(bytes.as_bytes());
            framing.unfinished()
        };
        assert_eq!(see(""), Some(0));
        assert_eq!(see("PUT / HTTP/1.1\r\nHost: a\r\n"), Some(0));
        assert_eq!(see("Content-Length: 2\r\n\r\na"), None);
        assert_eq!(see("b"), None);
        assert_eq!(see("GET"), Some(1));
        assert_eq!(see(" / HTTP/1.1\r\nHost: a\r\n\r\nG"), Some(2));
    }

    #[test]
    fn nothing_is_told_apart_after_an_upgrade_or_a_malformed_request() {
        for head in [
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "\u{16}\u{3}\u{1}\r\n\r\n",
        ] {
            let mut framing = Framing::default();
            framing.feed(head.as_bytes());
            assert_eq!(framing.place, Place::Unframed, "{head:?}");
        }
    }
}
