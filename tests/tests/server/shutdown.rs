//! Stopping: soon, and with everything ended that was open.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use tests::lab::{Binary, Lab, Wire, unlent_port};

/// The promise of the design.
const PROMISED: Duration = Duration::from_secs(2);

fn stream(wire: &mut Wire, host: impl std::fmt::Display) {
    wire.write(format!("GET /journal/stream HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
    assert_eq!(wire.head().status, 200);
}

#[test]
fn it_stops_in_time_with_streams_idle_connections_and_a_probe_open() {
    let lab = Lab::on(unlent_port());
    let address = lab.address();
    let mut streams: Vec<_> = (0..20)
        .map(|_| {
            let mut wire = lab.connect();
            stream(&mut wire, address);
            wire
        })
        .collect();
    let mut idle = lab.connect();
    idle.write(format!("GET /health HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    assert_eq!(idle.reply().status, 200);
    let mut half = lab.connect();
    half.write(b"GET / HTT");
    let mut slow = lab.connect();
    slow.write(format!("PUT /echo HTTP/1.1\r\nHost: {address}\r\nContent-Length: 9\r\n\r\nhalf").as_bytes());
    let took = lab.stop();
    assert!(took < PROMISED, "{took:?}");
    for wire in &mut streams {
        wire.rest();
    }
    assert_eq!(idle.rest(), b"");
    TcpListener::bind(address).expect("the port is free again");
}

#[test]
fn it_stops_in_time_with_practice_listeners_their_connections_and_their_streams_open() {
    let lab = Lab::start();
    let post = |target: &str, body: &str| {
        let fields = [("Content-Type", "application/json"), ("Accept", "application/json")];
        let reply = lab.send("POST", target, &fields, body.as_bytes());
        assert!(matches!(reply.status, 200 | 201), "{}", reply.text());
        reply.json()
    };
    let echo = post("/listeners", &format!(r#"{{"kind":"tcp-echo","hold":true,"port":{}}}"#, unlent_port()));
    post("/listeners/1/connections", r#"{"count":64}"#);
    post("/listeners", r#"{"kind":"tcp-echo","accept":false,"backlog":0}"#);
    post("/listeners/2/connections", r#"{"count":8}"#);
    let echo: std::net::SocketAddr = echo["local"].as_str().unwrap().parse().unwrap();
    let mut talking = Wire::to(echo);
    talking.write(b"hello\n");
    assert_eq!(talking.line().as_deref(), Some("hello"));
    let mut streams: Vec<_> = (0..4)
        .map(|port| {
            let mut wire = lab.connect();
            let target = format!("/sockets/stream?port={}", echo.port() - port);
            wire.write(format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
            assert_eq!(wire.head().status, 200);
            wire
        })
        .collect();
    // A message that does not come back keeps its request waiting.
    let mut waiting = lab.connect();
    let body = r#"{"count":1,"over":"new"}"#;
    let head = format!(
        "POST /listeners/2/messages HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        lab.address(),
        body.len()
    );
    waiting.write(format!("{head}{body}").as_bytes());
    let took = lab.stop();
    assert!(took < PROMISED, "{took:?}");
    assert_eq!(talking.rest(), b"");
    for wire in &mut streams {
        wire.rest();
    }
    TcpListener::bind(echo).expect("the port is free again");
}

#[test]
#[cfg(unix)]
fn the_program_stops_on_either_signal_with_code_0() {
    for signal in ["TERM", "INT"] {
        let mut lab = Binary::start(&["--port", "0"]);
        let address = lab.address();
        let mut wire = Wire::to(address);
        stream(&mut wire, address);
        let start = Instant::now();
        lab.signal(signal);
        let (status, error) = lab.finish();
        assert_eq!(status.code(), Some(0), "{signal}: {error}");
        assert!(start.elapsed() < PROMISED, "{signal}: {:?}", start.elapsed());
        wire.rest();
    }
}
