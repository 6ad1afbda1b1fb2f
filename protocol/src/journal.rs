//! What reached the lab and its practice listeners: the entries of `GET /journal` and the events of `GET /journal/stream`.
//!
//! The stream is server-sent events. `event: entry` carries an [`Entry`] and has the entry's
//! number as its id; `event: missed` carries a [`Missed`]. A reader that reconnects with
//! `Last-Event-ID` gets the entries since, as far as the journal still holds them.

use serde::{Deserialize, Serialize};

use crate::connection::Connection;
use crate::listeners::Kind;
use crate::sockets::Process;

/// How many entries the journal holds, those of refused requests not counted; the oldest makes room for the newest.
pub const CAPACITY: usize = 1000;

/// How many entries of refused requests the journal holds beside the others, so that a web page elsewhere that asks again
/// and again pushes out nothing but its own.
pub const REFUSED_CAPACITY: usize = 100;

/// The name of the stream's event that carries an [`Entry`].
pub const EVENT_ENTRY: &str = "entry";

/// The name of the stream's event that carries a [`Missed`].
pub const EVENT_MISSED: &str = "missed";

/// One thing that happened on a connection to the lab, or to one of its practice listeners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Counts up from 1; also `request_id` of an echo.
    pub id: u64,
    /// When it happened, of a request when its head had arrived, in milliseconds since 1970-01-01 00:00 UTC.
    pub time_ms: u64,
    /// The connection it happened on. UDP has none: there, the number stands for the pair of sockets.
    pub connection: Connection,
    /// What happened.
    pub event: Event,
}

impl Entry {
    /// The request to the lab itself that this entry is about, if it is about one.
    pub fn request(&self) -> Option<&Request> {
        match &self.event {
            Event::Request(request) => Some(request),
            Event::Practice(_) => None,
        }
    }

    /// What happened at a practice listener, if this entry is about one.
    pub fn practice(&self) -> Option<&Practice> {
        match &self.event {
            Event::Practice(practice) => Some(practice),
            Event::Request(_) => None,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A request to the lab itself was answered.
    Request(Request),
    /// Somebody talked to a practice listener.
    Practice(Practice),
}

/// One request that reached the lab and was answered. Left out are those for [`crate::roundtrip::ONCE`]: one measurement
/// makes hundreds of them, which would push all others out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// The method.
    pub method: String,
    /// The request target, at most 512 bytes; values of `token`, `password` and the like are masked.
    pub target: String,
    /// The value of `Host`, at most 256 bytes: the name and port that the client asked for.
    pub host: String,
    /// The status of the answer.
    pub status: u16,
    /// The result in one word where the request has one: `open`, `closed`, `filtered` or `error` of a probe.
    pub outcome: Option<String>,
    /// From the head of the request to the end of the answer's head, in microseconds.
    pub duration_us: u64,
    /// Bytes of the request's body.
    pub request_bytes: u64,
    /// Bytes of the answer's body; `null` for a stream that has no end yet.
    pub response_bytes: Option<u64>,
    /// What kind of client sent it.
    pub client: Client,
    /// The value of `User-Agent`, at most 256 bytes; `null` where there was none.
    pub user_agent: Option<String>,
    /// Where the guard did not let the request in, why; nothing that it asked for was done.
    pub refused: Option<Refused>,
}

impl Request {
    /// What the program that sent it calls itself, without its version, such as `curl`; `None` where it says nothing.
    pub fn program(&self) -> Option<&str> {
        let agent = self.user_agent.as_deref()?;
        if agent.contains("PowerShell/") {
            return Some("PowerShell");
        }
        agent.split(['/', ' ']).next().filter(|product| !product.is_empty())
    }

    /// Whether it came from a terminal: a command such as curl, or bytes typed by hand.
    pub fn from_terminal(&self) -> bool {
        matches!(self.client, Client::Terminal | Client::Raw)
    }
}

/// Why the guard did not let a request in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refused {
    /// The `code` of the problem that was the answer, such as `host_unknown`.
    pub code: String,
    /// The value of `Origin`, at most 256 bytes; `null` where there was none.
    pub origin: Option<String>,
    /// How many refused requests were left out of the journal right before this one, as too many came at once.
    pub left_out: u64,
}

/// The longest [`Step::Said`], in bytes.
pub const MAX_SAID_BYTES: usize = 200;

/// What happened at a practice listener. Left out are the connections that the lab itself holds to its listeners and
/// sends messages over (`/listeners/{id}/connections` and `/messages`): whoever asked for them has their replies.
/// The journal takes a limited number of these from one listener in a short time; how many it left out is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Practice {
    /// The listener's number.
    pub listener: u64,
    /// What the listener does.
    pub kind: Kind,
    /// The process at the other end, such as nc; `null` where the system did not tell.
    pub process: Option<Process>,
    /// Whether the lab itself is at the other end, with a probe or a scan for example.
    pub own: bool,
    /// What happened.
    pub step: Step,
    /// How many of this listener's events were left out of the journal right before this one, as too many came at once.
    pub left_out: u64,
}

