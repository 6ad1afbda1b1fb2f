//! From what the threads found, in any order, to events.

use std::time::{Duration, Instant};

use concepts::port::Span;
use concepts::port_set::PortSet;
use protocol::scan::{Counts, End, Event, Progress};

use super::Batch;

/// What was found so far, and what of it was not told yet.
pub(crate) struct Tally {
    began: Instant,
    counts: Counts,
    untold: Vec<Span>,
}

impl Tally {
    /// Nothing yet.
    pub(crate) fn new(began: Instant) -> Self {
        Self { began, counts: Counts::default(), untold: Vec::new() }
    }

    /// Takes in what some ports showed; tells what is to be told at once.
    pub(crate) fn add(&mut self, batch: Batch) -> Vec<Event> {
        let Counts { open, closed, filtered, error, self_connects } = batch.counts;
        self.counts.open += open;
        self.counts.closed += closed;
        self.counts.filtered += filtered;
        self.counts.error += error;
        self.counts.self_connects += self_connects;
        self.untold.extend(batch.done);
        let open = batch.open.into_iter().map(Event::Open);
        open.chain(batch.other.into_iter().map(|mut other| {
            other.ports = merged(other.ports);
            Event::Other(other)
        }))
        .collect()
    }

    /// Whether ports are done that were not told yet.
    pub(crate) fn has_news(&self) -> bool {
        !self.untold.is_empty()
    }

    /// How far the scan is.
    pub(crate) fn progress(&mut self) -> Progress {
        let done = merged(std::mem::take(&mut self.untold));
        Progress { done, counts: self.counts, elapsed_us: microseconds(self.began.elapsed()) }
    }

    /// The totals.
    pub(crate) fn end(&self) -> End {
        End { counts: self.counts, elapsed_us: microseconds(self.began.elapsed()) }
    }
}

fn merged(spans: Vec<Span>) -> Vec<Span> {
    spans.into_iter().collect::<PortSet>().spans().to_vec()
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
