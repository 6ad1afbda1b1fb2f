//! The raw console: bytes both ways, who ends it and how each side sees it, and who may open one.

#[path = "console/bounds.rs"]
mod bounds;
#[path = "console/client.rs"]
mod client;
#[path = "console/codes.rs"]
mod codes;

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use protocol::console::{By, CODE_NORMAL, CODE_STOPPING, Command, Event};
use protocol::journal::{Client, Entry, Journal, Request};
use protocol::sockets::State;
use tests::lab::{Lab, PATIENCE, Wire, unlent_port};
use tokio_tungstenite::tungstenite::Message;

use client::Console;

/// A listener of the test's own, and its port.
fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// The far end of a console's connection: somebody's scan of all ports may have come in between.
fn accept(listener: &TcpListener, near: SocketAddr) -> TcpStream {
    let is_it = |far: &TcpStream| far.peer_addr().is_ok_and(|peer| peer == near);
    let far = listener.incoming().map_while(Result::ok).find(is_it).unwrap();
    far.set_read_timeout(Some(PATIENCE)).unwrap();
    far
}

/// A console to a listener of the test's own, and the far end of its connection.
async fn pair(lab: SocketAddr) -> (Console, TcpStream) {
    let (listener, port) = listener();
    let (console, local) = Console::connected(lab, port).await;
    let far = accept(&listener, local);
    (console, far)
}

#[tokio::test]
async fn bytes_go_both_ways_unchanged_and_either_side_may_finish_first() {
    let lab = Lab::start();
    let (mut console, mut far) = pair(lab.address()).await;
    let every: Vec<u8> = (0..=255).collect();
    console.say(&every).await;
    let mut came = [0; 256];
    far.read_exact(&mut came).unwrap();
    assert_eq!(came[..], every);
    far.write_all(&every).unwrap();
    assert_eq!(console.bytes().await, every);

    console.order(Command::HalfClose).await;
    let Event::HalfClosed { by: By::You, state: Some(state), .. } = console.event().await else { panic!() };
    assert!(matches!(state, State::FinWait1 | State::FinWait2), "{state}");
    assert_eq!(far.read(&mut came).unwrap(), 0, "the peer reads the end");
    console.send(Message::Binary("late".into())).await;
    assert!(matches!(console.event().await, Event::Unsent { bytes: 4, .. }));
    far.write_all(b"still here").unwrap();
    assert_eq!(console.bytes().await, b"still here");
    drop(far);
    let (code, last) = console.end().await;
    let Some(Event::Closed {
        by: By::Peer, reset: false, errno: None, state, sent: 256, received: 266, ..
    }) = last
    else {
        panic!("{last:?}")
    };
    assert_eq!((code, state), (CODE_NORMAL, Some(State::TimeWait)));
}

#[tokio::test]
async fn a_peer_that_finishes_first_can_still_be_sent_to() {
    let lab = Lab::start();
    let (mut console, mut far) = pair(lab.address()).await;
    far.shutdown(Shutdown::Write).unwrap();
    let Event::HalfClosed { by: By::Peer, state, .. } = console.event().await else { panic!() };
    assert_eq!(state, Some(State::CloseWait));
    console.say(b"answer").await;
    console.order(Command::Close).await;
    let mut came = String::new();
    far.read_to_string(&mut came).unwrap();
    assert_eq!(came, "answer");
    let (code, last) = console.end().await;
    assert_eq!(code, CODE_NORMAL);
    assert!(matches!(last, Some(Event::Closed { by: By::You, reset: false, .. })), "{last:?}");
}

