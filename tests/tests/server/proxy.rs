//! Caching reverse proxies: what is kept for how long, what goes on to the target and what does not, and what happens where the
//! target does not answer. Asked with the real curl and byte for byte.

#[path = "proxy/hostile.rs"]
mod hostile;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};

use protocol::fetch::Fetched;
use protocol::listeners::{Details, Listener};
use protocol::proxy::Cached;
use serde_json::{Value, json};
use tests::children::Program as _;
use tests::lab::{Lab, PATIENCE, Reply, Wire, send, unlent_port};

use crate::listeners::{done, path};

/// The next request that comes, without its body. Whoever only knocks, as a scan does, has not asked.
fn asked(socket: &TcpListener) -> Option<(BufReader<TcpStream>, String)> {
    loop {
        let (stream, _) = socket.accept().ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|bytes| bytes > 0) {}
        if !head.is_empty() {
            return Some((reader, head));
        }
    }
}

/// A server that answers as it is told, and tells what it was asked.
struct Origin {
    address: SocketAddr,
    heads: Receiver<String>,
    answers: Sender<Vec<u8>>,
}

impl Origin {
    fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let (told, heads) = channel();
        let (answers, next) = channel::<Vec<u8>>();
        // It ends with the last answer, when the test has dropped its end.
        std::thread::spawn(move || {
            while let Ok(answer) = next.recv() {
                let Some((mut reader, mut head)) = asked(&socket) else { return };
                let length =
                    head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                let mut body = vec![0; length.unwrap_or(0)];
                reader.read_exact(&mut body).unwrap();
                head.push_str(&String::from_utf8(body).unwrap());
                let _ = told.send(head);
                let _ = reader.get_mut().write_all(&answer);
            }
        });
        Self { address, heads, answers }
    }

    /// Answers the next request so. The lines are of the head, without its length.
    fn next(&self, lines: &[&str], body: &str) {
        let head = lines.join("\r\n");
        self.answers
            .send(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
            .unwrap();
    }

    /// What it was asked: the head, in small letters but for its first line, and the body.
    fn asked(&self) -> String {
        self.heads.recv_timeout(PATIENCE).expect("the target was asked")
    }

    fn was_not_asked(&self) {
        assert!(self.heads.try_recv().is_err());
    }
}

fn proxy(lab: &Lab, target: SocketAddr) -> Listener {
    done(lab, "POST", "/listeners", &json!({ "kind": "proxy", "target": target }))
}

fn get(listener: &Listener, fields: &[(&str, &str)]) -> Reply {
    send(listener.local, "GET", "/", fields, b"")
}

fn cached(lab: &Lab, listener: &Listener) -> Cached {
    let now: Listener = done(lab, "GET", &path(listener, ""), &Value::Null);
    match now.details {
        Some(Details::Proxy(cached)) => cached,
        other => panic!("{other:?}"),
    }
}

/// `X-Cache` and the body.
fn came(reply: &Reply) -> (&str, String) {
    (reply.header("x-cache").unwrap_or("none"), reply.text())
}

#[test]
fn the_real_curl_sees_miss_then_hit() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    origin.next(
        &["HTTP/1.1 200 OK", "Cache-Control: max-age=600", "Age: 7", "Connection: X-Hop", "X-Hop: 1"],
        "hello",
    );
    let curl = || {
        let output = Command::new("curl").args(["-sS", "-i", &format!("http://{}/", listener.local)]).runs();
        String::from_utf8(output.expect("curl is on PATH").stdout).unwrap().to_ascii_lowercase()
    };
    let first = curl();
    let local = listener.local;
    assert!(first.contains("x-cache: miss") && first.contains(&format!("via: 1.1 {local}")), "{first}");
    assert!(first.ends_with("hello") && !first.contains("x-hop"), "{first}");
    let second = curl();
    assert!(
        second.contains("x-cache: hit") && second.contains("\r\nage: ") && second.ends_with("hello"),
        "{second}"
    );
    let asked = origin.asked();
    assert!(
        asked.starts_with("GET / HTTP/1.1\r\n") && asked.contains(&format!("via: 1.1 {local}")),
        "{asked}"
    );
    assert!(asked.contains(&format!("host: {}\r\n", origin.address)), "{asked}");
    origin.was_not_asked();
    let cached = cached(&lab, &listener);
    assert_eq!((cached.hits, cached.misses, cached.entries), (1, 1, 1), "{cached:?}");
    assert!(cached.bytes > 5 && cached.target == origin.address);
}

