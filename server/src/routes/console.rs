//! `GET /console?port=&host=&consent=`: a raw TCP connection to a loopback port, over a WebSocket (RFC 6455).

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_http::BoxedPayloadStream;
use actix_http::ws::HandshakeError;
use actix_web::error::PayloadError;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest as _, HttpRequest, web};
use actix_ws::{AggregatedMessage, CloseReason, Closed, Message, ProtocolError, Session};
use concepts::port::{Port, PortError};
use futures_util::{Sink, StreamExt as _};
use protocol::console::{
    CODE_NOT_TEXT, CODE_PROTOCOL, CODE_TOO_BIG, Command, Event, MAX_BYTES, MAX_CONSOLES, MAX_MESSAGE_BYTES,
};

use protocol::sockets::Protocol;

use super::{Answer, probe, worker};
use crate::openapi::{Operation, number, shape, text, word};
use crate::problem::Failure;
use crate::represent::parameter;
use crate::services::console::{Frames, Goodbye, Incoming, Outgoing, TooLong};
use crate::state::State;
use crate::text::{sentence, shown};

/// A message that is too long.
const TOO_BIG: Goodbye = Goodbye { code: CODE_TOO_BIG, reason: "a message has at most 65,536 bytes" };

/// A text message that is none.
const NOT_TEXT: Goodbye = Goodbye { code: CODE_NOT_TEXT, reason: "a text message is UTF-8" };

/// Frames that are not those of RFC 6455.
const PROTOCOL: Goodbye = Goodbye { code: CODE_PROTOCOL, reason: "these frames break the rules of RFC 6455" };

/// Upgrades, and leaves the connection to the console.
pub(super) async fn get(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let port: Port = parameter(query, "port").unwrap_or_default().parse().map_err(|error: PortError| {
        Failure::parameter("port_invalid", sentence(&error.to_string()), "Try /console?port=80.")
    })?;
    let target = SocketAddr::new(probe::host(query)?, port.number());
    let own = state.listening.contains(&target);
    if !consent(query)? && !own && !is_practice(&state, target) {
        return Err(unasked(&state, target).await);
    }
    let payload = bounded(&request, payload).await.map_err(|error| not_upgraded(&error, target))?;
    let (mut response, session, messages) =
        actix_ws::handle(&request, payload).map_err(|error| not_upgraded(&error, target))?;
    let place = state.consoles.enter().ok_or_else(full)?;
    let messages = messages
        .max_frame_size(MAX_MESSAGE_BYTES)
        .aggregate_continuations()
        .max_continuation_size(MAX_MESSAGE_BYTES);
    // What breaks off is the same as what ends.
    let incoming = messages.map(heard).take_while(|heard| std::future::ready(heard.is_some()));
    let incoming = incoming.filter_map(std::future::ready);
    actix_web::rt::spawn(async move {
        place.run(target, own, Box::pin(incoming), Speaker(session)).await;
    });
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("upgrade"));
    Ok(response)
}

/// What the client sends, up to a frame that says that it is too long: what reads frames would keep all of it first.
async fn bounded(request: &HttpRequest, payload: web::Payload) -> Result<web::Payload, actix_web::Error> {
    let mut frames = Frames::new(MAX_MESSAGE_BYTES);
    let pieces = payload.into_inner().map(move |piece| {
        piece
            .and_then(|bytes| frames.follow(&bytes).map(|()| bytes).map_err(|TooLong| PayloadError::Overflow))
    });
    let pieces: BoxedPayloadStream = Box::pin(pieces);
    web::Payload::from_request(request, &mut pieces.into()).await
}

