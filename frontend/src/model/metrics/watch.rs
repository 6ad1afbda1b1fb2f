//! One scrape after another: how much each counter grew, and how fast.

use std::collections::VecDeque;

use protocol::metrics::{DURATION, REFUSED, REQUESTS, SIGN_INS};

use super::read::{Sample, read};

/// How many samples are kept.
pub const KEPT: usize = 60;

/// The classes of statuses that are told apart; those below 400 are one.
pub const CLASSES: [&str; 3] = ["below 400", "4xx", "5xx"];

/// The counters of one scrape.
#[derive(Clone, Debug, Default, PartialEq)]
struct Totals {
    at_ms: u64,
    started: f64,
    /// By class.
    answered: [f64; 3],
    refused: f64,
    /// The upper bound of each bucket in seconds, with how many requests took no longer.
    buckets: Vec<(f64, f64)>,
}

impl Totals {
    fn of(samples: &[Sample], at_ms: u64) -> Self {
        let mut totals = Self { at_ms, ..Self::default() };
        let bucket = format!("{DURATION}_bucket");
        for sample in samples {
            let value = sample.value;
            match sample.name.as_str() {
                "process_start_time_seconds" => totals.started = value,
                REQUESTS => {
                    let class = match sample.label("status") {
                        "4xx" => 1,
                        "5xx" => 2,
                        _ => 0,
                    };
                    totals.answered[class] += value;
                }
                REFUSED => totals.refused += value,
                SIGN_INS if matches!(sample.label("outcome"), "wrong" | "slowed") => totals.refused += value,
                name if name == bucket => {
                    let bound = sample.label("le").parse().unwrap_or(f64::INFINITY);
                    totals.buckets.push((bound, value));
                }
                _ => {}
            }
        }
        totals
    }
}

/// What happened between two scrapes. Rates are in thousandths of one a second, times in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// When the second one came, in milliseconds since 1970-01-01 00:00 UTC.
    pub at_ms: u64,
    /// Requests answered, by class of the status.
    pub answered: [u64; 3],
    /// Requests refused, and sign-ins failed.
    pub refused: u64,
    /// The time that half of the requests took at most; nothing where there were none.
    pub half_us: Option<u64>,
    /// The time that 95 of 100 took at most.
    pub most_us: Option<u64>,
}

impl Point {
    /// Requests answered, of all classes.
    pub fn all(&self) -> u64 {
        self.answered.iter().sum()
    }

    fn between(before: &Totals, now: &Totals) -> Self {
        // A counter that began anew has counted from 0 since.
        let anew = now.started > before.started;
        let grown = |before: f64, now: f64| if anew || now < before { now } else { now - before };
        let elapsed_ms = now.at_ms.saturating_sub(before.at_ms).max(1) as f64;
        let rate = |before, now| (grown(before, now) * 1_000_000.0 / elapsed_ms) as u64;
        let old =
            |bound: f64| before.buckets.iter().find(|(known, _)| *known == bound).map_or(0.0, |one| one.1);
        let buckets: Vec<_> =
            now.buckets.iter().map(|&(bound, count)| (bound, grown(old(bound), count))).collect();
        Self {
            at_ms: now.at_ms,
            answered: [0, 1, 2].map(|class| rate(before.answered[class], now.answered[class])),
            refused: rate(before.refused, now.refused),
            half_us: quantile(&buckets, 0.5),
            most_us: quantile(&buckets, 0.95),
        }
    }
}

/// Where a share of all lies, in microseconds, estimated inside its bucket as if all in there lay evenly. In the last
/// bucket, which has no end, it is where that begins.
fn quantile(buckets: &[(f64, f64)], share: f64) -> Option<u64> {
    let total = buckets.last().map(|last| last.1).filter(|total| *total > 0.0)?;
    let rank = share * total;
    let (mut from, mut below) = (0.0, 0.0);
    for &(to, count) in buckets {
        if count >= rank && count > below {
            let inside = if to.is_finite() { (to - from) * (rank - below) / (count - below) } else { 0.0 };
            return Some(((from + inside) * 1_000_000.0) as u64);
        }
        (from, below) = (to, count);
    }
    None
}

/// What comes of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happens {
    /// The lab was asked, and answered this text.
    Scraped {
        /// As it came.
        text: String,
        /// When, in milliseconds since 1970-01-01 00:00 UTC.
        at_ms: u64,
    },
    /// It was asked, and gave no metrics.
    Missed,
}

/// What was seen so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    before: Option<Totals>,
    /// The newest last; nothing stands for a scrape that failed.
    pub points: VecDeque<Option<Point>>,
    /// The lines of the last scrape that are drawn.
    pub lines: Vec<String>,
}

