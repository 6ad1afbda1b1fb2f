//! The TLS inspector: what it asks the lab for.

use concepts::port::Port;

/// Asks for an HTTPS server on the address that a choice stands for.
pub fn start(host: &str) -> String {
    let address = if host == "localhost" { "127.0.0.1" } else { host };
    format!(r#"{{"kind":"https-hello","host":"{address}"}}"#)
}

/// The address of a handshake. The host is one of those to choose from, all plain in an address.
pub fn path(port: Port, host: &str) -> String {
    format!("/tls/{port}?host={host}")
}

/// A fingerprint in groups of four digits, for eyes to compare.
pub fn grouped(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// The common name out of a subject, such as `CN=a service`; all of it where there is none.
pub fn common_name(subject: &str) -> &str {
    subject.split(", ").find_map(|part| part.strip_prefix("CN=")).unwrap_or(subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::messages::tls::HOSTS;
    use concepts::loopback::parse_host;
    use protocol::listeners::{Kind, NewListener};

    #[test]
    fn the_lab_reads_what_the_page_writes() {
        for host in HOSTS {
            let new: NewListener = serde_json::from_str(&start(host)).unwrap();
            assert_eq!((new.kind, new.host), (Kind::HttpsHello, parse_host(host).ok()), "{host}");
        }
        assert_eq!(path("443".parse().unwrap(), "::1"), "/tls/443?host=::1");
    }

    #[test]
    fn a_fingerprint_and_a_name_are_told_for_eyes() {
        assert_eq!(grouped("abcdef0123"), "abcd ef01 23");
        assert_eq!(common_name("C=DE, CN=a service"), "a service");
        assert_eq!(common_name("O=nobody"), "O=nobody");
    }
}