/// The description of `GET /console`.
pub(super) fn describe() -> Operation {
    let says = format!(
        "Binary messages are the bytes themselves, both ways. Text messages are JSON: commands to the lab, events from \
         it, listed under `x-messages`. A message has at most {MAX_MESSAGE_BYTES} bytes, a connection carries at most \
         {MAX_BYTES} in each direction, and at most {MAX_CONSOLES} consoles are open at once. A port that neither the \
         lab nor one of its practice listeners listens on needs consent."
    );
    Operation::new("A raw TCP connection to a loopback port, over a WebSocket")
        .says(says)
        .must("port", "The port to connect to.", number(1, u64::from(u16::MAX)), "80")
        .query("host", "A loopback address, or localhost; 127.0.0.1 where it is left out.", text())
        .query(
            "consent",
            "That whoever asks means this port, though the lab did not open it.",
            word(&["yes"]),
        )
        .like("yes")
        .upgrades("Bytes both ways, and what happens to them.", shape::<Command>(), shape::<Event>())
        .fails(
            StatusCode::BAD_REQUEST,
            &["port_invalid", "host_invalid", "consent_invalid", "handshake_invalid"],
        )
        .fails(StatusCode::FORBIDDEN, &["consent_missing"])
        .fails(StatusCode::UPGRADE_REQUIRED, &["upgrade_missing"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["consoles_full"])
}

fn consent(query: &str) -> Result<bool, Failure> {
    match parameter(query, "consent").as_deref() {
        None => Ok(false),
        Some("yes") => Ok(true),
        Some(_) => Err(Failure::parameter(
            "consent_invalid",
            "consent is not yes.",
            "Leave it out, or write consent=yes where you mean this port.",
        )),
    }
}

/// Whether the lab opened this port for practice.
fn is_practice(state: &State, target: SocketAddr) -> bool {
    let listeners = state.listeners.list().listeners;
    listeners.iter().any(|one| one.local == target && one.kind.transport() == Protocol::Tcp)
}

/// The port is somebody else's, and nobody has said that it is meant.
async fn unasked(state: &State, target: SocketAddr) -> Failure {
    let os = Arc::clone(&state.os);
    let listener = worker(move || os.listener(target)).await.ok().flatten();
    let who = match listener.map(|listener| (listener.process, listener.pid)) {
        Some((Some(process), Some(pid))) => format!("{} (pid {pid}) listens there", shown(&process)),
        Some((None, Some(pid))) => format!("The process {pid} listens there"),
        Some(_) => "A process that this user may not see listens there".to_owned(),
        None => "Nobody seems to listen there now".to_owned(),
    };
    Failure::new(StatusCode::FORBIDDEN, "consent_missing", "The lab did not open this port")
        .because(format!("{who}, and what is sent to {target} may change something in that program."))
        .next("If you mean this port, add &consent=yes to the address.")
}

/// The request asks for no WebSocket, or not as RFC 6455 has it (section 4.2.1).
fn not_upgraded(error: &actix_web::Error, target: SocketAddr) -> Failure {
    use HandshakeError as Fault;
    let (host, port) = (target.ip(), target.port());
    let fault = error.as_error::<Fault>();
    if let Some(Fault::NoVersionHeader | Fault::UnsupportedVersion | Fault::BadWebsocketKey) = fault {
        return Failure::new(
            StatusCode::BAD_REQUEST,
            "handshake_invalid",
            "This handshake cannot be answered",
        )
        .because(format!("It asks for a WebSocket, but not as RFC 6455 has it: {error}."))
        .next("Use a WebSocket client of version 13, or the console in the page's lesson \"Ask it\".")
        .upgrade();
    }
    Failure::new(StatusCode::UPGRADE_REQUIRED, "upgrade_missing", "This address speaks WebSocket")
        .because("A console is a connection of raw bytes both ways, which a plain request of HTTP cannot be.")
        .next(format!(
            "In a terminal, nc {host} {port} or telnet {host} {port} does the same, without the lab."
        ))
        .upgrade()
}

fn full() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "consoles_full", "Too many consoles are open already")
        .because(format!("{MAX_CONSOLES} consoles are the most at once, and so many are open."))
        .next("Close another console, then ask again.")
        .retry_after(5)
}

/// What a message of the client comes to; `None` where the client is gone.
fn heard(message: Result<AggregatedMessage, ProtocolError>) -> Option<Incoming> {
    Some(match message {
        Ok(AggregatedMessage::Binary(bytes)) => Incoming::Bytes(bytes),
        Ok(AggregatedMessage::Text(text)) => Incoming::Text(text.into()),
        Ok(AggregatedMessage::Ping(bytes)) => Incoming::Ping(bytes),
        Ok(AggregatedMessage::Pong(_)) => Incoming::Pong,
        Ok(AggregatedMessage::Close(_)) => Incoming::Close,
        Err(ProtocolError::Overflow) => Incoming::Fault(TOO_BIG),
        Err(ProtocolError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
            Incoming::Fault(NOT_TEXT)
        }
        Err(ProtocolError::Io(error)) if is_too_long(&error) => Incoming::Fault(TOO_BIG),
        // The connection broke off.
        Err(ProtocolError::Io(error)) if error.get_ref().is_some_and(|inner| inner.is::<PayloadError>()) => {
            return None;
        }
        // Several frames that are one message.
        Err(ProtocolError::Io(_)) => Incoming::Fault(TOO_BIG),
        Err(_) => Incoming::Fault(PROTOCOL),
    })
}

/// Whether a frame said that it is longer than it may be.
fn is_too_long(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<PayloadError>());
    matches!(inner, Some(PayloadError::Overflow))
}

/// What the console says to its client.
struct Speaker(Session);

impl Sink<Outgoing> for Speaker {
    type Error = Closed;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        Pin::new(&mut self.0).poll_ready(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, one: Outgoing) -> Result<(), Closed> {
        Pin::new(&mut self.0).start_send(said(one))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        Pin::new(&mut self.0).poll_close(cx)
    }
}

/// A message to the client.
fn said(one: Outgoing) -> Message {
    match one {
        // Our own types always serialize.
        Outgoing::Event(event) => Message::Text(serde_json::to_string(&event).unwrap_or_default().into()),
        Outgoing::Bytes(bytes) => Message::Binary(bytes),
        Outgoing::Pong(bytes) => Message::Pong(bytes),
        Outgoing::Close(Goodbye { code, reason }) => Message::Close(Some(CloseReason {
            code: code.into(),
            description: (!reason.is_empty()).then(|| reason.to_owned()),
        })),
    }
}
