//! The colour grammar: which part of a written address is the address, which the port, which
//! the protocol. One definition for prose, widgets and terminal.

use core::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::port::Port;

/// What a part of a written address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NotationKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An IP address, with its prefix length where one is written, or the name `localhost`.
    Address,
    /// A port, with the colon before it.
    Port,
    /// A protocol or a URL's scheme.
    Protocol,
    /// Punctuation, a path, anything that has no colour of its own.
    Plain,
}

/// One part of a written address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NotationPart"))]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// The text, exactly as written.
    pub text: String,
}

/// Protocol names that take the protocol's colour when they stand alone in code type.
pub const PROTOCOLS: [&str; 12] =
    ["TCP", "UDP", "IP", "IPv4", "IPv6", "ICMP", "HTTP", "HTTPS", "TLS", "DNS", "http", "https"];

/// Splits a text that is, as a whole, an address, a socket address, a port with its colon, an
/// `http` URL or a protocol name into its parts. `None` where it is none of these.
///
/// The texts of the parts, put together, give the input again.
///
/// ```
/// use concepts::notation::{Kind, parts};
/// let kinds: Vec<_> = parts("127.0.0.1:62893").unwrap().iter().map(|part| part.kind).collect();
/// assert_eq!(kinds, [Kind::Address, Kind::Port]);
/// assert!(parts("hello").is_none());
/// ```
pub fn parts(text: &str) -> Option<Vec<Part>> {
    if PROTOCOLS.contains(&text) {
        return Some(vec![part(Kind::Protocol, text)]);
    }
    if let Some(port) = text.strip_prefix(':')
        && port.parse::<Port>().is_ok()
    {
        return Some(vec![part(Kind::Port, text)]);
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        if !matches!(scheme, "http" | "https") {
            return None;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let mut all = vec![part(Kind::Protocol, scheme), part(Kind::Plain, "://")];
        all.extend(authority_parts(authority)?);
        if !path.is_empty() {
            all.push(part(Kind::Plain, path));
        }
        return Some(all);
    }
    if let Some((authority, _)) = text.split_once('/')
        && is_socket(authority)
    {
        let mut all = authority_parts(authority)?;
        all.push(part(Kind::Plain, &text[authority.len()..]));
        return Some(all);
    }
    authority_parts(text)
}

/// What ends a word of a command: spaces, quotes, and the signs with which shells write bytes.
const ENDS: [char; 6] = [' ', '\n', '\'', '"', '\\', '`'];

/// The parts of a text of which some words may be addresses, such as a command. The texts of the parts, put together,
/// give the input again.
///
/// ```
/// use concepts::notation::{Kind, within};
/// let kinds: Vec<_> = within("curl 127.0.0.1:62893").iter().map(|part| part.kind).collect();
/// assert_eq!(kinds, [Kind::Plain, Kind::Address, Kind::Port]);
/// ```
pub fn within(text: &str) -> Vec<Part> {
    let mut all: Vec<Part> = Vec::new();
    let plain = |all: &mut Vec<Part>, text: &str| match all.last_mut() {
        Some(last) if last.kind == Kind::Plain => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => all.push(part(Kind::Plain, text)),
    };
    for with_end in text.split_inclusive(ENDS) {
        let word = with_end.trim_end_matches(ENDS);
        match parts(word) {
            Some(parts) => {
                all.extend(parts);
                plain(&mut all, with_end.get(word.len()..).unwrap_or_default());
            }
            None => plain(&mut all, with_end),
        }
    }
    all
}

fn part(kind: Kind, text: &str) -> Part {
    Part { kind, text: text.to_owned() }
}

/// `127.0.0.1:80` and the like: an address that a port follows.
fn is_socket(text: &str) -> bool {
    authority_parts(text).is_some_and(|parts| parts.iter().any(|part| part.kind == Kind::Port))
}

fn authority_parts(text: &str) -> Option<Vec<Part>> {
    if is_address(text) {
        return Some(vec![part(Kind::Address, text)]);
    }
    let colon = text.rfind(':')?;
    let (address, port) = text.split_at(colon);
    let bracketed = address.starts_with('[');
    let v6 = address.parse::<Ipv6Addr>().is_ok();
    if port[1..].parse::<Port>().is_err() || (v6 && !bracketed) || !is_address(address) {
        return None;
    }
    Some(vec![part(Kind::Address, address), part(Kind::Port, port)])
}

/// An address alone, with or without a prefix length; an IPv6 address also in brackets.
fn is_address(text: &str) -> bool {
    if text == "localhost" {
        return true;
    }
    if let Some(inside) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inside.parse::<Ipv6Addr>().is_ok();
    }
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let most = if address.parse::<Ipv4Addr>().is_ok() {
        32
    } else if address.parse::<Ipv6Addr>().is_ok() {
        128
    } else {
        return false;
    };
    bits.is_none_or(|bits| {
        bits.bytes().all(|byte| byte.is_ascii_digit()) && bits.parse::<u8>().is_ok_and(|bits| bits <= most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelled(text: &str) -> Option<String> {
        Some(
            parts(text)?
                .iter()
                .map(|part| match part.kind {
                    Kind::Address => format!("a<{}>", part.text),
                    Kind::Port => format!("p<{}>", part.text),
                    Kind::Protocol => format!("s<{}>", part.text),
                    Kind::Plain => part.text.clone(),
                })
                .collect(),
        )
    }

    #[test]
    fn each_form_is_split_where_it_should_be() {
        for (text, expected) in [
            ("127.0.0.1", "a<127.0.0.1>"),
            ("127.0.0.0/8", "a<127.0.0.0/8>"),
            ("::1", "a<::1>"),
            ("::1/128", "a<::1/128>"),
            ("[::1]", "a<[::1]>"),
            ("[::1]:80", "a<[::1]>p<:80>"),
            ("localhost:62893", "a<localhost>p<:62893>"),
            (":54132", "p<:54132>"),
            ("127.0.0.1:62893/probe/22", "a<127.0.0.1>p<:62893>/probe/22"),
            ("http://127.0.0.1:62893/echo?a=1", "s<http>://a<127.0.0.1>p<:62893>/echo?a=1"),
            ("TCP", "s<TCP>"),
        ] {
            assert_eq!(spelled(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn other_texts_have_no_colour() {
        for text in [
            "",
            "hello",
            "80",
            ":0",
            ":65536",
            "::1:80x",
            "256.0.0.1",
            "127.0.0.1:",
            "/echo",
            "10.0.0.0/33",
            "ftp://127.0.0.1",
        ] {
            assert_eq!(parts(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_of_any_text_give_it_again(text in "([a-z \"'`]|127\\.0\\.0\\.1:80|::1|TCP| ){0,12}") {
            let parts = within(&text);
            prop_assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<String>(), text);
            prop_assert!(parts.iter().all(|part| !part.text.is_empty()));
        }

        #[test]
        fn the_parts_put_together_give_the_text(text in "(https?://)?[0-9.:\\[\\]a-f]{0,20}(/[a-z]*)?") {
            if let Some(parts) = parts(&text) {
                prop_assert_eq!(parts.into_iter().map(|part| part.text).collect::<String>(), text);
            }
        }
    }
}
