//! Caching reverse proxies: what one keeps and has counted.

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// What a caching reverse proxy keeps, and what came of the requests through it. Each is counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cached {
    /// The server that it hands requests on to.
    pub target: SocketAddr,
    /// Requests that were answered from the cache, without asking the target: `X-Cache: HIT`.
    pub hits: u64,
    /// Requests that were handed on because the cache had no answer: `X-Cache: MISS`.
    pub misses: u64,
    /// Requests that were answered from the cache after the target said that nothing has changed: `X-Cache: REVALIDATED`.
    pub revalidated: u64,
    /// Requests that are none of the cache's business, such as one with `Authorization`: `X-Cache: BYPASS`.
    pub bypassed: u64,
    /// Requests that the proxy answered with a problem, because it refused them or the target did not answer.
    pub failed: u64,
    /// How many answers it keeps.
    pub entries: usize,
    /// How many it keeps at most.
    pub max_entries: usize,
    /// Bytes of their bodies and fields.
    pub bytes: usize,
    /// How many bytes it keeps at most; what was used longest ago makes room.
    pub max_bytes: usize,
    /// How many answers had to make room.
    pub evicted: u64,
}
