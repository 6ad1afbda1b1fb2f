//! The code with which the server closes a WebSocket, for each reason that there is (RFC 6455, section 7.4.1).

use std::collections::HashSet;

use protocol::console::{
    By, CODE_FAILED, CODE_NOT_TEXT, CODE_PROTOCOL, CODE_TOO_BIG, CODE_UNSUPPORTED, Event, MAX_MESSAGE_BYTES,
};
use tests::children::Program as _;
use tests::lab::{Binary, Lab, Wire};
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::client::{Console, soon};
use super::pair;

fn frame(data: impl Into<Bytes>, code: OpCode, is_final: bool) -> Message {
    let header = FrameHeader { is_final, opcode: code, ..FrameHeader::default() };
    Message::Frame(Frame::from_payload(header, data.into()))
}

/// Sends frames to a console, and gives how it ends.
async fn ends_with(lab: &Lab, frames: impl IntoIterator<Item = Message>) -> u16 {
    let (mut console, far) = pair(lab.address()).await;
    for frame in frames {
        console.send(frame).await;
    }
    let (code, last) = console.end().await;
    assert!(matches!(last, Some(Event::Closed { by: By::Lab, .. })), "{last:?}");
    drop(far);
    code
}

#[tokio::test]
async fn frames_against_the_rules() {
    let lab = Lab::start();
    let more = |data: &'static str| frame(data, OpCode::Data(Data::Continue), true);
    let begun = |data: &'static str| frame(data, OpCode::Data(Data::Text), false);
    for frames in [
        vec![frame("x", OpCode::Data(Data::Reserved(3)), true)],
        vec![frame("x", OpCode::Control(Control::Reserved(11)), true)],
        vec![more("no beginning")],
        vec![begun("one"), begun("another")],
        // A code that must not be sent (section 7.4.1).
        vec![frame(vec![0x03, 0xed], OpCode::Control(Control::Close), true)],
    ] {
        let what = format!("{frames:?}");
        assert_eq!(ends_with(&lab, frames).await, CODE_PROTOCOL, "{what}");
    }
}

#[tokio::test]
async fn a_frame_that_is_not_masked() {
    let lab = Lab::start();
    let address = lab.address();
    let mut wire = Wire::to(address);
    let port = address.port();
    wire.write(format!("GET /console?port={port} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").as_bytes());
    let head = wire.head();
    assert_eq!(
        (head.status, head.header("sec-websocket-accept")),
        (101, Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
    );
    wire.write(&[0x82, 0x01, b'x']);
    let rest = wire.rest();
    let code = CODE_PROTOCOL.to_be_bytes();
    assert!(rest.windows(2).any(|two| two == code), "{rest:?}");
}

/// It is refused for what it says of itself: nothing of its payload has come yet.
#[tokio::test]
async fn a_frame_that_says_it_is_too_long() {
    let lab = Lab::start();
    let address = lab.address();
    for length in [MAX_MESSAGE_BYTES as u64 + 1, 1 << 40] {
        let mut wire = Wire::to(address);
        let port = address.port();
        wire.write(format!("GET /console?port={port} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").as_bytes());
        assert_eq!(wire.head().status, 101);
        let mut head = vec![0x82, 0xff];
        head.extend(length.to_be_bytes());
        wire.write(&head);
        let rest = wire.rest();
        let code = CODE_TOO_BIG.to_be_bytes();
        assert!(rest.windows(2).any(|two| two == code), "{length}: {rest:?}");
    }
}

#[tokio::test]
async fn texts_that_are_no_commands() {
    let lab = Lab::start();
    for text in ["", "close", "\"open\"", "{\"do\":\"close\"}", "null"] {
        assert_eq!(ends_with(&lab, [Message::Text(text.into())]).await, CODE_UNSUPPORTED, "{text}");
    }
    let not_utf8 = vec![b'"', 0xff, b'"'];
    let whole = frame(not_utf8.clone(), OpCode::Data(Data::Text), true);
    assert_eq!(ends_with(&lab, [whole]).await, CODE_NOT_TEXT);
    let parts = [
        frame(not_utf8[..1].to_vec(), OpCode::Data(Data::Text), false),
        frame(not_utf8[1..].to_vec(), OpCode::Data(Data::Continue), true),
    ];
    assert_eq!(ends_with(&lab, parts).await, CODE_NOT_TEXT);
}

#[tokio::test]
async fn a_message_that_is_too_long_also_in_parts() {
    let lab = Lab::start();
    let whole = vec![0; MAX_MESSAGE_BYTES + 1];
    assert_eq!(ends_with(&lab, [Message::Binary(whole.clone().into())]).await, CODE_TOO_BIG);
    let parts = [
        frame(whole[..MAX_MESSAGE_BYTES].to_vec(), OpCode::Data(Data::Binary), false),
        frame(vec![0], OpCode::Data(Data::Continue), true),
    ];
    assert_eq!(ends_with(&lab, parts).await, CODE_TOO_BIG);
    let (mut console, far) = pair(lab.address()).await;
    console.say(&whole[1..]).await;
    drop(far);
}

/// A lab that may open no further file has none for the connection.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_machine_that_cannot_try() {
    let lab = Binary::start(&["--port", "0"]);
    let address = lab.address();
    let stream = std::net::TcpStream::connect(address).unwrap();
    let mut kept = Wire::from_stream(stream.try_clone().unwrap());
    kept.write(format!("GET /health HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    assert_eq!(kept.reply().status, 200);
    let folder = std::fs::read_dir(format!("/proc/{}/fd", lab.pid())).unwrap();
    let open: HashSet<String> =
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    // A limit is on the number of a new descriptor; the least that is free is the one that would be given.
    let free = (0..).find(|number: &u32| !open.contains(&number.to_string())).unwrap();
    let limit = format!("--nofile={free}:{free}");
    let prlimit =
        std::process::Command::new("prlimit").args(["--pid", &lab.pid().to_string(), &limit]).runs();
    assert!(prlimit.unwrap().status.success());
    stream.set_nonblocking(true).unwrap();
    let stream = tokio::net::TcpStream::from_std(stream).unwrap();
    let mut console = Console::over(stream, address, &format!("port={}", address.port()), &[]).await.unwrap();
    let (code, last) = soon(console.end()).await;
    let Some(Event::Refused { state: protocol::probe::State::Error, errno, .. }) = last else {
        panic!("{last:?}")
    };
    assert_eq!((code, errno.as_deref()), (CODE_FAILED, Some("EMFILE")));
}
