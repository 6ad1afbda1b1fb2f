//! `/status`, `/delay` and `/bytes`: what they answer, and that they are bounded.

use std::io::ErrorKind;
use std::time::Duration;

use protocol::on_demand::{MAX_BYTES, MAX_DELAY_MS, MAX_DELAYS};
use socket2::SockRef;
use tests::lab::{Lab, Wire};

const JSON: (&str, &str) = ("Accept", "application/json");

#[test]
fn a_status_comes_as_it_was_asked_for_with_what_it_must_have() {
    let lab = Lab::start();
    for status in [200, 201, 202, 203, 206, 226, 299] {
        let reply = lab.get_with(&format!("/status/{status}"), &[JSON]);
        assert_eq!((reply.status, &reply.json()["status"]), (status, &status.into()));
    }
    for status in [204, 205, 304] {
        let reply = lab.get(&format!("/status/{status}"));
        assert_eq!((reply.status, reply.body.len()), (status, 0));
    }
    for status in [301, 302, 303, 307, 308] {
        let reply = lab.get(&format!("/status/{status}"));
        assert_eq!((reply.status, reply.header("location")), (status, Some("/status/200")));
    }
    let basic = r#"Basic realm="Loopback Lab practice", charset="UTF-8""#;
    for (status, field, wanted) in [
        (401, "www-authenticate", basic),
        (405, "allow", "GET, HEAD, OPTIONS"),
        (407, "proxy-authenticate", basic),
        (416, "content-range", "bytes */0"),
        (426, "upgrade", "websocket"),
        (429, "retry-after", "1"),
        (503, "retry-after", "1"),
    ] {
        let reply = lab.get_with(&format!("/status/{status}"), &[JSON]);
        assert_eq!(
            (reply.status, reply.header(field), reply.code().as_str()),
            (status, Some(wanted), "asked_for")
        );
    }
    for status in [400, 404, 418, 451, 499, 500, 502, 599] {
        let reply = lab.get_with(&format!("/status/{status}"), &[JSON]);
        assert_eq!((reply.status, reply.code().as_str()), (status, "asked_for"));
        assert!(!reply.json()["title"].as_str().unwrap().is_empty());
        for field in ["www-authenticate", "allow", "proxy-authenticate", "retry-after", "location"] {
            assert_eq!(reply.header(field), None, "{status}");
        }
    }
    assert_eq!(lab.get("/status/418").text().lines().next(), Some("418 I'm a teapot"));
    let text = lab.get("/status/299").text();
    assert!(text.starts_with("status  299 (no name is registered)\nclass   successful: "), "{text}");
}

#[test]
fn what_is_no_final_status_is_told_why() {
    let lab = Lab::start();
    for (code, words) in [
        ("100", "interim"),
        ("103", "interim"),
        ("199", "interim"),
        ("99", "three digits"),
        ("600", "three digits"),
        ("1000", "three digits"),
        ("0", "three digits"),
        ("-200", "three digits"),
        ("+200", "three digits"),
        ("0204", "three digits"),
        ("2e2", "three digits"),
        ("%31%30%30%30%30%30%30%30%30%30%30%30", "three digits"),
        ("abc", "three digits"),
    ] {
        let reply = lab.get_with(&format!("/status/{code}"), &[JSON]);
        assert_eq!((reply.status, reply.code().as_str()), (400, "status_invalid"), "{code}");
        assert!(reply.text().contains(words), "{code}: {}", reply.text());
    }
}

fn delay(lab: &Lab, ms: u64) -> Wire {
    let mut wire = lab.connect();
    wire.write(format!("GET /delay/{ms}?format=json HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    wire
}

#[test]
fn a_delay_is_bounded_in_time_and_number_and_ends_with_who_asked() {
    let lab = Lab::start();
    let reply = delay(&lab, 20).reply().json();
    assert_eq!(reply["asked_ms"], 20);
    assert!(reply["waited_us"].as_u64().unwrap() >= 20_000, "{reply}");
    assert_eq!(lab.get("/delay/0").status, 200);
    for ms in ["-1", "5001", "x", "", "1.5", "%2B5"] {
        let reply = lab.get_with(&format!("/delay/{ms}"), &[JSON]);
        let wanted = if ms.is_empty() { (404, "not_found") } else { (400, "delay_invalid") };
        assert_eq!((reply.status, reply.code().as_str()), wanted, "{ms}");
    }
    let mut waiting: Vec<_> = (0..MAX_DELAYS).map(|_| delay(&lab, MAX_DELAY_MS)).collect();
    // Requests on other connections may be read in another order.
    let mut extra = Vec::new();
    let refused = loop {
        let reply = delay(&lab, 0).reply();
        if reply.status == 503 {
            break reply;
        }
        extra.push(reply);
        assert!(extra.len() < 10_000, "one too many is refused");
    };
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("delays_full", Some("1")));
    // Who resets the connection leaves a place before the time is over. Who closes it may still wait for the answer.
    for gone in waiting.drain(MAX_DELAYS / 2..) {
        SockRef::from(gone.stream()).set_linger(Some(Duration::ZERO)).unwrap();
    }
    while delay(&lab, 0).reply().status != 200 {}
    // All were begun before, and those who stayed still wait.
    waiting[0].stream().set_nonblocking(true).unwrap();
    assert_eq!(waiting[0].stream().peek(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    // The lab does not wait for them when it stops.
    assert!(lab.stop() < Duration::from_secs(2));
}

#[test]
fn bytes_are_announced_always_the_same_and_bounded() {
    let lab = Lab::start();
    let whole = lab.get("/bytes/200000");
    assert_eq!(whole.header("content-length"), Some("200000"));
    assert_eq!(whole.header("transfer-encoding"), None);
    assert_eq!(whole.header("content-type"), Some("application/octet-stream"));
    assert!(whole.body.is_ascii() && whole.body[64..].starts_with(b"000000064 "));
    assert!(whole.body[199_936..].starts_with(b"000199936 "));
    for count in [0, 1, 64, 65_536, 65_537] {
        assert_eq!(lab.get(&format!("/bytes/{count}")).body, whole.body[..count], "{count}");
    }
    let head = lab.send("HEAD", "/bytes/200000", &[], b"");
    assert_eq!((head.status, head.header("content-length")), (200, Some("200000")));
    for count in ["-1", "x", "1e3", &(MAX_BYTES + 1).to_string(), "99999999999999999999"] {
        let reply = lab.get_with(&format!("/bytes/{count}"), &[JSON]);
        assert_eq!((reply.status, reply.code().as_str()), (400, "count_invalid"), "{count}");
    }
    // Who does not read holds up nobody but itself.
    let mut slow = Wire::narrow(lab.address());
    slow.write(format!("GET /bytes/{MAX_BYTES} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    assert_eq!(slow.head().status, 200);
    assert_eq!(lab.get("/health").status, 200);
    assert!(lab.stop() < Duration::from_secs(2));
}

#[test]
fn a_status_without_a_name_has_none_in_its_line() {
    let lab = Lab::start();
    for (code, line) in [(299, "HTTP/1.1 299 "), (599, "HTTP/1.1 599 "), (404, "HTTP/1.1 404 Not Found")] {
        let mut wire = lab.connect();
        wire.write(format!("GET /status/{code} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
        assert_eq!(wire.line().as_deref(), Some(line));
    }
}
