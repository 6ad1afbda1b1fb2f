//! `/scan`: every port told once and truly; one scan for each client; ended with its client and with the lab.
//!
//! Most scans here dial an address of their own, so that no other test's listener is knocked at.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use concepts::port::Span;
use concepts::port_set::PortSet;
use serde_json::Value;
use socket2::{Domain, Socket, Type};
use tests::children::alone;
use tests::lab::{Lab, Wire};

/// Asks for a scan's events, and leaves them.
fn open(lab: &Lab, query: &str) -> Wire {
    let mut wire = lab.connect();
    let head =
        format!("GET /scan?{query} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n", lab.address());
    wire.write(head.as_bytes());
    let head = wire.head();
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")), "{query}");
    wire
}

/// The events of a scan until its end: name and data.
fn scan(lab: &Lab, query: &str) -> Vec<(String, Value)> {
    let reply = lab.get_with(&format!("/scan?{query}"), &[("Accept", "text/event-stream")]);
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    events(&reply.text())
}

fn events(text: &str) -> Vec<(String, Value)> {
    text.split_terminator("\n\n")
        .map(|event| {
            let (name, data) = event.split_once('\n').unwrap();
            let data = data.strip_prefix("data: ").unwrap();
            (name.strip_prefix("event: ").unwrap().to_owned(), serde_json::from_str(data).unwrap())
        })
        .collect()
}

fn named<'a>(events: &'a [(String, Value)], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|(known, _)| known == name).map(|(_, data)| data).collect()
}

fn spans(value: &Value) -> Vec<Span> {
    serde_json::from_value(value.clone()).unwrap()
}

/// The ports that the events tell as done; none may be told twice.
fn done(events: &[(String, Value)]) -> PortSet {
    let spans: Vec<_> =
        named(events, "progress").into_iter().flat_map(|progress| spans(&progress["done"])).collect();
    let told: u32 = spans.iter().map(|span| span.count()).sum();
    let set: PortSet = spans.into_iter().collect();
    assert_eq!(told, set.count(), "no port is told twice");
    set
}

/// A listener whose queue is full: a backlog of 0 takes one connection on Linux, and the next attempt gets no answer.
#[cfg(target_os = "linux")]
fn full(address: &str) -> (Socket, TcpStream, u16) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&format!("{address}:0").parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let target = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, TcpStream::connect(target).unwrap(), target.port())
}

