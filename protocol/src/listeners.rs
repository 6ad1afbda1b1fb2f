//! Practice listeners: the replies and requests of `/listeners` and of what lies under it.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET /listeners` | | [`Listeners`] |
//! | `POST /listeners` | [`NewListener`] | [`Listener`], 201 |
//! | `GET /listeners/{id}` | | [`Listener`] |
//! | `PATCH /listeners/{id}` | [`Change`] | [`Listener`] |
//! | `DELETE /listeners/{id}` | | [`Listener`] as it was; a mystery is told |
//! | `GET /listeners/{id}/connections` | | [`Connections`]: what the lab holds open to it |
//! | `POST /listeners/{id}/connections` | [`Open`] | [`Connections`] |
//! | `DELETE /listeners/{id}/connections?side=client` or `server` | | [`Connections`] that are left |
//! | `POST /listeners/{id}/messages` | [`Send`] | [`Exchange`] |
//!
//! What key-value stores and HTTP listeners have besides is in [`crate::key_value`] and [`crate::fetch`].

use core::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::key_value::Stored;
use crate::proxy::Cached;
use crate::sockets::Protocol;

/// How many practice listeners there may be at once.
pub const MAX_LISTENERS: usize = 32;

/// How many connections the lab holds open to one listener at most.
pub const MAX_CONNECTIONS: usize = 64;

/// How many messages one request sends at most.
pub const MAX_MESSAGES: usize = 64;

/// How many connections one listener serves at once; what comes beyond that is closed at once.
pub const MAX_SERVED: usize = 128;

/// The longest datagram that a UDP listener answers, in bytes.
pub const MAX_DATAGRAM: usize = 8192;

/// How many datagrams a UDP listener answers in a second.
pub const MAX_DATAGRAMS_S: u32 = 100;

/// How long a listener keeps a connection on which nothing comes, in seconds.
pub const IDLE_S: u64 = 300;

/// What a practice listener does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ListenerKind"))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Sends back every byte that it gets (RFC 862).
    TcpEcho,
    /// Sends back every datagram that it gets (RFC 862): those of at most 8192 bytes, at most 100 in a
    /// second, and none to another echo.
    UdpEcho,
    /// Sends the time of day as a line of text, then closes (RFC 867).
    Daytime,
    /// A small web page that says which two sockets it travelled between (HTTP/1.1, RFC 9112).
    HttpHello,
    /// The same inside TLS (RFC 8446), with the lab's own certificate.
    HttpsHello,
    /// Sends back every byte inside TLS.
    TlsEcho,
    /// Wrong on purpose: never accepts, and its queue is kept full, so that a connect gets no answer at all.
    Silent,
    /// Wrong on purpose: accepts, and closes without a word.
    AcceptClose,
    /// Wrong on purpose: throws the connection away with a reset when the request comes.
    Reset,
    /// Wrong on purpose: answers HTTP a byte at a time.
    Slow,
    /// Wrong on purpose: closes in the middle of its answer.
    HalfAnswer,
    /// A page of another origin, for a browser: at the press of a button it sends requests to two ports of 127.0.0.1 that its
    /// query names, `lab` and `echo`, and shows what it could learn of the answers.
    OtherPage,
    /// Keeps values under keys, and speaks RESP2 as Redis does.
    KeyValue,
    /// Hands requests of HTTP on to another server on loopback, and keeps the answers that it may (RFC 9111).
    Proxy,
    /// The service of the capstone, which does what its settings say; `POST /capstone` starts it, and nothing else does.
    NoticeBoard,
    /// Wrong on purpose in a way that the lab chooses and does not tell: the reply that stops it names the kind that it was.
    Mystery,
}

impl Kind {
    /// All kinds that are offered, in their order.
    pub const ALL: [Self; 15] = [
        Self::TcpEcho,
        Self::UdpEcho,
        Self::Daytime,
        Self::HttpHello,
        Self::HttpsHello,
        Self::TlsEcho,
        Self::OtherPage,
        Self::KeyValue,
        Self::Proxy,
        Self::Silent,
        Self::AcceptClose,
        Self::Reset,
        Self::Slow,
        Self::HalfAnswer,
        Self::Mystery,
    ];

    /// Its name on the wire, such as `tcp-echo`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TcpEcho => "tcp-echo",
            Self::UdpEcho => "udp-echo",
            Self::Daytime => "daytime",
            Self::HttpHello => "http-hello",
            Self::HttpsHello => "https-hello",
            Self::TlsEcho => "tls-echo",
            Self::OtherPage => "other-page",
            Self::Silent => "silent",
            Self::AcceptClose => "accept-close",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::HalfAnswer => "half-answer",
            Self::KeyValue => "key-value",
            Self::Proxy => "proxy",
            Self::NoticeBoard => "notice-board",
            Self::Mystery => "mystery",
        }
    }

    /// Its name in a sentence, such as `TCP echo`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TcpEcho => "TCP echo",
            Self::UdpEcho => "UDP echo",
            Self::Daytime => "daytime",
            Self::HttpHello => "HTTP hello",
            Self::HttpsHello => "HTTPS hello",
            Self::TlsEcho => "TLS echo",
            Self::OtherPage => "other page",
            Self::Silent => "silent",
            Self::AcceptClose => "accept and close",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::HalfAnswer => "half an answer",
            Self::KeyValue => "key-value store",
            Self::Proxy => "caching proxy",
            Self::NoticeBoard => "notice board",
            Self::Mystery => "mystery",
        }
    }

    /// The protocol below it.
    pub const fn transport(self) -> Protocol {
        match self {
            Self::UdpEcho => Protocol::Udp,
            _ => Protocol::Tcp,
        }
    }

    /// Whether it sends back what it gets as it gets it, so that messages can be sent to it and awaited.
    pub const fn takes_messages(self) -> bool {
        matches!(self, Self::TcpEcho)
    }
}

