//! What somebody wrote, read as an address: by every rule where it is IPv4, with its zone where it is IPv6; or why it is none.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr};

use super::v4::{Rule, V4Error, ends_in_number};
use super::v6::{self, V6Error};

/// The longest text that is read, in bytes. An IPv6 address has at most 45 characters; a zone follows.
pub const MAX_LEN: usize = 80;

/// The longest zone that is read, in bytes. The names of interfaces are shorter everywhere.
pub const MAX_ZONE_LEN: usize = 32;

/// A text that is an address, by one rule at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The address: of IPv4, what the first rule of [`Rule::ALL`] reads that can.
    pub address: IpAddr,
    /// The link on which an IPv6 address is meant: the name or the number of an interface of this machine (RFC 4007, section 11).
    pub zone: Option<String>,
    /// What each rule makes of it; empty for IPv6, which has one rule.
    pub verdicts: Vec<Verdict>,
    /// The address as it was written, without brackets and zone.
    pub written: String,
    /// Whether it stood in brackets, as in a URL (RFC 3986, section 3.2.2).
    pub in_brackets: bool,
}

/// What a rule makes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// The address, or why there is none.
    pub result: Result<Ipv4Addr, V4Error>,
}

/// How far programs agree on a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Each reads the same address.
    All,
    /// Some read it, and all of those the same address; others refuse it.
    SomeRefuse,
    /// Some read one address and some another.
    Differ,
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "Every program reads the same address.",
            Self::SomeRefuse => "Some programs read it and others refuse it.",
            Self::Differ => "Programs read different addresses out of the same text.",
        })
    }
}

