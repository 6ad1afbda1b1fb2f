//! One console at work: one loop that carries bytes both ways, each no faster than the other side takes them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Buf as _, Bytes};
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use protocol::console::{
    By, CODE_POLICY, CODE_UNSUPPORTED, Command, Event, Limit, MAX_BYTES, MAX_WAITING_BYTES,
};
use protocol::sockets::State;
use socket2::SockRef;
use tokio::io::{AsyncWriteExt as _, Interest};
use tokio::net::TcpStream;
use tokio::time::sleep_until;
use tokio_util::sync::CancellationToken;

use super::{ENDED, End, FAREWELL, Goodbye, Incoming, Outgoing, STOPPING, micros};
use crate::os::{self, Os};
use crate::services::probe;

/// How many bytes are read from the peer at a time.
const PIECE: usize = 16 * 1024;

/// How many answers may wait for the client to take them; until it does, no further message of it is read.
const MAX_OUTBOX: usize = 64;

/// A limit was reached.
const LIMIT: Goodbye = Goodbye { code: CODE_POLICY, reason: "a limit was reached" };

/// A text that is no command.
const NO_COMMAND: Goodbye = Goodbye {
    code: CODE_UNSUPPORTED,
    reason: "a text message is \"half-close\", \"close\" or \"reset\", with its quotes",
};

/// What ends a connection that nobody ends.
pub(super) struct Limits {
    pub(super) stopping: CancellationToken,
    pub(super) idle: Duration,
    pub(super) total: Duration,
}

/// Where a connection leads, and whom to ask about it.
pub(super) struct Ends {
    pub(super) local: SocketAddr,
    pub(super) peer: SocketAddr,
    pub(super) os: Arc<dyn Os>,
}

/// What waits to be done at the peer's side, in order.
enum Act {
    /// What is left of a message, and how long it was.
    Send(Bytes, u64),
    HalfClose,
    Close,
}

/// A connection and its client.
pub(super) struct Talk<I, O> {
    stream: TcpStream,
    ends: Ends,
    limits: Limits,
    incoming: I,
    outgoing: O,
    outbox: VecDeque<Outgoing>,
    acts: VecDeque<Act>,
    waiting: usize,
    began: Instant,
    active: Instant,
    /// Bytes that the client has given, sent or not.
    given: u64,
    sent: u64,
    received: u64,
    half_closed: bool,
    peer_done: bool,
}

impl<I: Stream<Item = Incoming> + Unpin, O: Sink<Outgoing> + Unpin> Talk<I, O> {
    pub(super) fn new(
        stream: TcpStream,
        ends: Ends,
        limits: Limits,
        incoming: I,
        outgoing: O,
        first: Event,
    ) -> Self {
        let began = Instant::now();
        Self {
            stream,
            ends,
            limits,
            incoming,
            outgoing,
            outbox: [Outgoing::Event(first)].into(),
            acts: VecDeque::new(),
            waiting: 0,
            began,
            active: began,
            given: 0,
            sent: 0,
            received: 0,
            half_closed: false,
            peer_done: false,
        }
    }

    /// Carries on until one side ends it, then tells how it ended.
    pub(super) async fn run(mut self) {
        let end = loop {
            if let Some(end) = self.step().await {
                break end;
            }
        };
        let at_us = micros(self.began);
        if end.reset && end.by == By::You {
            probe::hang_up(&SockRef::from(&self.stream));
        }
        drop(self.stream);
        let state = state(&self.ends).await;
        let End { by, reset, errno, goodbye } = end;
        let (sent, received) = (self.sent, self.received);
        let closed = Event::Closed { by, reset, errno, state, sent, received, at_us };
        self.outbox.push_back(Outgoing::Event(closed));
        farewell(self.outgoing, self.outbox, goodbye).await;
    }

    /// Waits for one thing to happen, and does what follows from it.
    async fn step(&mut self) -> Option<End> {
        match self.acts.front() {
            Some(Act::HalfClose) => {
                self.acts.pop_front();
                return self.half_close().await;
            }
            Some(Act::Close) => return Some(end(By::You, ENDED)),
            Some(Act::Send(..)) | None => {}
        }
        let sending = !self.acts.is_empty();
        let listening = self.waiting < MAX_WAITING_BYTES && self.outbox.len() < MAX_OUTBOX;
        // What came is handed on before more is read: the peer is read no faster than the client takes it.
        let reading = !self.peer_done && self.outbox.is_empty();
        let idle = (self.active + self.limits.idle).into();
        let total = (self.began + self.limits.total).into();
        tokio::select! {
            () = self.limits.stopping.cancelled() => Some(end(By::Lab, STOPPING)),
            () = sleep_until(idle) => Some(self.limit(Limit::Idle)),
            () = sleep_until(total) => Some(self.limit(Limit::Total)),
            ready = poll_fn(|cx| Pin::new(&mut self.outgoing).poll_ready(cx)), if !self.outbox.is_empty() => {
                self.hand_on(ready.is_ok())
            }
            message = self.incoming.next(), if listening => self.hear(message),
            ready = self.stream.writable(), if sending => self.send(ready),
            ready = self.stream.readable(), if reading => self.receive(ready).await,
            // After the peer's last byte a reset is all that can still come.
            ready = self.stream.ready(Interest::ERROR), if self.peer_done => Some(self.broken(ready.err())),
        }
    }

    /// Gives the client what is next for it.
    fn hand_on(&mut self, ready: bool) -> Option<End> {
        let next = self.outbox.pop_front()?;
        let gone = !ready || Pin::new(&mut self.outgoing).start_send(next).is_err();
        gone.then(|| end(By::You, ENDED))
    }

