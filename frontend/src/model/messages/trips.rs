//! The words of the round trips: what is measured, by whom, and what came of it.

use concepts::spread::duration;
use protocol::roundtrip::Kind;

/// The choice of how many.
pub const COUNT_FIELD: &str = "Round trips of each kind";
/// Begins.
pub const MEASURE: &str = "Measure";
/// Begins once more.
pub const MEASURE_AGAIN: &str = "Measure again";
/// Ends it early.
pub const STOP: &str = "Stop";
/// While the lab measures.
pub const LAB_MEASURES: &str = "The lab measures…";
/// While the page measures.
pub const PAGE_MEASURES: &str = "Now this page measures…";
/// It is done.
pub const DONE: &str = "Measured.";
/// It was ended early.
pub const STOPPED: &str = "Stopped; this is what was measured until then.";
/// Nothing was measured yet.
pub const NONE_YET: &str = "Press Measure. First the lab makes its round trips, then this page makes its own, and both are drawn on one scale.";
/// The name of the progress bar.
pub const PROGRESS: &str = "Requests of this page";
/// Who measured.
pub const BY_LAB: &str = "the lab";
/// Who measured.
pub const BY_PAGE: &str = "this page";
/// In the legend.
pub const ABOVE: &str = "the lab (above)";
/// In the legend.
pub const BELOW: &str = "this page (below)";
/// In the legend.
pub const MEDIAN_MARK: &str = "median";
/// In the legend.
pub const P99_MARK: &str = "99th percentile";
/// The pointer along the axis, for those who do not see it.
pub const AXIS: &str = "Read the drawings at a duration";
/// The drawings' name.
pub const DRAWINGS: &str = "How long round trips took, from short on the left to long on the right";
/// The heads of the table.
pub const HEADS: [&str; 7] = ["Round trip", "By", "Median", "99th", "Shortest", "Longest", "Count"];
/// The table's name.
pub const TABLE: &str = "The figures of the drawings";
/// No figure.
pub const NO_FIGURE: &str = "none";
/// Why the page has none.
pub const NO_ICMP: &str =
    "A page cannot send ICMP: a browser gives its pages HTTP and what is built on it, and nothing below.";
/// Why the page has none.
pub const NO_TIMING: &str =
    "This browser did not time its requests, so the page has nothing of its own to show.";
/// Why the page's new connections are missing.
pub const NO_NEW: &str =
    "This browser's clock is too coarse to tell a new connection from a kept one, or it opened none.";

/// What a kind is called.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::IcmpEcho => "ICMP echo",
        Kind::TcpConnect => "TCP connect",
        Kind::HttpKept => "HTTP, kept connection",
        Kind::HttpNew => "HTTP, new connection",
    }
}

/// What a kind takes.
pub const fn kind_what(kind: Kind) -> &'static str {
    match kind {
        Kind::IcmpEcho => "the system answers, no program",
        Kind::TcpConnect => "the system answers, for a program that listens",
        Kind::HttpKept => "a program answers",
        Kind::HttpNew => "first a connection, then the program",
    }
}

/// How many samples at the pointer, beside the drawing.
pub fn here(lab: u32, page: u32) -> String {
    format!("here: {}", counts(lab, page))
}

/// Where the pointer stands, below the drawings.
pub fn marked(from: u64, to: u64) -> String {
    format!("marked: {}", stretch(from, to))
}

/// How many samples at the pointer.
pub fn counts(lab: u32, page: u32) -> String {
    format!("{BY_LAB} {lab}, {BY_PAGE} {page}")
}

/// Where the pointer stands.
pub fn stretch(from: u64, to: u64) -> String {
    format!("{} to {}", duration(from), duration(to))
}

/// Everything at the pointer, as one sentence.
pub fn at_pointer(from: u64, to: u64, counts: &[(Kind, u32, u32)]) -> String {
    let mut text = stretch(from, to);
    for (index, &(one, lab, page)) in counts.iter().enumerate() {
        text += if index == 0 { ". " } else { "; " };
        text += kind(one);
        text += ": ";
        text += &self::counts(lab, page);
    }
    text
}

/// How fine the page's clock is.
pub fn clock(step_ns: u64) -> String {
    format!(
        "This page's clock moves in steps of {}, as measured just now; the lab's counts single nanoseconds.",
        duration(step_ns)
    )
}

/// Why a row is as it is.
pub fn because(kind: Kind, who: &str, errno: Option<&str>, reason: &str) -> String {
    let errno = errno.map(|errno| format!(" ({errno})")).unwrap_or_default();
    format!("{}, by {who}{errno}: {reason}", self::kind(kind))
}

/// How many failed.
pub fn with_failures(count: usize, failures: u16) -> String {
    if failures == 0 { count.to_string() } else { format!("{count}, {failures} failed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_is_told_in_one_sentence() {
        let counts = [(Kind::TcpConnect, 12, 3), (Kind::HttpKept, 0, 1)];
        assert_eq!(
            at_pointer(31_600, 39_800, &counts),
            "31.6 µs to 39.8 µs. TCP connect: the lab 12, this page 3; HTTP, kept connection: the lab 0, this page 1"
        );
        assert_eq!(with_failures(98, 2), "98, 2 failed");
    }
}
