//! The failure zoo: services that are wrong on purpose, and what each must look like from outside. One catalogue, which the
//! page, the lessons and the tests read; the reply of `GET /zoo`.

use core::fmt;
use core::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::doctor::Finding;
use crate::listeners::Kind;
use crate::probe::State;

/// How long the slow service waits after each byte, in milliseconds.
pub const SLOW_MS: u64 = 100;

/// What stands in [`Specimen::ask`] in the place of the listener's port.
pub const PORT: &str = "{port}";

/// What a mystery may be: every fault that its listener makes by itself.
pub const MYSTERIES: [Fault; 6] =
    [Fault::Silent, Fault::AcceptClose, Fault::Reset, Fault::Slow, Fault::HalfAnswer, Fault::TlsOnPlain];

/// The zoo, as it is on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Zoo {
    /// Every fault.
    pub specimens: Vec<Specimen>,
}

/// A way to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It listens on another address than the one that is asked.
    WrongAddress,
    /// It never accepts, and its queue is full.
    Silent,
    /// It accepts, and closes without a word.
    AcceptClose,
    /// It throws the connection away.
    Reset,
    /// It answers a byte at a time.
    Slow,
    /// It closes in the middle of its answer.
    HalfAnswer,
    /// It speaks TLS, and is asked without.
    TlsOnPlain,
    /// It speaks plain HTTP, and is asked for TLS.
    PlainOnTls,
}

impl Fault {
    /// Every fault, from the first step of a connection to the last.
    pub const ALL: [Self; 8] = [
        Self::WrongAddress,
        Self::Silent,
        Self::AcceptClose,
        Self::Reset,
        Self::Slow,
        Self::HalfAnswer,
        Self::TlsOnPlain,
        Self::PlainOnTls,
    ];

    /// The word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::WrongAddress => "wrong-address",
            Self::Silent => "silent",
            Self::AcceptClose => "accept-close",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::HalfAnswer => "half-answer",
            Self::TlsOnPlain => "tls-on-plain",
            Self::PlainOnTls => "plain-on-tls",
        }
    }

    /// Whether a kind of listener is there for nothing but to be wrong.
    pub const fn made_by(kind: Kind) -> bool {
        matches!(
            kind,
            Kind::Silent | Kind::AcceptClose | Kind::Reset | Kind::Slow | Kind::HalfAnswer | Kind::Mystery
        )
    }

    /// The kind of the listener that makes it.
    pub const fn kind(self) -> Kind {
        match self {
            Self::WrongAddress | Self::PlainOnTls => Kind::HttpHello,
            Self::Silent => Kind::Silent,
            Self::AcceptClose => Kind::AcceptClose,
            Self::Reset => Kind::Reset,
            Self::Slow => Kind::Slow,
            Self::HalfAnswer => Kind::HalfAnswer,
            Self::TlsOnPlain => Kind::HttpsHello,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a client meets, in the words that clients use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Symptom {
    /// Connection refused.
    Refused,
    /// The time is up.
    TimeOut,
    /// Connection reset.
    Reset,
    /// An end without an answer.
    Empty,
    /// Less than was promised.
    Partial,
    /// Bytes that belong to another protocol.
    Garbage,
}

impl Symptom {
    /// Every symptom.
    pub const ALL: [Self; 6] =
        [Self::Refused, Self::TimeOut, Self::Reset, Self::Empty, Self::Partial, Self::Garbage];
}

/// When the system tells a client of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// At the connect.
    Connect,
    /// When it reads the answer.
    Read,
}

/// A fault, and what it must look like from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Specimen {
    /// Which.
    pub fault: Fault,
    /// What it is called.
    pub title: String,
    /// What it does wrong.
    pub does: String,
    /// The kind of the practice listener that does so.
    pub kind: Kind,
    /// The address that the listener binds.
    pub host: IpAddr,
    /// The URL to ask it for; `{port}` stands for its port.
    pub ask: String,
    /// The address that the URL leads to.
    pub asked: IpAddr,
    /// What a client meets.
    pub symptom: Symptom,
    /// The system's name of the error that a plain client meets; `null` where the system sees nothing wrong.
    pub errno: Option<String>,
    /// When it meets it; `null` where it meets none.
    pub at: Option<Moment>,
    /// What curl ends with.
    pub curl_exit: u8,
    /// curl's own name of that exit code.
    pub curl_name: String,
    /// What `/probe` says of the port.
    pub probe: State,
    /// What `/doctor` finds.
    pub finding: Finding,
    /// Why it must look so.
    pub why: String,
    /// Where that is written.
    pub sources: Vec<String>,
}

