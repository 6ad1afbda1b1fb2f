//! Which program talks to a practice listener of a kind, for the terminal and for the page alike.

use core::net::SocketAddr;

use crate::doctor::CURL_S;
use crate::listeners::Kind;
use crate::sockets::Protocol;

/// A program and its arguments, not quoted for any shell yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// The program's name, such as `nc`.
    pub program: &'static str,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// What talks to a listener of this kind at this address. `lab` is the lab's own name and port, such as `127.0.0.1:62893`.
///
/// ```
/// use protocol::listeners::Kind;
/// let talk = protocol::talk::talk(Kind::UdpEcho, "127.0.0.1:40001".parse().unwrap(), "127.0.0.1:62893");
/// assert_eq!((talk.program, talk.arguments.join(" ").as_str()), ("nc", "-u 127.0.0.1 40001"));
/// ```
pub fn talk(kind: Kind, local: SocketAddr, lab: &str) -> Talk {
    let nc = |flags: &[&str]| {
        let flags = flags.iter().map(|flag| (*flag).to_owned());
        Talk {
            program: "nc",
            arguments: flags.chain([local.ip().to_string(), local.port().to_string()]).collect(),
        }
    };
    let words = |program, words: &[&str]| Talk {
        program,
        arguments: words.iter().map(|word| (*word).to_owned()).collect(),
    };
    match kind {
        Kind::UdpEcho => nc(&["-u"]),
        Kind::KeyValue => words(
            "redis-cli",
            &["-h", &local.ip().to_string(), "-p", &local.port().to_string(), "set", "greeting", "hello"],
        ),
        Kind::HttpHello | Kind::OtherPage | Kind::Proxy | Kind::NoticeBoard => {
            words("curl", &["-i", &format!("http://{local}/")])
        }
        // The certificate first, from the lab itself, and then the page, verified with it.
        Kind::HttpsHello => words(
            "curl",
            &[
                "-o",
                "lab.pem",
                &format!("http://{lab}/certificate"),
                "--next",
                "--cacert",
                "lab.pem",
                &format!("https://{local}/"),
            ],
        ),
        Kind::TlsEcho => words("openssl", &["s_client", "-quiet", "-connect", &local.to_string()]),
        // These are made for curl, which tells each fault by a number of its own.
        Kind::Silent | Kind::AcceptClose | Kind::Reset | Kind::Slow | Kind::HalfAnswer | Kind::Mystery => {
            words("curl", &["--max-time", &CURL_S.to_string(), &format!("http://{local}/")])
        }
        Kind::TcpEcho | Kind::Daytime => nc(&[]),
    }
}

/// What does the same where there is no nc, as on Windows; `None` where nothing that comes with the system does. curl
/// speaks plain TCP when it is asked for telnet (RFC 854), whose own commands it answers.
pub fn without_nc(kind: Kind, local: SocketAddr, lab: &str) -> Option<Talk> {
    let talk = talk(kind, local, lab);
    // What speaks RESP takes plain lines too.
    match (talk.program, kind.transport()) {
        ("nc" | "redis-cli", Protocol::Tcp) => {
            Some(Talk { program: "curl", arguments: vec![format!("telnet://{local}")] })
        }
        ("nc", Protocol::Udp) => None,
        _ => Some(talk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_somebody_to_talk_to_it() {
        let local: SocketAddr = "[::1]:40001".parse().unwrap();
        for kind in Kind::ALL {
            let one = talk(kind, local, "127.0.0.1:62893");
            assert!(one.arguments.iter().any(|word| word.contains("40001")), "{kind:?}: {one:?}");
            let other = without_nc(kind, local, "127.0.0.1:62893");
            assert!(other.is_none_or(|other| other.program != "nc"), "{kind:?}");
        }
        assert_eq!(talk(Kind::TcpEcho, local, "").arguments, ["::1", "40001"]);
    }
}
