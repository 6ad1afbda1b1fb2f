//! What a learner wants to reach, read from what was typed: a URL, or a host and a port. Common slips are mended and named.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::anatomy::{self, AnatomyError, HostKind, PieceKind};
use crate::loopback::{HostError, MAX_HOST_LEN, canonical, is_loopback, parse_host};
use crate::port::Port;

/// What is to be spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HTTP over TCP.
    Http,
    /// HTTP over TLS over TCP.
    Https,
}

impl Scheme {
    /// The word before the colon.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// Which machine: always this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// By name.
    Localhost,
    /// By a loopback address.
    Address(IpAddr),
}

impl fmt::Display for Host {
    /// As it stands in a URL: an IPv6 address in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Localhost => f.write_str("localhost"),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What to speak.
    pub scheme: Scheme,
    /// Which machine.
    pub host: Host,
    /// Which port: the written one, or the scheme's default (RFC 9110, section 4.2).
    pub port: Port,
    /// What to ask for: the path and the query, visible ASCII characters only.
    pub path: String,
}

impl Target {
    /// The host as it stands in a URL and in `Host`, with its port where that is not the scheme's default.
    pub fn authority(&self) -> String {
        match (self.scheme, self.port.number()) {
            (Scheme::Http, 80) | (Scheme::Https, 443) => self.host.to_string(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    /// The URL, spelled in full.
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.scheme.word(), self.authority(), self.path)
    }

    /// The socket address on one address of this machine.
    pub const fn at(&self, address: IpAddr) -> SocketAddr {
        SocketAddr::new(address, self.port.number())
    }
}

/// What was mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Spaces before or after.
    Spaces,
    /// No scheme.
    NoScheme,
    /// Not exactly `://` after the scheme.
    Slashes,
    /// A port and no host.
    PortAlone,
    /// An IPv6 address without brackets.
    Brackets,
    /// 0.0.0.0 or [::], which a server binds and nobody visits; the loopback address of the same family is taken.
    Wildcard(IpAddr),
    /// A user name or password.
    User,
    /// A fragment.
    Fragment,
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Spaces => "Spaces around it were left out.",
            Self::NoScheme => "No scheme was written, so http is taken.",
            Self::Slashes => "After the scheme come a colon and two slashes: ://",
            Self::PortAlone => "Only a port was written, so 127.0.0.1 is taken.",
            Self::Brackets => {
                "An IPv6 address in a URL stands in brackets, so that its colons are not taken for the port's."
            }
            Self::Wildcard(address) => {
                let (taken, family) = match address {
                    IpAddr::V4(_) => (IpAddr::V4(Ipv4Addr::LOCALHOST), "IPv4"),
                    IpAddr::V6(_) => (IpAddr::V6(Ipv6Addr::LOCALHOST), "IPv6"),
                };
                return write!(
                    f,
                    "{address} is what a server binds to take connections on every {family} address. It is no address to \
                     visit: some systems and browsers refuse it. {taken} is taken instead."
                );
            }
            Self::User => "The user name and password are left out here.",
            Self::Fragment => "What follows # stays in the browser; it is never sent.",
        })
    }
}

/// Why there is nothing to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// What was typed is no URL.
    Url(AnatomyError),
    /// It leads somewhere else than to this machine, or by a name that is not looked up here.
    Host(HostError),
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => error.fmt(f),
            Self::Host(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for TargetError {}

/// Reads what was typed.
///
/// # Errors
/// Why it cannot be reached, or must not be.
pub fn read(text: &str) -> Result<(Target, Vec<Slip>), TargetError> {
    if text.len() > anatomy::MAX_LEN {
        return Err(TargetError::Url(AnatomyError::TooLong));
    }
    let mut slips = Vec::new();
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(TargetError::Url(AnatomyError::Empty));
    }
    if trimmed.len() < text.len() {
        slips.push(Slip::Spaces);
    }
    let (scheme, rest) = scheme(trimmed, &mut slips)?;
    let (authority, tail) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    let host_and_port = match authority.rsplit_once('@') {
        Some((_, host_and_port)) => {
            slips.push(Slip::User);
            host_and_port
        }
        None => authority,
    };
    let mended = mend(host_and_port, &mut slips);
    let whole = anatomy::dissect(&format!("{}://{mended}{tail}", scheme.word())).map_err(TargetError::Url)?;
    let piece = |kind| whole.pieces.iter().find(|piece| piece.kind == kind).map(|piece| piece.text.as_str());
    let host = host(whole.host, piece(PieceKind::Host).unwrap_or_default(), &mut slips)?;
    if piece(PieceKind::Fragment).is_some() {
        slips.push(Slip::Fragment);
    }
    let mut path = visible(piece(PieceKind::Path).unwrap_or("/"));
    if let Some(query) = piece(PieceKind::Query) {
        path.push('?');
        path.push_str(&visible(query));
    }
    Ok((Target { scheme, host, port: whole.port, path }, slips))
}

