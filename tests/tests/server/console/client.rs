//! A real WebSocket client on a console.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::console::{Command, Event};
use tests::lab::PATIENCE;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::frame::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// An open console.
pub(crate) struct Console {
    pub(crate) socket: WebSocketStream<TcpStream>,
}

/// Waits for an event, never for a time to pass; but not for ever.
pub(crate) async fn soon<T>(event: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, event).await.expect("it happens")
}

impl Console {
    /// Opens one, without an Origin as a program does.
    pub(crate) async fn open(lab: SocketAddr, query: &str) -> Self {
        Self::with(lab, query, &[]).await.unwrap()
    }

    /// Opens one with more header fields; the status of the answer where it is refused.
    pub(crate) async fn with(lab: SocketAddr, query: &str, fields: &[(&str, &str)]) -> Result<Self, u16> {
        Self::over(TcpStream::connect(lab).await.unwrap(), lab, query, fields).await
    }

    /// The same over a connection that is there already.
    pub(crate) async fn over(
        stream: TcpStream,
        lab: SocketAddr,
        query: &str,
        fields: &[(&str, &str)],
    ) -> Result<Self, u16> {
        let mut request = format!("ws://{lab}/console?{query}").into_client_request().unwrap();
        for (name, value) in fields {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match soon(client_async(request, stream)).await {
            Ok((socket, response)) => {
                assert_eq!(response.status(), 101);
                Ok(Self { socket })
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens one that connects, and gives its near end.
    pub(crate) async fn connected(lab: SocketAddr, port: u16) -> (Self, SocketAddr) {
        let mut console = Self::open(lab, &format!("port={port}&consent=yes")).await;
        match console.event().await {
            Event::Connected { local, peer, elapsed_us } => {
                assert_eq!(peer.port(), port);
                assert!(Duration::from_micros(elapsed_us) < PATIENCE);
                (console, local)
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn message(&mut self) -> Message {
        soon(self.socket.next()).await.expect("a message comes").unwrap()
    }

    /// The next message, which is an event.
    pub(crate) async fn event(&mut self) -> Event {
        match self.message().await {
            Message::Text(text) => {
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
            }
            other => panic!("no event: {other:?}"),
        }
    }

    /// The next bytes that come, with the event before them.
    pub(crate) async fn bytes(&mut self) -> Vec<u8> {
        let Event::Received { bytes: told, .. } = self.event().await else { panic!("no bytes") };
        let Message::Binary(bytes) = self.message().await else { panic!("no bytes after their event") };
        assert_eq!(bytes.len() as u64, told);
        bytes.to_vec()
    }

    pub(crate) async fn send(&mut self, message: Message) {
        // A server that has closed already is no error: its last words may still be read.
        let _ = soon(self.socket.send(message)).await;
    }

    /// Has bytes sent, and waits until they are.
    pub(crate) async fn say(&mut self, bytes: &[u8]) {
        self.send(Message::Binary(Bytes::copy_from_slice(bytes))).await;
        match self.event().await {
            Event::Sent { bytes: sent, .. } => assert_eq!(sent, bytes.len() as u64),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn order(&mut self, command: Command) {
        let text = serde_json::to_string(&command).unwrap();
        self.send(Message::Text(text.into())).await;
    }

    /// Reads everything up to the end: the events, and how the WebSocket was closed.
    pub(crate) async fn rest(&mut self) -> (Vec<Event>, Option<CloseFrame>) {
        let mut events = Vec::new();
        while let Some(message) = soon(self.socket.next()).await {
            match message {
                Ok(Message::Text(text)) => events.push(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(frame)) => return (events, frame),
                Ok(_) => {}
                Err(error) => panic!("the WebSocket broke off: {error}, after {events:?}"),
            }
        }
        (events, None)
    }

    /// Reads up to the end, and gives its code with the last event.
    pub(crate) async fn end(&mut self) -> (u16, Option<Event>) {
        let (mut events, frame) = self.rest().await;
        (frame.expect("a code").code.into(), events.pop())
    }
}
