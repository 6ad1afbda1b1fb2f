//! How durations spread: quantiles by nearest rank, and bins of equal ratio on a logarithmic axis.
//!
//! All durations are whole nanoseconds. Ten bins make a decade, so that each bin is about 1.26 times as long as the
//! one before: round trips on one machine differ by factors, not by amounts.

use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

/// How many bins there are: from 100 ns to 10 s. What is shorter counts in the first, what is longer in the last.
pub const BINS: usize = 80;

/// How many bins make a decade.
const DECADE: usize = 10;

/// Where the first bin begins, in nanoseconds. No system answers sooner.
const FIRST_NS: u64 = 100;

/// 100 times the powers of the tenth root of ten, rounded.
const MANTISSAS: [u64; DECADE] = [100, 126, 158, 200, 251, 316, 398, 501, 631, 794];

/// The figures that stand for many durations, in nanoseconds. Each is one of the durations themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RoundTripSummary"))]
pub struct Summary {
    /// The shortest.
    pub min_ns: u64,
    /// The median: half of all are no longer.
    pub median_ns: u64,
    /// The 99th percentile: 99 of 100 are no longer.
    pub p99_ns: u64,
    /// The longest.
    pub max_ns: u64,
}

impl Summary {
    /// Sums up durations in any order; `None` where there are none.
    pub fn of(samples: &[u64]) -> Option<Self> {
        // The samples are few; a heap sorts them with a tenth of the code that the page would load for `sort`.
        let sorted = BinaryHeap::from(samples.to_vec()).into_sorted_vec();
        Some(Self {
            min_ns: *sorted.first()?,
            median_ns: quantile(&sorted, 50)?,
            p99_ns: quantile(&sorted, 99)?,
            max_ns: *sorted.last()?,
        })
    }
}

/// A quantile by nearest rank: the smallest sample so that at least `per_cent` of all are no longer than it. Of an
/// even number of samples, the median is therefore the lower of the two in the middle.
///
/// ```
/// use concepts::spread::quantile;
/// assert_eq!(quantile(&[1, 2, 3, 4], 50), Some(2));
/// assert_eq!(quantile(&[1, 2, 3, 4], 99), Some(4));
/// assert_eq!(quantile(&[], 50), None);
/// ```
pub fn quantile(sorted: &[u64], per_cent: usize) -> Option<u64> {
    let rank = (sorted.len() * per_cent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Where a bin begins, in nanoseconds; it ends where the next one begins.
pub fn edge(bin: usize) -> u64 {
    let scale = 10_u64.pow((bin / DECADE) as u32);
    MANTISSAS[bin % DECADE] * scale * FIRST_NS / 100
}

/// The bin that a duration falls into.
pub fn bin(ns: u64) -> usize {
    (1..BINS).take_while(|&bin| edge(bin) <= ns).last().unwrap_or(0)
}

/// A stretch of the logarithmic axis, in whole bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Its first bin.
    pub first: usize,
    /// Its last bin.
    pub last: usize,
}

impl Axis {
    /// The shortest axis that holds all durations, and at least a decade; `None` where there are none.
    pub fn around(durations: impl Iterator<Item = u64> + Clone) -> Option<Self> {
        let first = bin(durations.clone().min()?);
        let last = bin(durations.max()?).max(first + DECADE - 1).min(BINS - 1);
        Some(Self { first: first.min(BINS - DECADE), last })
    }

    /// How many bins it has.
    pub fn bins(self) -> usize {
        self.last - self.first + 1
    }

    /// How many of the durations fall into each of its bins.
    pub fn counts(self, durations: &[u64]) -> Vec<u32> {
        let mut counts = vec![0; self.bins()];
        for &ns in durations {
            if let Some(count) = bin(ns).checked_sub(self.first).and_then(|index| counts.get_mut(index)) {
                *count += 1;
            }
        }
        counts
    }

    /// The place of a duration, in thousandths of a bin from the axis's beginning; what lies beyond an end is at that end.
    /// Inside a bin the place grows with the duration itself, which is within a thirtieth of a bin of its logarithm.
    pub fn place(self, ns: u64) -> u64 {
        let ns = ns.clamp(edge(self.first), edge(self.last + 1));
        let bin = bin(ns).min(self.last);
        let (from, to) = (edge(bin), edge(bin + 1));
        (bin - self.first) as u64 * 1000 + (ns - from) * 1000 / (to - from)
    }

    /// The durations 1, 2 and 5 of each decade that lie on it, in nanoseconds.
    pub fn ticks(self) -> impl Iterator<Item = u64> {
        let (from, to) = (edge(self.first), edge(self.last + 1));
        (2..=10)
            .flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)))
            .filter(move |ns| (from..=to).contains(ns))
    }
}

