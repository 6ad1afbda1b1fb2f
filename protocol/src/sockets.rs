//! The reply of `GET /sockets` and the events of `GET /sockets/stream`: the system's own table of sockets on loopback.
//!
//! The stream is server-sent events. `event: sockets` carries a [`Sockets`] as it stands, at first and whenever it has
//! changed since the last look.

use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// How many rows a reply holds at most.
pub const MAX_ROWS: usize = 4096;

/// How often the stream looks at the table, in milliseconds. What comes and goes between two looks is not seen.
pub const LOOK_MS: u64 = 50;

/// The name of the stream's event that carries a [`Sockets`].
pub const EVENT_SOCKETS: &str = "sockets";

/// The sockets that have to do with loopback, bound to an address of it or connected over one; and all that take what comes to
/// this machine, whatever address they are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sockets {
    /// When the table was read, in milliseconds since 1970-01-01 00:00 UTC.
    pub time_ms: u64,
    /// The rows that the question asked for: listeners first, then by local port, then by remote port.
    pub sockets: Vec<Socket>,
    /// How many rows the question asked for; more than there are in `sockets` where there were too many for one reply.
    pub total: usize,
    /// What of the table the system did not tell, and what to do about it; `null` where it told all.
    pub withheld: Option<String>,
}

/// One socket: one row of the system's table. A connection inside this machine has two, one for each end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Socket {
    /// Its protocol.
    pub protocol: Protocol,
    /// Its own address.
    pub local: SocketAddr,
    /// The address it is connected to; `null` for a listener.
    pub remote: Option<SocketAddr>,
    /// The state; `null` for UDP, which has none.
    pub state: Option<State>,
    /// Bytes that arrived and were not read yet; of a listener on Linux: connections that wait to be accepted.
    /// `null` where the system does not tell.
    pub receive_queue: Option<u32>,
    /// Bytes that were sent and not acknowledged yet. `null` where the system does not tell.
    pub send_queue: Option<u32>,
    /// Who holds it; `null` where this user may not see it, or nobody does any more (TIME-WAIT).
    pub process: Option<Process>,
    /// The name of the service that is registered or expected at the local port, or else at the remote one.
    pub service: Option<String>,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Process {
    /// Its process identifier.
    pub pid: u32,
    /// Its program's name, where the system tells.
    pub name: Option<String>,
}

/// The protocol of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// Its name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}

/// A state of TCP (RFC 9293, section 3.3.2). CLOSED has no socket and so no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SocketState"))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Waits for connections.
    Listen,
    /// Asked for a connection; no answer yet.
    SynSent,
    /// Was asked for a connection and answered; the last step of the handshake is to come.
    SynReceived,
    /// Open: data may flow both ways.
    Established,
    /// Closed its own side; the other has not acknowledged it.
    FinWait1,
    /// Closed its own side, which the other acknowledged; the other may still send.
    FinWait2,
    /// The other side closed; this program has not yet.
    CloseWait,
    /// Both closed at once; waits for the acknowledgement.
    Closing,
    /// The other side closed first, then this one; waits for the last acknowledgement.
    LastAck,
    /// Closed first, and both are done: kept for a while, so that no late segment is taken for one of a new connection.
    TimeWait,
}

impl State {
    /// All states, in the order in which a connection may live through them.
    pub const ALL: [Self; 10] = [
        Self::Listen,
        Self::SynSent,
        Self::SynReceived,
        Self::Established,
        Self::FinWait1,
        Self::FinWait2,
        Self::CloseWait,
        Self::Closing,
        Self::LastAck,
        Self::TimeWait,
    ];

    /// The name that RFC 9293 uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listen => "LISTEN",
            Self::SynSent => "SYN-SENT",
            Self::SynReceived => "SYN-RECEIVED",
            Self::Established => "ESTABLISHED",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::CloseWait => "CLOSE-WAIT",
            Self::Closing => "CLOSING",
            Self::LastAck => "LAST-ACK",
            Self::TimeWait => "TIME-WAIT",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