    fn tell(&mut self, event: Event) {
        self.outbox.push_back(Outgoing::Event(event));
    }

    fn limit(&mut self, limit: Limit) -> End {
        let at_us = micros(self.began);
        self.tell(Event::Limit { limit, at_us });
        end(By::Lab, LIMIT)
    }

    fn hear(&mut self, message: Option<Incoming>) -> Option<End> {
        match message {
            None | Some(Incoming::Close) => return Some(end(By::You, ENDED)),
            Some(Incoming::Fault(goodbye)) => return Some(end(By::Lab, goodbye)),
            Some(Incoming::Pong) => {}
            Some(Incoming::Ping(bytes)) => self.outbox.push_back(Outgoing::Pong(bytes)),
            Some(Incoming::Bytes(bytes)) => {
                let length = bytes.len() as u64;
                self.given += length;
                if self.given > MAX_BYTES {
                    return Some(self.limit(Limit::Sent));
                }
                if self.half_closed || self.acts.iter().any(|act| matches!(act, Act::HalfClose)) {
                    self.tell(Event::Unsent { bytes: length, at_us: micros(self.began) });
                } else if length > 0 {
                    self.waiting += bytes.len();
                    self.acts.push_back(Act::Send(bytes, length));
                }
            }
            Some(Incoming::Text(text)) => match serde_json::from_str(&text) {
                Ok(Command::HalfClose) => self.acts.push_back(Act::HalfClose),
                Ok(Command::Close) => self.acts.push_back(Act::Close),
                Ok(Command::Reset) => return Some(End { reset: true, ..end(By::You, ENDED) }),
                Err(_) => return Some(end(By::Lab, NO_COMMAND)),
            },
        }
        None
    }

    async fn half_close(&mut self) -> Option<End> {
        if std::mem::replace(&mut self.half_closed, true) {
            return None;
        }
        if let Err(error) = self.stream.shutdown().await {
            return Some(self.broken(Some(error)));
        }
        self.half_closed_by(By::You).await
    }

    /// One side sends no more: the end, where the other did already.
    async fn half_closed_by(&mut self, by: By) -> Option<End> {
        self.active = Instant::now();
        if self.half_closed && self.peer_done {
            return Some(end(by, ENDED));
        }
        let at_us = micros(self.began);
        let state = state(&self.ends).await;
        self.tell(Event::HalfClosed { by, state, at_us });
        None
    }

    fn send(&mut self, ready: io::Result<()>) -> Option<End> {
        let Some(Act::Send(bytes, length)) = self.acts.front_mut() else { return None };
        let (bytes, length) = (bytes, *length);
        match ready.and_then(|()| self.stream.try_write(bytes)) {
            Ok(written) => {
                bytes.advance(written);
                let is_done = bytes.is_empty();
                self.waiting -= written;
                self.sent += written as u64;
                self.active = Instant::now();
                if is_done {
                    self.acts.pop_front();
                    let at_us = micros(self.began);
                    self.tell(Event::Sent { bytes: length, at_us });
                }
                None
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(error) => Some(self.broken(Some(error))),
        }
    }

    async fn receive(&mut self, ready: io::Result<()>) -> Option<End> {
        let left = usize::try_from(MAX_BYTES - self.received).unwrap_or(PIECE);
        if left == 0 {
            return Some(self.limit(Limit::Received));
        }
        let mut piece = vec![0; PIECE.min(left)];
        match ready.and_then(|()| self.stream.try_read(&mut piece)) {
            Ok(0) => {
                self.peer_done = true;
                self.half_closed_by(By::Peer).await
            }
            Ok(length) => {
                piece.truncate(length);
                self.received += length as u64;
                self.active = Instant::now();
                self.tell(Event::Received { bytes: length as u64, at_us: micros(self.began) });
                self.outbox.push_back(Outgoing::Bytes(piece.into()));
                None
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(error) => Some(self.broken(Some(error))),
        }
    }

    /// The peer broke the connection off.
    fn broken(&self, error: Option<io::Error>) -> End {
        let error = error.or_else(|| self.stream.take_error().ok().flatten());
        End { reset: true, errno: error.as_ref().and_then(os::errno), ..end(By::Peer, ENDED) }
    }
}

fn end(by: By, goodbye: Goodbye) -> End {
    End { by, reset: false, errno: None, goodbye }
}

/// The state of the near end, as the system's table has it now.
async fn state(ends: &Ends) -> Option<State> {
    let (local, peer, os) = (ends.local, ends.peer, Arc::clone(&ends.os));
    let look = move || {
        let is_it = |row: &os::Row| (row.socket.local, row.socket.remote) == (local, Some(peer));
        os.table().rows.iter().find(|row| is_it(row)).and_then(|row| row.socket.state)
    };
    // Reading the table takes a moment, on a thread that may.
    tokio::task::spawn_blocking(look).await.ok().flatten()
}

/// Hands on what waits for the client, and closes; gives up on a client that does not take it.
pub(super) async fn farewell(
    mut outgoing: impl Sink<Outgoing> + Unpin,
    outbox: VecDeque<Outgoing>,
    goodbye: Goodbye,
) {
    let rest = async {
        for one in outbox.into_iter().chain([Outgoing::Close(goodbye)]) {
            outgoing.send(one).await.ok()?;
        }
        Some(())
    };
    // Who is gone, or takes nothing, is told nothing.
    let _ = tokio::time::timeout(FAREWELL, rest).await;
}
