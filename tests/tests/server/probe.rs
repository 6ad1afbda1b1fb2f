//! `/probe/{port}`: open, closed, filtered and error apart; self-connects detected; nothing but loopback dialled.

use std::net::{TcpListener, TcpStream};

use serde_json::Value;
use socket2::{Domain, Socket, Type};
use tests::lab::Lab;

fn probe(lab: &Lab, port: u16, query: &str) -> Value {
    lab.json(&format!("/probe/{port}?{query}"))
}

/// A port that nothing listens on: bound, so that nobody else takes it, but not listening.
fn closed() -> (Socket, u16) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    let port = socket.local_addr().unwrap().as_socket().unwrap().port();
    (socket, port)
}

#[test]
fn an_open_port_names_its_listener() {
    let lab = Lab::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let probe = probe(&lab, port, "");
    assert_eq!(probe["state"], "open");
    assert_eq!(probe["target"], format!("127.0.0.1:{port}"));
    assert_eq!(probe["errno"], Value::Null);
    assert!(probe["elapsed_us"].as_u64().unwrap() > 0);
    if cfg!(target_os = "linux") {
        assert_eq!(probe["listener"]["pid"], std::process::id());
        assert_eq!(probe["listener"]["local"], format!("127.0.0.1:{port}"));
    }
    // The probe did connect, and hung up.
    let (_, peer) = listener.accept().unwrap();
    assert!(peer.ip().is_loopback());
}

#[test]
fn a_closed_port_is_refused_at_once() {
    let lab = Lab::start();
    let (_socket, port) = closed();
    let probe = probe(&lab, port, "timeout_ms=10000");
    assert_eq!(probe["state"], "closed");
    if cfg!(unix) {
        assert_eq!(probe["errno"], "ECONNREFUSED");
        assert!(probe["elapsed_us"].as_u64().unwrap() < 1_000_000);
    }
    assert_eq!(probe["listener"], Value::Null);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_queue_is_silent() {
    let lab = Lab::start();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    // A backlog of 0 takes one connection on Linux; the next attempt gets no answer.
    let _taken = TcpStream::connect(address).unwrap();
    let probe = probe(&lab, address.port(), "timeout_ms=150");
    assert_eq!((probe["state"].as_str(), &probe["errno"]), (Some("filtered"), &Value::Null));
    assert!(probe["elapsed_us"].as_u64().unwrap() >= 150_000);
}

#[test]
fn other_loopback_addresses_can_be_dialled() {
    let lab = Lab::start();
    let port = lab.address().port();
    assert_eq!(probe(&lab, port, "host=localhost")["target"], format!("127.0.0.1:{port}"));
    if lab.addresses.iter().any(|address| address.is_ipv6()) {
        assert_eq!(probe(&lab, port, "host=::1")["state"], "open");
        assert_eq!(probe(&lab, port, "host=%5B::1%5D")["target"], format!("[::1]:{port}"));
    }
    if cfg!(target_os = "linux") {
        assert_eq!(probe(&lab, port, "host=127.0.0.2")["state"], "closed");
    }
}

#[test]
fn nothing_else_is_dialled() {
    let lab = Lab::start();
    let code = |target: &str| {
        let reply = lab.get_with(target, &[("Accept", "application/json")]);
        (reply.status, reply.code())
    };
    for host in
        ["192.0.2.1", "example.com", "0.0.0.0", "::", "127.1", "2130706433", "localhost.evil.example", ""]
    {
        assert_eq!(code(&format!("/probe/80?host={host}")), (400, "host_invalid".to_owned()), "{host}");
    }
    for port in ["0", "65536", "+80", "-1", "http", "8%30x", "99999999999999999999"] {
        assert_eq!(code(&format!("/probe/{port}")), (400, "port_invalid".to_owned()), "{port}");
    }
    for timeout in ["0", "10001", "1.5", "+5", "x"] {
        assert_eq!(
            code(&format!("/probe/80?timeout_ms={timeout}")),
            (400, "timeout_invalid".to_owned()),
            "{timeout}"
        );
    }
}

#[test]
fn a_known_service_is_named() {
    let lab = Lab::start();
    assert_eq!(probe(&lab, 22, "")["service"], "ssh");
    assert_eq!(probe(&lab, 1, "")["service"], Value::Null);
}

#[test]
#[cfg(target_os = "linux")]
fn no_connection_is_left_in_time_wait() {
    let lab = Lab::start();
    // An address that no other test connects to.
    let listener = TcpListener::bind("127.0.0.62:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    for _ in 0..20 {
        assert_eq!(probe(&lab, port, "host=127.0.0.62")["state"], "open");
        drop(listener.accept().unwrap());
    }
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    // Column 2 is the peer, column 3 the state; 06 is TIME_WAIT (proc_pid_net(5)).
    assert_eq!(table.matches(&format!(" 3E00007F:{port:04X} 06 ")).count(), 0);
}
