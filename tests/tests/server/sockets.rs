//! `/sockets` and `/sockets/stream`: the system's own table, as it stands and as it changes.

#[cfg(target_os = "linux")]
use std::io::Read as _;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};
use std::time::Instant;

use protocol::sockets::{Protocol, Socket, Sockets, State};
use server::state::MAX_STREAMS;
#[cfg(target_os = "linux")]
use socket2::SockRef;
use socket2::{Domain, Type};
#[cfg(target_os = "linux")]
use tests::children::{alone, starts_in};
use tests::lab::{Lab, PATIENCE, Wire, unlent_port};

/// An address that no other test scans or dials, where this system has more than one.
pub(crate) const QUIET: &str = if cfg!(target_os = "linux") { "127.84.0.1" } else { "127.0.0.1" };

/// The rows that have to do with an address: its port may be somebody else's on another one.
pub(crate) fn of(table: &Sockets, address: SocketAddr) -> Vec<&Socket> {
    let ours = |socket: &&Socket| socket.local == address || socket.remote == Some(address);
    table.sockets.iter().filter(ours).collect()
}

/// How many rows have to do with an address, and a state.
pub(crate) fn count(table: &Sockets, address: SocketAddr, state: State) -> usize {
    of(table, address).iter().filter(|socket| socket.state == Some(state)).count()
}

pub(crate) fn ask(lab: &Lab, query: &str) -> Sockets {
    serde_json::from_value(lab.json(&format!("/sockets?{query}"))).unwrap()
}

/// At a port of its own: one that the system lends may still have rows in its table from who had it before.
fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((QUIET, unlent_port())).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn find(table: &Sockets, local: SocketAddr, remote: Option<SocketAddr>) -> &Socket {
    let found = table.sockets.iter().find(|socket| socket.local == local && socket.remote == remote);
    assert!(found.is_some(), "{local} to {remote:?} is missing: {table:#?}");
    found.unwrap()
}

/// A stream of tables as events.
pub(crate) struct Watch(Wire);

impl Watch {
    /// Begins to follow a question.
    pub(crate) fn open(lab: &Lab, query: &str) -> Self {
        let mut wire = lab.connect();
        let target = format!("/sockets/stream?{query}");
        wire.write(
            format!("GET {target} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n", lab.address())
                .as_bytes(),
        );
        let head = wire.head();
        assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
        Self(wire)
    }

    /// Reads tables until one is as it should be.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Sockets) -> bool) -> Sockets {
        let mut last = None;
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "it does not come after {last:#?}");
            let chunk = self.0.chunk();
            assert!(chunk.is_some(), "the stream ended after {last:#?}");
            let text = String::from_utf8(chunk.unwrap()).unwrap();
            let Some(data) = text.strip_prefix("event: sockets\ndata: ") else {
                assert!(text.starts_with(": "), "{text}");
                continue;
            };
            let table: Sockets = serde_json::from_str(data.trim_end()).unwrap();
            if wanted(&table) {
                return table;
            }
            last = Some(table);
        }
    }
}

#[test]
fn a_listener_and_both_ends_of_a_connection_are_there_with_state_and_process() {
    let lab = Lab::start();
    let (listener, address) = listen();
    let client = TcpStream::connect(address).unwrap();
    let (_server, peer) = listener.accept().unwrap();
    let table = ask(&lab, &format!("port={}", address.port()));
    let (listening, serving) = (find(&table, address, None), find(&table, address, Some(peer)));
    let asking = find(&table, client.local_addr().unwrap(), Some(address));
    assert_eq!(listening.state, Some(State::Listen));
    assert_eq!((serving.state, asking.state), (Some(State::Established), Some(State::Established)));
    for socket in [listening, serving, asking] {
        assert_eq!(socket.protocol, Protocol::Tcp);
        assert_eq!(socket.process.as_ref().unwrap().pid, std::process::id());
        if cfg!(target_os = "linux") {
            assert!(!socket.process.as_ref().unwrap().name.as_ref().unwrap().is_empty());
        }
    }
    let ours = of(&table, address);
    assert_eq!((ours.len(), ours[0]), (3, listening));
    assert!(table.time_ms > 0 && table.total >= 3);
}

