//! A caching reverse proxy for HTTP/1.1: it hands requests on to one server, keeps the answers that may be kept, and gives them
//! out again for as long as HTTP allows.
//!
//! When an answer may be stored and for how long it is fresh is judged by a library, after RFC 9111; a proxy is a shared cache
//! in its words. Which answer stands for which request, what is kept and what has to go are decided in [`cache`].
//!
//! Who may ask it is what all listeners that speak HTTP have in common. The proxy writes its target's name into `Host`, so that
//! nothing behind it could check that field any more.

pub(crate) mod cache;
pub(crate) mod fields;
pub(crate) mod forward;
pub(crate) mod refusal;
pub(crate) mod serve;
mod tee;
#[cfg(test)]
mod tests;

use std::time::Duration;

/// How many answers are kept.
pub(crate) const MAX_ENTRIES: usize = 64;

/// The longest body that is kept, in bytes. Longer ones pass through.
pub(crate) const MAX_ENTRY_BYTES: usize = 128 * 1024;

/// How many bytes of bodies and fields are kept in all.
pub(crate) const MAX_CACHE_BYTES: usize = 1024 * 1024;

/// The longest body of a request that is handed on, in bytes.
pub(crate) const MAX_REQUEST_BYTES: usize = 64 * 1024;

/// The longest head of a request and of an answer, in bytes.
pub(crate) const MAX_HEAD_BYTES: usize = 16 * 1024;

/// How long the target has to take the connection.
pub(crate) const CONNECT: Duration = Duration::from_secs(1);

/// How long the target has to begin its answer.
pub(crate) const ANSWER: Duration = Duration::from_secs(5);
