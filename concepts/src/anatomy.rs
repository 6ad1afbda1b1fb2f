//! The parts of an `http` address that a learner types: scheme, host, port, path, query, fragment.
//!
//! Spelled as RFC 3986 spells them. Not a replacement for a URL parser: it accepts what a
//! learner may type into a browser's address bar and says what each piece is, or what is wrong.

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::ip::v4::{Rule, ends_in_number};
use crate::port::{Port, PortError};

/// The longest text that is dissected, in bytes.
pub const MAX_LEN: usize = 2048;

/// What a piece of an address is (RFC 3986, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Which protocol to speak.
    Scheme,
    /// A user name or password before an `@`. Browsers no longer send it without asking.
    UserInfo,
    /// Which machine: an address or a name.
    Host,
    /// Which program on that machine.
    Port,
    /// What to ask that program for.
    Path,
    /// Parameters of the request, after `?`.
    Query,
    /// A place inside the page, after `#`; it is never sent to the server.
    Fragment,
    /// Punctuation between pieces: `://`, `@`, `:`, `?`, `#`.
    Delimiter,
}

/// One piece of a dissected address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its text, as written; for a piece that was left out, the value that a browser fills in.
    pub text: String,
    /// Whether it was written (`true`) or filled in (`false`).
    pub written: bool,
}

/// What kind of host an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// 32 bits, in any spelling that browsers read.
    V4(Ipv4Addr),
    /// In brackets, 128 bits.
    V6(Ipv6Addr),
    /// A name, which something must translate to an address first.
    Name,
}

/// An address taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anatomy {
    /// The pieces in order. The written ones, put together, give the input again.
    pub pieces: Vec<Piece>,
    /// The kind of its host.
    pub host: HostKind,
    /// The port that is connected to: the written one, or the scheme's default (RFC 9110, section 4.2).
    pub port: Port,
}

/// Why a text is not an address that a browser would visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnatomyError {
    /// Nothing was typed.
    Empty,
    /// More than [`MAX_LEN`] bytes.
    TooLong,
    /// A scheme other than `http` and `https`.
    Scheme,
    /// No host stands where one must.
    NoHost,
    /// The host is neither an IPv4 address, nor an IPv6 address in brackets, nor a name.
    Host,
    /// It ends in a number, but is no IPv4 address that a browser reads, such as one with a number above 255.
    Ipv4,
    /// An IPv6 address without the brackets that separate it from the port.
    Brackets,
    /// The port is not one.
    Port(PortError),
    /// A space or control character.
    Space,
}

impl fmt::Display for AnatomyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "type an address, such as http://127.0.0.1:62893/",
            Self::TooLong => "that is longer than the 2,048 bytes read here; shorten it",
            Self::Scheme => "only http and https are taken apart here; start with http://",
            Self::NoHost => "the host is missing; write one after the //, such as 127.0.0.1",
            Self::Host => "the host has a character that no address or name may have; use letters, digits, dots and hyphens",
            Self::Ipv4 => "an IPv4 address is four numbers from 0 to 255 with dots between, without zeros in front",
            Self::Brackets => "an IPv6 address in a URL stands in brackets, so that its colons are not taken for the port's: [::1]",
            Self::Port(error) => return error.fmt(f),
            Self::Space => "a URL has no spaces or control characters; write %20 for a space",
        })
    }
}

impl core::error::Error for AnatomyError {}

/// Takes an address apart.
///
/// A missing scheme, port or path is filled in as a browser does: `http`, the scheme's default port, `/`.
pub fn dissect(text: &str) -> Result<Anatomy, AnatomyError> {
    if text.is_empty() {
        return Err(AnatomyError::Empty);
    }
    if text.len() > MAX_LEN {
        return Err(AnatomyError::TooLong);
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(AnatomyError::Space);
    }
    let mut pieces = Vec::new();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => {
            pieces.push(written(PieceKind::Scheme, scheme));
            pieces.push(written(PieceKind::Delimiter, "://"));
            (scheme.to_ascii_lowercase(), rest)
        }
        None => {
            pieces.push(filled(PieceKind::Scheme, "http"));
            ("http".to_owned(), text)
        }
    };
    let default_port = match scheme.as_str() {
        "http" => 80,
        "https" => 443,
        _ => return Err(AnatomyError::Scheme),
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host_and_port = match authority.rsplit_once('@') {
        Some((user, rest)) => {
            pieces.push(written(PieceKind::UserInfo, user));
            pieces.push(written(PieceKind::Delimiter, "@"));
            rest
        }
        None => authority,
    };
    let (host_text, port_text) = split_port(host_and_port)?;
    let host = host_kind(host_text)?;
    pieces.push(written(PieceKind::Host, host_text));
    let port = match port_text {
        Some(port) => {
            pieces.push(written(PieceKind::Delimiter, ":"));
            pieces.push(written(PieceKind::Port, port));
            port.parse().map_err(AnatomyError::Port)?
        }
        None => {
            let port = Port::new(default_port).ok_or(AnatomyError::Port(PortError::Zero))?;
            pieces.push(filled(PieceKind::Port, &port.to_string()));
            port
        }
    };
    tail_pieces(tail, &mut pieces);
    Ok(Anatomy { pieces, host, port })
}

