//! The reply of `GET /namespace/{port}`: one address, dialled from two networks of one machine.
//!
//! A network namespace has its own interfaces, its own loopback and its own ports (network_namespaces(7)); a container mostly runs
//! in one.

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::bind::Fault;
use crate::host::Interface;
use crate::probe::Probe;

/// One address, dialled from here and from a network namespace that is there for this one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Namespaces {
    /// The address that was dialled.
    pub target: SocketAddr,
    /// The network that the lab is in.
    pub here: Network,
    /// The new one; `null` where the system makes none.
    pub inside: Option<Network>,
    /// Why the lab could not listen on the address inside; `null` where it could, or did not come so far.
    pub fault: Option<Fault>,
    /// Why there is no new network, and what would help; `null` where there was one.
    pub withheld: Option<Withheld>,
}

/// Why there is no new network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NamespaceWithheld"))]
pub struct Withheld {
    /// What stood in the way.
    pub why: Why,
    /// The system's name of the error, such as `EPERM`; `null` where it has none.
    pub errno: Option<String>,
    /// What happened, why, and what to do next.
    pub reason: String,
}

/// What stood in the way of a new network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// This system has no network namespaces.
    Unsupported,
    /// The system did not let the lab make one.
    Denied,
    /// The lab could not start itself once more, to be in it.
    NotStarted,
    /// What looked from inside was too slow.
    TooLate,
    /// What looked from inside ended before it told anything.
    Ended,
}

/// What one network showed of the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Network {
    /// Its interfaces.
    pub interfaces: Vec<Interface>,
    /// A connect, before anything was changed.
    pub before: Probe,
    /// The same while the lab listened on the address inside; `null` where it did not.
    pub meanwhile: Option<Probe>,
}
