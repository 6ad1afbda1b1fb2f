//! `/listeners`: practice listeners, the connections that the lab holds to them, messages; and their limits.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};

use protocol::listeners::{
    Connections, Exchange, Listener, Listeners, MAX_CONNECTIONS, MAX_LISTENERS, MAX_MESSAGES, MAX_SERVED,
};
use protocol::sockets::{Sockets, State};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tests::lab::{Lab, PATIENCE, Reply, unlent_port};

use crate::sockets::{QUIET, Watch, ask, count, of};

const JSON: [(&str, &str); 2] = [("Accept", "application/json"), ("Content-Type", "application/json")];

pub(crate) fn send(lab: &Lab, method: &str, target: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    lab.send(method, target, &JSON, body.as_bytes())
}

/// Sends, and reads what comes back.
pub(crate) fn done<T: DeserializeOwned>(lab: &Lab, method: &str, target: &str, body: &Value) -> T {
    let reply = send(lab, method, target, body);
    assert!(matches!(reply.status, 200 | 201), "{method} {target} {body}: {}", reply.text());
    serde_json::from_value(reply.json()).unwrap()
}

/// Starts a listener where no other test scans, at a port of its own.
pub(crate) fn start(lab: &Lab, more: &Value) -> Listener {
    let mut body = json!({ "kind": "tcp-echo", "host": QUIET, "port": unlent_port() });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    done(lab, "POST", "/listeners", &body)
}

/// The address of a listener, or of what lies under it.
pub(crate) fn path(listener: &Listener, rest: &str) -> String {
    format!("/listeners/{}{rest}", listener.id)
}

/// Opens connections and holds them.
pub(crate) fn open(lab: &Lab, listener: &Listener, count: usize) -> Connections {
    done(lab, "POST", &path(listener, "/connections"), &json!({ "count": count }))
}

/// Follows the sockets of a listener.
pub(crate) fn watch(lab: &Lab, listener: &Listener) -> Watch {
    Watch::open(lab, &format!("port={}", listener.local.port()))
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Reads to the end; a reset is one too.
fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    rest
}

#[test]
fn what_is_sent_to_an_echo_comes_back_and_is_counted() {
    let lab = Lab::start();
    let reply = send(&lab, "POST", "/listeners", &json!({ "kind": "tcp-echo", "host": QUIET }));
    assert_eq!((reply.status, reply.header("location")), (201, Some("/listeners/1")));
    let listener: Listener = serde_json::from_value(reply.json()).unwrap();
    assert!(listener.accept && !listener.hold && listener.local.port() != 0 && listener.started_ms > 0);
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let mut stream = connect(listener.local);
    let mut writer = stream.try_clone().unwrap();
    let sent = bytes.clone();
    let writing = std::thread::spawn(move || {
        writer.write_all(&sent).unwrap();
        writer.shutdown(Shutdown::Write).unwrap();
    });
    assert_eq!(rest(&mut stream), bytes);
    writing.join().unwrap();
    let all: Listeners = done(&lab, "GET", "/listeners", &Value::Null);
    assert_eq!((all.listeners.len(), all.limit), (1, MAX_LISTENERS));
    let now: Listener = done(&lab, "GET", "/listeners/1", &Value::Null);
    assert_eq!((now.accepted, now.received_bytes, now.sent_bytes), (1, 100_000, 100_000));
}

