//! What the lab counts of itself, in the text format of Prometheus.
//!
//! A label is a word of the lab's own, out of a finite set: a known method, the pattern of an address, a class of statuses,
//! a code, a kind. Nothing that a client sends becomes a label, so that no client can make the metrics grow, and no
//! credential can come to stand in them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use protocol::auth::Scheme;
use protocol::listeners::{Kind, Listener};
use protocol::metrics::{METHODS, OTHER, Outcome, PREFIX};

/// The media type of a scrape.
pub(crate) const MEDIA_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// The upper bounds of the histogram's buckets, in seconds: from what loopback takes to the longest delay.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The codes with which the guard refuses, known beforehand, so that each is there as 0 before it first happens.
const REFUSALS: [&str; 4] = ["cross_site", "host_unknown", "not_json", "origin_foreign"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Looked {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    scheme: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfKind {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// What is read off elsewhere when somebody scrapes.
pub(crate) struct Now {
    /// Connections that were accepted so far.
    pub(crate) accepted: u64,
    /// Connections to the lab itself that are open.
    pub(crate) open: usize,
    /// Live streams that are open.
    pub(crate) streams: usize,
    /// Entries that the journal made so far.
    pub(crate) entries: u64,
    /// The practice listeners.
    pub(crate) listeners: Vec<Listener>,
}

/// A request that was answered.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    /// The pattern of the address, one of those that are laid out.
    pub(crate) route: String,
    pub(crate) status: u16,
    /// From its head to the head of its answer.
    pub(crate) duration: Duration,
    /// Bytes of the answer's body, where it has an end.
    pub(crate) bytes: Option<u64>,
}

/// The figures of one lab.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    looks: Family<Looked, Counter>,
    duration: Histogram,
    bytes: Counter,
    refused: Family<Refused, Counter>,
    sign_ins: Family<SignIn, Counter>,
    accepted: Counter,
    open: Gauge,
    streams: Gauge,
    entries: Counter,
    listeners: Family<OfKind, Gauge>,
    practice: Family<OfKind, Gauge>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            looks: Family::default(),
            duration: Histogram::new(BUCKETS),
            bytes: Counter::default(),
            refused: Family::default(),
            sign_ins: Family::default(),
            accepted: Counter::default(),
            open: Gauge::default(),
            streams: Gauge::default(),
            entries: Counter::default(),
            listeners: Family::default(),
            practice: Family::default(),
        };
        for code in REFUSALS {
            drop(metrics.refused.get_or_create(&Refused { code }));
        }
        for scheme in [Scheme::Basic, Scheme::Bearer] {
            for outcome in Outcome::ALL.into_iter().filter(|outcome| outcome.happens_to(scheme)) {
                let label = SignIn { scheme: word(scheme), outcome: outcome.word() };
                drop(metrics.sign_ins.get_or_create(&label));
            }
        }
        metrics.register();
        metrics
    }
}

impl Metrics {
    /// Gives every figure its name and its meaning. The library adds `_total` to counters, and units.
    fn register(&mut self) {
        let root = &mut self.registry;
        let started: Gauge<f64, AtomicU64> = Gauge::default();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        started.set(since.as_secs_f64());
        let start = "When the lab started, in seconds since 1970-01-01 00:00 UTC";
        root.register_with_unit("process_start_time", start, Unit::Seconds, started);
        let lab = root.sub_registry_with_prefix(PREFIX);
        let build: Family<Build, Gauge> = Family::default();
        build.get_or_create(&Build { version: env!("CARGO_PKG_VERSION") }).set(1);
        lab.register("build_info", "Always 1; the label tells the version", build);
        lab.register(
            "requests",
            "Requests answered, by method, address and class of the status; what the journal leaves out is in looks",
            self.requests.clone(),
        );
        lab.register(
            "looks",
            "Requests that the journal leaves out: those with which the page looks at the lab, and round trips that are measured",
            self.looks.clone(),
        );
        lab.register_with_unit(
            "request_duration",
            "From the head of a request to the head of its answer, of those in requests",
            Unit::Seconds,
            self.duration.clone(),
        );
        lab.register_with_unit(
            "response_body",
            "Bytes of the bodies of answers, of those in requests; a stream without an end counts nothing",
            Unit::Bytes,
            self.bytes.clone(),
        );
        lab.register(
            "refused",
            "Requests that were not let in, by the code of the refusal; they are in requests too",
            self.refused.clone(),
        );
        lab.register(
            "sign_ins",
            "Attempts to show who asks, at the addresses below /auth, by scheme and outcome",
            self.sign_ins.clone(),
        );
        lab.register(
            "connections",
            "Connections accepted, those of practice listeners included",
            self.accepted.clone(),
        );
        lab.register("open_connections", "Connections to the lab itself that are open", self.open.clone());
        lab.register("open_streams", "Live streams that are open", self.streams.clone());
        lab.register("journal_entries", "Entries that the journal made", self.entries.clone());
        lab.register("practice_listeners", "Practice listeners that run, by kind", self.listeners.clone());
        lab.register(
            "practice_connections",
            "Connections that are open on the side of practice listeners, by kind",
            self.practice.clone(),
        );
    }