#[test]
fn what_is_stale_is_vouched_for_or_replaced() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    origin.next(&["HTTP/1.1 200 OK", "ETag: \"one\""], "one");
    assert_eq!(came(&get(&listener, &[])), ("MISS", "one".into()));
    origin.asked();
    // It never said how long it is fresh, so that it is asked about each time.
    origin.next(&["HTTP/1.1 304 Not Modified", "ETag: \"one\"", "X-New: yes"], "");
    let again = get(&listener, &[]);
    assert_eq!(came(&again), ("REVALIDATED", "one".into()));
    assert_eq!((again.status, again.header("age"), again.header("x-new")), (200, Some("0"), Some("yes")));
    assert!(origin.asked().contains("if-none-match: \"one\"\r\n"));
    origin.next(&["HTTP/1.1 200 OK", "ETag: \"two\"", "Cache-Control: max-age=600"], "two");
    assert_eq!(came(&get(&listener, &[])), ("MISS", "two".into()));
    assert!(origin.asked().contains("if-none-match: \"one\"\r\n"));
    assert_eq!(came(&get(&listener, &[])), ("HIT", "two".into()));
    // The client has it already, and is told so, whoever vouched.
    let has = get(&listener, &[("If-None-Match", "\"two\"")]);
    assert_eq!((has.status, has.header("x-cache"), has.header("etag")), (304, Some("HIT"), Some("\"two\"")));
    let head = send(listener.local, "HEAD", "/", &[], b"");
    assert_eq!(
        (head.status, head.header("x-cache"), head.header("content-length")),
        (200, Some("HIT"), Some("3"))
    );
    // A client may insist on asking.
    origin.next(&["HTTP/1.1 304 Not Modified", "ETag: \"two\""], "");
    assert_eq!(came(&get(&listener, &[("Cache-Control", "no-cache")])), ("REVALIDATED", "two".into()));
    origin.asked();
    // A 304 about something else is of no use: it is asked for again, without conditions.
    origin.next(&["HTTP/1.1 304 Not Modified", "ETag: \"other\""], "");
    origin.next(&["HTTP/1.1 200 OK", "ETag: \"three\""], "three");
    assert_eq!(came(&get(&listener, &[("Cache-Control", "no-cache")])), ("MISS", "three".into()));
    assert!(origin.asked().contains("if-none-match") && !origin.asked().contains("if-none-match"));
    let cached = cached(&lab, &listener);
    assert_eq!((cached.hits, cached.misses, cached.revalidated, cached.entries), (3, 3, 2, 1), "{cached:?}");
}

#[test]
fn what_is_for_one_client_is_not_kept() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    let fresh = "Cache-Control: max-age=600";
    for (fields, lines, wanted) in [
        (&[][..], &["Cache-Control: no-store"][..], "MISS"),
        (&[], &[fresh, "Set-Cookie: a=1"], "MISS"),
        (&[], &["Cache-Control: private, max-age=600"], "MISS"),
        (&[], &[fresh, "Vary: *"], "MISS"),
        (&[("Authorization", "Basic eA==")], &[fresh], "BYPASS"),
        (&[("Range", "bytes=0-1")], &[fresh], "BYPASS"),
        (&[("Cache-Control", "no-store")], &[fresh], "BYPASS"),
    ] {
        origin.next(&[&["HTTP/1.1 200 OK"], lines].concat(), "mine");
        assert_eq!(came(&get(&listener, fields)), (wanted, "mine".into()), "{fields:?} {lines:?}");
        origin.asked();
    }
    assert_eq!(cached(&lab, &listener).entries, 0);
    let reply = get(&listener, &[("Cache-Control", "only-if-cached"), ("Accept", "application/json")]);
    assert_eq!((reply.status, reply.code().as_str()), (504, "not_kept"));
    // Languages are kept side by side.
    for language in ["de", "en"] {
        origin.next(&["HTTP/1.1 200 OK", fresh, "Vary: Accept-Language"], language);
        assert_eq!(came(&get(&listener, &[("Accept-Language", language)])), ("MISS", language.into()));
        origin.asked();
    }
    assert_eq!(came(&get(&listener, &[("Accept-Language", "de")])), ("HIT", "de".into()));
    // Something is changed: what was kept about that path is void.
    origin.next(&["HTTP/1.1 200 OK"], "done");
    let put = send(listener.local, "PUT", "/", &[], b"new text");
    assert_eq!(came(&put), ("BYPASS", "done".into()));
    assert!(origin.asked().ends_with("new text"));
    assert_eq!(cached(&lab, &listener).entries, 0);
}