fn written(kind: PieceKind, text: &str) -> Piece {
    Piece { kind, text: text.to_owned(), written: true }
}

fn filled(kind: PieceKind, text: &str) -> Piece {
    Piece { kind, text: text.to_owned(), written: false }
}

fn split_port(text: &str) -> Result<(&str, Option<&str>), AnatomyError> {
    if text.starts_with('[') {
        let end = text.find(']').ok_or(AnatomyError::Brackets)? + 1;
        let (host, rest) = text.split_at(end);
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if rest.is_empty() => Ok((host, None)),
            None => Err(AnatomyError::Host),
        };
    }
    match text.split_once(':') {
        Some((_, rest)) if rest.contains(':') => Err(AnatomyError::Brackets),
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((text, None)),
    }
}

fn host_kind(text: &str) -> Result<HostKind, AnatomyError> {
    if text.is_empty() {
        return Err(AnatomyError::NoHost);
    }
    if let Some(inside) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inside.parse().map(HostKind::V6).map_err(|_| AnatomyError::Host);
    }
    if ends_in_number(text) {
        return Rule::Url.read(text).map(HostKind::V4).map_err(|_| AnatomyError::Ipv4);
    }
    let label = |label: &str| {
        !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.split('.').all(|part| !part.is_empty() && label(part)) {
        Ok(HostKind::Name)
    } else {
        Err(AnatomyError::Host)
    }
}

fn tail_pieces(tail: &str, pieces: &mut Vec<Piece>) {
    let (before, fragment) = match tail.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (tail, None),
    };
    let (path, query) = match before.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (before, None),
    };
    pieces.push(if path.is_empty() { filled(PieceKind::Path, "/") } else { written(PieceKind::Path, path) });
    if let Some(query) = query {
        pieces.push(written(PieceKind::Delimiter, "?"));
        pieces.push(written(PieceKind::Query, query));
    }
    if let Some(fragment) = fragment {
        pieces.push(written(PieceKind::Delimiter, "#"));
        pieces.push(written(PieceKind::Fragment, fragment));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fills_in_what_a_browser_fills_in() {
        let anatomy = dissect("127.0.0.1").unwrap();
        let filled: Vec<_> = anatomy
            .pieces
            .iter()
            .filter(|piece| !piece.written)
            .map(|piece| (piece.kind, piece.text.as_str()))
            .collect();
        assert_eq!(filled, [(PieceKind::Scheme, "http"), (PieceKind::Port, "80"), (PieceKind::Path, "/")]);
        assert_eq!(dissect("https://localhost").unwrap().port.number(), 443);
    }

    #[test]
    fn reads_an_address_in_every_spelling_that_browsers_read() {
        for text in ["127.1", "http://2130706433/", "0x7f.1:80", "http://127.0.0.1./"] {
            assert_eq!(dissect(text).unwrap().host, HostKind::V4(Ipv4Addr::LOCALHOST), "{text}");
        }
        assert_eq!(dissect("http://3com/").unwrap().host, HostKind::Name);
    }

    #[test]
    fn names_every_piece() {
        let anatomy = dissect("http://me@[::1]:62893/echo?a=1#top").unwrap();
        let named: Vec<_> = anatomy
            .pieces
            .iter()
            .filter(|piece| piece.kind != PieceKind::Delimiter)
            .map(|piece| (piece.kind, piece.text.as_str()))
            .collect();
        assert_eq!(
            named,
            [
                (PieceKind::Scheme, "http"),
                (PieceKind::UserInfo, "me"),
                (PieceKind::Host, "[::1]"),
                (PieceKind::Port, "62893"),
                (PieceKind::Path, "/echo"),
                (PieceKind::Query, "a=1"),
                (PieceKind::Fragment, "top"),
            ]
        );
        assert_eq!(anatomy.host, HostKind::V6(Ipv6Addr::LOCALHOST));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, error) in [
            ("", AnatomyError::Empty),
            ("http://", AnatomyError::NoHost),
            ("http://:80", AnatomyError::NoHost),
            ("ftp://127.0.0.1", AnatomyError::Scheme),
            ("http://::1/", AnatomyError::Brackets),
            ("http://127.0.0.256/", AnatomyError::Ipv4),
            ("http://127.0.0.1:99999/", AnatomyError::Port(PortError::TooLarge)),
            ("http://127.0.0.1:/", AnatomyError::Port(PortError::Empty)),
            ("http://a b/", AnatomyError::Space),
            ("http://a..b/", AnatomyError::Host),
        ] {
            assert_eq!(dissect(text), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_written_pieces_give_the_text_again(text in "(https?://)?[a-z0-9.:@\\[\\]-]{1,24}(/[a-z]{0,4})?(\\?[a-z=&]{0,6})?(#[a-z]{0,4})?") {
            if let Ok(anatomy) = dissect(&text) {
                let again: String = anatomy.pieces.into_iter().filter(|piece| piece.written).map(|piece| piece.text).collect();
                prop_assert_eq!(again, text);
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = dissect(&text);
        }
    }
}
