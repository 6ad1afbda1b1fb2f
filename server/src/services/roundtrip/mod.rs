//! Round trips to the lab itself, measured by the lab: blocking sockets on a thread of their own, against the real server.

mod icmp;
mod tcp;

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use concepts::spread::Summary;
use protocol::roundtrip::{Kind, RoundTrips, Series};
use tokio_util::sync::CancellationToken;

use crate::os::{self, Os};

/// How long one round trip may take before it counts as failed. Whoever stops the lab waits for no more than one.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// How long all rounds may take together.
pub(crate) const MAX_TIME: Duration = Duration::from_secs(5);

/// One way to make a round trip; it keeps what it needs from one to the next.
trait Trip {
    /// Makes one, and tells how long it took.
    fn make(&mut self) -> io::Result<Duration>;
}

/// A kind that is being measured.
struct Runner {
    series: Series,
    /// Nothing where it cannot be measured; the series says why.
    trip: Option<Box<dyn Trip>>,
}

impl Runner {
    fn new(kind: Kind, trip: Result<Box<dyn Trip>, String>) -> Self {
        let (trip, reason) = match trip {
            Ok(trip) => (Some(trip), None),
            Err(reason) => (None, Some(reason)),
        };
        let series = Series { kind, summary: None, samples_ns: Vec::new(), failures: 0, reason, errno: None };
        Self { series, trip }
    }

    /// Makes the round trip that warms up. Where not even that works, the kind is given up.
    fn warm_up(&mut self, os: &dyn Os) {
        if let Some(error) = self.trip.as_mut().and_then(|trip| trip.make().err()) {
            self.trip = None;
            self.failed(&error, os);
        }
    }

    fn measure(&mut self, os: &dyn Os) {
        match self.trip.as_mut().map(|trip| trip.make()) {
            Some(Ok(took)) => self.series.samples_ns.push(nanoseconds(took)),
            Some(Err(error)) => {
                self.series.failures += 1;
                self.failed(&error, os);
            }
            None => {}
        }
    }

    fn failed(&mut self, error: &io::Error, os: &dyn Os) {
        self.series.reason = Some(explain(self.series.kind, error, os));
        self.series.errno = os::errno(error);
    }

    fn finish(mut self) -> Series {
        self.series.summary = Summary::of(&self.series.samples_ns);
        self.series
    }
}

/// Makes `count` rounds to `target` after one that warms up. `serves` says whether the lab listens on `target`: where
/// it does not, another program may, and only the system itself is asked. `None` where it was stopped.
pub(crate) fn measure(
    os: &dyn Os,
    target: SocketAddr,
    serves: bool,
    count: u16,
    stop: &CancellationToken,
) -> Option<RoundTrips> {
    let start = Instant::now();
    let runners = Kind::ALL.map(|kind| Runner::new(kind, trip(kind, target, serves)));
    rounds(os, target, runners, count, start + MAX_TIME, stop)
}

fn trip(kind: Kind, target: SocketAddr, serves: bool) -> Result<Box<dyn Trip>, String> {
    Ok(match kind {
        Kind::IcmpEcho => Box::new(icmp::Echo::new(target.ip())),
        _ if !serves => {
            return Err(format!("The lab does not listen on {target}, and asks no other program there."));
        }
        Kind::TcpConnect => Box::new(tcp::Connect(target)),
        Kind::HttpKept => Box::new(tcp::Kept::new(target)),
        Kind::HttpNew => Box::new(tcp::New(target)),
    })
}

fn rounds(
    os: &dyn Os,
    target: SocketAddr,
    mut runners: [Runner; 4],
    count: u16,
    deadline: Instant,
    stop: &CancellationToken,
) -> Option<RoundTrips> {
    let start = Instant::now();
    for runner in &mut runners {
        if stop.is_cancelled() {
            return None;
        }
        runner.warm_up(os);
    }
    let mut made = 0;
    while made < count && Instant::now() < deadline {
        for runner in &mut runners {
            if stop.is_cancelled() {
                return None;
            }
            runner.measure(os);
        }
        made += 1;
    }
    Some(RoundTrips {
        target,
        asked: count,
        made,
        cut_short: (made < count)
            .then(|| format!("After {} s the time was up; ask for fewer.", MAX_TIME.as_secs())),
        elapsed_us: u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        series: runners.into_iter().map(Runner::finish).collect(),
    })
}

