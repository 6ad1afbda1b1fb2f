//! The address in a curl command: where it leads, and what is asked for there.

/// An address, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether it asks for TLS.
    pub tls: bool,
    /// A name and a password before the host.
    pub user: Option<String>,
    /// The host as it is written, in brackets where it is one of IPv6.
    pub host: String,
    /// The port; that of the scheme where none is written.
    pub port: u16,
    /// The path with its query.
    pub target: String,
    /// Whether there is a fragment, which is not sent.
    pub fragment: bool,
}

impl Address {
    /// Reads one; curl takes http where no scheme is written. `None` where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (tls, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, _)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => return None,
            _ => (false, text),
        };
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, _)) => (rest, true),
            None => (rest, false),
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let target = match target.chars().next() {
            None => "/".to_owned(),
            Some('?') => format!("/{target}"),
            Some(_) => target.to_owned(),
        };
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user.to_owned()), place),
            None => (None, authority),
        };
        let colon = place.rfind(':').filter(|colon| place.rfind(']').is_none_or(|bracket| bracket < *colon));
        let (host, port) = match colon {
            Some(colon) => (place.get(..colon)?, place.get(colon + 1..)?.parse().ok()?),
            None => (place, if tls { 443 } else { 80 }),
        };
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:%".contains(&byte);
        let is_fine = !host.is_empty() && host.bytes().all(is_host);
        is_fine.then(|| Self { tls, user, host: host.to_owned(), port, target, fragment })
    }

    /// The host and the port, as curl names them in `Host`: without the port that the scheme has anyway.
    pub fn authority(&self) -> String {
        let usual = if self.tls { 443 } else { 80 };
        if self.port == usual { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    /// Whether it leads to the lab, whose address and port this is.
    pub fn leads_to(&self, lab: &str) -> bool {
        let Some(port) = port(lab) else { return false };
        let names = ["127.0.0.1", "localhost", "[::1]"];
        self.port == port && names.iter().any(|name| name.eq_ignore_ascii_case(&self.host))
    }
}

/// The port of an authority.
fn port(authority: &str) -> Option<u16> {
    match authority.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => port.parse().ok(),
        _ => Some(80),
    }
}

/// Whether `HOST:PORT:ADDRESS`, as `--resolve` takes it, leads this address to the lab.
pub fn resolves(entry: &str, address: &Address, lab: &str) -> bool {
    let mut parts = entry.splitn(3, ':');
    let (Some(host), Some(at), Some(to)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let to = to.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case(&address.host)
        && at.parse() == Ok(address.port)
        && port(lab) == Some(address.port)
        && (to == "127.0.0.1" || to == "::1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_as_curl_does() {
        for (text, host, port, target) in [
            ("127.0.0.1:62893/echo?a=1", "127.0.0.1", 62893, "/echo?a=1"),
            ("http://localhost", "localhost", 80, "/"),
            ("https://[::1]:8443?x", "[::1]", 8443, "/?x"),
            ("HTTP://me:pw@127.0.0.1:1/a@b", "127.0.0.1", 1, "/a@b"),
        ] {
            let address = Address::read(text).unwrap();
            assert_eq!((address.host.as_str(), address.port, address.target.as_str()), (host, port, target));
        }
        for text in ["", "ftp://127.0.0.1/", "127.0.0.1:x/", "a b", "http:///x", "127.0.0.1:65536"] {
            assert_eq!(Address::read(text), None, "{text}");
        }
        let user = Address::read("http://me:pw@127.0.0.1/#x").unwrap();
        assert_eq!(
            (user.user.as_deref(), user.fragment, user.authority().as_str()),
            (Some("me:pw"), true, "127.0.0.1")
        );
    }

    #[test]
    fn it_is_known_whether_it_leads_to_the_lab() {
        let lab = "127.0.0.1:62893";
        for (text, leads) in [
            ("127.0.0.1:62893", true),
            ("localhost:62893/x", true),
            ("[::1]:62893", true),
            ("127.0.0.1", false),
            ("127.0.0.1:8000", false),
            ("example.com:62893", false),
        ] {
            assert_eq!(Address::read(text).unwrap().leads_to(lab), leads, "{text}");
        }
        let evil = Address::read("http://evil.example:62893/").unwrap();
        assert!(resolves("evil.example:62893:127.0.0.1", &evil, lab));
        assert!(
            !resolves("evil.example:80:127.0.0.1", &evil, lab)
                && !resolves("evil.example:62893:192.0.2.1", &evil, lab)
        );
    }
}
