//! Binding, tried out: the requests and replies of `POST /bind/matrix` and `POST /bind/conflict`.
//!
//! What is bound is let go before the answer is sent. After a conflict, the port has one connection in TIME-WAIT, for a minute on
//! Linux.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::probe::State;

/// The addresses that are dialled for each address that is bound.
pub const DESTINATIONS: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// How long one connect may take, in milliseconds: Windows says "refused" after two seconds only.
pub const CONNECT_MS: u64 = 3_000;

/// Asks for a matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMatrix {
    /// The port to bind; 0, or nothing, lets the system choose one.
    #[serde(default)]
    pub port: u16,
}

/// Which connections reach a listener, for each address that it may be bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Matrix {
    /// The port number of it all.
    pub port: u16,
    /// One for each address that was bound, or was to be: one after the other, each let go before the next.
    pub rows: Vec<Row>,
    /// Listeners on one port number at the same time, each on an address of its own.
    pub side_by_side: Vec<Neighbour>,
    /// Why `0.0.0.0` and `::` were not bound; `null` where they were.
    pub withheld: Option<String>,
}

/// A listener on one address, and who reached it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "MatrixRow"))]
pub struct Row {
    /// The address that it was bound to; `0.0.0.0` and `::` are all addresses of this machine.
    pub address: IpAddr,
    /// Whether it leaves IPv4 alone (IPV6_V6ONLY). Means nothing to IPv4.
    pub only_v6: bool,
    /// Why it could not be bound; `null` where it could.
    pub fault: Option<Fault>,
    /// One for each destination; none where it could not be bound.
    pub cells: Vec<Cell>,
}

/// One connect while a listener was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "MatrixCell"))]
pub struct Cell {
    /// The address that was dialled.
    pub destination: SocketAddr,
    /// Whether the connection reached this very listener. An open port can be another program's.
    pub reached: bool,
    /// What the connect showed.
    pub state: State,
    /// From the call to its answer, in microseconds.
    pub elapsed_us: u64,
    /// The system's name of the error, such as `ECONNREFUSED`; `null` where there was none.
    pub errno: Option<String>,
    /// A sentence for the learner.
    pub reason: String,
}

/// A listener beside others on the same port number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Neighbour {
    /// Where it listens, or was to.
    pub local: SocketAddr,
    /// Why it could not be bound; `null` where it could.
    pub fault: Option<Fault>,
    /// Which of the listeners took a connection to `local` in; `null` where none did.
    pub taken_by: Option<SocketAddr>,
}

/// Why something could not be bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BindFault"))]
pub struct Fault {
    /// The system's name of the error, such as `EADDRINUSE`; `null` where it has none.
    pub errno: Option<String>,
    /// What happened, why, and what to do next.
    pub reason: String,
    /// Who holds the address, in words; `null` where nobody does, or the system does not tell.
    pub holder: Option<String>,
}

/// Asks for a conflict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewConflict {
    /// The loopback address to bind; 127.0.0.1 where it is left out.
    #[serde(default)]
    pub host: Option<IpAddr>,
    /// The port to bind; 0, or nothing, lets the system choose one that is free.
    #[serde(default)]
    pub port: u16,
}

/// One address, bound twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conflict {
    /// The address.
    pub local: SocketAddr,
    /// What was tried, in order. Where the first fails, somebody else has the address, and it is the only one.
    pub tries: Vec<Try>,
    /// How many connections of the port were in TIME-WAIT after the listener closed them first; `null` where that was not tried.
    pub waiting: Option<usize>,
}

/// One attempt to bind the address and to listen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Try {
    /// When.
    pub when: When,
    /// Whether with SO_REUSEADDR. It means different things on Linux and on Windows.
    pub reuse: bool,
    /// Why it failed; `null` where it did not.
    pub fault: Option<Fault>,
}

/// When an address is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Before anything of the lab's has it.
    First,
    /// While the first still listens.
    Again,
    /// After the first closed a connection before its client did, and stopped listening.
    Afterwards,
}