fn nanoseconds(took: Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
}

/// What happened, why, and what would help.
fn explain(kind: Kind, error: &io::Error, os: &dyn Os) -> String {
    match (kind, error.kind()) {
        (Kind::IcmpEcho, io::ErrorKind::PermissionDenied) => {
            format!("The system lets the lab send no ICMP echo request ({error}). {}", os.echo_permission())
        }
        (Kind::IcmpEcho, io::ErrorKind::TimedOut) => format!(
            "No echo reply came within {} s: the system is set not to answer, or a filter drops it.",
            PATIENCE.as_secs()
        ),
        (_, io::ErrorKind::TimedOut) => {
            format!(
                "No answer came within {} s: the machine is very busy. Measure again.",
                PATIENCE.as_secs()
            )
        }
        _ => format!("The system would not: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;
    use std::net::TcpListener;

    /// A trip that answers from a list, the last first.
    struct Told(Vec<io::Result<Duration>>);

    impl Trip for Told {
        fn make(&mut self) -> io::Result<Duration> {
            self.0.pop().unwrap_or_else(|| Ok(Duration::from_nanos(1)))
        }
    }

    fn run(told: Vec<io::Result<Duration>>, count: u16, deadline: Instant) -> RoundTrips {
        let told = std::cell::Cell::new(Some(told));
        let runners = Kind::ALL.map(|kind| {
            Runner::new(
                kind,
                told.take()
                    .map(|told| Box::new(Told(told)) as Box<dyn Trip>)
                    .ok_or_else(|| "left out".to_owned()),
            )
        });
        rounds(
            &Fake::default(),
            "127.0.0.1:1".parse().unwrap(),
            runners,
            count,
            deadline,
            &CancellationToken::new(),
        )
        .unwrap()
    }

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(3600)
    }

    #[test]
    fn the_first_round_is_not_counted_and_failures_are() {
        let nanos = |ns| Ok(Duration::from_nanos(ns));
        let failed = Err(io::ErrorKind::ConnectionRefused.into());
        let all = run(vec![nanos(30), failed, nanos(20), nanos(9_000)], 3, far());
        let series = &all.series[0];
        assert_eq!((all.asked, all.made, all.cut_short.as_deref()), (3, 3, None));
        assert_eq!((series.samples_ns.as_slice(), series.failures), (&[20, 30][..], 1));
        assert_eq!(series.summary.unwrap().median_ns, 20);
        assert!(series.reason.as_deref().unwrap().contains("refused"));
        assert_eq!((all.series[1].summary, all.series[1].reason.as_deref()), (None, Some("left out")));
    }

    #[test]
    fn a_kind_that_cannot_even_warm_up_is_given_up_with_its_reason() {
        let all = run(vec![Err(io::ErrorKind::PermissionDenied.into())], 5, far());
        let series = &all.series[0];
        assert_eq!((series.samples_ns.len(), series.failures, series.summary), (0, 0, None));
        let reason = series.reason.as_deref().unwrap();
        assert!(reason.contains("no ICMP echo request") && reason.contains("raw sockets"), "{reason}");
    }

    #[test]
    fn when_the_time_is_up_it_says_so() {
        let all = run(Vec::new(), 5, Instant::now());
        assert_eq!(all.made, 0);
        assert!(all.cut_short.unwrap().contains("time was up"));
    }

    #[test]
    fn who_has_gone_stops_it() {
        let stop = CancellationToken::new();
        stop.cancel();
        let target = "127.0.0.1:1".parse().unwrap();
        assert!(measure(&Fake::default(), target, true, 5, &stop).is_none());
    }

    #[test]
    fn a_server_that_says_nothing_is_given_up_in_time() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = silent.local_addr().unwrap();
        let error = tcp::New(target).make().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(explain(Kind::HttpNew, &error, &Fake::default()).contains("within 1 s"));
    }
}