#[test]
fn long_and_chunked_answers_pass_and_short_ones_are_kept() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    let long = "x".repeat(3_000_000);
    origin.next(&["HTTP/1.1 200 OK", "Cache-Control: max-age=600"], &long);
    assert_eq!(came(&get(&listener, &[])), ("MISS", long));
    assert_eq!(cached(&lab, &listener).entries, 0);
    let chunks = b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    origin.answers.send(chunks.to_vec()).unwrap();
    assert_eq!(came(&get(&listener, &[])), ("MISS", "abcde".into()));
    let kept = get(&listener, &[]);
    assert_eq!((came(&kept), kept.header("content-length")), (("HIT", "abcde".into()), Some("5")));
    // Half an answer is handed on as far as it came, and never kept.
    origin
        .answers
        .send(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: 10\r\n\r\nhalf".to_vec())
        .unwrap();
    let mut wire = Wire::to(listener.local);
    wire.write(format!("GET /half HTTP/1.1\r\nHost: {}\r\n\r\n", listener.local).as_bytes());
    assert_eq!(wire.head().status, 200);
    assert_eq!(wire.rest(), b"half");
    assert_eq!(cached(&lab, &listener).entries, 1);
    let reply =
        send(listener.local, "POST", "/", &[("Accept", "application/json")], &vec![b'x'; 64 * 1024 + 1]);
    assert_eq!((reply.status, reply.code().as_str()), (413, "body_too_long"));
}

#[test]
fn a_target_that_does_not_answer_is_told_apart() {
    let lab = Lab::start();
    let json = [("Accept", "application/json")];
    let closed = SocketAddr::from(([127, 0, 0, 1], unlent_port()));
    let reply = get(&proxy(&lab, closed), &json);
    assert_eq!((reply.status, reply.code().as_str()), (502, "target_unreachable"));
    assert!(
        reply.text().contains("ECONNREFUSED") && reply.text().contains(&closed.to_string()),
        "{}",
        reply.text()
    );
    let origin = Origin::start();
    origin.answers.send(b"+PONG\r\n".to_vec()).unwrap();
    let listener = proxy(&lab, origin.address);
    let reply = get(&listener, &json);
    assert_eq!((reply.status, reply.code().as_str()), (502, "target_broken"), "{}", reply.text());
    origin.answers.send(Vec::new()).unwrap();
    let reply = get(&listener, &[]);
    assert_eq!(reply.status, 502);
    assert!(reply.text().contains("Next: ") && reply.header("x-cache").is_none(), "{}", reply.text());
    assert_eq!(cached(&lab, &listener).failed, 2);
    if cfg!(target_os = "linux") {
        // Its queue is full: the system does not answer the connect.
        let silent: Listener = done(&lab, "POST", "/listeners", &json!({ "kind": "silent" }));
        let reply = get(&proxy(&lab, silent.local), &json);
        assert_eq!((reply.status, reply.code().as_str()), (504, "target_silent"));
    }
}

#[test]
fn a_target_that_takes_the_connection_and_says_nothing_is_given_up() {
    let lab = Lab::start();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let listener = proxy(&lab, socket.local_addr().unwrap());
    let reply = get(&listener, &[("Accept", "application/json")]);
    assert_eq!((reply.status, reply.code().as_str()), (504, "target_late"));
}