/// A duration as people read it, with about three digits.
///
/// ```
/// use concepts::spread::duration;
/// assert_eq!([duration(950), duration(23_450), duration(234_500)], ["950 ns", "23.4 µs", "234 µs"]);
/// assert_eq!([duration(1_000), duration(2_000_000), duration(1_250_000_000)], ["1 µs", "2 ms", "1.2 s"]);
/// ```
pub fn duration(ns: u64) -> String {
    match ns {
        0..1_000 => format!("{ns} ns"),
        1_000..1_000_000 => tenths(ns, 1_000, "µs"),
        1_000_000..1_000_000_000 => tenths(ns, 1_000_000, "ms"),
        _ => tenths(ns, 1_000_000_000, "s"),
    }
}

fn tenths(ns: u64, unit: u64, name: &str) -> String {
    let (whole, tenth) = (ns / unit, ns % unit / (unit / 10));
    if whole >= 100 || tenth == 0 { format!("{whole} {name}") } else { format!("{whole}.{tenth} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles_are_samples_of_their_own() {
        let hundred: Vec<u64> = (1..=100).collect();
        let summary = Summary::of(&hundred).unwrap();
        assert_eq!((summary.min_ns, summary.median_ns, summary.p99_ns, summary.max_ns), (1, 50, 99, 100));
        let one = Summary::of(&[7]).unwrap();
        assert_eq!((one.min_ns, one.median_ns, one.p99_ns, one.max_ns), (7, 7, 7, 7));
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn decades_are_where_people_expect_them() {
        assert_eq!(
            [edge(0), edge(10), edge(13), edge(40), edge(BINS)],
            [100, 1_000, 2_000, 1_000_000, 10_000_000_000]
        );
        assert_eq!([bin(0), bin(99), bin(999), bin(1_000), bin(u64::MAX)], [0, 0, 9, 10, BINS - 1]);
    }

    #[test]
    fn an_axis_has_its_ticks() {
        let axis = Axis::around([20_000, 90_000].into_iter()).unwrap();
        assert_eq!(axis.ticks().collect::<Vec<_>>(), [20_000, 50_000, 100_000, 200_000]);
        assert_eq!((axis.place(20_000), axis.place(200_000), axis.place(5)), (0, 10_000, 0));
        assert_eq!(Axis::around(std::iter::empty()), None);
    }

    proptest! {
        #[test]
        fn a_duration_lies_in_its_bin(ns in any::<u64>()) {
            let bin = bin(ns);
            prop_assert!(bin < BINS && (bin == 0 || edge(bin) <= ns));
            prop_assert!(bin == BINS - 1 || ns < edge(bin + 1));
        }

        #[test]
        fn every_duration_is_counted_once(samples in proptest::collection::vec(any::<u64>(), 1..200)) {
            let axis = Axis::around(samples.iter().copied()).unwrap();
            prop_assert!(axis.last < BINS && axis.bins() >= 10);
            prop_assert_eq!(axis.counts(&samples).iter().sum::<u32>() as usize, samples.len());
            for &ns in &samples {
                prop_assert!(axis.place(ns) <= axis.bins() as u64 * 1000);
            }
        }

        #[test]
        fn a_longer_duration_is_never_further_left(a in any::<u64>(), b in any::<u64>()) {
            let axis = Axis { first: 20, last: 59 };
            prop_assert!(axis.place(a.min(b)) <= axis.place(a.max(b)));
        }

        #[test]
        fn a_quantile_has_its_share_at_or_below(mut samples in proptest::collection::vec(0_u64..1000, 1..200), per_cent in 1_usize..=100) {
            samples.sort_unstable();
            let found = quantile(&samples, per_cent).unwrap();
            let below = samples.iter().filter(|&&ns| ns <= found).count();
            let less = samples.iter().filter(|&&ns| ns < found).count();
            prop_assert!(below * 100 >= samples.len() * per_cent);
            prop_assert!(less * 100 < samples.len() * per_cent);
        }

        #[test]
        fn no_duration_panics(ns in any::<u64>()) {
            prop_assert!(!duration(ns).is_empty());
        }
    }
}
