//! An alert: a figure that is above a threshold for a number of samples.

use std::collections::VecDeque;

use super::watch::Point;

/// For how many samples, to choose from.
pub const FOR: [usize; 4] = [1, 3, 5, 10];

/// The highest threshold.
pub const ABOVE_MOST: u64 = 9_999;

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Requests a second.
    Requests,
    /// Of those, the ones answered with 5xx.
    Errors,
    /// The time that 95 of 100 requests took at most, in milliseconds.
    Duration,
    /// Requests refused and sign-ins failed, a second.
    Refused,
}

impl Signal {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Requests, Self::Errors, Self::Duration, Self::Refused];

    /// What a sample says of it, in thousandths.
    pub fn of(self, point: &Point) -> u64 {
        match self {
            Self::Requests => point.all(),
            Self::Errors => point.answered[2],
            Self::Duration => point.most_us.unwrap_or_default(),
            Self::Refused => point.refused,
        }
    }
}

/// Requests that the page sends at once, so that a figure rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burst {
    /// How many, one after the other.
    pub count: usize,
    /// What they ask for.
    pub path: &'static str,
}

impl Signal {
    /// What makes this figure rise; nothing where a page cannot.
    pub const fn burst(self) -> Option<Burst> {
        match self {
            Self::Requests => Some(Burst { count: 40, path: "/status/200" }),
            Self::Errors => Some(Burst { count: 40, path: "/status/500" }),
            Self::Duration => Some(Burst { count: 3, path: "/delay/400" }),
            // The lab refuses other pages and other names, never its own page; and a guess of its own would slow down the learner's.
            Self::Refused => None,
        }
    }
}

/// When to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is watched.
    pub signal: Signal,
    /// The threshold: what is higher counts.
    pub above: u64,
    /// For how many samples in a row.
    pub samples: usize,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// There is no sample yet.
    Waiting,
    /// The last sample is not above the threshold.
    Quiet,
    /// So many are, fewer than are needed.
    Pending(usize),
    /// So many are: enough.
    Firing(usize),
    /// The last scrape failed: nothing is known.
    Blind,
}

impl Rule {
    /// The threshold that was typed; nothing where it is none.
    pub fn threshold(text: &str) -> Option<u64> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|above| digits && *above <= ABOVE_MOST)
    }

    /// Where the threshold is on the scale of a signal, in thousandths; nothing where another one is watched.
    pub fn line(self, signal: Signal) -> Option<u64> {
        (self.signal == signal).then_some(self.above * 1_000)
    }

    /// Where the alert stands after these samples, the newest last.
    pub fn stage(&self, points: &VecDeque<Option<Point>>) -> Stage {
        let above = |point: &&Option<Point>| {
            point.as_ref().is_some_and(|one| self.signal.of(one) > self.above * 1_000)
        };
        match points.back() {
            None => Stage::Waiting,
            Some(None) => Stage::Blind,
            Some(Some(_)) => match points.iter().rev().take_while(above).count() {
                0 => Stage::Quiet,
                count if count < self.samples => Stage::Pending(count),
                count => Stage::Firing(count),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(errors: &[Option<u64>]) -> VecDeque<Option<Point>> {
        let point = |rate: u64| Point { answered: [0, 0, rate], ..Point::default() };
        errors.iter().map(|one| one.map(point)).collect()
    }

    #[test]
    fn it_fires_after_so_many_samples_in_a_row_and_clears_with_one() {
        let rule = Rule { signal: Signal::Errors, above: 2, samples: 3 };
        for (errors, stage) in [
            (&[][..], Stage::Waiting),
            (&[Some(0)], Stage::Quiet),
            // The threshold itself is not above it.
            (&[Some(2_000)], Stage::Quiet),
            (&[Some(2_001)], Stage::Pending(1)),
            (&[Some(9_000), Some(9_000)], Stage::Pending(2)),
            (&[Some(9_000), Some(9_000), Some(9_000)], Stage::Firing(3)),
            (&[Some(9_000), Some(0), Some(9_000), Some(9_000)], Stage::Pending(2)),
            (&[Some(9_000), Some(9_000), Some(9_000), Some(1_000)], Stage::Quiet),
            // A gap is no good news, and what was before it does not count on.
            (&[Some(9_000), Some(9_000), Some(9_000), None], Stage::Blind),
            (&[Some(9_000), Some(9_000), None, Some(9_000)], Stage::Pending(1)),
        ] {
            assert_eq!(rule.stage(&points(errors)), stage, "{errors:?}");
        }
    }

    #[test]
    fn a_burst_raises_the_signal_that_is_watched_and_no_other_has_its_line() {
        for (signal, path) in [
            (Signal::Requests, Some("/status/200")),
            (Signal::Errors, Some("/status/500")),
            (Signal::Duration, Some("/delay/400")),
            (Signal::Refused, None),
        ] {
            assert_eq!(signal.burst().map(|burst| burst.path), path);
            let rule = Rule { signal, above: 3, samples: 1 };
            let lines = Signal::ALL.map(|one| rule.line(one));
            assert_eq!(lines, Signal::ALL.map(|one| (one == signal).then_some(3_000)));
        }
    }

    #[test]
    fn each_signal_is_its_own_figure_and_a_threshold_is_a_whole_number() {
        let point = Point { at_ms: 0, answered: [5, 6, 7], refused: 8, half_us: Some(1), most_us: Some(9) };
        assert_eq!(Signal::ALL.map(|signal| signal.of(&point)), [18, 7, 9, 8]);
        assert_eq!(Signal::Duration.of(&Point::default()), 0);
        for (text, above) in
            [("0", Some(0)), ("9999", Some(9_999)), ("10000", None), ("", None), ("-1", None), ("1.5", None)]
        {
            assert_eq!(Rule::threshold(text), above, "{text}");
        }
    }
}
