//! The reply of `GET /roundtrip`: round trips on this machine, measured by the lab.

use core::net::SocketAddr;

use concepts::spread::Summary;
use serde::{Deserialize, Serialize};

/// The fewest round trips of each kind that can be asked for.
pub const MIN_COUNT: u16 = 1;

/// The most round trips of each kind that can be asked for.
pub const MAX_COUNT: u16 = 500;

/// How many round trips of each kind are made where none are asked for.
pub const DEFAULT_COUNT: u16 = 100;

/// The address that is asked for an empty answer (status 204), which the journal leaves out. With
/// [`THEN_CLOSE`] as its query, the connection is closed after the answer, and the next request needs a new one.
pub const ONCE: &str = "/roundtrip/once";

/// The query of [`ONCE`] that has the connection closed.
pub const THEN_CLOSE: &str = "then=close";

/// What makes one round trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RoundTripKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An ICMP echo request and its reply (RFC 792, RFC 4443): the system answers, no program does.
    IcmpEcho,
    /// A TCP connection, from the call until it is made: the system answers here too.
    TcpConnect,
    /// A request and its answer's head on a connection that is there already.
    HttpKept,
    /// A new connection, then a request and its answer's head.
    HttpNew,
}

impl Kind {
    /// Every kind, from what takes the fewest steps to what takes the most.
    pub const ALL: [Self; 4] = [Self::IcmpEcho, Self::TcpConnect, Self::HttpKept, Self::HttpNew];
}

/// The reply. One round makes one round trip of each kind in turn, so that a busy moment of the machine meets all of
/// them alike. The first round warms up and is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoundTrips {
    /// The lab's own socket at the other end.
    pub target: SocketAddr,
    /// How many rounds were asked for, the one that warms up left out.
    pub asked: u16,
    /// How many were made.
    pub made: u16,
    /// Why fewer were made than asked for; `null` where none is missing.
    pub cut_short: Option<String>,
    /// How long all of it took, in microseconds.
    pub elapsed_us: u64,
    /// One for each kind, in the order of [`Kind::ALL`].
    pub series: Vec<Series>,
}

/// The round trips of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RoundTripSeries"))]
pub struct Series {
    /// What makes one round trip.
    pub kind: Kind,
    /// Shortest, median, 99th percentile and longest by nearest rank; `null` where nothing could be measured.
    pub summary: Option<Summary>,
    /// Each round trip in the order in which it was made, in nanoseconds: many take but a few microseconds.
    pub samples_ns: Vec<u64>,
    /// How many round trips failed; they have no sample.
    pub failures: u16,
    /// Why nothing could be measured, or why the last that failed did, and what would help; `null` where all went well.
    pub reason: Option<String>,
    /// The system's name of that error, such as `EACCES`; `null` where there was none.
    pub errno: Option<String>,
}
