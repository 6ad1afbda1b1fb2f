//! What reached the lab: the entries of `GET /journal` and the events of `GET /journal/stream`.
//!
//! The stream is server-sent events. `event: entry` carries an [`Entry`] and has the entry's
//! number as its id; `event: missed` carries a [`Missed`]. A reader that reconnects with
//! `Last-Event-ID` gets the entries since, as far as the journal still holds them.

use serde::{Deserialize, Serialize};

use crate::connection::Connection;

/// How many entries the journal holds; the oldest makes room for the newest.
pub const CAPACITY: usize = 1000;

/// The name of the stream's event that carries an [`Entry`].
pub const EVENT_ENTRY: &str = "entry";

/// The name of the stream's event that carries a [`Missed`].
pub const EVENT_MISSED: &str = "missed";

/// One request that reached the lab and was answered. Left out are requests that the guard refused, and those for
/// [`crate::roundtrip::ONCE`]: one measurement makes hundreds of them, which would push all others out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Counts up from 1; also `request_id` of an echo.
    pub id: u64,
    /// When its head had arrived, in milliseconds since 1970-01-01 00:00 UTC.
    pub time_ms: u64,
    /// The method.
    pub method: String,
    /// The request target, at most 512 bytes; values of `token`, `password` and the like are masked.
    pub target: String,
    /// The value of `Host`: the name and port that the client asked for.
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
    /// The connection it came in on.
    pub connection: Connection,
    /// What kind of client sent it.
    pub client: Client,
    /// The value of `User-Agent`, at most 256 bytes; `null` where there was none.
    pub user_agent: Option<String>,
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
    /// Any other program.
    Program,
}

impl Client {
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
    /// The entries, newest first.
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
    fn windows_powershell_is_a_terminal_though_it_says_mozilla() {
        let agent = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-GB) WindowsPowerShell/5.1.19041";
        assert_eq!(Client::tell(None, Some(agent)), Client::Terminal);
        assert_eq!(Client::tell(Some("none"), Some("Mozilla/5.0 (X11)")), Client::Browser);
        assert_eq!(Client::tell(None, Some("Wget/1.21.3")), Client::Terminal);
        assert_eq!(Client::tell(None, Some("python-requests/2.31")), Client::Program);
    }
}