    /// Counts a request that is in the journal.
    pub(crate) fn answered(&self, request: Request<'_>) {
        let method = METHODS.into_iter().find(|known| *known == request.method).unwrap_or(OTHER);
        let status = class(request.status);
        self.requests.get_or_create(&Answered { method, route: request.route, status }).inc();
        self.duration.observe(request.duration.as_secs_f64());
        self.bytes.inc_by(request.bytes.unwrap_or_default());
    }

    /// Counts a request that the journal leaves out.
    pub(crate) fn looked(&self, route: String) {
        self.looks.get_or_create(&Looked { route }).inc();
    }

    /// Counts a request that was not let in.
    pub(crate) fn refused(&self, code: &'static str) {
        self.refused.get_or_create(&Refused { code }).inc();
    }

    /// Counts an attempt to show who asks.
    pub(crate) fn signed_in(&self, scheme: Scheme, outcome: Outcome) {
        self.sign_ins.get_or_create(&SignIn { scheme: word(scheme), outcome: outcome.word() }).inc();
    }

    /// Everything as text.
    pub(crate) fn scrape(&self, now: &Now) -> String {
        self.accepted.inner().store(now.accepted, Ordering::Relaxed);
        self.entries.inner().store(now.entries, Ordering::Relaxed);
        self.open.set(whole(now.open));
        self.streams.set(whole(now.streams));
        for kind in Kind::ALL {
            let label = OfKind { kind: kind.word() };
            let of_kind = || now.listeners.iter().filter(|one| one.kind == kind);
            // What ran once stays as 0: a figure that is gone cannot be told from one that is not known.
            if of_kind().next().is_some() || self.listeners.get(&label).is_some() {
                self.listeners.get_or_create(&label).set(whole(of_kind().count()));
                self.practice.get_or_create(&label).set(whole(of_kind().map(|one| one.open).sum()));
            }
        }
        let mut text = String::new();
        // Writing into a text does not fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        in_order(&text)
    }
}

/// The same with the series of each name in the order of their labels: the library keeps them in none. Buckets have an order
/// of their own.
fn in_order(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for group in lines.chunk_by_mut(|a, b| a.starts_with('#') == b.starts_with('#')) {
        if group.iter().all(|line| !line.starts_with('#') && !line.contains("_bucket{")) {
            group.sort_unstable();
        }
    }
    lines.push("");
    lines.join("\n")
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const fn word(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Basic => "basic",
        Scheme::Bearer => "bearer",
    }
}

const fn class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Now {
        Now { accepted: 7, open: 2, streams: 1, entries: 3, listeners: Vec::new() }
    }

    #[test]
    fn what_never_happened_is_there_as_zero() {
        let text = Metrics::default().scrape(&nothing());
        for line in [
            "loopback_lab_refused_total{code=\"host_unknown\"} 0",
            "loopback_lab_sign_ins_total{scheme=\"basic\",outcome=\"wrong\"} 0",
            "loopback_lab_sign_ins_total{scheme=\"bearer\",outcome=\"expired\"} 0",
            "loopback_lab_connections_total 7",
            "loopback_lab_open_connections 2",
            "# TYPE loopback_lab_request_duration_seconds histogram",
            "loopback_lab_response_body_bytes_total 0",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
        assert!(!text.contains("{scheme=\"bearer\",outcome=\"slowed\"}"), "{text}");
    }

    #[test]
    fn a_method_that_is_not_known_is_another() {
        let metrics = Metrics::default();
        for method in ["GET", "BREW", "get", "\"} 1\nx 2"] {
            let route = "/echo".to_owned();
            let duration = Duration::from_millis(2);
            metrics.answered(Request { method, route, status: 200, duration, bytes: Some(5) });
        }
        let text = metrics.scrape(&nothing());
        assert!(text.contains("{method=\"GET\",route=\"/echo\",status=\"2xx\"} 1\n"), "{text}");
        assert!(text.contains("{method=\"other\",route=\"/echo\",status=\"2xx\"} 3\n"), "{text}");
        assert!(text.contains("request_duration_seconds_bucket{le=\"0.0025\"} 4\n"), "{text}");
        assert!(text.contains("response_body_bytes_total 20\n"), "{text}");
    }
}
