//! `/roundtrip`: real round trips, one measurement at a time, ended in time, and none of it in the journal.

use std::time::Duration;

use serde_json::Value;
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tests::lab::{Lab, Wire};

fn series<'a>(reply: &'a Value, kind: &str) -> &'a Value {
    let all = reply["series"].as_array().unwrap();
    all.iter().find(|series| series["kind"] == kind).unwrap()
}

fn samples(series: &Value) -> Vec<u64> {
    series["samples_ns"].as_array().unwrap().iter().map(|ns| ns.as_u64().unwrap()).collect()
}

/// Asks on an open connection.
fn write(wire: &mut Wire, lab: &Lab, target: &str) {
    wire.write(format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
}

fn connections(lab: &Lab) -> u64 {
    lab.json("/whoami")["connection"]["id"].as_u64().unwrap()
}

#[test]
fn every_kind_over_tcp_is_measured_on_real_connections() {
    let lab = Lab::start();
    let before = connections(&lab);
    let reply = lab.json("/roundtrip?count=20");
    let after = connections(&lab);
    assert_eq!(
        (&reply["asked"], &reply["made"], &reply["cut_short"]),
        (&20.into(), &20.into(), &Value::Null)
    );
    assert_eq!(reply["target"], lab.address().to_string());
    for kind in ["tcp_connect", "http_kept", "http_new"] {
        let series = series(&reply, kind);
        let mut samples = samples(series);
        assert_eq!(
            (samples.len(), &series["failures"], &series["reason"]),
            (20, &0.into(), &Value::Null),
            "{series}"
        );
        samples.sort_unstable();
        let summary = &series["summary"];
        // By nearest rank: the 10th and the 20th of 20.
        for (name, ns) in [
            ("min_ns", samples[0]),
            ("median_ns", samples[9]),
            ("p99_ns", samples[19]),
            ("max_ns", samples[19]),
        ] {
            assert_eq!(summary[name].as_u64(), Some(ns), "{kind} {name}");
        }
        assert!(samples[0] > 0);
    }
    // One for each new request and its warm-up, one that is kept, one that asked for it all, and one for the second
    // look. A bare connect may be reset before the lab has accepted it, and then has no number.
    let made = after - before;
    assert!((21 + 3..=21 + 21 + 3).contains(&made), "{made}");
}

/// Whether this process may send echo requests, found out without the lab.
fn may_echo(domain: Domain, protocol: Protocol) -> bool {
    [Type::DGRAM, Type::RAW].into_iter().any(|kind| Socket::new(domain, kind, Some(protocol)).is_ok())
}

#[test]
fn icmp_is_measured_where_it_is_permitted_and_explained_where_not() {
    let lab = Lab::start();
    let families =
        [("127.0.0.1", Domain::IPV4, Protocol::ICMPV4), ("%5B::1%5D", Domain::IPV6, Protocol::ICMPV6)];
    for (host, domain, protocol) in families.into_iter().take(lab.addresses.len()) {
        let reply = lab.json(&format!("/roundtrip?count=5&host={host}"));
        let echo = series(&reply, "icmp_echo");
        if may_echo(domain, protocol) {
            assert_eq!((samples(echo).len(), &echo["reason"]), (5, &Value::Null), "{host}: {echo}");
        } else {
            let (reason, errno) = (echo["reason"].as_str().unwrap(), echo["errno"].as_str().unwrap());
            assert!(echo["summary"].is_null() && reason.contains("no ICMP echo request"), "{echo}");
            assert!(["EACCES", "EPERM", "WSAEACCES"].contains(&errno), "{echo}");
            if cfg!(target_os = "linux") {
                assert!(reason.contains("ping_group_range") && reason.contains("CAP_NET_RAW"), "{reason}");
            }
        }
        assert_eq!(samples(series(&reply, "http_new")).len(), 5, "{host}");
    }
}

#[test]
fn where_the_lab_does_not_listen_no_program_is_asked() {
    let lab = Lab::start();
    let port = lab.address().port();
    let reply = lab.json("/roundtrip?count=3&host=127.0.0.9");
    for kind in ["tcp_connect", "http_kept", "http_new"] {
        let series = series(&reply, kind);
        assert!(series["summary"].is_null() && samples(series).is_empty());
        let reason = series["reason"].as_str().unwrap();
        assert!(reason.contains(&format!("does not listen on 127.0.0.9:{port}")), "{reason}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_the_next_step() {
    let lab = Lab::start();
    let code = |target: &str| {
        let reply = lab.get_with(target, &[("Accept", "application/json")]);
        (reply.status, reply.code())
    };
    for count in ["0", "501", "+5", "1.5", "x", ""] {
        assert_eq!(code(&format!("/roundtrip?count={count}")), (400, "count_invalid".to_owned()), "{count}");
    }
    for host in ["192.0.2.1", "example.com", "0.0.0.0", "::", "127.1"] {
        assert_eq!(code(&format!("/roundtrip?host={host}")), (400, "host_invalid".to_owned()), "{host}");
    }
}

#[test]
fn it_makes_one_measurement_at_a_time_and_ends_with_who_asked() {
    let lab = Lab::start();
    let mut first = lab.connect();
    let mut second = lab.connect();
    // The first needs a thousand turns of the thread that answers, the second one.
    write(&mut first, &lab, "/roundtrip?count=500&format=json");
    write(&mut second, &lab, "/roundtrip?count=1&format=json");
    let refused = second.reply();
    assert_eq!((refused.status, refused.code().as_str()), (429, "roundtrip_busy"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    // Who asked goes, with a reset; its turn ends then, and not when all of its rounds would have been made.
    SockRef::from(first.stream()).set_linger(Some(Duration::ZERO)).unwrap();
    drop(first);
    let answered = (0..10_000).find_map(|_| {
        write(&mut second, &lab, "/roundtrip?count=1&format=json");
        Some(second.reply()).filter(|reply| reply.status == 200)
    });
    assert_eq!(answered.unwrap().json()["made"], 1);
    // Each round makes one that is numbered, at least.
    assert!(connections(&lab) < 500, "all rounds were made for somebody who had gone");
}

#[test]
fn stopping_the_lab_ends_a_measurement() {
    let lab = Lab::start();
    let mut asks = lab.connect();
    write(&mut asks, &lab, "/roundtrip?count=500&format=json");
    // The answer to this comes while the other is being measured.
    assert_eq!(lab.get("/health").status, 200);
    let took = lab.stop();
    assert!(took < Duration::from_secs(2), "{took:?}");
    asks.rest();
}

#[test]
fn the_journal_has_one_entry_for_it_all() {
    let lab = Lab::start();
    lab.json("/roundtrip?count=50");
    assert_eq!(lab.get("/roundtrip/once").status, 204);
    let journal = lab.json("/journal");
    let targets: Vec<_> = journal["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["event"]["request"]["target"].as_str().unwrap())
        .collect();
    assert_eq!(targets, ["/roundtrip?count=50"]);
    assert_eq!(journal["total"], 1);
    // What is refused there, and what is no such answer, is told like anything else.
    assert_eq!(lab.send("POST", "/roundtrip/once", &[], b"").status, 405);
    assert_eq!(lab.json("/journal")["entries"][0]["event"]["request"]["target"], "/roundtrip/once");
}

#[test]
fn the_empty_answer_passes_the_guard_like_any_other_and_closes_on_request() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    for _ in 0..2 {
        write(&mut wire, &lab, "/roundtrip/once");
        let reply = wire.reply();
        assert_eq!((reply.status, reply.header("connection")), (204, None));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    write(&mut wire, &lab, "/roundtrip/once?n=1&then=close");
    let reply = wire.reply();
    assert_eq!((reply.status, reply.header("connection")), (204, Some("close")));
    assert_eq!(wire.rest(), b"");
    assert_eq!(lab.get_with("/roundtrip/once", &[("Sec-Fetch-Site", "cross-site")]).status, 403);
}

/// The pairs of sockets in TIME_WAIT that have this port at either end.
#[cfg(target_os = "linux")]
fn waiting(port: u16) -> std::collections::HashSet<(String, String)> {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let end = format!(":{port:04X}");
    // Columns 2 and 3 are the two sockets, column 4 the state; 06 is TIME_WAIT (proc_pid_net(5)).
    let pair = |line: &str| {
        let words: Vec<_> = line.split_ascii_whitespace().collect();
        let ours = words[3] == "06" && (words[1].ends_with(&end) || words[2].ends_with(&end));
        ours.then(|| (words[1].to_owned(), words[2].to_owned()))
    };
    table.lines().skip(1).filter_map(pair).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn no_connection_is_left_in_time_wait() {
    let lab = Lab::start();
    let port = lab.address().port();
    // The system may have lent the same number to others before.
    let before = waiting(port);
    lab.json("/roundtrip?count=50");
    let after = waiting(port);
    let left: Vec<_> = after.difference(&before).collect();
    assert!(left.len() <= 1, "only whoever asked may be left: {left:?}");
}

#[test]
fn a_terminal_gets_figures_and_a_drawing() {
    let lab = Lab::start();
    let text = lab.get("/roundtrip?count=30").text();
    for word in
        ["30 rounds to", "median", "99th", "TCP connect", "HTTP, kept", "HTTP, new", "not counted", "█"]
    {
        assert!(text.contains(word), "{word} is missing:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}
