//! How much the journal takes of what comes as often as somebody else likes.

use std::time::{Duration, Instant};

/// How many events it takes at once.
const BURST: u32 = 60;

/// How long it takes until there is place for one more.
const REFILL: Duration = Duration::from_millis(100);

/// How many events the journal takes now from one place, and how many it did not.
pub(crate) struct Budget {
    left: u32,
    filled: Instant,
    /// Events that were left out since the last one that was not.
    skipped: u64,
    /// Events that were left out in all.
    left_out: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: BURST, filled: Instant::now(), skipped: 0, left_out: 0 }
    }
}

impl Budget {
    /// Whether there is place for so many events; where there is, it is taken.
    pub(crate) fn take(&mut self, events: u32) -> bool {
        self.take_at(events, Instant::now())
    }

    fn take_at(&mut self, events: u32, now: Instant) -> bool {
        let time = now.saturating_duration_since(self.filled);
        let filled = u32::try_from(time.as_millis() / REFILL.as_millis()).unwrap_or(BURST);
        if filled > 0 {
            self.left = self.left.saturating_add(filled).min(BURST);
            self.filled = now;
        }
        let enough = self.left >= events;
        if enough {
            self.left -= events;
        }
        enough
    }

    /// An event is left out.
    pub(crate) fn skip(&mut self) {
        self.skipped += 1;
        self.left_out += 1;
    }

    /// How many events were left out since this was last asked.
    pub(crate) fn skipped(&mut self) -> u64 {
        std::mem::take(&mut self.skipped)
    }

    /// How many events were left out in all.
    pub(crate) const fn left_out(&self) -> u64 {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_too_fast_is_counted_and_there_is_place_again_later() {
        let mut budget = Budget::default();
        let begin = budget.filled;
        assert!((0..BURST).all(|_| budget.take_at(1, begin)) && !budget.take_at(1, begin));
        budget.skip();
        budget.skip();
        assert_eq!((budget.skipped(), budget.skipped(), budget.left_out()), (2, 0, 2));
        let later = begin + REFILL * 2;
        assert!(budget.take_at(2, later) && !budget.take_at(1, later));
        let much_later = later + REFILL * (BURST + 9);
        assert!(
            budget.take_at(BURST, much_later) && !budget.take_at(1, much_later),
            "it holds no more than a burst"
        );
    }
}