#[tokio::test]
async fn a_reset_is_seen_as_one_on_the_other_side() {
    let lab = Lab::start();
    let (mut console, mut far) = pair(lab.address()).await;
    console.order(Command::Reset).await;
    assert_eq!(far.read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::ConnectionReset);
    let (code, last) = console.end().await;
    assert_eq!(code, CODE_NORMAL);
    let Some(Event::Closed { by: By::You, reset: true, state: None, .. }) = last else { panic!("{last:?}") };

    for finished in [false, true] {
        let (mut console, far) = pair(lab.address()).await;
        if finished {
            far.shutdown(Shutdown::Write).unwrap();
            assert!(matches!(console.event().await, Event::HalfClosed { by: By::Peer, .. }));
        }
        socket2::SockRef::from(&far).set_linger(Some(Duration::ZERO)).unwrap();
        drop(far);
        let (code, last) = console.end().await;
        assert_eq!(code, CODE_NORMAL);
        let Some(Event::Closed { by: By::Peer, reset: true, errno, state: None, .. }) = last else {
            panic!("{last:?}")
        };
        // Linux tells of a reset after the peer's FIN with another name than of one before it.
        let wanted = if finished { "EPIPE" } else { "ECONNRESET" };
        assert_eq!(errno.as_deref(), Some(wanted), "finished before: {finished}");
    }
}

#[tokio::test]
async fn http_by_hand_reaches_the_lab_and_is_told_as_the_consoles() {
    let lab = Lab::start();
    let address = lab.address();
    let mut console = Console::open(address, &format!("port={}", address.port())).await;
    let Event::Connected { local, .. } = console.event().await else { panic!() };
    console
        .say(format!("GET /whoami HTTP/1.1\r\nHost: {address}\r\nUser-Agent: curl/8.5.0\r\n\r\n").as_bytes())
        .await;
    let answer = String::from_utf8(console.bytes().await).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains(&local.to_string()), "{answer}");
    let journal: Journal = serde_json::from_value(lab.json("/journal")).unwrap();
    let find = |target: &str| -> Vec<(&Entry, &Request)> {
        let requests = journal.entries.iter().filter_map(|entry| Some((entry, entry.request()?)));
        requests.filter(|(_, request)| request.target.starts_with(target)).collect()
    };
    let (upgrade, by_hand) = (find("/console"), find("/whoami"));
    assert_eq!((upgrade.len(), by_hand.len()), (1, 1));
    let (_, request) = upgrade[0];
    assert_eq!((request.status, request.client, request.response_bytes), (101, Client::Raw, None));
    // What the bytes say of themselves does not make them a terminal's.
    let (entry, request) = by_hand[0];
    assert_eq!((request.client, entry.connection.peer), (Client::Console, local));
    assert_eq!(request.user_agent.as_deref(), Some("curl/8.5.0"));
}

#[tokio::test]
async fn a_closed_port_is_refused_with_the_systems_own_error() {
    let lab = Lab::start();
    let port = unlent_port();
    let mut console = Console::open(lab.address(), &format!("port={port}&consent=yes")).await;
    let (code, last) = console.end().await;
    let Some(Event::Refused { state, errno, reason, .. }) = last else { panic!("{last:?}") };
    assert_eq!((code, state), (CODE_NORMAL, protocol::probe::State::Closed));
    assert_eq!(errno.as_deref(), Some("ECONNREFUSED"));
    assert!(reason.contains("nothing listens"), "{reason}");
}