impl Reading {
    /// How far programs agree.
    pub fn agreement(&self) -> Agreement {
        let mut read = self.verdicts.iter().filter_map(|verdict| verdict.result.ok());
        let Some(first) = read.next() else { return Agreement::All };
        if read.any(|other| other != first) {
            Agreement::Differ
        } else if self.verdicts.iter().any(|verdict| verdict.result.is_err()) {
            Agreement::SomeRefuse
        } else {
            Agreement::All
        }
    }
}

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing was given.
    Empty,
    /// More than [`MAX_LEN`] bytes.
    TooLong,
    /// A space or a control character.
    Space,
    /// A prefix length follows.
    Slash,
    /// A port follows.
    Port,
    /// A name, which something must turn into an address first.
    Name,
    /// A bracket without the other, or around something else than IPv6.
    Brackets,
    /// A zone that is empty, longer than [`MAX_ZONE_LEN`] bytes, or has other characters than names of interfaces have.
    Zone,
    /// No rule reads it as IPv4; what the loose one says.
    V4(V4Error),
    /// It is not IPv6.
    V6(V6Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "nothing is there; write an address such as 127.0.0.1 or ::1",
            Self::TooLong => "that is longer than the 80 bytes read here; no address is",
            Self::Space => "an address has no spaces; take them out",
            Self::Slash => "a slash and a prefix length follow the address; leave them out here",
            Self::Port => "a port follows the address; leave out the colon and the port",
            Self::Name => {
                "that is a name; something has to turn it into an address before it can be read as one"
            }
            Self::Brackets => {
                "square brackets stand in pairs, around an IPv6 address in a URL and nothing else"
            }
            Self::Zone => {
                "what follows % names an interface: letters, digits, dots, hyphens, 32 of them at most"
            }
            Self::V4(error) => return error.fmt(f),
            Self::V6(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for ReadError {}

/// Reads a text.
///
/// # Errors
/// Why no program reads it as an address.
pub fn read(text: &str) -> Result<Reading, ReadError> {
    if text.is_empty() {
        return Err(ReadError::Empty);
    }
    if text.len() > MAX_LEN {
        return Err(ReadError::TooLong);
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(ReadError::Space);
    }
    if text.contains('/') {
        return Err(ReadError::Slash);
    }
    if let Some((inside, after)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return match after {
            "" if inside.contains(':') => Ok(Reading { in_brackets: true, ..sixth(inside)? }),
            after if is_port(after.strip_prefix(':')) => Err(ReadError::Port),
            _ => Err(ReadError::Brackets),
        };
    }
    if text.contains(['[', ']']) {
        return Err(ReadError::Brackets);
    }
    match text.split_once(':') {
        Some((before, after)) if is_host(before) && is_port(Some(after)) => Err(ReadError::Port),
        Some(_) => sixth(text),
        None => fourth(text),
    }
}

/// Whether what stands before a colon is a host rather than a group of an IPv6 address.
fn is_host(text: &str) -> bool {
    text.contains(|c: char| !c.is_ascii_hexdigit()) && !text.contains('%')
}

fn is_port(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn fourth(text: &str) -> Result<Reading, ReadError> {
    let verdicts = Rule::ALL.map(|rule| Verdict { rule, result: rule.read(text) }).to_vec();
    match verdicts.iter().find_map(|verdict| verdict.result.ok()) {
        Some(address) => Ok(Reading {
            address: address.into(),
            zone: None,
            verdicts,
            written: text.to_owned(),
            in_brackets: false,
        }),
        None if is_name(text) => Err(ReadError::Name),
        None => Err(ReadError::V4(Rule::Loose.read(text).err().unwrap_or(V4Error::Empty))),
    }
}

/// Whether a text is a name.
fn is_name(text: &str) -> bool {
    !ends_in_number(text) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn sixth(text: &str) -> Result<Reading, ReadError> {
    let (written, zone) = match text.split_once('%') {
        Some((written, zone)) => (written, Some(zone.to_owned())),
        None => (text, None),
    };
    let address = v6::read(written).map_err(ReadError::V6)?.into();
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | ':');
    if zone
        .as_deref()
        .is_some_and(|zone| zone.is_empty() || zone.len() > MAX_ZONE_LEN || !zone.chars().all(good))
    {
        return Err(ReadError::Zone);
    }
    Ok(Reading { address, zone, verdicts: Vec::new(), written: written.to_owned(), in_brackets: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_with_what_stands_around_them() {
        for (text, address, zone, written, in_brackets, agreement) in [
            ("127.0.0.1", "127.0.0.1", None, "127.0.0.1", false, Agreement::All),
            ("127.1", "127.0.0.1", None, "127.1", false, Agreement::SomeRefuse),
            ("010.0.0.1", "8.0.0.1", None, "010.0.0.1", false, Agreement::Differ),
            ("08.0.0.1", "8.0.0.1", None, "08.0.0.1", false, Agreement::SomeRefuse),
            ("0xdeadbeef", "222.173.190.239", None, "0xdeadbeef", false, Agreement::SomeRefuse),
            ("::1", "::1", None, "::1", false, Agreement::All),
            ("[2001:DB8::1]", "2001:db8::1", None, "2001:DB8::1", true, Agreement::All),
            ("fe80::1%eth0", "fe80::1", Some("eth0"), "fe80::1", false, Agreement::All),
            ("[fe80::1%3]", "fe80::1", Some("3"), "fe80::1", true, Agreement::All),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.1", None, "::ffff:127.0.0.1", false, Agreement::All),
        ] {
            let reading = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let found = (
                reading.address.to_string(),
                reading.zone.as_deref(),
                reading.written.as_str(),
                reading.in_brackets,
            );
            assert_eq!(found, (address.to_owned(), zone, written, in_brackets), "{text}");
            assert_eq!(reading.agreement(), agreement, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_so() {
        for (text, error) in [
            ("", ReadError::Empty),
            ("127.0.0.1 ", ReadError::Space),
            ("10.0.0.0/8", ReadError::Slash),
            ("127.0.0.1:80", ReadError::Port),
            ("localhost:62893", ReadError::Port),
            ("[::1]:80", ReadError::Port),
            ("localhost", ReadError::Name),
            ("www.example.com.", ReadError::Name),
            ("abc", ReadError::Name),
            ("3com", ReadError::Name),
            ("[127.0.0.1]", ReadError::Brackets),
            ("[::1", ReadError::Brackets),
            ("::1]", ReadError::Brackets),
            ("fe80::1%", ReadError::Zone),
            ("fe80::1%a/b", ReadError::Slash),
            ("fe80::1%\u{e4}", ReadError::Zone),
            ("1:2", ReadError::V6(V6Error::TooFew(2))),
            ("127.0.0.256", ReadError::V4(V4Error::Part(4, super::super::v4::PartError::TooLarge(255)))),
            ("1.2.3.4.5", ReadError::V4(V4Error::Count(5, 1))),
            ("127.0.0.1%lo", ReadError::V4(V4Error::Part(4, super::super::v4::PartError::Character('%')))),
        ] {
            assert_eq!(read(text), Err(error), "{text:?}");
            assert!(!error.to_string().is_empty());
        }
        assert_eq!(read(&"1".repeat(MAX_LEN + 1)), Err(ReadError::TooLong));
    }

    proptest! {
        #[test]
        fn every_address_is_read_as_itself(bits in any::<u128>(), is_v4 in any::<bool>()) {
            let address: IpAddr = if is_v4 { Ipv4Addr::from_bits(bits as u32).into() } else { core::net::Ipv6Addr::from_bits(bits).into() };
            let reading = read(&address.to_string()).unwrap();
            prop_assert_eq!(reading.address, address);
            prop_assert_eq!(reading.agreement(), Agreement::All);
        }

        #[test]
        fn no_text_panics(text in ".*|[0-9a-fxX.:%/\\[\\]]{0,40}") {
            if let Err(error) = read(&text) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
