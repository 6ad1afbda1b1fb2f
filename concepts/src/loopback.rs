//! Loopback addresses, and the hosts that the lab agrees to dial.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr};

use crate::ip::v4::Rule;

/// The longest text that is considered as a host; longer ones are refused unread.
pub const MAX_HOST_LEN: usize = 64;

/// Why a host is not one that the lab dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostError {
    /// Nothing was given, or more than [`MAX_HOST_LEN`] bytes.
    Length,
    /// A name other than `localhost`. The lab resolves no names.
    Name,
    /// An IPv4 address in a spelling that only some programs read, such as 127.1.
    Spelling,
    /// An IP address outside 127.0.0.0/8 and ::1.
    NotLoopback,
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "a host is missing or too long; try 127.0.0.1, ::1 or localhost",
            Self::Name => {
                "the lab looks up no names; give a loopback address such as 127.0.0.1 or ::1, or the name localhost"
            }
            Self::Spelling => {
                "programs disagree on that spelling of an address; write four decimal numbers, such as 127.0.0.1"
            }
            Self::NotLoopback => {
                "that address is not on loopback, and the lab dials nothing else; try 127.0.0.1 or ::1"
            }
        })
    }
}

impl core::error::Error for HostError {}

/// An IPv4-mapped IPv6 address (`::ffff:127.0.0.1`, RFC 4291, section 2.5.5.2) as the IPv4
/// address it stands for; any other address as it is.
pub fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Whether packets to this address stay inside the machine: 127.0.0.0/8 (RFC 1122, section
/// 3.2.1.3) or ::1 (RFC 4291, section 2.5.3), also in IPv4-mapped spelling.
pub fn is_loopback(address: IpAddr) -> bool {
    canonical(address).is_loopback()
}

/// Reads a host to dial: a loopback address, or `localhost` in any case, with or without one final dot.
///
/// `localhost` is not looked up; it stands for 127.0.0.1 here. An IPv6 address may stand in
/// brackets, as in a URL. The result is canonical.
pub fn parse_host(text: &str) -> Result<IpAddr, HostError> {
    if text.is_empty() || text.len() > MAX_HOST_LEN {
        return Err(HostError::Length);
    }
    if text.strip_suffix('.').unwrap_or(text).eq_ignore_ascii_case("localhost") {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let address = match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => inside.parse().map(IpAddr::V6).map_err(|_| HostError::Name)?,
        None => text.parse().map_err(|_| not_strict(text))?,
    };
    if is_loopback(address) { Ok(canonical(address)) } else { Err(HostError::NotLoopback) }
}

/// Why a text is refused that is no address by the strict rule.
fn not_strict(text: &str) -> HostError {
    if Rule::Loose.read(text).is_ok() { HostError::Spelling } else { HostError::Name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dials_loopback_in_every_spelling_it_accepts() {
        for (text, address) in [
            ("127.0.0.1", "127.0.0.1"),
            ("127.255.255.254", "127.255.255.254"),
            ("localhost", "127.0.0.1"),
            ("LOCALHOST.", "127.0.0.1"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("0:0:0:0:0:0:0:1", "::1"),
            ("::ffff:127.0.0.1", "127.0.0.1"),
        ] {
            assert_eq!(parse_host(text), Ok(address.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "localhost..",
            "example.com",
            "localhost.example.com",
            "127.1",
            "2130706433",
            "0x7f.1",
            "127.0.0.01",
            "0.0.0.0",
            "::",
            "192.0.2.1",
            "::ffff:192.0.2.1",
            "fe80::1",
            "[127.0.0.1]",
            "::1%lo",
            "127.0.0.1 ",
            "[::1",
            "127.0.0.1\0",
        ] {
            assert!(parse_host(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_spelling_that_programs_disagree_on_is_told_from_a_name() {
        for text in ["127.1", "2130706433", "0x7f.1", "127.0.0.01"] {
            assert_eq!(parse_host(text), Err(HostError::Spelling), "{text}");
        }
        assert_eq!(parse_host("127.0.0.256"), Err(HostError::Name));
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_loopback(text in "[0-9a-fA-F:.\\[\\]lLoOcChHsStT]{0,40}") {
            if let Ok(address) = parse_host(&text) {
                prop_assert!(address.is_loopback());
            }
        }
    }
}
