//! A TCP connection as the server sees it, and the reply of `GET /whoami`.

use core::net::SocketAddr;

use concepts::port::Range;
use serde::{Deserialize, Serialize};

/// One connection: a pair of sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connection {
    /// Counts up from 1 in the order in which connections were accepted since the server started.
    pub id: u64,
    /// The server's end.
    pub local: SocketAddr,
    /// The client's end.
    pub peer: SocketAddr,
}

/// The reply of `GET /whoami`: the connection that the request came in on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Whoami {
    /// The pair of sockets.
    pub connection: Connection,
    /// The range of the server's port.
    pub local_range: Range,
    /// The range of the client's port.
    pub peer_range: Range,
    /// Whether the client's port lies in the range from which this machine lends ports; `null` where that range is unknown.
    pub peer_is_ephemeral: Option<bool>,
    /// How many requests this connection has carried, this one included.
    pub requests: u64,
    /// What the kernel knows of the connection; `null` where the system does not tell.
    pub tcp_info: Option<TcpInfo>,
    /// Which system does not tell, and why; `null` where it does.
    pub tcp_info_reason: Option<String>,
}

/// A selection of the kernel's TCP_INFO (tcp(7) on Linux).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TcpInfo {
    /// Smoothed round-trip time in microseconds.
    pub rtt_us: u32,
    /// Variation of the round-trip time in microseconds.
    pub rttvar_us: u32,
    /// Sender's congestion window in segments.
    pub snd_cwnd: u32,
    /// Sender's maximum segment size in bytes.
    pub snd_mss: u32,
    /// Receiver's maximum segment size in bytes.
    pub rcv_mss: u32,
    /// Segments sent again so far.
    pub total_retrans: u32,
    /// Shortest round-trip time that was seen, in microseconds; `null` on Linux before 4.9, and before one was seen.
    pub min_rtt_us: Option<u32>,
    /// Bytes sent, those that were sent again included; `null` on Linux before 4.19.
    pub bytes_sent: Option<u64>,
    /// Bytes sent whose arrival the other end acknowledged; `null` on Linux before 4.1.
    pub bytes_acked: Option<u64>,
    /// Bytes received; `null` on Linux before 4.1.
    pub bytes_received: Option<u64>,
}
