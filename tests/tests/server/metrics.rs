//! `/metrics`: that a scraper takes it, that it counts what happens, and that nothing a client sends makes it grow or shows in it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prometheus_parse::{Scrape, Value};
use server::config::Config;
use tests::lab::Lab;

const PAGE: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

fn text(lab: &Lab) -> String {
    // As the page looks, so that looking changes none of the figures that are looked at.
    let reply = lab.get_with("/metrics", &[PAGE]);
    assert_eq!(reply.status, 200);
    reply.text()
}

/// Each series, as it is written, with its value.
fn series(lab: &Lab) -> BTreeMap<String, f64> {
    let text = text(lab);
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    samples
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

fn value(lab: &Lab, name: &str) -> f64 {
    series(lab).get(name).copied().unwrap_or_else(|| panic!("{name}: {}", text(lab)))
}

#[test]
fn a_scraper_takes_it_with_type_and_help_for_each_name() {
    let lab = Lab::start();
    lab.send("POST", "/listeners", &[("Content-Type", "application/json")], br#"{"kind":"tcp-echo"}"#);
    lab.get_with("/echo", &[]);
    // A look is counted once it was answered.
    text(&lab);
    for accept in ["*/*", "application/json", "text/html", "application/openmetrics-text;version=1.0.0"] {
        let reply = lab.get_with("/metrics", &[("Accept", accept)]);
        let media = reply.header("content-type");
        assert_eq!(
            (reply.status, media),
            (200, Some("text/plain; version=0.0.4; charset=utf-8")),
            "{accept}"
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    let text = text(&lab);
    let scrape = Scrape::parse(text.lines().map(|line| Ok(line.to_owned()))).expect("a scraper reads it");
    let mut kinds = BTreeMap::new();
    for sample in &scrape.samples {
        let kind = match sample.value {
            Value::Counter(count) => {
                assert!(sample.metric.ends_with("_total") && count >= 0.0, "{}", sample.metric);
                "counter"
            }
            Value::Gauge(_) => "gauge",
            Value::Histogram(ref buckets) => {
                assert!(buckets.is_sorted_by(|a, b| a.less_than < b.less_than && a.count <= b.count));
                assert!(buckets.last().unwrap().less_than.is_infinite());
                "histogram"
            }
            // That parser leaves the sum and the count beside their buckets.
            Value::Untyped(_) if sample.metric.contains("_duration_seconds_") => "histogram",
            _ => panic!("{} has no type", sample.metric),
        };
        kinds.insert(sample.metric.trim_end_matches("_sum").trim_end_matches("_count").to_owned(), kind);
    }
    for (name, kind) in [
        ("process_start_time_seconds", "gauge"),
        ("loopback_lab_build_info", "gauge"),
        ("loopback_lab_requests_total", "counter"),
        ("loopback_lab_looks_total", "counter"),
        ("loopback_lab_request_duration_seconds", "histogram"),
        ("loopback_lab_response_body_bytes_total", "counter"),
        ("loopback_lab_refused_total", "counter"),
        ("loopback_lab_sign_ins_total", "counter"),
        ("loopback_lab_connections_total", "counter"),
        ("loopback_lab_open_connections", "gauge"),
        ("loopback_lab_open_streams", "gauge"),
        ("loopback_lab_journal_entries_total", "counter"),
        ("loopback_lab_practice_listeners", "gauge"),
        ("loopback_lab_practice_connections", "gauge"),
    ] {
        assert!(text.contains(&format!("# TYPE {name} {kind}\n")), "{name}\n{text}");
        let help = format!("# HELP {name} ");
        assert_eq!(text.matches(&help).count(), 1, "{name}");
        assert!(kinds.contains_key(name) || kind == "histogram", "{name}: {kinds:?}");
    }
    // The samples of a name stand together, and no series comes twice.
    let names: BTreeSet<_> = series(&lab).into_keys().collect();
    assert_eq!(names.len(), text.lines().filter(|line| !line.starts_with('#')).count());
}

#[test]
fn what_happens_is_counted_once_where_it_belongs() {
    // An address at which nobody else knocks, whoever looks at the ports of this machine meanwhile.
    let lab = Lab::with(Config { bind: vec!["127.0.0.69".parse().unwrap()], ..Config::default() });
    lab.get("/echo/some/where?a=1");
    lab.get("/lessons/ports");
    lab.get("/nope");
    lab.get("/status/503");
    lab.get_with("/whoami", &[("Sec-Fetch-Site", "cross-site")]);
    lab.get("/auth/basic");
    lab.get_with("/auth/basic", &[("Authorization", &format!("Basic {}", STANDARD.encode("a:b")))]);
    lab.get_with("/auth/bearer", &[("Authorization", "Bearer nothing")]);
    let requests = |method: &str, route: &str, status: &str| {
        format!(r#"loopback_lab_requests_total{{method="{method}",route="{route}",status="{status}"}}"#)
    };
    let all = series(&lab);
    for (name, wanted) in [
        (requests("GET", "/echo/{rest}", "2xx"), 1.0),
        (requests("GET", "/lessons/{slug}", "2xx"), 1.0),
        (requests("GET", "none", "4xx"), 2.0),
        (requests("GET", "/status/{code}", "5xx"), 1.0),
        (requests("GET", "/auth/basic", "4xx"), 2.0),
        (r#"loopback_lab_refused_total{code="cross_site"}"#.to_owned(), 1.0),
        (r#"loopback_lab_sign_ins_total{scheme="basic",outcome="missing"}"#.to_owned(), 1.0),
        (r#"loopback_lab_sign_ins_total{scheme="basic",outcome="wrong"}"#.to_owned(), 1.0),
        (r#"loopback_lab_sign_ins_total{scheme="bearer",outcome="wrong"}"#.to_owned(), 1.0),
        ("loopback_lab_request_duration_seconds_count".to_owned(), 8.0),
        ("loopback_lab_journal_entries_total".to_owned(), 8.0),
        ("loopback_lab_connections_total".to_owned(), 9.0),
    ] {
        assert_eq!(all.get(&name), Some(&wanted), "{name}\n{all:#?}");
    }
    // A monitor's scrape is a request like others; the page's own is a look, and is not in the journal.
    assert_eq!(lab.get("/metrics").status, 200);
    assert_eq!(value(&lab, &requests("GET", "/metrics", "2xx")), 1.0);
    assert_eq!(value(&lab, "loopback_lab_journal_entries_total"), 9.0);
    assert!(value(&lab, r#"loopback_lab_looks_total{route="/metrics"}"#) >= 3.0);
}

#[test]
fn bytes_connections_streams_and_listeners_are_told_as_they_are() {
    let lab = Lab::start();
    let before = value(&lab, "loopback_lab_response_body_bytes_total");
    assert_eq!(lab.get("/bytes/1000").body.len(), 1000);
    assert_eq!(value(&lab, "loopback_lab_response_body_bytes_total") - before, 1000.0);
    let mut stream = lab.connect();
    stream.write(format!("GET /journal/stream HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    assert_eq!(stream.head().status, 200);
    assert_eq!(value(&lab, "loopback_lab_open_streams"), 1.0);
    assert!(value(&lab, "loopback_lab_open_connections") >= 2.0);
    let json = ("Content-Type", "application/json");
    assert_eq!(lab.send("POST", "/listeners", &[json], br#"{"kind":"tcp-echo","hold":true}"#).status, 201);
    assert_eq!(lab.send("POST", "/listeners/1/connections", &[json], br#"{"count":3}"#).status, 200);
    assert_eq!(value(&lab, r#"loopback_lab_practice_listeners{kind="tcp-echo"}"#), 1.0);
    assert_eq!(value(&lab, r#"loopback_lab_practice_connections{kind="tcp-echo"}"#), 3.0);
    assert_eq!(lab.send("DELETE", "/listeners/1", &[], b"").status, 200);
    // A figure that was there stays there.
    assert_eq!(value(&lab, r#"loopback_lab_practice_listeners{kind="tcp-echo"}"#), 0.0);
    assert_eq!(value(&lab, r#"loopback_lab_practice_connections{kind="tcp-echo"}"#), 0.0);
}

#[test]
fn nothing_that_a_client_sends_becomes_a_label_or_makes_it_grow() {
    let lab = Lab::start();
    let odd = |round: usize| {
        let secret = STANDARD.encode(format!("someone{round}:hunter2-{round}"));
        for (method, target, fields) in [
            (format!("BREW{round}"), format!("/echo/{round}"), vec![]),
            ("GET".to_owned(), format!("/secret-{round}"), vec![]),
            ("GET".to_owned(), format!("/lessons/l{round}"), vec![]),
            ("GET".to_owned(), format!("/status/{}", 400 + round), vec![]),
            ("GET".to_owned(), format!("/files/f{round}/g"), vec![]),
            ("GET".to_owned(), "/auth/basic".to_owned(), vec![("Authorization", format!("Basic {secret}"))]),
            (
                "GET".to_owned(),
                "/auth/bearer".to_owned(),
                vec![("Authorization", format!("Bearer {secret}"))],
            ),
            ("GET".to_owned(), "/whoami".to_owned(), vec![("Origin", format!("http://evil{round}.example"))]),
            ("GET".to_owned(), "/whoami".to_owned(), vec![("User-Agent", format!("agent-{round}\"}} 1"))]),
            ("GET".to_owned(), format!("/whoami?token=hunter2-{round}"), vec![]),
        ] {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            lab.send(&method, &target, &fields, b"");
        }
        let mut wire = lab.connect();
        wire.write(format!("GET / HTTP/1.1\r\nHost: evil{round}.example\r\n\r\n").as_bytes());
        assert_eq!(wire.reply().status, 421);
    };
    // Twice, so that slowed guesses are there too.
    (0..8).for_each(odd);
    text(&lab);
    let before: BTreeSet<_> = series(&lab).into_keys().collect();
    (8..48).for_each(odd);
    let after: BTreeSet<_> = series(&lab).into_keys().collect();
    assert_eq!(after.difference(&before).collect::<Vec<_>>(), Vec::<&String>::new());
    let text = text(&lab);
    for word in ["hunter2", "someone", "BREW", "secret-", "evil", "agent-", "127.0.0.1", "practice-"] {
        assert!(!text.contains(word), "{word}\n{text}");
    }
}
