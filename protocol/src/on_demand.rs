//! Replies on demand: `GET /status/{code}`, `GET /delay/{ms}` and `GET /bytes/{count}`.

use serde::{Deserialize, Serialize};

/// The lowest status that can be asked for. Those below are interim (RFC 9110, section 15.2): a client that got one would go
/// on waiting for the answer.
pub const MIN_STATUS: u16 = 200;

/// The highest status that can be asked for: there are no classes above (RFC 9110, section 15).
pub const MAX_STATUS: u16 = 599;

/// The longest delay, in milliseconds.
pub const MAX_DELAY_MS: u64 = 5_000;

/// How many answers are held back at once.
pub const MAX_DELAYS: usize = 32;

/// The most bytes that can be asked for.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// The length of a line of `/bytes`, its end included, in bytes.
pub const LINE_BYTES: u64 = 64;

/// The reply of `GET /status/{code}` to a status of success or redirection that has content. Of the others, 204, 205 and 304
/// have none, and from 400 up the reply is a problem with the code `asked_for`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnDemand {
    /// The status, as it was asked for.
    pub status: u16,
    /// Its name; `null` where no name is registered for it.
    pub phrase: Option<String>,
    /// What its class says.
    pub class: String,
}

/// The reply of `GET /delay/{ms}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delayed {
    /// The delay that was asked for, in milliseconds.
    pub asked_ms: u64,
    /// For how long the answer was held back, in microseconds.
    pub waited_us: u64,
}

/// What a class of statuses says (RFC 9110, section 15).
pub const fn class(status: u16) -> &'static str {
    match status {
        0..=199 => "informational: the answer is still to come",
        200..=299 => "successful: the request was received, understood and accepted",
        300..=399 => "redirection: something else has to be done to complete the request",
        400..=499 => "client error: the request has a fault or cannot be fulfilled",
        _ => "server error: the server failed to fulfil a request that looks right",
    }
}
