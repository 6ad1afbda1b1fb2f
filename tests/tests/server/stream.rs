//! `/journal/stream`: the journal, live; who is too slow or away too long is told so.

use protocol::journal::CAPACITY;
use serde_json::Value;
use tests::lab::{Lab, Wire};

fn open(lab: &Lab, fields: &str) -> Wire {
    let mut wire = lab.connect();
    wire.write(format!("GET /journal/stream HTTP/1.1\r\nHost: {}\r\n{fields}\r\n", lab.address()).as_bytes());
    wire
}

/// The events of a stream's text: name, id, data.
fn events(text: &str) -> Vec<(String, Option<u64>, Value)> {
    text.split("\n\n")
        .filter(|event| event.starts_with("event: "))
        .map(|event| {
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
            (
                field("event").unwrap().to_owned(),
                field("id").map(|id| id.parse().unwrap()),
                serde_json::from_str(field("data").unwrap()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn a_request_appears_in_the_stream() {
    let lab = Lab::start();
    let mut stream = open(&lab, "Accept: text/event-stream\r\n");
    let head = stream.head();
    assert_eq!(head.header("content-type"), Some("text/event-stream"));
    assert_eq!(head.header("cache-control"), Some("no-store"));
    lab.get("/echo/mark");
    let text = stream.until("/echo/mark");
    let events = events(&text);
    let targets: Vec<_> =
        events.iter().map(|(_, _, entry)| entry["event"]["request"]["target"].as_str().unwrap()).collect();
    assert_eq!(targets, ["/journal/stream", "/echo/mark"]);
    assert_eq!(events[0].2["event"]["request"]["response_bytes"], Value::Null);
    assert!(events.iter().all(|(name, id, entry)| name == "entry" && *id == entry["id"].as_u64()));
}

#[test]
fn a_terminal_gets_lines() {
    let lab = Lab::start();
    let mut stream = open(&lab, "");
    assert_eq!(stream.head().header("content-type"), Some("text/plain; charset=utf-8"));
    let text = stream.until("GET /journal/stream\n");
    assert!(text.trim_start().starts_with("id "), "{text}");
    lab.get("/echo/mark");
    let text = stream.until("/echo/mark");
    assert!(text.contains("terminal") && text.ends_with("GET /echo/mark\n"), "{text}");
}

#[test]
fn a_reader_who_comes_back_gets_what_came_meanwhile() {
    let lab = Lab::start();
    for number in 1..=5 {
        lab.get(&format!("/echo/{number}"));
    }
    let mut stream = open(&lab, "Accept: text/event-stream\r\nLast-Event-ID: 3\r\n");
    stream.head();
    let text = stream.until("\nid: 6\n");
    let ids: Vec<_> = events(&text).into_iter().map(|(_, id, _)| id).collect();
    assert_eq!(ids, [Some(4), Some(5), Some(6)]);
}

#[test]
fn a_reader_who_was_away_too_long_is_told_how_much_is_gone() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    for _ in 0..CAPACITY + 7 {
        wire.write(format!("GET /health HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
        assert_eq!(wire.reply().status, 200);
    }
    let mut stream = open(&lab, "Accept: text/event-stream\r\nLast-Event-ID: 2\r\n");
    stream.head();
    let text = stream.until("\nid: 8\n");
    let first = events(&text).remove(0);
    assert_eq!((first.0.as_str(), first.1, &first.2["missed"]), ("missed", None, &Value::from(5)));
}

#[test]
fn a_reader_who_is_too_slow_is_told_how_much_it_missed() {
    let lab = Lab::start();
    let mut stream = Wire::narrow(lab.address());
    stream.write(
        format!("GET /journal/stream?format=json HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes(),
    );
    stream.head();
    // Long targets fill the sockets' buffers, then the reader's queue.
    let mut wire = lab.connect();
    let request = format!("GET /health?{} HTTP/1.1\r\nHost: {}\r\n\r\n", "a".repeat(500), lab.address());
    let mut sent = 1;
    for _ in 0..80 {
        wire.write(request.repeat(100).as_bytes());
        for _ in 0..100 {
            assert_eq!(wire.reply().status, 200);
            sent += 1;
        }
    }
    lab.get("/echo/last");
    sent += 1;
    let text = stream.until("/echo/last");
    let events = events(&text);
    let missed: u64 = events.iter().filter_map(|(_, _, data)| data["missed"].as_u64()).sum();
    let entries = events.iter().filter(|(name, _, _)| name == "entry").count() as u64;
    assert!(missed > 0, "nothing was missed of {sent}");
    assert_eq!(entries + missed, sent, "every entry was either sent or told as missed");
}
