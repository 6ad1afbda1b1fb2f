//! Raw TCP connections that a client drives over a WebSocket: how many there are, which of them lead to the lab itself,
//! and the way of each from the connect to its end.

mod frames;
mod talk;

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{Sink, Stream};
use protocol::console::{
    By, CODE_FAILED, CODE_NORMAL, CODE_STOPPING, CONNECT_MS, Event, IDLE_S, MAX_CONSOLES, TOTAL_S,
};
use protocol::probe::State;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::os::{self, Os};
use crate::services::probe;

pub(crate) use self::frames::{Frames, TooLong};

/// What comes from the client. The stream of it ends when the client is gone.
#[derive(Debug)]
pub(crate) enum Incoming {
    Bytes(Bytes),
    Text(String),
    Ping(Bytes),
    /// Nothing to do about: the answer to a ping.
    Pong,
    Close,
    Fault(Goodbye),
}

/// What goes to the client.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Event(Event),
    Bytes(Bytes),
    Pong(Bytes),
    /// The last.
    Close(Goodbye),
}

/// Why the WebSocket is closed: a code of `protocol::console`, and the same in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Goodbye {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
}

/// The end of a connection that has told itself.
const ENDED: Goodbye = Goodbye { code: CODE_NORMAL, reason: "" };

/// The lab is stopping.
const STOPPING: Goodbye = Goodbye { code: CODE_STOPPING, reason: "the lab is stopping" };

/// How long the end of a console may take to reach its client.
const FAREWELL: Duration = Duration::from_millis(500);

/// The limits in time of a connection.
#[derive(Clone, Copy, Debug)]
struct Patience {
    connect: Duration,
    idle: Duration,
    total: Duration,
}

/// All consoles of the lab.
pub(crate) struct Consoles {
    os: Arc<dyn Os>,
    stopping: CancellationToken,
    patience: Patience,
    room: Arc<Semaphore>,
    /// The near ends of those that lead to the lab itself, until the lab has dropped the far ends.
    own: Mutex<HashSet<SocketAddr>>,
}

/// A place among the consoles.
pub(crate) struct Place {
    consoles: Arc<Consoles>,
    _permit: OwnedSemaphorePermit,
}

impl Consoles {
    /// None yet. Each ends when `stopping` is cancelled.
    pub(crate) fn new(os: Arc<dyn Os>, stopping: CancellationToken) -> Self {
        let patience = Patience {
            connect: Duration::from_millis(CONNECT_MS),
            idle: Duration::from_secs(IDLE_S),
            total: Duration::from_secs(TOTAL_S),
        };
        let room = Arc::new(Semaphore::new(MAX_CONSOLES));
        Self { os, stopping, patience, room, own: Mutex::default() }
    }

    /// A place for one more; `None` where there is none.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Place> {
        let permit = Arc::clone(&self.room).try_acquire_owned().ok()?;
        Some(Place { consoles: Arc::clone(self), _permit: permit })
    }

    /// Whether a connection that the lab has accepted comes from a console.
    pub(crate) fn lead_from(&self, peer: SocketAddr) -> bool {
        self.own().contains(&peer)
    }

    /// The lab has dropped a connection.
    pub(crate) fn forget(&self, peer: SocketAddr) {
        self.own().remove(&peer);
    }

    fn own(&self) -> MutexGuard<'_, HashSet<SocketAddr>> {
        // Nothing that holds the lock can panic half way.
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Connects, and carries what comes from either side to the other until one of them ends. `own` says that the lab
    /// itself listens at the target.
    pub(crate) async fn run(
        self,
        target: SocketAddr,
        own: bool,
        incoming: impl Stream<Item = Incoming> + Unpin,
        outgoing: impl Sink<Outgoing> + Unpin,
    ) {
        let Consoles { stopping, patience, .. } = &*self.consoles;
        let began = Instant::now();
        let dialled = tokio::select! {
            () = stopping.cancelled() => return talk::farewell(outgoing, [].into(), STOPPING).await,
            dialled = dial(target, patience.connect) => dialled,
        };
        let elapsed_us = micros(began);
        let stream = match dialled {
            Ok(stream) => stream,
            Err((state, errno, reason)) => {
                let goodbye = match state {
                    State::Error => Goodbye { code: CODE_FAILED, reason: "this machine could not try" },
                    _ => ENDED,
                };
                let refused = Event::Refused { state, errno, reason, elapsed_us };
                return talk::farewell(outgoing, [Outgoing::Event(refused)].into(), goodbye).await;
            }
        };
        let Ok(local) = stream.local_addr() else {
            let goodbye = Goodbye { code: CODE_FAILED, reason: "the system does not name the near end" };
            return talk::farewell(outgoing, [].into(), goodbye).await;
        };
        if own {
            // Before the first byte is sent, and so before the lab has a request on it to tell whose it is.
            self.consoles.own().insert(local);
        }
        let connected = Event::Connected { local, peer: target, elapsed_us };
        let limits = talk::Limits { stopping: stopping.clone(), idle: patience.idle, total: patience.total };
        let ends = talk::Ends { local, peer: target, os: Arc::clone(&self.consoles.os) };
        talk::Talk::new(stream, ends, limits, incoming, outgoing, connected).run().await;
    }
}

