//! The names that `GET /metrics` uses, in the text format of Prometheus, version 0.0.4.
//!
//! A name ends in `_total` where it only counts up, and in its base unit where it has one. A counter begins at 0 when the lab
//! starts.

use crate::auth::Scheme;

/// Where they are.
pub const PATH: &str = "/metrics";

/// What the names of the lab's own metrics begin with, before an underscore.
pub const PREFIX: &str = "loopback_lab";

/// Requests answered, by `method`, `route` and `status`.
pub const REQUESTS: &str = "loopback_lab_requests_total";

/// How long they took: a histogram in seconds.
pub const DURATION: &str = "loopback_lab_request_duration_seconds";

/// Requests that were not let in, by `code`.
pub const REFUSED: &str = "loopback_lab_refused_total";

/// Attempts to show who asks, by `scheme` and `outcome`.
pub const SIGN_INS: &str = "loopback_lab_sign_ins_total";

/// The methods that have a label of their own.
pub const METHODS: [&str; 9] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// The label of every other method.
pub const OTHER: &str = "other";

/// What came of an attempt to show who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Known.
    Known,
    /// Nothing was shown.
    Missing,
    /// What was shown does not have the form of its scheme.
    Unreadable,
    /// The name or the password, or the token, is none that the lab knows.
    Wrong,
    /// The token's time is over.
    Expired,
    /// Too many were wrong: it was not looked at.
    Slowed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Known, Self::Missing, Self::Unreadable, Self::Wrong, Self::Expired, Self::Slowed];

    /// Its label.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Wrong => "wrong",
            Self::Expired => "expired",
            Self::Slowed => "slowed",
        }
    }

    /// Whether it can happen with a scheme: passwords do not expire, tokens are not guessed.
    pub fn happens_to(self, scheme: Scheme) -> bool {
        match self {
            Self::Expired => scheme == Scheme::Bearer,
            Self::Slowed => scheme == Scheme::Basic,
            _ => true,
        }
    }
}
