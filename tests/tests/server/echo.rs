//! `/echo`: what arrived, in order, in its own spelling; and each request its own, however the bytes were cut.

use serde_json::{Value, json};
use tests::lab::{Lab, Wire};

fn echo(wire: &mut Wire) -> Value {
    let reply = wire.reply();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn headers_keep_their_order_their_spelling_and_their_duplicates() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    let request = format!(
        "BREW /echo/pot?a=%20&&b HTTP/1.1\r\nx-LAST: 1\r\nHost: {}\r\nX-A:  padded \r\nx-last: 2\r\n\
         Accept: application/json\r\nX-Latin: \u{e9}\r\nX-Empty:\r\n\r\n",
        lab.address()
    );
    wire.write(request.as_bytes());
    let echo = echo(&mut wire);
    assert_eq!(echo["method"], "BREW");
    assert_eq!(echo["target"], "/echo/pot?a=%20&&b");
    assert_eq!(echo["version"], "HTTP/1.1");
    assert_eq!(
        echo["headers"],
        json!([
            ["x-LAST", "1"],
            ["Host", lab.address().to_string()],
            ["X-A", "padded"],
            ["x-last", "2"],
            ["Accept", "application/json"],
            ["X-Latin", "é"],
            ["X-Empty", ""]
        ])
    );
    assert_eq!(echo["connection"]["peer"], wire.local().to_string());
    assert_eq!(echo["connection"]["local"], lab.address().to_string());
}

#[test]
fn pipelined_requests_each_find_their_own_head() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    let host = lab.address();
    let mut bytes = Vec::new();
    for number in 0..40 {
        let body = format!("GET /echo/wrong HTTP/1.1\r\nHost: {host}\r\n\r\n{number}");
        bytes.extend(
            format!("PUT /echo/{number}?format=json HTTP/1.1\r\nX-Number: {number}\r\nHost: {host}\r\n")
                .bytes(),
        );
        if number % 2 == 0 {
            bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes());
        } else {
            bytes.extend(
                format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).bytes(),
            );
        }
    }
    wire.write(&bytes);
    for number in 0..40 {
        let echo = echo(&mut wire);
        assert_eq!(echo["target"], format!("/echo/{number}?format=json"));
        assert_eq!(echo["headers"][0], json!(["X-Number", number.to_string()]));
        assert!(echo["body"]["text"].as_str().unwrap().ends_with(&format!("\r\n\r\n{number}")));
        assert_eq!(echo["connection"]["id"], 1);
    }
}

#[test]
fn a_request_may_arrive_byte_by_byte() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    for number in 0..2 {
        let request = format!(
            "POST /echo?format=json HTTP/1.1\r\nHost: {}\r\nX-N: {number}\r\nTransfer-Encoding: chunked\r\n\r\n\
             3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n",
            lab.address()
        );
        for byte in request.as_bytes() {
            wire.write(&[*byte]);
        }
        let echo = echo(&mut wire);
        assert_eq!(echo["body"], json!({"length": 5, "text": "abcde"}));
        assert_eq!(echo["headers"][1], json!(["X-N", number.to_string()]));
    }
}

#[test]
fn any_bytes_come_back() {
    let lab = Lab::start();
    let all: Vec<u8> = (0..=255).collect();
    let reply = lab.send("POST", "/echo?format=json", &[("Content-Type", "application/octet-stream")], &all);
    let body = &reply.json()["body"];
    assert_eq!(body["length"], 256);
    assert_eq!(body.get("text"), None);
    assert!(body["base64"].as_str().unwrap().starts_with("AAECAwQFBgcICQ"));
    let empty = lab.json("/echo");
    assert_eq!(empty["body"], json!({"length": 0, "text": ""}));
}

#[test]
fn every_method_is_taken_and_head_has_no_body() {
    let lab = Lab::start();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let reply = lab.send(method, "/echo?format=json", &[], b"");
        assert_eq!((reply.status, reply.json()["method"].as_str()), (200, Some(method)));
    }
    let reply = lab.send("HEAD", "/echo", &[], b"");
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

#[test]
fn a_terminal_sees_the_request_as_it_is_and_cannot_be_controlled_by_it() {
    let lab = Lab::start();
    let reply = lab.send("POST", "/echo", &[("X-B", "1"), ("x-A", "2")], b"one\x1b[31mtwo\n");
    let text = reply.text();
    assert!(text.starts_with("POST /echo HTTP/1.1\nHost: "), "{text}");
    assert!(text.contains("X-B: 1\nx-A: 2\n"), "{text}");
    assert!(text.contains("\n\none\u{fffd}[31mtwo\n\n"), "{text}");
}

#[test]
fn its_number_is_that_of_its_entry() {
    let lab = Lab::start();
    lab.get("/whoami");
    let number = lab.json("/echo/here")["request_id"].as_u64().unwrap();
    let journal = lab.json("/journal");
    let entry = journal["entries"].as_array().unwrap().iter().find(|entry| entry["id"] == number).unwrap();
    assert_eq!(entry["event"]["request"]["target"], "/echo/here");
}

#[test]
fn a_terminal_gets_bytes_as_lines_of_base64_and_whose_number_is_whose() {
    let lab = Lab::start();
    lab.get("/whoami");
    let text = lab.send("POST", "/echo", &[], &[0xff; 300]).text();
    assert!(text.lines().all(|line| line.len() <= 80), "{text}");
    assert!(text.contains("(base64)\n////"), "{text}");
    assert!(text.contains("\nbody of 300 bytes\n"), "{text}");
    assert!(text.ends_with("  connection 2, journal entry 2\n"), "{text}");
    assert!(!lab.get("/echo").text().contains("bytes"));
}

/// A request that is not upgraded is answered like any other: its head says how long its body is.
#[test]
fn a_wish_for_an_upgrade_changes_nothing() {
    let lab = Lab::start();
    for (fields, body) in [("", ""), ("Content-Length: 2\r\n", "ab")] {
        let mut wire = lab.connect();
        wire.write(
            format!(
                "PUT /echo?format=json HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{fields}\r\n{body}",
                lab.address()
            )
            .as_bytes(),
        );
        assert_eq!(echo(&mut wire)["body"]["text"], body);
    }
}
