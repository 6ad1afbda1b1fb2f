//! The certificate with which clients verify the practice listeners that speak TLS: the reply of `GET /certificate`.

use serde::{Deserialize, Serialize};

/// The lab's own authority. It was made by this lab, is kept in memory alone and signs for loopback alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Certificate {
    /// The certificate in PEM (RFC 7468).
    pub pem: String,
    /// The names and addresses in the listeners' certificate, which it signed.
    pub names: Vec<String>,
    /// When both begin to be valid, in milliseconds since 1970-01-01 00:00 UTC.
    pub not_before_ms: u64,
    /// When both cease to be valid, in milliseconds since 1970-01-01 00:00 UTC.
    pub not_after_ms: u64,
}