impl Watch {
    /// What follows.
    #[must_use]
    pub fn after(&self, happens: Happens) -> Self {
        let mut next = self.clone();
        let read = match happens {
            Happens::Missed => None,
            Happens::Scraped { text, at_ms } => {
                read(&text).map(|samples| (text, Totals::of(&samples, at_ms)))
            }
        };
        match read {
            None => next.push(None),
            Some((text, totals)) => {
                // The first one tells what was, not what happens: there is nothing to compare it with.
                if let Some(before) = &self.before {
                    next.push(Some(Point::between(before, &totals)));
                }
                let drawn = [REQUESTS, REFUSED, DURATION];
                let is_drawn = |line: &&str| drawn.iter().any(|name| line.starts_with(name));
                next.lines = text.lines().filter(is_drawn).map(str::to_owned).collect();
                next.before = Some(totals);
            }
        }
        next
    }

    fn push(&mut self, point: Option<Point>) {
        if self.points.len() == KEPT {
            self.points.pop_front();
        }
        self.points.push_back(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrape(at_ms: u64, started: u32, ok: u32, bad: u32, wrong: u32, fast: u32, slow: u32) -> Happens {
        let total = ok + bad;
        let text = format!(
            "process_start_time_seconds {started}\n\
             {REQUESTS}{{method=\"GET\",route=\"/echo\",status=\"2xx\"}} {ok}\n\
             {REQUESTS}{{method=\"GET\",route=\"/status/{{code}}\",status=\"5xx\"}} {bad}\n\
             {REFUSED}{{code=\"host_unknown\"}} 1\n\
             {SIGN_INS}{{scheme=\"basic\",outcome=\"wrong\"}} {wrong}\n\
             {SIGN_INS}{{scheme=\"basic\",outcome=\"missing\"}} 40\n\
             {DURATION}_bucket{{le=\"0.001\"}} {fast}\n\
             {DURATION}_bucket{{le=\"0.1\"}} {}\n\
             {DURATION}_bucket{{le=\"+Inf\"}} {total}\n",
            fast + slow
        );
        Happens::Scraped { text, at_ms }
    }

    #[test]
    fn counters_become_rates_by_the_time_between_two_scrapes() {
        let first = Watch::default().after(scrape(1_000, 1, 10, 0, 0, 10, 0));
        assert!(first.points.is_empty(), "one scrape is no rate");
        let second = first.after(scrape(3_000, 1, 28, 2, 3, 30, 0));
        let point = second.points[0].clone().unwrap();
        assert_eq!((point.answered, point.all(), point.refused), ([9_000, 0, 1_000], 10_000, 1_500));
        // Twenty requests in the first bucket, evenly: half of them within half of it.
        assert_eq!((point.half_us, point.most_us), (Some(500), Some(950)));
        let third = second.after(scrape(4_000, 1, 28, 2, 3, 30, 0));
        let quiet = third.points[1].clone().unwrap();
        assert_eq!((quiet.all(), quiet.half_us, quiet.most_us), (0, None, None));
        assert!(third.lines.iter().any(|line| line.contains("/status/{code}")) && third.lines.len() == 6);
    }

    #[test]
    fn a_restart_is_no_fall_and_a_scrape_that_fails_is_a_gap() {
        let before = Watch::default().after(scrape(1_000, 1, 100, 0, 0, 100, 0)).after(Happens::Missed);
        assert_eq!(before.points, [None]);
        let after = before.after(scrape(3_000, 2, 4, 0, 0, 4, 0));
        assert_eq!(after.points[1].as_ref().unwrap().answered[0], 2_000);
        // More than before, and yet anew: the time of the start tells.
        let more = before.after(scrape(3_000, 2, 104, 0, 0, 104, 0));
        assert_eq!(more.points[1].as_ref().unwrap().answered[0], 52_000);
        let odd = after.after(Happens::Scraped { text: "<html>".to_owned(), at_ms: 4_000 });
        assert_eq!(odd.points[2], None);
    }

    #[test]
    fn the_slow_ones_lie_in_their_bucket_and_no_more_than_is_kept_is_kept() {
        let mut watch =
            Watch::default().after(scrape(0, 1, 0, 0, 0, 0, 0)).after(scrape(1_000, 1, 10, 0, 0, 5, 4));
        let point = watch.points[0].clone().unwrap();
        assert_eq!(point.half_us, Some(1_000));
        // The last one is beyond every bound that is known.
        assert_eq!(point.most_us, Some(100_000));
        for at in 2..100 {
            watch = watch.after(scrape(at * 1_000, 1, 10, 0, 0, 5, 4));
        }
        assert_eq!(watch.points.len(), KEPT);
    }
}