/// A connection, or what its attempt showed: as a probe tells it.
async fn dial(target: SocketAddr, timeout: Duration) -> Result<TcpStream, (State, Option<String>, String)> {
    let refused = |error: &io::Error| {
        let (state, reason) = probe::explain(error);
        (state, os::errno(error), reason)
    };
    let connected = tokio::time::timeout(timeout, TcpStream::connect(target)).await;
    let stream = connected
        .map_err(|_| (State::Filtered, None, probe::silence(timeout)))?
        .map_err(|error| refused(&error))?;
    if probe::met_itself(&SockRef::from(&stream)) {
        return Err((State::Closed, None, probe::MET_ITSELF.to_owned()));
    }
    stream.set_nodelay(true).map_err(|error| refused(&error))?;
    Ok(stream)
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// Who ended a connection, and how.
#[derive(Debug)]
struct End {
    by: By,
    reset: bool,
    errno: Option<String>,
    goodbye: Goodbye,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;
    use futures_util::stream;
    use protocol::console::{CODE_POLICY, Limit};
    use std::net::TcpListener;

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(60);

    /// What a client hears that says nothing, of a peer that does not either.
    fn heard(patience: Patience) -> Vec<Outgoing> {
        let mut consoles = Consoles::new(Arc::new(Fake::default()), CancellationToken::new());
        consoles.patience = patience;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = listener.local_addr().unwrap();
        let mut heard = Vec::new();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let place = Arc::new(consoles).enter().unwrap();
        runtime.block_on(place.run(target, false, stream::pending(), &mut heard));
        heard
    }

    #[test]
    fn a_connection_ends_that_is_silent_or_lasts_too_long() {
        for (patience, wanted) in [
            (Patience { connect: LONG, idle: SHORT, total: LONG }, Limit::Idle),
            (Patience { connect: LONG, idle: LONG, total: SHORT }, Limit::Total),
        ] {
            let heard = heard(patience);
            let [
                Outgoing::Event(Event::Connected { .. }),
                Outgoing::Event(Event::Limit { limit, .. }),
                Outgoing::Event(Event::Closed { by: By::Lab, .. }),
                Outgoing::Close(Goodbye { code: CODE_POLICY, .. }),
            ] = heard.as_slice()
            else {
                panic!("{heard:?}")
            };
            assert_eq!(*limit, wanted);
        }
    }

    /// A queue of connections that is full answers to no further one.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_connect_that_nobody_answers_is_given_up() {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        socket.listen(0).unwrap();
        let target = socket.local_addr().unwrap().as_socket().unwrap();
        let _taken = std::net::TcpStream::connect(target).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (state, errno, _) = runtime.block_on(dial(target, SHORT)).unwrap_err();
        assert_eq!((state, errno), (State::Filtered, None));
    }
}