#[test]
fn requests_that_go_in_circles_end() {
    let lab = Lab::start();
    let address = SocketAddr::from(([127, 0, 0, 1], unlent_port()));
    let one = proxy(&lab, address);
    let body = json!({ "kind": "proxy", "target": one.local, "port": address.port() });
    let other: Listener = done(&lab, "POST", "/listeners", &body);
    let reply = get(&one, &[("Accept", "application/json")]);
    assert_eq!((reply.status, reply.code().as_str()), (508, "proxy_loop"));
    assert_eq!(other.local, address);
}

#[test]
fn only_a_loopback_target_and_not_itself() {
    let lab = Lab::start();
    let free = SocketAddr::from(([127, 0, 0, 1], unlent_port()));
    for (body, code) in [
        (json!({ "kind": "proxy" }), "target_invalid"),
        (json!({ "kind": "proxy", "target": "192.0.2.1:80" }), "target_invalid"),
        (json!({ "kind": "proxy", "target": "0.0.0.0:80" }), "target_invalid"),
        (json!({ "kind": "proxy", "target": "127.0.0.1:0" }), "target_invalid"),
        (json!({ "kind": "proxy", "target": "localhost:80" }), "body_invalid"),
        (json!({ "kind": "proxy", "target": free, "port": free.port() }), "target_own"),
        (json!({ "kind": "tcp-echo", "target": free }), "target_invalid"),
    ] {
        let fields = [("Accept", "application/json"), ("Content-Type", "application/json")];
        let reply = lab.send("POST", "/listeners", &fields, body.to_string().as_bytes());
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{body}");
    }
    TcpListener::bind(free).expect("nothing was bound");
}

#[test]
fn a_web_page_elsewhere_reaches_nothing_through_it() {
    let lab = Lab::start();
    let listener = proxy(&lab, lab.address());
    let local = listener.local;
    for (fields, status) in [
        (format!("Host: {local}"), 200),
        (format!("Host: localhost:{}", local.port()), 200),
        (format!("Host: {}", lab.address()), 421),
        ("Host: evil.example".to_owned(), 421),
        (format!("Host: {local}\r\nSec-Fetch-Site: cross-site"), 403),
        (format!("Host: {local}\r\nSec-Fetch-Site: same-site"), 403),
        (format!("Host: {local}\r\nOrigin: http://evil.example"), 403),
    ] {
        let mut wire = Wire::to(local);
        wire.write(format!("GET /health HTTP/1.1\r\n{fields}\r\n\r\n").as_bytes());
        assert_eq!(wire.reply().status, status, "{fields}");
    }
    let mut wire = Wire::to(local);
    wire.write(format!("CONNECT {local} HTTP/1.1\r\nHost: {local}\r\n\r\n").as_bytes());
    assert!(wire.head().status >= 400);
    // What the lab says of itself is not for keeping.
    let twice = || came(&send(local, "GET", "/health", &[], b"")).0.to_owned();
    assert_eq!((twice(), twice()), ("MISS".into(), "MISS".into()));
}

#[test]
fn the_lab_asks_through_it_and_tells_what_came() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    origin.next(&["HTTP/1.1 200 OK", "Cache-Control: max-age=600"], "hello");
    let ask = |body: Value| done::<Fetched>(&lab, "POST", &path(&listener, "/requests"), &body);
    let cache = |fetched: &Fetched| {
        fetched
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("x-cache"))
            .map(|(_, value)| value.clone())
    };
    let first = ask(json!({ "target": "/" }));
    assert_eq!((first.status, first.body.as_str(), first.body_bytes), (200, "hello", 5));
    assert_eq!(cache(&first).as_deref(), Some("MISS"));
    assert_eq!(cache(&ask(json!({ "target": "/" }))).as_deref(), Some("HIT"));
    origin.asked();
    origin.next(&["HTTP/1.1 204 No Content"], "");
    let put =
        ask(json!({ "method": "PUT", "target": "/a?b=c", "headers": [["X-Mine", "1"]], "body": "new" }));
    assert_eq!((put.status, cache(&put).as_deref()), (204, Some("BYPASS")));
    let asked = origin.asked();
    assert!(
        asked.starts_with("PUT /a?b=c HTTP/1.1\r\n") && asked.contains("x-mine: 1") && asked.ends_with("new"),
        "{asked}"
    );
    for body in [
        json!({ "target": "http://evil.example/" }),
        json!({ "target": "/a b" }),
        json!({ "target": "/", "method": "GET /x" }),
        json!({ "target": "/", "headers": [["Host", "evil.example"]] }),
        json!({ "target": "/", "headers": [["X", "a\r\nb: c"]] }),
        json!({ "target": "/", "body": "x".repeat(1025) }),
    ] {
        let fields = [("Accept", "application/json"), ("Content-Type", "application/json")];
        let reply = lab.send("POST", &path(&listener, "/requests"), &fields, body.to_string().as_bytes());
        assert_eq!((reply.status, reply.code().as_str()), (400, "unspeakable"), "{body}");
    }
}

