//! A key-value store that speaks RESP2, the protocol of Redis, as far as `redis-cli` and a client library need it. Pure: the
//! time is passed in, bytes come and go through arguments.
//!
//! Source of the protocol and of what each command does: the Redis documentation, "Redis serialization protocol
//! specification" and "Commands"; the words of the errors are those that Redis 7.0 answers with.

mod commands;
mod glob;
mod line;
pub(crate) mod reply;
mod request;
mod store;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use commands::{KeyValue, Session};
pub(crate) use line::{escaped, split};
pub(crate) use request::Requests;
pub(crate) use store::Kept;
pub(crate) use table::{is_command, names_first};

/// The longest key, in bytes. Redis itself allows 512 MiB.
pub(crate) const MAX_KEY_BYTES: usize = 512;

/// The longest value and the longest argument of any kind, in bytes. Redis itself allows 512 MiB.
pub(crate) const MAX_VALUE_BYTES: usize = 16 * 1024;

/// The longest pattern of `KEYS`, in bytes: every key is held against it while nobody else is answered.
pub(crate) const MAX_PATTERN_BYTES: usize = 128;

/// How many keys one store holds.
pub(crate) const MAX_KEYS: usize = 1000;

/// How many bytes of keys and values one store holds.
pub(crate) const MAX_STORE_BYTES: usize = 1024 * 1024;

/// How many arguments one command may have, its name included.
pub(crate) const MAX_ARGUMENTS: usize = 128;

/// The longest command, in bytes as it travels.
pub(crate) const MAX_REQUEST_BYTES: usize = 2 * MAX_VALUE_BYTES;

/// The longest command that is typed as a line, in bytes.
pub(crate) const MAX_INLINE_BYTES: usize = 4096;