#[test]
fn an_open_port_is_found_and_names_its_listener() {
    let lab = Lab::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let events = scan(&lab, &format!("ports=1,{port}"));
    let names: Vec<_> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names.first(), names.last()), (Some(&"begin"), Some(&"end")));
    let open = named(&events, "open");
    assert_eq!(open.len(), 1, "{events:?}");
    assert_eq!(open[0]["port"], port);
    if cfg!(target_os = "linux") {
        assert_eq!(open[0]["listener"]["pid"], std::process::id());
    }
    let counts = &events.last().unwrap().1["counts"];
    assert_eq!((&counts["open"], &counts["closed"]), (&Value::from(1), &Value::from(1)));
    // The scan did connect, and hung up.
    assert!(listener.accept().unwrap().1.ip().is_loopback());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_scan_tells_every_port_once() {
    let lab = Lab::start();
    let listener = TcpListener::bind("127.0.0.64:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let events = scan(&lab, "host=127.0.0.64");
    assert_eq!(events[0].1["ports"], "all");
    assert_eq!(done(&events), PortSet::all());
    // A program that listens on every address of this machine may be open besides.
    let open: Vec<_> =
        named(&events, "open").into_iter().map(|open| open["port"].as_u64().unwrap()).collect();
    assert!(open.contains(&u64::from(port)), "{open:?}");
    let counts = &events.last().unwrap().1["counts"];
    assert_eq!(counts["open"], open.len());
    let sum: u64 =
        ["open", "closed", "filtered", "error"].iter().map(|name| counts[name].as_u64().unwrap()).sum();
    assert_eq!((sum, &counts["error"]), (65_535, &Value::from(0)));
    // Column 2 is the local end, column 3 the peer, then the state; 06 is TIME_WAIT (proc_pid_net(5)).
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let left = table.lines().filter(|line| line.contains("4000007F:") && line.contains(" 06 ")).count();
    assert_eq!(left, 0, "no connection is left in TIME_WAIT");
}

#[test]
fn only_the_chosen_ports_are_dialled() {
    let lab = Lab::start();
    let events = scan(&lab, "ports=80,22,9-11,10-12&timeout_ms=500");
    let begin = &events[0].1;
    assert_eq!((&begin["ports"], &begin["count"]), (&"9-12,22,80".into(), &Value::from(6)));
    assert_eq!((&begin["timeout_ms"], &begin["host"]), (&Value::from(500), &"127.0.0.1".into()));
    assert!(begin["waiting"].as_u64().unwrap() > 0);
    assert_eq!(done(&events).to_string(), "9-12,22,80");
}

#[test]
fn other_loopback_addresses_can_be_scanned() {
    let lab = Lab::start();
    let port = lab.address().port();
    if lab.addresses.iter().any(|address| address.is_ipv6()) {
        let events = scan(&lab, &format!("host=::1&ports={port}"));
        assert_eq!(named(&events, "open").len(), 1, "{events:?}");
    }
    if cfg!(target_os = "linux") {
        let events = scan(&lab, &format!("host=127.0.0.2&ports={port}"));
        assert_eq!(named(&events, "open").len(), 0, "{events:?}");
        assert_eq!(events.last().unwrap().1["counts"]["closed"], 1);
    }
}

#[test]
fn what_cannot_be_scanned_is_told_so() {
    let lab = Lab::start();
    let code = |query: &str| {
        let reply = lab
            .get_with(&format!("/scan?{query}"), &[("Accept", "application/problem+json, application/json")]);
        (reply.status, reply.code())
    };
    for ports in ["", "0", "65536", "80-", "90-80", "http", "1,,2", "%2B80", "22;80"] {
        assert_eq!(code(&format!("ports={ports}")), (400, "ports_invalid".to_owned()), "{ports}");
    }
    for host in ["192.0.2.1", "example.com", "0.0.0.0", "::", "127.1", ""] {
        assert_eq!(code(&format!("ports=1&host={host}")), (400, "host_invalid".to_owned()), "{host}");
    }
    assert_eq!(code("ports=1&timeout_ms=10001"), (400, "timeout_invalid".to_owned()));
}

#[test]
#[cfg(target_os = "linux")]
fn silence_is_filtered_and_keeps_no_other_port_waiting() {
    let lab = Lab::start();
    let (_socket, _taken, port) = full("127.0.0.65");
    let around = format!("{}-{}", port - 3, port + 3);
    let events = scan(&lab, &format!("host=127.0.0.65&ports={around}&timeout_ms=1000"));
    let other = named(&events, "other");
    assert_eq!(other.len(), 1, "{events:?}");
    assert_eq!((&other[0]["state"], &other[0]["errno"]), (&"filtered".into(), &Value::Null));
    assert_eq!(spans(&other[0]["ports"]), [Span { first: port, last: port }]);
    assert!(other[0]["reason"].as_str().unwrap().contains("1000 ms"));
    let end = &events.last().unwrap().1;
    assert!(end["elapsed_us"].as_u64().unwrap() >= 1_000_000);
    assert_eq!((&end["counts"]["filtered"], &end["counts"]["closed"]), (&Value::from(1), &Value::from(6)));
    assert_eq!(done(&events).to_string(), around);
    let first = named(&events, "progress")[0];
    assert!(
        !spans(&first["done"]).iter().any(|span| span.contains(port)),
        "the others are told before: {first}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_client_has_one_scan_at_a_time_and_its_threads_end_with_it() {
    let lab = Lab::start();
    let (_socket, _taken, port) = full("127.0.0.66");
    let query = format!("host=127.0.0.66&ports={port}&timeout_ms=10000");
    let mut first = open(&lab, &query);
    first.until("begin");
    let ask =
        |agent: &str| lab.get_with("/scan?ports=1", &[("User-Agent", agent), ("Accept", "application/json")]);
    // The first asked without a name.
    let refused = ask("");
    assert_eq!((refused.status, refused.code()), (429, "scan_running".to_owned()));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(lab.send("HEAD", "/scan?ports=1", &[("User-Agent", "")], b"").status, 429);
    assert_eq!(ask("another program").status, 200);
    // A place is free when the last thread that worked for it has ended; no child keeps its socket.
    let alone = alone();
    drop(first);
    while ask("").status == 429 {}
    drop(alone);
    assert_eq!(lab.send("HEAD", "/scan?ports=1", &[("User-Agent", "")], b"").status, 200);
    // 02 is SYN_SENT: the socket that waited for an answer is gone too.
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    assert_eq!(table.matches(&format!(" 4200007F:{port:04X} 02 ")).count(), 0, "{table}");
}

#[test]
#[cfg(target_os = "linux")]
fn there_are_few_scans_at_once() {
    let lab = Lab::start();
    let (_socket, _taken, port) = full("127.0.0.67");
    let running: Vec<_> = (0..protocol::scan::MAX_SCANS)
        .map(|number| {
            let mut wire = lab.connect();
            let head = format!(
                "GET /scan?host=127.0.0.67&ports={port}&timeout_ms=10000 HTTP/1.1\r\nHost: {}\r\nUser-Agent: {number}\r\n\r\n",
                lab.address()
            );
            wire.write(head.as_bytes());
            assert_eq!(wire.head().status, 200);
            wire
        })
        .collect();
    let refused = lab.get_with("/scan?ports=1", &[("Accept", "application/json")]);
    assert_eq!((refused.status, refused.code()), (503, "scans_full".to_owned()));
    drop(running);
}

#[test]
#[cfg(target_os = "linux")]
fn the_lab_stops_in_time_with_a_scan_under_way() {
    let lab = Lab::start();
    let (_socket, _taken, port) = full("127.0.0.68");
    let mut all = open(&lab, "host=127.0.0.68&timeout_ms=10000");
    all.until("progress");
    let mut silent = lab.connect();
    let target = format!("/scan?host=127.0.0.68&ports={port}&timeout_ms=10000");
    silent.write(
        format!("GET {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: curl\r\n\r\n", lab.address()).as_bytes(),
    );
    silent.head();
    silent.until("connecting");
    let took = lab.stop();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(!String::from_utf8_lossy(&all.rest()).contains("event: end"));
    assert!(String::from_utf8_lossy(&silent.rest()).contains("broken off"));
}

#[test]
fn a_terminal_gets_lines() {
    let lab = Lab::start();
    let port = lab.address().port();
    let reply = lab.get(&format!("/scan?ports=1,{port}"));
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    let text = reply.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], format!("connecting to ports 1,{port} of 127.0.0.1"));
    assert!(lines[1].starts_with(&format!("{port:>5}  open  -")), "{text}");
    assert!(lines[2].starts_with("1 open, 1 closed in "), "{text}");
    assert_eq!(lines.len(), 3, "{text}");
}