#[test]
fn it_ends_with_the_lab_while_it_waits_for_its_target() {
    let lab = Lab::start();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let listener = proxy(&lab, socket.local_addr().unwrap());
    let mut wire = Wire::to(listener.local);
    wire.write(format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", listener.local).as_bytes());
    let (mut waiting, _) = socket.accept().unwrap();
    let took = lab.stop();
    assert!(took < std::time::Duration::from_secs(2), "{took:?}");
    assert_eq!(wire.rest(), b"");
    // The target is told: its connection ends too.
    let mut rest = Vec::new();
    waiting.read_to_end(&mut rest).unwrap();
    assert!(TcpStream::connect(listener.local).is_err());
}

#[test]
fn the_page_of_an_http_hello_is_something_to_keep() {
    let lab = Lab::start();
    let origin: Listener = done(&lab, "POST", "/listeners", &json!({ "kind": "http-hello" }));
    let listener = proxy(&lab, origin.local);
    let ask = |target: &str, fields: &[(&str, &str)]| send(listener.local, "GET", target, fields, b"");
    let first = "This is the first version of this page.\n";
    assert_eq!(came(&ask("/page?max_age=600", &[])), ("MISS", first.into()));
    assert_eq!(came(&ask("/page?max_age=600", &[])), ("HIT", first.into()));
    assert_eq!(came(&ask("/page", &[])), ("MISS", first.into()));
    assert_eq!(came(&ask("/page", &[])), ("REVALIDATED", first.into()));
    // It is changed behind the proxy's back.
    let put = send(origin.local, "PUT", "/page", &[], b"second");
    assert_eq!((put.status, put.header("x-cache")), (200, None));
    assert_eq!(came(&ask("/page?max_age=600", &[])), ("HIT", first.into()), "it keeps what was fresh then");
    assert_eq!(came(&ask("/page", &[])), ("MISS", "second".into()));
    assert_eq!(came(&ask("/page?max_age=600", &[("Cache-Control", "no-cache")])), ("MISS", "second".into()));
    // What the page says of itself, asked directly.
    let page = send(origin.local, "GET", "/page?max_age=5", &[], b"");
    assert_eq!((page.status, page.header("cache-control")), (200, Some("max-age=5")));
    let tag = page.header("etag").unwrap();
    assert_eq!(send(origin.local, "GET", "/page", &[("If-None-Match", tag)], b"").status, 304);
    for (method, target, body, status) in [
        ("GET", "/page?max_age=x", &b""[..], 400),
        ("PUT", "/page", &[b'x'; 4097], 413),
        ("DELETE", "/page", b"", 405),
    ] {
        assert_eq!(send(origin.local, method, target, &[], body).status, status, "{method} {target}");
    }
    let page = send(origin.local, "GET", "/page", &[("Origin", "http://evil.example")], b"");
    assert_eq!(page.status, 403);
    // What goes through the proxy is as the server behind it sent it, secured or not.
    assert_eq!(
        ask("/page", &[]).header("content-security-policy"),
        send(origin.local, "GET", "/page", &[], b"").header("content-security-policy")
    );
}