/// The scheme, and what follows it without slashes.
fn scheme<'a>(text: &'a str, slips: &mut Vec<Slip>) -> Result<(Scheme, &'a str), TargetError> {
    for (word, scheme) in [("https", Scheme::Https), ("http", Scheme::Http)] {
        let Some((_, rest)) =
            text.split_at_checked(word.len()).filter(|(start, _)| start.eq_ignore_ascii_case(word))
        else {
            continue;
        };
        let bare = rest.strip_prefix(':').unwrap_or(rest).trim_start_matches(['/', '\\']);
        let between = rest.get(..rest.len() - bare.len()).unwrap_or_default();
        // "http" alone, or a name that begins so, is no scheme.
        if between.is_empty() {
            continue;
        }
        if between != "://" {
            slips.push(Slip::Slashes);
        }
        return Ok((scheme, bare));
    }
    if text.contains("://") {
        return Err(TargetError::Url(AnatomyError::Scheme));
    }
    slips.push(Slip::NoScheme);
    Ok((Scheme::Http, text.trim_start_matches(['/', '\\'])))
}

/// Host and port as they stand in a URL.
fn mend(text: &str, slips: &mut Vec<Slip>) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let port = text.strip_prefix(':').unwrap_or(text);
    if port.len() <= 5 && digits(port) {
        slips.push(Slip::PortAlone);
        return format!("{}:{port}", Ipv4Addr::LOCALHOST);
    }
    for (address, prefix) in [("::1", "::1:"), ("::", ":::")] {
        if let Some(port) = text.strip_prefix(prefix).filter(|port| digits(port)) {
            slips.push(Slip::Brackets);
            return format!("[{address}]:{port}");
        }
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        slips.push(Slip::Brackets);
        return format!("[{text}]");
    }
    text.to_owned()
}

fn host(kind: HostKind, text: &str, slips: &mut Vec<Slip>) -> Result<Host, TargetError> {
    let address: IpAddr = match kind {
        // The lab dials no spelling that programs disagree on.
        HostKind::V4(address) if address.to_string() != text => {
            return Err(TargetError::Host(HostError::Spelling));
        }
        HostKind::V4(address) => address.into(),
        HostKind::V6(address) => address.into(),
        HostKind::Name if text.len() > MAX_HOST_LEN => return Err(TargetError::Host(HostError::Length)),
        HostKind::Name => return parse_host(text).map(|_| Host::Localhost).map_err(TargetError::Host),
    };
    let address = canonical(address);
    if address.is_unspecified() {
        slips.push(Slip::Wildcard(address));
        return Ok(Host::Address(match address {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        }));
    }
    if is_loopback(address) {
        Ok(Host::Address(address))
    } else {
        Err(TargetError::Host(HostError::NotLoopback))
    }
}

