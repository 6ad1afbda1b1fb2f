//! The reply of `GET /host`: this machine, as far as loopback goes.

use core::net::IpAddr;

use concepts::port::Span;
use serde::{Deserialize, Serialize};

/// What differs from machine to machine. A value that the system does not tell is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Host {
    /// `linux`, `macos`, `windows` or another name of Rust's `std::env::consts::OS`.
    pub system: String,
    /// Every network interface with its addresses.
    pub interfaces: Vec<Interface>,
    /// The ports that the system lends to outgoing connections.
    pub ephemeral_range: Option<Span>,
    /// The lowest port that a program without special rights may bind; 0 or 1 means any.
    pub first_unprivileged_port: Option<u16>,
    /// How many files and sockets one process may hold open.
    pub max_open_files: Option<u64>,
    /// The longest queue of connections that wait to be accepted.
    pub max_backlog: Option<u32>,
    /// The addresses that the system's hosts file gives the name `localhost`, in its order.
    pub localhost: Vec<IpAddr>,
    /// Whether a socket can be bound to 127.0.0.2 (everywhere on Linux; on macOS only after an alias was added).
    pub second_loopback_address: bool,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interface {
    /// The system's name, such as `lo`.
    pub name: String,
    /// Its addresses, each with its prefix length in bits.
    pub addresses: Vec<InterfaceAddress>,
    /// Whether it is the loopback interface.
    pub loopback: bool,
}

/// An address of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterfaceAddress {
    /// The address.
    pub address: IpAddr,
    /// The length of its prefix in bits.
    pub prefix: u8,
}
