//! The words for what the kernel knows of this page's connection (TCP_INFO, tcp(7)).

/// The heading.
pub const TITLE: &str = "This page's connection";
/// What the button in the head leads to.
pub const OPENS: &str = ": what your system knows of it";
/// Over the figures in a widget.
pub const FOLD: &str = "What your system knows of this connection";
/// Where the figures come from.
pub const FROM: &str =
    "The lab asked its kernel for these figures (TCP_INFO), at the lab's end of the connection.";
/// Before the reason why there are none.
pub const NO_FIGURES: &str = "There are no figures of the kernel here.";

/// A figure.
pub const ROUND_TRIP: &str = "Round-trip time";
/// Its meaning (RFC 6298, section 2). An acknowledgement may wait for less than 0.5 s (RFC 9293, section 3.8.6.3).
pub const ROUND_TRIP_WHAT: &str = "from sending to the acknowledgement, smoothed over the last ones; an end with nothing to send may wait a while before it acknowledges, and that counts";
/// A figure.
pub const VARIANCE: &str = "Variance";
/// Its meaning.
pub const VARIANCE_WHAT: &str = "by how much it varies; with it the system decides when to send again";
/// A figure.
pub const SHORTEST: &str = "Shortest";
/// Its meaning.
pub const SHORTEST_WHAT: &str = "the shortest round trip of the last few minutes";
/// A figure.
pub const WINDOW: &str = "Congestion window";
/// Its meaning.
pub const WINDOW_WHAT: &str = "how much may be under way before an acknowledgement must come";
/// A figure.
pub const SEGMENT: &str = "Segment size";
/// Its meaning.
pub const SEGMENT_WHAT: &str = "the most that one segment carries; far more on loopback than on a network";
/// A figure.
pub const RECEIVED: &str = "Received";
/// Its meaning.
pub const RECEIVED_WHAT: &str = "what your browser has sent on this connection";
/// A figure.
pub const SENT: &str = "Sent";
/// Its meaning.
pub const SENT_WHAT: &str = "what the lab has sent, repetitions included";
/// A figure.
pub const ACKNOWLEDGED: &str = "Acknowledged";
/// Its meaning.
pub const ACKNOWLEDGED_WHAT: &str = "how much of that your browser's end has confirmed";
/// A figure.
pub const AGAIN: &str = "Sent again";
/// Its meaning.
pub const AGAIN_WHAT: &str = "lost on the way and sent once more; on loopback hardly ever any";