/// A step in the life of a connection to a practice listener.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The listener accepted the connection.
    Accepted,
    /// What was asked for, in a few words, such as `GET /` or `SET greeting`; never a credential, never a value.
    Said(String),
    /// The connection was closed.
    Closed(Closed),
    /// A datagram came, and was answered.
    Datagram(Datagram),
}

/// A connection that was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Closed {
    /// Bytes that the listener received over it; with TLS, those of its records.
    pub received_bytes: u64,
    /// Bytes that the listener sent over it; with TLS, those of its records.
    pub sent_bytes: u64,
    /// From accept to close, in microseconds.
    pub duration_us: u64,
    /// Why it ended.
    pub by: Closer,
}

/// Who ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Closer {
    /// The client closed its side first.
    Client,
    /// The listener did, because that is what it does, or because it was told to.
    Listener,
    /// The listener did, because nothing came or went for too long.
    Idle,
    /// The client reset it (RST).
    Reset,
}

/// A datagram that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Datagram {
    /// Bytes of the datagram.
    pub received_bytes: u64,
    /// Bytes of the answer.
    pub sent_bytes: u64,
}

/// What kind of client sent a request, as far as its header tells. A hint for display and
/// exercises, never a decision about access: any client may claim to be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Client {
    /// The lab's own page: `Sec-Fetch-Site: same-origin`.
    Page,
    /// A browser that follows an address which was typed, bookmarked or linked to.
    Browser,
    /// curl, wget, HTTPie or PowerShell.
    Terminal,
    /// No `User-Agent` at all: bytes typed by hand into nc or telnet, or a very plain program.
    Raw,
    /// Bytes that were typed, or put together, in the page and sent through a console: what they say of themselves does
    /// not count.
    Console,
    /// Any other program.
    Program,
}

impl Client {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Page, Self::Browser, Self::Terminal, Self::Raw, Self::Console, Self::Program];

    /// The word that JSON, text and the checks of exercises use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Browser => "browser",
            Self::Terminal => "terminal",
            Self::Raw => "raw",
            Self::Console => "console",
            Self::Program => "program",
        }
    }

    /// Tells the kind from `Sec-Fetch-Site` and `User-Agent`.
    ///
    /// ```
    /// use protocol::journal::Client;
    /// assert_eq!(Client::tell(None, Some("curl/8.5.0")), Client::Terminal);
    /// assert_eq!(Client::tell(Some("same-origin"), Some("Mozilla/5.0 ...")), Client::Page);
    /// assert_eq!(Client::tell(None, None), Client::Raw);
    /// ```
    pub fn tell(sec_fetch_site: Option<&str>, user_agent: Option<&str>) -> Self {
        match (sec_fetch_site, user_agent) {
            (Some("same-origin"), _) => Self::Page,
            (Some(_), _) => Self::Browser,
            (None, None) => Self::Raw,
            (None, Some(agent)) => {
                let product = agent.split(['/', ' ']).next().unwrap_or_default();
                if ["curl", "wget", "httpie", "xh"].iter().any(|name| product.eq_ignore_ascii_case(name))
                    || agent.contains("PowerShell/")
                {
                    Self::Terminal
                } else if product == "Mozilla" {
                    Self::Browser
                } else {
                    Self::Program
                }
            }
        }
    }
}

/// The reply of `GET /journal?limit=`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Journal {
    /// When this journal began, with the server's start, in milliseconds since 1970-01-01 00:00 UTC. Another value means that
    /// the server was started anew and its numbers began again.
    pub began_ms: u64,
    /// How many entries were made since the server started, those that made room included.
    pub total: u64,
    /// The entries, newest first: of those that were let in and of those that were refused, as many as are held of each.
    pub entries: Vec<Entry>,
}

/// That a reader of the stream was too slow, or came back too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Missed {
    /// How many entries it will not get.
    pub missed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_client_is_the_one_in_json() {
        for client in Client::ALL {
            assert_eq!(serde_json::to_value(client).unwrap(), client.word());
        }
    }

    #[test]
    fn windows_powershell_is_a_terminal_though_it_says_mozilla() {
        let agent = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-GB) WindowsPowerShell/5.1.19041";
        assert_eq!(Client::tell(None, Some(agent)), Client::Terminal);
        assert_eq!(Client::tell(Some("none"), Some("Mozilla/5.0 (X11)")), Client::Browser);
        assert_eq!(Client::tell(None, Some("Wget/1.21.3")), Client::Terminal);
        assert_eq!(Client::tell(None, Some("python-requests/2.31")), Client::Program);
    }
}
