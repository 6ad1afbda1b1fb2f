//! The events of `GET /scan`: many TCP connects to one loopback address, told while they are made.
//!
//! The stream is server-sent events: one `begin`, then `open`, `other` and `progress` as they come, one `end`. Where
//! `end` is missing, the scan was broken off. Whoever closes the connection ends the scan.

use core::net::IpAddr;

use concepts::port::Span;
use serde::{Deserialize, Serialize};

use crate::probe::{Listener, State};

/// How many scans may be under way at once, of all clients; each client may have one.
pub const MAX_SCANS: usize = 4;

/// How many sockets one scan lets wait for an answer at most.
pub const MAX_WAITING: usize = 1024;

/// The name of the event that carries a [`Begin`].
pub const EVENT_BEGIN: &str = "begin";
/// The name of the event that carries an [`Open`].
pub const EVENT_OPEN: &str = "open";
/// The name of the event that carries an [`Other`].
pub const EVENT_OTHER: &str = "other";
/// The name of the event that carries a [`Progress`].
pub const EVENT_PROGRESS: &str = "progress";
/// The name of the event that carries an [`End`].
pub const EVENT_END: &str = "end";

/// An event of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// The scan begins.
    Begin(Begin),
    /// An open port was found.
    Open(Open),
    /// Ports were found neither open nor closed.
    Other(Other),
    /// More ports are done.
    Progress(Progress),
    /// Every port is done.
    End(End),
}

impl Event {
    /// Its name in the stream.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Begin(_) => EVENT_BEGIN,
            Self::Open(_) => EVENT_OPEN,
            Self::Other(_) => EVENT_OTHER,
            Self::Progress(_) => EVENT_PROGRESS,
            Self::End(_) => EVENT_END,
        }
    }
}

/// What is going to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScanBegin"))]
pub struct Begin {
    /// The loopback address.
    pub host: IpAddr,
    /// The ports, such as `22,80,8000-8100` or `all`.
    pub ports: String,
    /// How many they are.
    pub count: u32,
    /// After how many milliseconds without an answer a port counts as filtered.
    pub timeout_ms: u64,
    /// How many sockets wait for an answer at once, at most: what the limit of open files leaves, within a limit of the lab.
    pub waiting: usize,
}

/// An open port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScanOpen"))]
pub struct Open {
    /// Its number.
    pub port: u16,
    /// The name of the service that is registered or expected there.
    pub service: Option<String>,
    /// Who listens there, where the system tells.
    pub listener: Option<Listener>,
}

/// Ports that are neither open nor closed, for one and the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScanOther"))]
pub struct Other {
    /// Filtered, or error.
    pub state: State,
    /// The system's name of the error; `null` where there was none.
    pub errno: Option<String>,
    /// A sentence for the learner.
    pub reason: String,
    /// The ports, in order.
    pub ports: Vec<Span>,
}

/// How far the scan is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScanProgress"))]
pub struct Progress {
    /// The ports that were done since the last event of this kind, in order. Those that no event named before are closed.
    pub done: Vec<Span>,
    /// All that was found so far.
    pub counts: Counts,
    /// Since the scan began, in microseconds.
    pub elapsed_us: u64,
}

/// Every port is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScanEnd"))]
pub struct End {
    /// All that was found.
    pub counts: Counts,
    /// From the first connect to the last answer, in microseconds.
    pub elapsed_us: u64,
}

/// How many ports were found in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScanCounts"))]
pub struct Counts {
    /// A program listens.
    pub open: u32,
    /// Nothing listens.
    pub closed: u32,
    /// Nothing came back in time.
    pub filtered: u32,
    /// This machine could not try.
    pub error: u32,
    /// How many of the closed ones answered only because the scan's connection met itself or another one of the lab's.
    pub self_connects: u32,
}

impl Counts {
    /// How many ports are done.
    pub const fn done(&self) -> u32 {
        self.open + self.closed + self.filtered + self.error
    }
}