/// Asks for a practice listener.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewListener {
    /// What it does.
    pub kind: Kind,
    /// The loopback address to bind; 127.0.0.1 where it is left out.
    #[serde(default)]
    pub host: Option<IpAddr>,
    /// The port to bind; 0, or nothing, lets the system choose.
    #[serde(default)]
    pub port: u16,
    /// How many connections may wait to be accepted; 128 where it is left out, and nothing to UDP, which has no such
    /// queue. Linux lets one more wait than it is told to.
    /// To more than that at once it answers with SYN cookies (tcp(7)): a client may then be connected of which the listener
    /// learns only when it sends something.
    #[serde(default)]
    pub backlog: Option<u32>,
    /// Whether it accepts from the beginning; yes where it is left out.
    #[serde(default)]
    pub accept: Option<bool>,
    /// Whether it waits to be told before it closes its side after the other closed (CLOSE-WAIT stays); no where it is left out.
    #[serde(default)]
    pub hold: Option<bool>,
    /// The loopback address and port of the server behind a proxy; for the kind `proxy` alone, which needs one.
    #[serde(default)]
    pub target: Option<SocketAddr>,
}

/// Changes a listener; what is left out stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Whether it accepts. While it does not, connections wait in the system's queue, and when that is full, in SYN-SENT.
    #[serde(default)]
    pub accept: Option<bool>,
    /// Whether it waits to be told before it closes its side.
    #[serde(default)]
    pub hold: Option<bool>,
}

/// A practice listener.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listener {
    /// Its number, counted up from 1.
    pub id: u64,
    /// What it does.
    pub kind: Kind,
    /// The socket it listens on.
    pub local: SocketAddr,
    /// How many connections may wait to be accepted, as it was asked for; 0 of UDP.
    pub backlog: u32,
    /// Whether it accepts.
    pub accept: bool,
    /// Whether it waits to be told before it closes its side.
    pub hold: bool,
    /// When it was started, in milliseconds since 1970-01-01 00:00 UTC.
    pub started_ms: u64,
    /// How many connections it accepted so far; of UDP, how many datagrams it answered.
    pub accepted: u64,
    /// How many of them are open on its side.
    pub open: usize,
    /// How many connections it turned away because it served too many; of UDP, how many datagrams it did not answer because
    /// they were too long, too many, or from another echo.
    pub turned_away: u64,
    /// Bytes that it read.
    pub received_bytes: u64,
    /// Bytes that it sent.
    pub sent_bytes: u64,
    /// Events that the journal left out, as too many came at once.
    pub left_out: u64,
    /// What only listeners of its kind have; `null` where there is nothing.
    pub details: Option<Details>,
}

/// What only listeners of one kind have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ListenerDetails"))]
#[serde(rename_all = "kebab-case")]
pub enum Details {
    /// How full a key-value store is.
    KeyValue(Stored),
    /// What a caching reverse proxy keeps and has counted.
    Proxy(Cached),
}

/// All practice listeners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listeners {
    /// In the order in which they were started.
    pub listeners: Vec<Listener>,
    /// How many there may be.
    pub limit: usize,
}

/// Asks the lab to open connections to a listener and to hold them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// How many. With those that are held already, they may not be more than a listener may have.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_CONNECTIONS)))]
    pub count: usize,
}

/// The connections that the lab holds open to a listener, as their client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connections {
    /// The listener's number.
    pub listener: u64,
    /// The connections, in the order in which they were opened.
    pub connections: Vec<Held>,
    /// How many there may be.
    pub limit: usize,
}

/// One connection that the lab holds as its client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Held {
    /// The client's end, its port lent by the system; `null` until the system lent one.
    pub local: Option<SocketAddr>,
    /// The listener's end.
    pub remote: SocketAddr,
    /// What came of the connect.
    pub outcome: Outcome,
    /// From the call to its answer, in microseconds; `null` while it waits.
    pub elapsed_us: Option<u64>,
    /// The system's name of the error, such as `ECONNREFUSED`; `null` where there was none.
    pub errno: Option<String>,
}

/// How far a connect came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No answer yet: its socket is in SYN-SENT.
    Waiting,
    /// The connection was made.
    Connected,
    /// It was not; `errno` says why. Such a connection is listed once, in the reply to the request that opened it.
    Failed,
}

/// Which side closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The lab's held ends.
    Client,
    /// The listener's ends.
    Server,
}

/// Asks the lab to send messages to an echo and to wait for each to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// How many messages.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_MESSAGES)))]
    pub count: usize,
    /// Over what.
    pub over: Over,
}

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// All over one connection that is kept.
    Kept,
    /// Each over a connection of its own, which the client closes.
    New,
}

/// What came of the messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exchange {
    /// Over what they travelled.
    pub over: Over,
    /// The messages, in order; it ends with the first that failed.
    pub messages: Vec<Message>,
    /// From the first call to the last answer, in microseconds.
    pub elapsed_us: u64,
}

/// One message that was sent and came back, or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// The client's end of its connection.
    pub local: Option<SocketAddr>,
    /// From the call that connects, or on a kept connection sends, to the last byte back, in microseconds.
    pub elapsed_us: u64,
    /// Why it did not come back, with what to do next; `null` where it did.
    pub failure: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_s_word_is_the_wire_s() {
        for kind in Kind::ALL.into_iter().chain([Kind::NoticeBoard]) {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.word()));
        }
    }
}
