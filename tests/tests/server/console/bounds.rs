//! What bounds a console: bytes each way, how many there are, and that neither side runs ahead of the other.

use std::io::Write as _;
use std::net::SocketAddr;

use protocol::console::{
    By, CODE_POLICY, Event, Limit, MAX_BYTES, MAX_CONSOLES, MAX_MESSAGE_BYTES, MAX_WAITING_BYTES,
};
use protocol::sockets::{Socket, Sockets, State};
use socket2::{Domain, Type};
use tests::lab::Lab;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::client::Console;
use super::{accept, listener, pair};

#[tokio::test]
async fn a_connection_carries_so_many_bytes_to_the_peer_and_no_more() {
    let lab = Lab::start();
    let (mut console, mut far) = pair(lab.address()).await;
    let reader = std::thread::spawn(move || std::io::copy(&mut far, &mut std::io::sink()).unwrap());
    let message = vec![b'x'; MAX_MESSAGE_BYTES];
    for _ in 0..MAX_BYTES / message.len() as u64 {
        console.say(&message).await;
    }
    console.send(Message::Binary("x".into())).await;
    let (events, frame) = console.rest().await;
    let [Event::Limit { limit: Limit::Sent, .. }, Event::Closed { by: By::Lab, sent, .. }] = events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((sent, u16::from(frame.unwrap().code)), (MAX_BYTES, CODE_POLICY));
    assert_eq!(reader.join().unwrap(), MAX_BYTES);
}

/// The row of the near end in the system's table: of the connection to `far`, for its port may have been lent before to one
/// that went elsewhere.
fn row(lab: &Lab, near: SocketAddr, far: u16) -> Option<Socket> {
    let table: Sockets = serde_json::from_value(lab.json(&format!("/sockets?port={}", near.port()))).unwrap();
    let is_it = |one: &Socket| one.local == near && one.remote.is_some_and(|remote| remote.port() == far);
    table.sockets.into_iter().find(is_it)
}

#[tokio::test]
async fn a_peer_that_sends_for_ever_is_read_no_faster_than_the_client_takes_it_and_not_for_ever() {
    let lab = Lab::start();
    let (listener, port) = listener();
    let socket = socket2::Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    socket.connect(&lab.address().into()).unwrap();
    socket.set_nonblocking(true).unwrap();
    let stream = tokio::net::TcpStream::from_std(socket.into()).unwrap();
    let mut console =
        Console::over(stream, lab.address(), &format!("port={port}&consent=yes"), &[]).await.unwrap();
    let Event::Connected { local: near, .. } = console.event().await else { panic!() };
    let mut far = accept(&listener, near);
    let writer = std::thread::spawn(move || while far.write_all(&[b'x'; 65_536]).is_ok() {});
    // The client takes nothing: what came waits unread in the system, at one look as at the next. At first nothing has come.
    let mut looks = Vec::new();
    let rests = |looks: &[u32]| {
        looks.len() >= 30
            && looks[looks.len() - 20..].iter().all(|&queue| queue > 0 && Some(&queue) == looks.last())
    };
    while !rests(&looks) {
        let row = row(&lab, near, port).expect("the connection is still there");
        assert_eq!(row.state, Some(State::Established));
        looks.push(row.receive_queue.unwrap());
        assert!(looks.len() < 10_000, "it never comes to rest");
    }
    // Then it takes all there is.
    let mut came = 0;
    let (events, frame) = loop {
        match console.message().await {
            Message::Binary(bytes) => came += bytes.len() as u64,
            Message::Text(text) => match serde_json::from_str(&text).unwrap() {
                Event::Received { .. } => {}
                Event::Limit { limit: Limit::Received, .. } => break console.rest().await,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let [Event::Closed { by: By::Lab, received, .. }] = events[..] else { panic!("{events:?}") };
    assert_eq!((came, received, u16::from(frame.unwrap().code)), (MAX_BYTES, MAX_BYTES, CODE_POLICY));
    writer.join().unwrap();
}

#[tokio::test]
async fn a_reset_does_not_wait_for_a_peer_that_takes_nothing() {
    let lab = Lab::start();
    let (listener, port) = listener();
    // A connection takes the room over from its listener (tcp(7), SO_RCVBUF).
    socket2::SockRef::from(&listener).set_recv_buffer_size(4096).unwrap();
    let (mut console, near) = Console::connected(lab.address(), port).await;
    let mut far = accept(&listener, near);
    // More than the peer's system takes, and no more than the lab keeps for it.
    let message = Bytes::from(vec![b'x'; MAX_MESSAGE_BYTES]);
    for _ in 0..MAX_WAITING_BYTES / message.len() {
        console.send(Message::Binary(message.clone())).await;
    }
    console.order(protocol::console::Command::Reset).await;
    let (_, last) = console.end().await;
    assert!(matches!(last, Some(Event::Closed { by: By::You, reset: true, .. })), "{last:?}");
    let error = std::io::copy(&mut far, &mut std::io::sink()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn one_console_too_many_is_refused_and_a_place_that_is_left_is_free_again() {
    let lab = Lab::start();
    let address = lab.address();
    let query = format!("port={}", address.port());
    let mut consoles = Vec::new();
    for _ in 0..MAX_CONSOLES {
        consoles.push(Console::open(address, &query).await);
    }
    assert_eq!(Console::with(address, &query, &[]).await.err(), Some(503));
    let mut left = consoles.pop().unwrap();
    left.order(protocol::console::Command::Close).await;
    left.end().await;
    assert!(Console::with(address, &query, &[]).await.is_ok());
}

#[tokio::test]
async fn a_ping_is_answered() {
    let lab = Lab::start();
    let (mut console, _far) = pair(lab.address()).await;
    console.send(Message::Ping("are you there".into())).await;
    assert_eq!(console.message().await, Message::Pong("are you there".into()));
}