#[tokio::test]
async fn a_port_that_the_lab_did_not_open_needs_consent_and_names_who_listens() {
    let lab = Lab::start();
    let address = lab.address();
    let (_listener, port) = listener();
    assert_eq!(Console::with(address, &format!("port={port}"), &[]).await.err(), Some(403));
    let reply = lab.get_with(&format!("/console?port={port}&format=json"), &[]);
    assert_eq!((reply.status, reply.code().as_str()), (403, "consent_missing"));
    let (detail, pid) = (reply.json()["detail"].to_string(), std::process::id());
    assert!(detail.contains(&format!("(pid {pid})")), "{detail}");
    let reply = lab.get_with(&format!("/console?port={port}&consent=no&format=json"), &[]);
    assert_eq!((reply.status, reply.code().as_str()), (400, "consent_invalid"));

    let json = [("Content-Type", "application/json"), ("Accept", "application/json")];
    let practice = lab.send("POST", "/listeners", &json, br#"{"kind":"tcp-echo"}"#).json();
    let practice: SocketAddr = practice["local"].as_str().unwrap().parse().unwrap();
    let mut console = Console::open(address, &format!("port={}", practice.port())).await;
    assert!(matches!(console.event().await, Event::Connected { .. }));
    console.say(b"hello").await;
    assert_eq!(console.bytes().await, b"hello");
}

#[tokio::test]
async fn another_page_opens_none_and_our_own_does() {
    let lab = Lab::start();
    let address = lab.address();
    let query = format!("port={}", address.port());
    let own = format!("http://{address}");
    for (fields, wanted) in [
        (&[("Origin", own.as_str())][..], None),
        (&[("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")], None),
        (&[("Origin", "http://elsewhere.example")], Some(403)),
        (&[("Origin", "null")], Some(403)),
        (&[("Origin", "http://localhost:1")], Some(403)),
        (&[("Sec-Fetch-Site", "cross-site")], Some(403)),
        (&[("Origin", own.as_str()), ("Sec-Fetch-Site", "same-site")], Some(403)),
        (&[("Host", "elsewhere.example")], Some(421)),
    ] {
        assert_eq!(Console::with(address, &query, fields).await.err(), wanted, "{fields:?}");
    }
    // What was let in is told as the page's.
    let journal: Journal = serde_json::from_value(lab.json("/journal")).unwrap();
    let clients: Vec<_> = journal
        .entries
        .iter()
        .filter_map(|entry| entry.request())
        .filter(|one| one.refused.is_none())
        .map(|one| one.client)
        .collect();
    assert_eq!(clients, [Client::Page, Client::Page]);
}

#[test]
fn without_an_upgrade_the_command_that_does_the_same_is_told() {
    let lab = Lab::start();
    let port = lab.address().port();
    let reply = lab.get(&format!("/console?port={port}"));
    assert_eq!(reply.status, 426);
    assert_eq!(reply.header("upgrade"), Some("websocket"));
    assert_eq!(reply.header("sec-websocket-version"), Some("13"));
    let text = reply.text();
    assert!(text.contains(&format!("nc 127.0.0.1 {port}")) && text.contains("telnet"), "{text}");
    let upgrade = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "8"),
        ("Accept", "application/json"),
    ];
    let reply = lab.get_with(&format!("/console?port={port}"), &upgrade);
    assert_eq!((reply.status, reply.code().as_str()), (400, "handshake_invalid"));
    assert_eq!(reply.header("sec-websocket-version"), Some("13"));
    for (query, code) in [
        ("", "port_invalid"),
        ("?port=0", "port_invalid"),
        ("?port=65536", "port_invalid"),
        ("?port=80&host=192.0.2.1", "host_invalid"),
        ("?port=80&host=elsewhere.example", "host_invalid"),
    ] {
        let reply = lab.get_with(&format!("/console{query}"), &[("Accept", "application/json")]);
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{query}");
    }
}

#[tokio::test]
async fn a_client_that_goes_takes_its_connection_with_it() {
    let lab = Lab::start();
    let (mut console, mut far) = pair(lab.address()).await;
    console.socket.close(None).await.unwrap();
    assert_eq!(far.read(&mut [0; 8]).unwrap(), 0);
    let (code, _) = console.end().await;
    assert_eq!(code, CODE_NORMAL);
    let (console, mut far) = pair(lab.address()).await;
    drop(console);
    assert_eq!(far.read(&mut [0; 8]).unwrap(), 0);
}

#[tokio::test]
async fn stopping_ends_every_console_in_time() {
    let lab = Lab::start();
    let mut pairs = Vec::new();
    for _ in 0..4 {
        pairs.push(pair(lab.address()).await);
    }
    let idle = Wire::to(lab.address());
    let took = tokio::task::spawn_blocking(|| lab.stop());
    for (console, far) in &mut pairs {
        let (code, last) = console.end().await;
        assert_eq!(code, CODE_STOPPING);
        assert!(matches!(last, Some(Event::Closed { by: By::Lab, .. })), "{last:?}");
        assert_eq!(far.read(&mut [0; 8]).unwrap(), 0);
    }
    let took = took.await.unwrap();
    assert!(took < Duration::from_secs(2), "{took:?}");
    drop(idle);
}