/// As a server shares its listener with its workers, and as every program shares everything with a child that is about to
/// become another program.
#[test]
#[cfg(target_os = "linux")]
fn what_a_program_shares_with_its_children_is_told_as_its_own() {
    let lab = Lab::start();
    let (listener, address) = listen();
    // A shell that waits for cat: both have the listener, and nobody else.
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat; :"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let alone = alone();
    SockRef::from(&listener).set_cloexec(false).unwrap();
    let mut shell = starts_in(&alone, &mut shell).unwrap();
    drop((listener, alone));
    let mut stdin = shell.stdin.take().unwrap();
    stdin.write_all(b"a").unwrap();
    shell.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    let table = ask(&lab, &format!("port={}", address.port()));
    let process = find(&table, address, None).process.clone().unwrap();
    drop(stdin);
    assert!(shell.wait().unwrap().success());
    assert_eq!((process.pid, process.name.as_deref()), (shell.id(), Some("sh")));
}

#[test]
#[cfg(target_os = "linux")]
fn what_waits_in_a_queue_is_counted() {
    let lab = Lab::start();
    let (listener, address) = listen();
    let mut client = TcpStream::connect(address).unwrap();
    client.write_all(b"12345").unwrap();
    let local = client.local_addr().unwrap();
    let query = format!("port={}", address.port());
    let table = ask(&lab, &query);
    assert_eq!(find(&table, address, None).receive_queue, Some(1), "one waits to be accepted");
    let waiting = find(&table, address, Some(local));
    assert_eq!((waiting.receive_queue, &waiting.process), (Some(5), &None), "nobody has it yet");
    let _server = listener.accept().unwrap();
    let table = ask(&lab, &query);
    assert_eq!(find(&table, address, None).receive_queue, Some(0));
    let served = find(&table, address, Some(local));
    assert_eq!(served.process.as_ref().unwrap().pid, std::process::id());
}

#[test]
fn udp_has_no_state_and_is_left_out_where_one_is_asked_for() {
    let lab = Lab::start();
    let socket = UdpSocket::bind((QUIET, 0)).unwrap();
    let address = socket.local_addr().unwrap();
    let port = address.port();
    for query in [format!("port={port}"), format!("port={port}&protocol=UDP")] {
        let table = ask(&lab, &query);
        let udp = find(&table, address, None);
        assert_eq!((udp.protocol, udp.state), (Protocol::Udp, None));
    }
    for query in ["protocol=tcp", "state=listen"] {
        let table = ask(&lab, &format!("port={port}&{query}"));
        assert_eq!(of(&table, address), [] as [&Socket; 0], "{query}");
    }
}

#[test]
fn a_listener_on_all_addresses_is_there_and_mapped_addresses_are_told_plainly() {
    let lab = Lab::start();
    let both = socket2::Socket::new(Domain::IPV6, Type::STREAM, None).unwrap();
    both.set_only_v6(false).unwrap();
    both.bind(&"[::]:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    both.listen(1).unwrap();
    let all = both.local_addr().unwrap().as_socket().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], all.port()));
    let client = TcpStream::connect(address).unwrap();
    let _server = both.accept().unwrap();
    let table = ask(&lab, &format!("port={}", all.port()));
    assert_eq!(find(&table, all, None).state, Some(State::Listen));
    let local = client.local_addr().unwrap();
    assert_eq!(find(&table, address, Some(local)).state, Some(State::Established));
    find(&table, local, Some(address));
}

#[test]
fn states_are_asked_for_by_name_once_or_often() {
    let lab = Lab::start();
    let (listener, address) = listen();
    let _client = TcpStream::connect(address).unwrap();
    let _server = listener.accept().unwrap();
    let port = address.port();
    for (query, rows) in [
        ("state=LISTEN", 1),
        ("state=Established", 2),
        ("state=listen,established", 3),
        ("state=listen&state=ESTABLISHED", 3),
        ("state=time_wait", 0),
    ] {
        let table = ask(&lab, &format!("port={port}&{query}"));
        assert_eq!(of(&table, address).len(), rows, "{query}");
    }
}

#[test]
fn what_cannot_be_asked_is_told_with_what_can() {
    let lab = Lab::start();
    for (query, code, says) in [
        ("port=0", "port_invalid", "1 to 65535"),
        ("port=65536", "port_invalid", "65535"),
        ("port=", "port_invalid", "missing"),
        ("state=closed", "state_invalid", "LISTEN, SYN-SENT, SYN-RECEIVED, ESTABLISHED"),
        ("state=listen,", "state_invalid", "TIME-WAIT"),
        ("protocol=icmp", "protocol_invalid", "tcp nor udp"),
        ("format=xml", "format_invalid", "json"),
    ] {
        for address in ["/sockets", "/sockets/stream"] {
            let reply = lab.get_with(&format!("{address}?{query}"), &[("Accept", "application/json")]);
            assert_eq!((reply.status, reply.code().as_str()), (400, code), "{address}?{query}");
            assert!(reply.text().contains(says), "{}", reply.text());
        }
    }
}

