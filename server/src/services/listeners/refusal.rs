//! Why something was not done with a practice listener.

use std::io;
use std::net::{IpAddr, SocketAddr};

use protocol::listeners::Kind;

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// No listener has this number.
    Unknown,
    /// There are as many as there may be.
    TooMany,
    /// The address to bind is not a loopback address.
    NotLoopback,
    /// The backlog is longer than it may be.
    Backlog,
    /// The port is in use; by whom, in words, where the system tells.
    InUse { address: SocketAddr, holder: Option<String> },
    /// The port needs rights that this user does not have; the first one that does not, where the system tells.
    Privileged { address: SocketAddr, first: Option<u16> },
    /// This machine does not have the address.
    NoAddress { address: IpAddr, error: io::Error },
    /// Anything else that the system says of the address.
    Other { address: SocketAddr, error: io::Error },
    /// There is no certificate for TLS; why.
    Certificate { error: String },
    /// This kind of listener does not take what was asked of it.
    Unsuited { kind: Kind },
    /// As many connections may not be opened; how many are held already.
    Connections { held: usize },
    /// As many messages may not be sent.
    Messages,
    /// Only the capstone starts a listener of this kind.
    Reserved,
    /// A proxy needs a target on loopback.
    NoTarget,
    /// Only a proxy takes a target.
    NeedsNoTarget,
    /// The proxy would be its own target.
    OwnTarget,
    /// Listeners of this kind have no such thing; which do.
    Kind(&'static str),
    /// What was to be said to it cannot be.
    Unspeakable(&'static str),
    /// It was spoken to, and what came back is no answer; why.
    Unanswered(String),
    /// This process may not hold as many files open; how many practice connections may take.
    Room { places: usize },
}
