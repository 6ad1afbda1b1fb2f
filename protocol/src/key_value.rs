//! Key-value stores: what one keeps, and the commands that the lab sends to it.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET /listeners/{id}/keys` | | [`Keys`] |
//! | `POST /listeners/{id}/commands` | [`NewCommand`] | [`Spoken`] |

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The longest command that may be sent as a line, in bytes.
pub const MAX_LINE_BYTES: usize = 1024;

/// How many bytes of a value, and of what travelled, are told.
pub const MAX_SHOWN_BYTES: usize = 2048;

/// How full a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stored {
    /// How many keys it has.
    pub keys: usize,
    /// How many it may have.
    pub max_keys: usize,
    /// Bytes of its keys and values.
    pub bytes: usize,
    /// How many bytes it may have.
    pub max_bytes: usize,
}

/// The keys of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keys {
    /// The listener's number.
    pub listener: u64,
    /// The keys that are there now, in the order of their bytes.
    pub keys: Vec<Key>,
    /// How full the store is.
    pub stored: Stored,
}

/// One key. What is no printable text is written as redis-cli writes it, with `\n`, `\xff` and the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Key {
    /// The key.
    pub name: String,
    /// What kind of value it has: `string`, the only kind here.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value, of a long one the first bytes.
    pub value: String,
    /// Bytes of the whole value.
    pub bytes: usize,
    /// In how many milliseconds the key expires; `null` where it does not.
    pub expires_in_ms: Option<u64>,
}

/// Asks the lab to send a command to a store, over a connection of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCommand {
    /// The command as it is typed at redis-cli, such as `SET greeting "hello world" EX 60`.
    pub line: String,
}

/// A command that was sent, and the reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spoken {
    /// The client's end of its connection.
    pub local: SocketAddr,
    /// The bytes that were sent, with `\r\n` written out; of many, the first.
    pub sent: String,
    /// How many bytes were sent.
    pub sent_bytes: usize,
    /// The bytes that came back, in the same way.
    pub received: String,
    /// How many bytes came back.
    pub received_bytes: usize,
    /// The reply as redis-cli prints it.
    pub reply: String,
    /// Whether the reply is an error.
    pub is_error: bool,
    /// From the first byte sent to the last byte back, in microseconds.
    pub elapsed_us: u64,
}
