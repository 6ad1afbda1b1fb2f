//! The reply of `GET /probe/{port}`: one TCP connect, and what came of it.

use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The shortest time-out that a probe accepts, in milliseconds.
pub const MIN_TIMEOUT_MS: u64 = 1;

/// The longest time-out that a probe accepts, in milliseconds.
pub const MAX_TIMEOUT_MS: u64 = 10_000;

/// The time-out of a probe that names none, in milliseconds.
pub const DEFAULT_TIMEOUT_MS: u64 = 1_000;

/// What a connect showed about a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ProbeState"))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The connection was made, and not with itself.
    Open,
    /// The machine answered with a reset: nothing listens (RFC 9293, section 3.10.7.1). A
    /// connection that the system made with itself counts as closed too.
    Closed,
    /// Nothing came back before the time-out.
    Filtered,
    /// This machine could not try: no free port, no file descriptor, no such address.
    Error,
}

impl State {
    /// The word that JSON and text use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Filtered => "filtered",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One TCP connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// The address that was dialled.
    pub target: SocketAddr,
    /// What the connect showed.
    pub state: State,
    /// From the call to its answer, in microseconds.
    pub elapsed_us: u64,
    /// The system's name of the error, such as `ECONNREFUSED`; `null` where there was none.
    pub errno: Option<String>,
    /// A sentence for the learner.
    pub reason: String,
    /// The name of the service that is registered or expected at this port.
    pub service: Option<String>,
    /// Who listens there, where the system tells.
    pub listener: Option<Listener>,
}

/// A process that holds a listening socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ProbeListener"))]
pub struct Listener {
    /// The address it is bound to.
    pub local: SocketAddr,
    /// Its process identifier; `null` where this user may not see it.
    pub pid: Option<u32>,
    /// Its program's name; `null` where this user may not see it.
    pub process: Option<String>,
}