#[test]
fn a_terminal_is_told_what_to_type_next() {
    let lab = Lab::start();
    let body = format!(r#"{{"kind":"tcp-echo","host":"{QUIET}"}}"#);
    let empty = lab.get("/listeners").text();
    assert!(
        empty.starts_with("There is no practice listener now.")
            && empty.contains("-d '{\"kind\":\"tcp-echo\"}'")
    );
    let reply = lab.send("POST", "/listeners", &[("Content-Type", "application/json")], body.as_bytes());
    assert_eq!((reply.status, reply.header("content-type")), (201, Some("text/plain; charset=utf-8")));
    let listener: Listener = done(&lab, "GET", "/listeners/1", &Value::Null);
    let (text, port, lab_address) = (reply.text(), listener.local.port(), lab.address());
    for command in [
        format!("    nc {QUIET} {port}\n"),
        format!("    curl 'http://{lab_address}/sockets?port={port}'\n"),
        format!("    curl -X DELETE http://{lab_address}/listeners/1\n"),
    ] {
        assert!(text.contains(&command), "{command} is missing:\n{text}");
    }
    open(&lab, &listener, 2);
    let message = br#"{"count":2,"over":"new"}"#;
    let texts = [
        text,
        lab.get("/listeners").text(),
        lab.get("/listeners/1").text(),
        lab.get("/listeners/1/connections").text(),
        lab.send("POST", "/listeners/1/messages", &JSON[1..], message).text(),
        lab.send("PATCH", "/listeners/1", &JSON[1..], br#"{"accept":false}"#).text(),
        lab.send("DELETE", "/listeners/1/connections?side=client", &[], b"").text(),
        lab.send("DELETE", "/listeners/1", &[], b"").text(),
    ];
    for text in texts {
        assert!(text.ends_with('\n') && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    assert_eq!(lab.get("/listeners?shell=fish").status, 400);
    let windows = lab.get("/listeners?shell=powershell").text();
    let start = format!(
        "    curl.exe --% -X POST http://{lab_address}/listeners -H \"Content-Type: application/json\" "
    );
    assert!(windows.contains(&start) && windows.contains(r#"-d "{\"kind\":\"tcp-echo\"}""#), "{windows}");
    assert!(lab.get("/zoo?shell=cmd").text().contains(r#"-d "{\"kind\":\"reset\"}""#));
    let coloured = lab.get("/listeners?color=always").text();
    assert!(coloured.contains("\u{1b}["), "{coloured}");
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do_next() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    let other = TcpListener::bind((QUIET, 0)).unwrap();
    let taken = other.local_addr().unwrap().port();
    let echo = |more: &Value| {
        let mut body = json!({ "kind": "tcp-echo" });
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        body
    };
    let connections = path(&listener, "/connections");
    let messages = path(&listener, "/messages");
    let one = path(&listener, "");
    for (method, target, body, status, code, says) in [
        ("POST", "/listeners", Value::Null, 400, "body_invalid", "tcp-echo"),
        ("POST", "/listeners", json!(["tcp-echo"]), 400, "body_invalid", "tcp-echo"),
        ("POST", "/listeners", json!({}), 400, "body_invalid", "kind"),
        ("POST", "/listeners", json!([]), 400, "body_invalid", "tcp-echo"),
        ("POST", "/listeners", json!({ "kind": "tcp-ekko" }), 400, "kind_unknown", "tcp-echo"),
        ("POST", "/listeners", echo(&json!({ "prot": 1 })), 400, "body_invalid", "prot"),
        ("POST", "/listeners", echo(&json!({ "port": 65536 })), 400, "body_invalid", "65536"),
        ("POST", "/listeners", echo(&json!({ "host": "localhost" })), 400, "body_invalid", "IP address"),
        ("POST", "/listeners", echo(&json!({ "host": "0.0.0.0" })), 400, "host_invalid", "127.0.0.1"),
        ("POST", "/listeners", echo(&json!({ "host": "192.0.2.1" })), 400, "host_invalid", "loopback only"),
        ("POST", "/listeners", echo(&json!({ "backlog": 4097 })), 400, "backlog_invalid", "4096"),
        (
            "POST",
            "/listeners",
            echo(&json!({ "host": QUIET, "port": taken })),
            409,
            "port_in_use",
            "in use, by",
        ),
        ("GET", "/listeners/2", Value::Null, 404, "listener_unknown", "GET /listeners"),
        ("GET", "/listeners/x", Value::Null, 404, "listener_unknown", "GET /listeners"),
        ("GET", "/listeners/+1", Value::Null, 404, "listener_unknown", "GET /listeners"),
        ("DELETE", "/listeners/2", Value::Null, 404, "listener_unknown", "GET /listeners"),
        ("PATCH", "/listeners/2", json!({}), 404, "listener_unknown", "GET /listeners"),
        ("PATCH", &one, json!({ "port": 1 }), 400, "body_invalid", "port"),
        ("POST", &connections, json!({ "count": 0 }), 400, "count_invalid", "1 to 64"),
        ("POST", &connections, json!({ "count": MAX_CONNECTIONS + 1 }), 400, "count_invalid", "holds 0 now"),
        ("POST", &connections, json!({ "count": -1 }), 400, "body_invalid", "-1"),
        ("DELETE", &connections, Value::Null, 400, "side_invalid", "?side=client"),
        ("POST", &messages, json!({ "count": 0, "over": "new" }), 400, "count_invalid", "1 to 64"),
        (
            "POST",
            &messages,
            json!({ "count": MAX_MESSAGES + 1, "over": "new" }),
            400,
            "count_invalid",
            "Send fewer",
        ),
        ("POST", &messages, json!({ "count": 1, "over": "udp" }), 400, "body_invalid", "kept"),
    ] {
        let reply = send(&lab, method, target, &body);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{method} {target} {body}");
        assert!(reply.text().contains(says), "{method} {target} {body}: {}", reply.text());
    }
    let reply = lab.send("POST", "/listeners", &[("Content-Type", "text/plain")], b"{\"kind\":\"tcp-echo\"}");
    assert_eq!(reply.status, 415);
    let all: Listeners = done(&lab, "GET", "/listeners", &Value::Null);
    assert_eq!(all.listeners.len(), 1, "nothing was started");
}

#[test]
fn who_holds_a_port_is_named() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    let again = json!({ "kind": "tcp-echo", "host": QUIET, "port": listener.local.port() });
    let reply = send(&lab, "POST", "/listeners", &again);
    assert!(reply.text().contains(&format!("(pid {})", std::process::id())), "{}", reply.text());
}

#[test]
fn each_address_takes_its_own_methods() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    for (target, allow) in [
        ("/listeners".to_owned(), "GET, HEAD, POST, OPTIONS"),
        (path(&listener, ""), "GET, HEAD, PATCH, DELETE, OPTIONS"),
        (path(&listener, "/connections"), "GET, HEAD, POST, DELETE, OPTIONS"),
        (path(&listener, "/messages"), "POST, OPTIONS"),
    ] {
        let reply = send(&lab, "PUT", &target, &Value::Null);
        assert_eq!((reply.status, reply.code().as_str()), (405, "method_not_allowed"), "{target}");
        assert_eq!(reply.header("allow"), Some(allow), "{target}");
        let options = send(&lab, "OPTIONS", &target, &Value::Null);
        assert_eq!((options.status, options.header("allow")), (204, Some(allow)), "{target}");
        let head = send(&lab, "HEAD", &target, &Value::Null);
        let wanted = if allow.contains("HEAD") { 200 } else { 405 };
        assert_eq!((head.status, head.body.len()), (wanted, 0), "{target}");
    }
}

#[test]
fn there_are_at_most_so_many() {
    let lab = Lab::start();
    let all: Vec<_> = (0..MAX_LISTENERS).map(|_| start(&lab, &Value::Null)).collect();
    let reply = send(&lab, "POST", "/listeners", &json!({ "kind": "tcp-echo" }));
    assert_eq!((reply.status, reply.code().as_str()), (409, "listeners_full"));
    let stopped: Listener = done(&lab, "DELETE", &path(&all[0], ""), &Value::Null);
    assert_eq!(stopped.local, all[0].local);
    let next = start(&lab, &json!({ "port": all[0].local.port() }));
    assert_eq!(
        (next.local, next.id),
        (all[0].local, all.len() as u64 + 1),
        "its port is free, its number is not"
    );
}

#[test]
fn both_families_and_where_there_are_more_all_loopback_addresses_can_be_bound() {
    let lab = Lab::start();
    let hosts =
        if cfg!(target_os = "linux") { &["::1", "::ffff:127.0.0.1", "127.9.8.7"][..] } else { &["::1"] };
    for host in hosts {
        let listener: Listener =
            done(&lab, "POST", "/listeners", &json!({ "kind": "tcp-echo", "host": host }));
        let mut stream = connect(listener.local);
        stream.write_all(b"hello").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(rest(&mut stream), b"hello", "{host}");
    }
}

#[test]
fn messages_travel_over_one_connection_or_each_over_its_own() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    let ports = |over: &str, count: usize| {
        let exchange: Exchange =
            done(&lab, "POST", &path(&listener, "/messages"), &json!({ "count": count, "over": over }));
        assert!(exchange.messages.iter().all(|message| message.failure.is_none()), "{exchange:?}");
        assert!(exchange.elapsed_us >= exchange.messages.iter().map(|message| message.elapsed_us).sum());
        exchange.messages.iter().map(|message| message.local.unwrap().port()).collect::<Vec<_>>()
    };
    let kept = ports("kept", 5);
    assert!(kept.len() == 5 && kept.iter().all(|port| *port == kept[0]), "{kept:?}");
    let mut new = ports("new", 5);
    new.sort_unstable();
    new.dedup();
    assert_eq!(new.len(), 5, "each has a port of its own");
    let now: Listener = done(&lab, "GET", &path(&listener, ""), &Value::Null);
    assert_eq!((now.accepted, now.received_bytes, now.sent_bytes), (6, 150, 150));
    if cfg!(target_os = "linux") {
        // The client closed each one first.
        let ends = |table: &Sockets| {
            of(table, listener.local)
                .iter()
                .filter(|end| end.state == Some(State::TimeWait))
                .all(|end| end.local != listener.local)
                && count(table, listener.local, State::TimeWait) == 6
        };
        watch(&lab, &listener).until(ends);
    }
    assert_eq!(ports("kept", MAX_MESSAGES).len(), MAX_MESSAGES);
}

#[test]
fn a_listener_that_is_stopped_closes_what_it_served_and_what_is_held_to_it() {
    let lab = Lab::start();
    let listener = start(&lab, &json!({ "hold": true }));
    let mut stream = connect(listener.local);
    stream.write_all(b"a").unwrap();
    stream.read_exact(&mut [0]).unwrap();
    open(&lab, &listener, MAX_CONNECTIONS);
    let stopped: Listener = done(&lab, "DELETE", &path(&listener, ""), &Value::Null);
    assert_eq!((stopped.id, stopped.received_bytes), (listener.id, 1));
    assert_eq!(rest(&mut stream), b"");
    assert_eq!(send(&lab, "GET", &path(&listener, ""), &Value::Null).code(), "listener_unknown");
    let table = ask(&lab, &format!("port={}&state=listen,established,close-wait", listener.local.port()));
    let open: Vec<_> =
        of(&table, listener.local).into_iter().filter(|socket| socket.local == listener.local).collect();
    assert!(open.is_empty(), "{open:?}");
    assert!(TcpStream::connect(listener.local).is_err());
}

/// Numbers begin again with the lab, so that somebody else's listener may have the number by then.
#[test]
fn one_that_was_started_at_another_time_is_not_the_one_that_is_meant() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    for (started, status, code) in [
        ((listener.started_ms - 1).to_string(), 404, "listener_unknown"),
        ("yesterday".to_owned(), 400, "started_invalid"),
        (String::new(), 400, "started_invalid"),
    ] {
        let reply = send(&lab, "DELETE", &path(&listener, &format!("?started_ms={started}")), &Value::Null);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{started}");
        assert!(reply.text().contains("GET /listeners"), "{}", reply.text());
    }
    drop(connect(listener.local));
    let meant = path(&listener, &format!("?started_ms={}", listener.started_ms));
    assert_eq!(done::<Listener>(&lab, "DELETE", &meant, &Value::Null).id, listener.id);
}

#[test]
fn one_connection_too_many_is_turned_away() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    let mut served: Vec<_> = (0..MAX_SERVED)
        .map(|_| {
            let mut stream = connect(listener.local);
            stream.write_all(b"a").unwrap();
            stream.read_exact(&mut [0]).unwrap();
            stream
        })
        .collect();
    assert_eq!(rest(&mut connect(listener.local)), b"");
    let now: Listener = done(&lab, "GET", &path(&listener, ""), &Value::Null);
    assert_eq!((now.accepted, now.open, now.turned_away), (MAX_SERVED as u64, MAX_SERVED, 1));
    // The others are served on.
    served[0].write_all(b"b").unwrap();
    served[0].read_exact(&mut [0]).unwrap();
}

#[test]
fn all_connections_together_are_at_most_so_many() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    open(&lab, &listener, MAX_CONNECTIONS - 1);
    let reply = send(&lab, "POST", &path(&listener, "/connections"), &json!({ "count": 2 }));
    assert_eq!((reply.status, reply.code().as_str()), (400, "count_invalid"));
    assert!(reply.text().contains("count from 1 to 1"), "{}", reply.text());
    assert_eq!(open(&lab, &listener, 1).connections.len(), MAX_CONNECTIONS);
    let reply = send(&lab, "POST", &path(&listener, "/connections"), &json!({ "count": 1 }));
    assert_eq!((reply.status, reply.code().as_str()), (400, "count_invalid"));
}

#[test]
fn a_body_that_does_not_come_is_given_up_and_starts_nothing() {
    let config = server::config::Config {
        client_timeout: std::time::Duration::from_secs(1),
        ..server::config::Config::default()
    };
    let lab = Lab::with(config);
    let mut wire = lab.connect();
    wire.write(
        format!(
            "POST /listeners HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{{\"kind\"",
            lab.address()
        )
        .as_bytes(),
    );
    let reply = wire.reply();
    assert!(reply.status == 408 && reply.text().contains("(body_late)"), "{}", reply.text());
    let all: Listeners = done(&lab, "GET", "/listeners", &Value::Null);
    assert_eq!(all.listeners, []);
}
