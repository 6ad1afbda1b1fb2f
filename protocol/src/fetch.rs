//! Requests that the lab sends to a practice listener that speaks HTTP: `POST /listeners/{id}/requests` takes a [`NewRequest`]
//! and replies with what was [`Fetched`].

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The longest target, field and body that may be sent, in bytes.
pub const MAX_PART_BYTES: usize = 1024;

/// How many header fields may be sent.
pub const MAX_FIELDS: usize = 16;

/// How many bytes of a reply's body are told.
pub const MAX_SHOWN_BYTES: usize = 2048;

/// Asks the lab to send a request over a connection of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// The method; `GET` where it is left out.
    #[serde(default)]
    pub method: Option<String>,
    /// Path and query.
    pub target: String,
    /// Header fields, names with values, besides `Host`, `User-Agent`, `Connection` and the length of the body.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fetched {
    /// The client's end of its connection.
    pub local: SocketAddr,
    /// The status.
    pub status: u16,
    /// The header fields, in order.
    pub headers: Vec<(String, String)>,
    /// The body as text, of a long one the beginning; of chunks, as they came.
    pub body: String,
    /// Bytes of the body.
    pub body_bytes: usize,
    /// From the call that connects to the last byte back, in microseconds.
    pub elapsed_us: u64,
}
