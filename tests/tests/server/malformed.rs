//! Bytes that are no request: told in words what they lack.

use tests::lab::{Lab, Reply};

fn send(lab: &Lab, bytes: &[u8]) -> Reply {
    let mut wire = lab.connect();
    wire.write(bytes);
    let reply = wire.reply();
    assert_eq!(wire.rest(), b"", "the connection ends after it");
    assert_eq!(reply.header("connection"), Some("close"));
    assert!(reply.header("date").is_some());
    reply
}

#[test]
fn each_fault_is_named() {
    let lab = Lab::start();
    let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}", "a".repeat(140_000));
    let name = format!("GET / HTTP/1.1\r\nHost: a\r\n{}: b\r\n\r\n", "a".repeat(66_000));
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(96));
    for (bytes, status, words) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], 400, "must have a Host field"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "only one Host"),
        (b"hello\r\n\r\n", 400, "GET / HTTP/1.1"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "http:// in place of https://"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, "one number"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400, "once at most"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            400,
            "contradict",
        ),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400, "that is chunked"),
        (b"GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "has no Transfer-Encoding"),
        (b"POST / HTTP/1.0\r\nHost: a\r\n\r\n", 400, "must say its Content-Length"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400, "header fields"),
        ("GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n".as_bytes(), 400, "%C3%A9"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "--http1.1"),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400, "HTTP/1.1"),
        (long.as_bytes(), 431, "64 KiB"),
        (name.as_bytes(), 431, "64 KiB"),
        (many.as_bytes(), 431, "96 fields"),
    ] {
        let reply = send(&lab, bytes);
        assert_eq!(reply.status, status, "{words}");
        assert!(reply.text().contains(words), "{words}: {}", reply.text());
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    }
    assert_eq!(lab.json("/journal")["total"], 0, "none of them is in the journal");
}

#[test]
fn a_good_request_before_it_is_still_answered() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    wire.write(format!("GET /echo HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    assert_eq!(wire.reply().status, 200);
    wire.write(b"nonsense\r\n\r\n");
    let reply = wire.reply();
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("(request_malformed)"), "{}", reply.text());
}
