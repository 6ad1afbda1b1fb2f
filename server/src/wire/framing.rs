//! Where each request begins and ends in the bytes of a connection (RFC 9112, sections 6 and 7).
//!
//! Follows the same rules as the HTTP library that reads the bytes afterwards. Where a request is
//! malformed the library answers and closes, so nothing after it needs to be followed.

use std::collections::VecDeque;

use super::head;

/// The longest head that is followed, in bytes; the library refuses longer ones with 431.
pub(crate) const MAX_HEAD_BYTES: usize = 128 * 1024;

/// Follows the bytes of one connection and keeps the head of each request until it is taken.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    place: Place,
    /// The part of a head that has arrived so far.
    partial: Vec<u8>,
    heads: VecDeque<Vec<u8>>,
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
    /// Reads on. The bytes may be split anywhere.
    pub(crate) fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = match self.place {
                Place::Head => self.feed_head(bytes),
                Place::Length(left) => {
                    let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left.saturating_sub(taken as u64);
                    self.place = if left == 0 { Place::Head } else { Place::Length(left) };
                    bytes.get(taken..).unwrap_or_default()
                }
                Place::Chunked(chunk) => self.feed_chunk(chunk, bytes),
                Place::Unframed => &[],
            };
        }
    }

    /// The head of the next request that was not taken yet.
    pub(crate) fn take(&mut self) -> Option<Vec<u8>> {
        self.heads.pop_front()
    }

    /// How many heads wait to be taken.
    pub(crate) fn waiting(&self) -> usize {
        self.heads.len()
    }

    /// The bytes of a request that could not be framed, if there was one; else empty.
    pub(crate) fn rest(&self) -> &[u8] {
        if self.place == Place::Unframed { &self.partial } else { &[] }
    }

    fn feed_head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        // A head ends with a line feed, so it can only be complete where one arrived.
        let mut from = 0;
        while let Some(found) = bytes.get(from..).and_then(|rest| rest.iter().position(|&byte| byte == b'\n'))
        {
            let end = from + found + 1;
            self.partial.extend_from_slice(bytes.get(from..end).unwrap_or_default());
            from = end;
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
        if self.partial.len() > MAX_HEAD_BYTES {
            self.partial.truncate(MAX_HEAD_BYTES);
            self.place = Place::Unframed;
        }
        &[]
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