/// What may stand in a request: every byte that is not a visible ASCII character is percent-encoded (RFC 3986, section 2.1).
fn visible(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut visible, byte| {
        match byte {
            0x21..=0x7e => visible.push(char::from(byte)),
            _ => visible.push_str(&format!("%{byte:02X}")),
        }
        visible
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::PortError;
    use proptest::prelude::*;

    #[test]
    fn slips_are_mended_and_named() {
        for (text, url, slips) in [
            ("http://127.0.0.1:8000/a?b=1", "http://127.0.0.1:8000/a?b=1", &[][..]),
            ("https://localhost", "https://localhost/", &[]),
            ("127.0.0.1:8000", "http://127.0.0.1:8000/", &[Slip::NoScheme]),
            ("localhost:8000/a", "http://localhost:8000/a", &[Slip::NoScheme]),
            ("  http://[::1]:80/ ", "http://[::1]/", &[Slip::Spaces]),
            ("http:/127.0.0.1/", "http://127.0.0.1/", &[Slip::Slashes]),
            ("http//127.0.0.1/", "http://127.0.0.1/", &[Slip::Slashes]),
            ("HTTPS:\\\\127.0.0.1:1", "https://127.0.0.1:1/", &[Slip::Slashes]),
            ("http:localhost", "http://localhost/", &[Slip::Slashes]),
            ("8000", "http://127.0.0.1:8000/", &[Slip::NoScheme, Slip::PortAlone]),
            (":8000/x", "http://127.0.0.1:8000/x", &[Slip::NoScheme, Slip::PortAlone]),
            ("::1", "http://[::1]/", &[Slip::NoScheme, Slip::Brackets]),
            ("http://::1:8000/", "http://[::1]:8000/", &[Slip::Brackets]),
            ("http://me:pw@127.0.0.1/", "http://127.0.0.1/", &[Slip::User]),
            ("http://127.0.0.1/a#b", "http://127.0.0.1/a", &[Slip::Fragment]),
            ("http://127.0.0.1/ä", "http://127.0.0.1/%C3%A4", &[]),
            ("http://[::ffff:127.0.0.1]/", "http://127.0.0.1/", &[]),
            (
                "http://0.0.0.0:8000",
                "http://127.0.0.1:8000/",
                &[Slip::Wildcard(IpAddr::V4(Ipv4Addr::UNSPECIFIED))],
            ),
            ("http://[::]:8000", "http://[::1]:8000/", &[Slip::Wildcard(IpAddr::V6(Ipv6Addr::UNSPECIFIED))]),
        ] {
            let (target, found) = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((target.url().as_str(), found.as_slice()), (url, slips), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_reached_is_told_from_what_must_not_be() {
        for (text, error) in [
            ("", TargetError::Url(AnatomyError::Empty)),
            (" ", TargetError::Url(AnatomyError::Empty)),
            ("http://", TargetError::Url(AnatomyError::NoHost)),
            ("ftp://127.0.0.1", TargetError::Url(AnatomyError::Scheme)),
            ("http://127.0.0.1 :80/", TargetError::Url(AnatomyError::Space)),
            ("127.0.0.1:65536", TargetError::Url(AnatomyError::Port(PortError::TooLarge))),
            ("127.0.0.1:0", TargetError::Url(AnatomyError::Port(PortError::Zero))),
            ("127.0.0.1:8o", TargetError::Url(AnatomyError::Port(PortError::NotDigits))),
            ("127.0.0.256", TargetError::Url(AnatomyError::Ipv4)),
            ("http://192.0.2.1/", TargetError::Host(HostError::NotLoopback)),
            ("http://[fe80::1]/", TargetError::Host(HostError::NotLoopback)),
            ("http://example.com/", TargetError::Host(HostError::Name)),
            ("http://127.0.0.1@example.com/", TargetError::Host(HostError::Name)),
            ("http://2130706433/", TargetError::Host(HostError::Spelling)),
            ("httpd:80", TargetError::Host(HostError::Name)),
        ] {
            assert_eq!(read(text), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_reached_is_this_machine_and_its_url_reads_back(text in "(https?:?/{0,3})?[ a-z0-9.:@\\[\\]\\\\-]{0,24}(/[ -~ä]{0,6})?(\\?[a-z=&]{0,6})?(#[a-z]{0,4})?") {
            if let Ok((target, _)) = read(&text) {
                if let Host::Address(address) = target.host {
                    prop_assert!(address.is_loopback());
                }
                prop_assert!(target.path.starts_with('/') && target.path.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert_eq!(read(&target.url()), Ok((target, Vec::new())));
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = read(&text);
        }
    }
}
