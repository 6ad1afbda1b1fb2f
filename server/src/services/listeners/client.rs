//! The client's side: connections that the lab opens to a practice listener and holds.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::listeners::{Connections, Held, Outcome};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use super::practice::Practice;
use crate::os;

/// How long the reply waits for answers to its connects. What waits longer is told as waiting.
const SETTLE: Duration = Duration::from_millis(200);

/// Opens as many connections as there are places for, and tells of all that are held and of those that failed.
pub(super) async fn open(practice: &Arc<Practice>, mut places: OwnedSemaphorePermit) -> Connections {
    let begun = std::iter::from_fn(|| places.split(1)).map(|place| begin(practice, place));
    let reply = Reply { practice, serials: begun.collect() };
    let settled = |ends: &super::practice::Ends| {
        let waits = |serial| ends.held.get(serial).is_some_and(|one| one.held.outcome == Outcome::Waiting);
        !reply.serials.iter().any(waits)
    };
    practice.wait_until(settled, SETTLE).await;
    practice.connections()
}

/// The connections that a request opened. Those that failed are forgotten when its reply is made, or given up.
struct Reply<'a> {
    practice: &'a Practice,
    serials: Vec<u64>,
}

impl Drop for Reply<'_> {
    fn drop(&mut self) {
        self.practice.update(|ends| {
            for serial in &self.serials {
                if let Some(one) = ends.held.get_mut(serial) {
                    one.replied = true;
                }
            }
            ends.held.retain(|_, one| !(one.replied && one.held.outcome == Outcome::Failed));
        });
    }
}

/// Begins to connect. The port that the system lends is known before the answer is.
fn begin(practice: &Arc<Practice>, place: OwnedSemaphorePermit) -> u64 {
    let start = Instant::now();
    let begun = connect(practice);
    let connected = begun.as_ref().is_ok_and(|socket| socket.peer_addr().is_ok());
    let mut held = Held {
        local: begun.as_ref().ok().and_then(local),
        remote: practice.plan.local,
        outcome: Outcome::Waiting,
        elapsed_us: None,
        errno: None,
    };
    // On loopback the whole handshake mostly takes place within the call.
    if connected {
        held.outcome = Outcome::Connected;
        held.elapsed_us = Some(micros(start));
    }
    let stream = begun.and_then(|socket| TcpStream::from_std(socket.into()));
    if let Err(error) = &stream {
        fail(&mut held, start, error);
    }
    let (serial, close) = practice.hold(held);
    if let Ok(stream) = stream {
        let owner = Arc::clone(practice);
        practice.track(async move {
            let settled = tokio::select! {
                () = close.cancelled() => true,
                failed = keep(&owner, serial, stream, start) => !failed,
            };
            drop(place);
            if settled {
                owner.closed(serial);
            }
        });
    }
    serial
}

/// Begins to connect to a listener.
pub(super) fn connect(practice: &Practice) -> io::Result<Socket> {
    let target = practice.plan.local;
    let socket = Socket::new(Domain::for_address(target), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    match socket.connect(&target.into()) {
        Ok(()) => Ok(socket),
        Err(error) if os::is_under_way(&error) => Ok(socket),
        Err(error) => Err(error),
    }
}

fn local(socket: &Socket) -> Option<std::net::SocketAddr> {
    socket.local_addr().ok()?.as_socket().filter(|local| local.port() != 0)
}

/// Waits for the answer, then holds the connection until the listener closes. Whether the connect failed, and its request
/// has not been answered yet: then the reply is still to tell of it.
async fn keep(practice: &Practice, serial: u64, mut stream: TcpStream, start: Instant) -> bool {
    let answer = stream.writable().await.and_then(|()| match stream.take_error()? {
        Some(error) => Err(error),
        None => stream.local_addr(),
    });
    let failed = practice.update(|ends| {
        let Some(one) = ends.held.get_mut(&serial) else { return false };
        match answer {
            Ok(local) if one.held.outcome == Outcome::Waiting => {
                one.held.local = Some(local);
                one.held.outcome = Outcome::Connected;
                one.held.elapsed_us = Some(micros(start));
            }
            Ok(_) => {}
            Err(error) => fail(&mut one.held, start, &error),
        }
        one.held.outcome == Outcome::Failed && !one.replied
    });
    // What comes is of no interest; that it ends is. After an error there is nothing to read.
    let mut buffer = [0; 512];
    while !failed && stream.read(&mut buffer).await.is_ok_and(|bytes| bytes > 0) {}
    failed
}

fn fail(held: &mut Held, start: Instant, error: &io::Error) {
    held.outcome = Outcome::Failed;
    held.elapsed_us = Some(micros(start));
    held.errno = os::errno(error);
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