/// curl's name of an exit code (curl(1), "EXIT CODES"; libcurl-errors(3)).
pub const fn curl_name(exit: u8) -> &'static str {
    match exit {
        1 => "CURLE_UNSUPPORTED_PROTOCOL",
        7 => "CURLE_COULDNT_CONNECT",
        18 => "CURLE_PARTIAL_FILE",
        28 => "CURLE_OPERATION_TIMEDOUT",
        35 => "CURLE_SSL_CONNECT_ERROR",
        52 => "CURLE_GOT_NOTHING",
        56 => "CURLE_RECV_ERROR",
        60 => "CURLE_PEER_FAILED_VERIFICATION",
        _ => "CURLE_OK",
    }
}

/// The catalogue for a system. `windows` is whether it is Windows, whose errors have other names and whose full queues
/// refuse; `localhost` and `other` are two loopback addresses of the machine, of which the first is the one that is asked.
pub fn catalogue(windows: bool, localhost: IpAddr, other: IpAddr) -> Vec<Specimen> {
    Fault::ALL.into_iter().map(|fault| specimen(fault, windows, localhost, other)).collect()
}

fn specimen(fault: Fault, windows: bool, localhost: IpAddr, other: IpAddr) -> Specimen {
    let look = look(fault, windows);
    let host = if fault == Fault::WrongAddress { other } else { localhost };
    let scheme = if fault == Fault::PlainOnTls { "https" } else { "http" };
    let bracketed = match localhost {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    let prefix = if windows { "WSA" } else { "" };
    Specimen {
        fault,
        title: look.title.to_owned(),
        does: look.does.to_owned(),
        kind: fault.kind(),
        host,
        ask: format!("{scheme}://{bracketed}:{PORT}/"),
        asked: localhost,
        symptom: look.symptom,
        errno: look.errno.map(|(errno, _)| format!("{prefix}{errno}")),
        at: look.errno.map(|(_, at)| at),
        curl_exit: look.curl_exit,
        curl_name: curl_name(look.curl_exit).to_owned(),
        probe: look.probe,
        finding: look.finding,
        why: look.why.to_owned(),
        sources: look.sources.iter().map(|&source| source.to_owned()).collect(),
    }
}

/// What does not depend on the machine's addresses.
struct Look {
    title: &'static str,
    does: &'static str,
    symptom: Symptom,
    errno: Option<(&'static str, Moment)>,
    curl_exit: u8,
    probe: State,
    finding: Finding,
    why: &'static str,
    sources: &'static [&'static str],
}

const CURL: &str = "curl(1), EXIT CODES";

fn look(fault: Fault, windows: bool) -> Look {
    match fault {
        Fault::WrongAddress => Look {
            title: "Wrong address",
            does: "It is well, and bound to another address than the one that you ask.",
            symptom: Symptom::Refused,
            errno: Some(("ECONNREFUSED", Moment::Connect)),
            curl_exit: 7,
            probe: State::Closed,
            finding: Finding::WrongAddress,
            why: "A listener that is bound to one address gets the connections to that address alone. For all others, \
                  nothing listens on the port, and the system answers the SYN with a reset.",
            sources: &["ip(7)", "RFC 9293, section 3.10.7.1", CURL],
        },
        Fault::Silent if windows => Look {
            title: "Silent",
            does: "It never accepts, and its queue is full.",
            symptom: Symptom::Refused,
            errno: Some(("ECONNREFUSED", Moment::Connect)),
            curl_exit: 7,
            probe: State::Closed,
            finding: Finding::Refused,
            why: "Windows answers with a reset where a listener's queue is full. Other systems stay silent.",
            sources: &["Microsoft, listen function (winsock2.h)", CURL],
        },
        Fault::Silent => Look {
            title: "Silent",
            does: "It never accepts, and its queue is full.",
            symptom: Symptom::TimeOut,
            errno: Some(("ETIMEDOUT", Moment::Connect)),
            curl_exit: 28,
            probe: State::Filtered,
            finding: Finding::Silent,
            why: "The system completes handshakes on behalf of a listener until its queue is full. After that it drops each \
                  SYN, so that the client tries again and again, and gives up when its own patience ends.",
            sources: &["listen(2)", "tcp(7), tcp_syn_retries and tcp_abort_on_overflow", CURL],
        },
        Fault::AcceptClose => Look {
            title: "Accept and close",
            does: "It accepts every connection, and closes it without a word.",
            symptom: Symptom::Empty,
            errno: None,
            curl_exit: 52,
            probe: State::Open,
            finding: Finding::Empty,
            why: "A FIN is an end in good order: the client reads 0 bytes and no error. That an answer was due is HTTP's \
                  business, so the system has nothing to report.",
            sources: &["RFC 9293, section 3.6", "recv(2), RETURN VALUE", CURL],
        },
        Fault::Reset => Look {
            title: "Reset",
            does: "It takes the request, and throws the connection away.",
            symptom: Symptom::Reset,
            errno: Some(("ECONNRESET", Moment::Read)),
            curl_exit: 56,
            probe: State::Open,
            finding: Finding::Reset,
            why: "A program can have its close send a reset instead of a FIN, by the socket option SO_LINGER. One that \
                  crashes with unread bytes sends a reset too. The client's next read fails.",
            sources: &[
                "RFC 9293, section 3.10.5 (ABORT)",
                "RFC 9293, section 3.6.1",
                "RFC 9293, section 3.10.7.4",
                CURL,
            ],
        },
        Fault::Slow => Look {
            title: "Slow",
            does: "It gives a right answer, one byte every tenth of a second.",
            symptom: Symptom::TimeOut,
            errno: None,
            curl_exit: 28,
            probe: State::Open,
            finding: Finding::Slow,
            why: "Every byte arrives, so TCP has nothing to complain about. Only the client's own patience ends it: curl has \
                  none by default, and waits for as long as you let it.",
            sources: &["curl(1), --max-time", CURL],
        },
        Fault::HalfAnswer => Look {
            title: "Half an answer",
            does: "It promises 100 bytes, sends 32, and closes.",
            symptom: Symptom::Partial,
            errno: None,
            curl_exit: 18,
            probe: State::Open,
            finding: Finding::CutShort,
            why: "The end is in good order for TCP. Content-Length promised more, so the client knows that the rest is missing.",
            sources: &["RFC 9112, section 8", CURL],
        },
        Fault::TlsOnPlain => Look {
            title: "TLS on a plain port",
            does: "It is well and speaks TLS. You ask it with http.",
            symptom: Symptom::Garbage,
            errno: None,
            curl_exit: 1,
            probe: State::Open,
            finding: Finding::TlsOnPlain,
            why: "The request is no TLS, so the service sends an alert and closes. For a client of HTTP those seven bytes are \
                  no status line. Others answer 400 in plain HTTP; curl then ends with 0.",
            sources: &["RFC 8446, section 5", "curl(1), --http0.9", CURL],
        },
        Fault::PlainOnTls => Look {
            title: "Plain HTTP on a TLS port",
            does: "It is well and speaks HTTP. You ask it with https.",
            symptom: Symptom::Garbage,
            errno: None,
            curl_exit: 35,
            probe: State::Open,
            finding: Finding::PlainOnTls,
            why: "With https the client speaks first, in TLS. The service takes that for a broken request and answers in plain \
                  text, which is no TLS.",
            sources: &["RFC 8446, section 5", CURL],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn every_fault_is_in_the_catalogue_once_with_its_word() {
        for windows in [false, true] {
            let all = catalogue(windows, Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into());
            assert_eq!(all.iter().map(|one| one.fault).collect::<Vec<_>>(), Fault::ALL);
            for one in &all {
                assert_eq!(serde_json::to_string(&one.fault).unwrap(), format!("\"{}\"", one.fault));
                assert_eq!(one.errno.is_some(), one.at.is_some(), "{}", one.fault);
                assert!(one.ask.contains(PORT) && !one.sources.is_empty());
                assert_eq!(
                    one.errno.as_deref().is_some_and(|errno| errno.starts_with("WSA")),
                    windows && one.errno.is_some()
                );
                assert_ne!(one.curl_name, "CURLE_OK", "{}", one.fault);
            }
        }
    }
}