#[test]
fn a_terminal_gets_a_table_and_where_it_is_empty_what_to_try() {
    let lab = Lab::start();
    let (listener, address) = listen();
    let port = address.port();
    let client = TcpStream::connect(address).unwrap();
    let text = lab.get(&format!("/sockets?port={port}")).text();
    let head = text.lines().next().unwrap();
    assert!(head.contains("local") && head.contains("held by"), "{text}");
    let rows: Vec<_> = text.lines().filter(|line| line.contains(&address.to_string())).collect();
    assert!(rows[0].starts_with(&format!("TCP {address}")) && rows[0].contains(" LISTEN "), "{text}");
    assert!(rows[0].ends_with(&format!("({})", std::process::id())), "{text}");
    assert_eq!(rows.len(), 3, "{text}");
    let column = |line: &str| line.find("LISTEN").or_else(|| line.find("ESTABLISHED"));
    assert!(rows.iter().all(|row| column(row) == head.find("state")), "{text}");
    drop((client, listener));
    let text = lab.get("/sockets?port=1&state=closing").text();
    assert!(text.starts_with("There is no socket now: port 1, CLOSING.\n"), "{text}");
    assert!(text.contains(&format!("    curl http://{}/sockets\n", lab.address())), "{text}");
}

#[test]
fn the_stream_tells_at_first_and_whenever_something_changed() {
    let lab = Lab::start();
    let (listener, address) = listen();
    let mut watch = Watch::open(&lab, &format!("port={}", address.port()));
    let first = watch.until(|_| true);
    assert_eq!(of(&first, address).len(), 1);
    let client = TcpStream::connect(address).unwrap();
    let local = client.local_addr().unwrap();
    watch.until(|table| of(table, address).len() == 3);
    let (server, _) = listener.accept().unwrap();
    watch.until(|table| find(table, address, Some(local)).process.is_some());
    drop(client);
    // The other side has not closed yet: on each side it can be seen who waits for whom.
    let half = watch.until(|table| count(table, address, State::CloseWait) == 1);
    if cfg!(target_os = "linux") {
        assert_eq!(find(&half, local, Some(address)).state, Some(State::FinWait2));
    }
    drop(server);
    watch.until(|table| count(table, address, State::CloseWait) == 0);
    drop(listener);
    watch.until(|table| count(table, address, State::Listen) == 0);
}

#[test]
fn two_who_follow_the_same_are_told_the_same() {
    let lab = Lab::start();
    let (_listener, address) = listen();
    let query = format!("port={}&state=listen", address.port());
    let mut first = Watch::open(&lab, &query);
    let table = first.until(|table| of(table, address).len() == 1);
    let mut second = Watch::open(&lab, &query);
    assert_eq!(second.until(|_| true), table, "the look that there was, not one of its own");
}

#[test]
fn a_terminal_is_told_what_came_and_what_went() {
    let lab = Lab::start();
    let (listener, address) = listen();
    let mut wire = lab.connect();
    let target = format!("/sockets/stream?port={}", address.port());
    wire.write(format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    assert_eq!(wire.head().header("content-type"), Some("text/plain; charset=utf-8"));
    let text = wire.until(&format!(" + LISTEN       TCP {address}"));
    assert!(text.starts_with("utc "), "{text}");
    let client = TcpStream::connect(address).unwrap();
    let text = wire.until(&format!(" + ESTABLISHED  TCP {}", client.local_addr().unwrap()));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    drop(listener);
    wire.until(&format!(" - LISTEN       TCP {address}"));
}

#[test]
fn streams_of_all_kinds_share_one_limit() {
    let lab = Lab::start();
    let streams: Vec<_> = (0..MAX_STREAMS).map(|_| Watch::open(&lab, "port=1")).collect();
    for target in ["/sockets/stream", "/journal/stream"] {
        let reply = lab.get(&format!("{target}?format=json"));
        assert_eq!((reply.status, reply.code().as_str()), (503, "streams_full"), "{target}");
    }
    drop(streams);
}

#[test]
fn a_stream_ends_when_the_lab_stops() {
    let lab = Lab::start();
    let mut watch = Watch::open(&lab, "state=listen");
    watch.until(|_| true);
    lab.stop();
    watch.0.rest();
}
