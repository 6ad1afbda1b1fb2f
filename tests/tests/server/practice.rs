//! What connections to practice listeners leave in the journal: each accept, each close with its bytes and who closed,
//! who was at the other end; and not what the lab does there for itself.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use protocol::journal::{Closed, Closer, Entry, Journal, Practice, Step};
use protocol::listeners::{Kind, Listener};
use serde_json::{Value, json};
use tests::children::Program as _;
use tests::lab::{Lab, Wire};

use crate::listeners::{done, open, path, start};

/// The journal, as it is made.
pub(crate) struct Follow {
    wire: Wire,
    read: VecDeque<Entry>,
}

impl Follow {
    /// Begins to follow.
    pub(crate) fn open(lab: &Lab) -> Self {
        let mut wire = lab.connect();
        wire.write(
            format!(
                "GET /journal/stream HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n",
                lab.address()
            )
            .as_bytes(),
        );
        assert_eq!(wire.head().status, 200);
        Self { wire, read: VecDeque::new() }
    }

    /// The next thing that happens at a listener.
    pub(crate) fn next(&mut self) -> (Entry, Practice) {
        loop {
            while let Some(entry) = self.read.pop_front() {
                if let Some(practice) = entry.practice().cloned() {
                    return (entry, practice);
                }
            }
            let chunk = String::from_utf8(self.wire.chunk().unwrap()).unwrap();
            let data = chunk.lines().filter_map(|line| line.strip_prefix("data: "));
            self.read.extend(data.map(|data| serde_json::from_str::<Entry>(data).unwrap()));
        }
    }

    /// The next connection that has ended.
    pub(crate) fn closed(&mut self) -> (Entry, Practice, Closed) {
        loop {
            let (entry, practice) = self.next();
            if let Step::Closed(closed) = practice.step {
                return (entry, practice, closed);
            }
        }
    }
}

fn connect(listener: &Listener) -> TcpStream {
    let stream = TcpStream::connect(listener.local).unwrap();
    stream.set_read_timeout(Some(tests::lab::PATIENCE)).unwrap();
    stream
}

#[test]
fn nc_appears_by_name_with_its_bytes() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    let mut follow = Follow::open(&lab);
    let mut nc = Command::new("nc")
        .args(["-N", &listener.local.ip().to_string(), &listener.local.port().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .starts()
        .unwrap();
    let (accepted, practice) = follow.next();
    assert_eq!(
        (practice.listener, practice.kind, &practice.step),
        (listener.id, Kind::TcpEcho, &Step::Accepted)
    );
    assert_eq!(accepted.connection.local, listener.local);
    nc.stdin.take().unwrap().write_all(b"hello\n").unwrap();
    let mut said = String::new();
    nc.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(nc.wait().unwrap().success());
    assert_eq!(said, "hello\n");
    let (ended, practice, closed) = follow.closed();
    assert_eq!(ended.connection, accepted.connection);
    assert!(ended.id > accepted.id && closed.duration_us > 0);
    assert_eq!((closed.received_bytes, closed.sent_bytes, closed.by), (6, 6, Closer::Client));
    assert!(!practice.own);
    if cfg!(target_os = "linux") {
        let process = practice.process.expect("the system tells");
        assert_eq!((process.pid, process.name.as_deref()), (nc.id(), Some("nc")));
    }
    let text = lab.get("/journal").text();
    assert!(
        text.contains("  closed  ") && text.contains(&format!(":{} 6 B in, 6 out\n", listener.local.port())),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn who_closed_is_told() {
    let lab = Lab::start();
    let mut follow = Follow::open(&lab);
    let listener = start(&lab, &Value::Null);
    // The client resets: it closes with something unread.
    let mut stream = connect(&listener);
    assert_eq!(follow.next().1.step, Step::Accepted);
    stream.write_all(b"abc").unwrap();
    stream.peek(&mut [0]).unwrap();
    drop(stream);
    let (_, practice, closed) = follow.closed();
    assert_eq!((closed.by, closed.received_bytes), (Closer::Reset, 3));
    // These tests run in the lab's own process.
    assert_eq!(practice.own, cfg!(target_os = "linux"));
    // The listener closes as it is stopped.
    let mut stream = connect(&listener);
    stream.write_all(b"a").unwrap();
    stream.read_exact(&mut [0]).unwrap();
    done::<Listener>(&lab, "DELETE", &path(&listener, ""), &Value::Null);
    assert_eq!(follow.closed().2.by, Closer::Listener);
    // The listener closes because that is what it does.
    let daytime = start(&lab, &json!({ "kind": "daytime" }));
    let mut line = String::new();
    connect(&daytime).read_to_string(&mut line).unwrap();
    let (_, practice, closed) = follow.closed();
    assert_eq!((practice.kind, closed.by), (Kind::Daytime, Closer::Listener));
    assert_eq!((closed.received_bytes, closed.sent_bytes), (0, line.len() as u64));
}

#[test]
fn what_the_lab_holds_and_sends_is_left_out() {
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    let mut follow = Follow::open(&lab);
    open(&lab, &listener, 8);
    for over in ["kept", "new"] {
        let body = json!({ "count": 4, "over": over });
        done::<Value>(&lab, "POST", &path(&listener, "/messages"), &body);
    }
    done::<Value>(&lab, "DELETE", &path(&listener, "/connections?side=server"), &Value::Null);
    // Somebody else's, after all of these.
    let stream = connect(&listener);
    let peer = stream.local_addr().unwrap();
    drop(stream);
    assert_eq!(follow.next().0.connection.peer, peer);
    assert_eq!(follow.next().0.connection.peer, peer);
    let now: Listener = done(&lab, "GET", &path(&listener, ""), &Value::Null);
    assert_eq!((now.accepted, now.left_out), (8 + 1 + 4 + 1, 0));
}

#[test]
fn a_flood_is_cut_off_and_told() {
    const FLOOD: usize = 300;
    let lab = Lab::start();
    let listener = start(&lab, &Value::Null);
    for _ in 0..FLOOD {
        let mut stream = connect(&listener);
        stream.write_all(b"a").unwrap();
        stream.read_exact(&mut [0]).unwrap();
    }
    let stopped: Listener = done(&lab, "DELETE", &path(&listener, ""), &Value::Null);
    assert_eq!(stopped.accepted, FLOOD as u64);
    let journal: Journal = serde_json::from_value(lab.json("/journal")).unwrap();
    let kept = journal.entries.iter().filter(|entry| entry.practice().is_some()).count() as u64;
    assert!(stopped.left_out > 0 && kept > 0 && kept < 2 * FLOOD as u64, "{kept} kept, {stopped:?}");
    // Each is accepted and closed; what was open at the last moment closed after the listener was described.
    let told: u64 = journal.entries.iter().filter_map(|entry| entry.practice()).map(|one| one.left_out).sum();
    assert!(told <= stopped.left_out + 2 && kept + stopped.left_out <= 2 * FLOOD as u64);
}
