//! The reply of `GET /health`.

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// That the server runs, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// Always `ok`: a server that is not well does not answer.
    pub status: String,
    /// The server's version.
    pub version: String,
    /// Whole seconds since it started.
    pub uptime_s: u64,
    /// The socket addresses it listens on.
    pub listening: Vec<SocketAddr>,
}
