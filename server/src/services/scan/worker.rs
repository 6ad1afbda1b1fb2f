//! One thread of a scan: dials, and looks through what waits.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use concepts::port::Span;
use concepts::service::service;
use protocol::probe::State;
use protocol::scan::{Counts, Open, Other};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::sync::mpsc::Sender;

use super::Job;
use crate::os::{self, Listening};
use crate::services::probe::{explain, hang_up, met_itself, silence};

/// How often the sockets that wait are looked at while there is nothing else to do.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What some ports showed.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The ports that are done.
    pub(crate) done: Vec<Span>,
    pub(crate) open: Vec<Open>,
    pub(crate) other: Vec<Other>,
    pub(crate) counts: Counts,
}

impl Batch {
    fn done(&mut self, port: u16) {
        append(&mut self.done, port);
    }

    fn other(&mut self, port: u16, state: State, errno: Option<String>, reason: String) {
        let same =
            |known: &&mut Other| (known.state, &known.errno, &known.reason) == (state, &errno, &reason);
        match self.other.iter_mut().find(same) {
            Some(known) => append(&mut known.ports, port),
            None => {
                self.other.push(Other { state, errno, reason, ports: vec![Span { first: port, last: port }] })
            }
        }
    }
}

/// Puts a port at the end of spans.
fn append(spans: &mut Vec<Span>, port: u16) {
    match spans.last_mut() {
        Some(last) if last.last.checked_add(1) == Some(port) => last.last = port,
        _ => spans.push(Span { first: port, last: port }),
    }
}

/// A socket that waits for the answer to its connect.
struct Waiting {
    port: u16,
    socket: Socket,
    since: Instant,
}

/// One thread of a scan.
pub(super) struct Worker<H> {
    job: Arc<Job<H>>,
    sender: Sender<Batch>,
    waiting: Vec<Waiting>,
    batch: Batch,
    /// Who listens, as far as it was looked up.
    listening: Listening,
}

impl<H> Worker<H> {
    pub(super) fn new(job: Arc<Job<H>>, sender: Sender<Batch>) -> Self {
        Self { job, sender, waiting: Vec::new(), batch: Batch::default(), listening: Listening::default() }
    }

    /// Dials until no port is left, or nobody listens any more.
    pub(super) fn run(mut self) {
        self.work();
        // Whoever hears that the scan has ended finds its place free.
        let Self { job, sender, .. } = self;
        drop(job);
        drop(sender);
    }

    fn work(&mut self) {
        while let Some(piece) = self.job.take() {
            for port in piece.first..=piece.last {
                self.dial(port);
                while self.waiting.len() >= self.job.waiting {
                    if !self.rest() {
                        return;
                    }
                }
                if self.sender.is_closed() {
                    return;
                }
            }
            self.look();
            if !self.send() {
                return;
            }
        }
        while !self.waiting.is_empty() {
            if !self.rest() {
                return;
            }
        }
    }

    fn dial(&mut self, port: u16) {
        match connect(self.job.target(port)) {
            Ok((socket, true)) => self.connected(port, &socket),
            Ok((socket, false)) => self.waiting.push(Waiting { port, socket, since: Instant::now() }),
            Err(error) => self.failed(port, &error),
        }
    }

    /// Looks through the sockets that wait, and sends what came of it; where nothing did, waits a little. Whether
    /// anybody listens still.
    fn rest(&mut self) -> bool {
        let before = self.waiting.len();
        self.look();
        if self.waiting.len() < before {
            return self.send();
        }
        std::thread::sleep(LOOK_EVERY);
        !self.sender.is_closed()
    }

    /// Looks through the sockets that wait: answered, overdue, or waiting still.
    fn look(&mut self) {
        let mut index = 0;
        while let Some(waiting) = self.waiting.get(index) {
            let overdue = waiting.since.elapsed() >= self.job.timeout;
            match answer(&waiting.socket) {
                Ok(false) if !overdue => {
                    index += 1;
                    continue;
                }
                answered => {
                    let Waiting { port, socket, .. } = self.waiting.swap_remove(index);
                    match answered {
                        Ok(true) => self.connected(port, &socket),
                        Ok(false) => self.silent(port),
                        Err(error) => self.failed(port, &error),
                    }
                }
            }
        }
    }

    fn send(&mut self) -> bool {
        let batch = std::mem::take(&mut self.batch);
        batch.done.is_empty() || self.sender.blocking_send(batch).is_ok()
    }

    fn connected(&mut self, port: u16, socket: &Socket) {
        let itself = met_itself(socket);
        hang_up(socket);
        if itself { self.met(port) } else { self.open(port) }
    }

    fn failed(&mut self, port: u16, error: &io::Error) {
        match explain(error) {
            (State::Open, _) => self.open(port),
            (State::Closed, _) => {
                self.batch.counts.closed += 1;
                self.batch.done(port);
            }
            (State::Filtered, reason) => {
                self.batch.counts.filtered += 1;
                self.other(port, State::Filtered, os::errno(error), reason);
            }
            (State::Error, reason) => {
                self.batch.counts.error += 1;
                self.other(port, State::Error, os::errno(error), reason);
            }
        }
    }

    fn silent(&mut self, port: u16) {
        self.batch.counts.filtered += 1;
        self.other(port, State::Filtered, None, silence(self.job.timeout));
    }

    fn other(&mut self, port: u16, state: State, errno: Option<String>, reason: String) {
        self.batch.other(port, state, errno, reason);
        self.batch.done(port);
    }

    /// A connection of the scan answered itself; nothing listens.
    fn met(&mut self, port: u16) {
        self.batch.counts.closed += 1;
        self.batch.counts.self_connects += 1;
        self.batch.done(port);
    }

    /// A connection was made. Two connects of the lab can meet each other as one can meet itself: each dials the port that
    /// the other was lent. So a port that the system lends, and that has no listener in its table, is dialled again.
    fn open(&mut self, port: u16) {
        let target = self.job.target(port);
        let listener = self.listening.find(self.job.os.as_ref(), target);
        if listener.is_none() && self.job.lent.contains(port) && is_refused(target) {
            return self.met(port);
        }
        self.batch.counts.open += 1;
        self.batch.done(port);
        let service = service(port).map(|service| service.name.to_owned());
        self.batch.open.push(Open { port, service, listener });
    }
}

/// Connects without waiting: a socket, and whether its connection is made already.
fn connect(target: SocketAddr) -> io::Result<(Socket, bool)> {
    let socket = Socket::new(Domain::for_address(target), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    match socket.connect(&target.into()) {
        Ok(()) => Ok((socket, true)),
        Err(error) if os::is_under_way(&error) => {
            let made = answer(&socket)?;
            Ok((socket, made))
        }
        Err(error) => Err(error),
    }
}

/// Whether a connection is made; the error, where it failed.
fn answer(socket: &Socket) -> io::Result<bool> {
    match socket.take_error()? {
        Some(error) => Err(error),
        None => Ok(socket.peer_addr().is_ok()),
    }
}

/// Whether another connect is refused at once, or meets itself.
fn is_refused(target: SocketAddr) -> bool {
    match connect(target) {
        Ok((socket, true)) => {
            hang_up(&socket);
            met_itself(&socket)
        }
        Ok((_, false)) => false,
        Err(error) => explain(&error).0 == State::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;
    use std::net::TcpListener;
    use std::sync::atomic::AtomicUsize;
    use tokio::sync::mpsc::{self, Receiver};

    fn worker() -> (Worker<()>, Receiver<Batch>) {
        let (sender, receiver) = mpsc::channel(1);
        let job = Job {
            os: Arc::new(Fake::default()),
            host: std::net::Ipv4Addr::LOCALHOST.into(),
            lent: Span { first: 0, last: u16::MAX },
            timeout: Duration::ZERO,
            waiting: 1,
            pieces: Vec::new(),
            next: AtomicUsize::new(0),
            _held: (),
        };
        (Worker::new(Arc::new(job), sender), receiver)
    }

    fn bound() -> (Socket, SocketAddr) {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        (socket, address)
    }

    /// Dials the port that the socket itself is bound to, as chance does in a scan of the range that the system lends.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_connection_with_itself_is_closed_and_counted() {
        let (socket, address) = bound();
        socket.connect(&address.into()).unwrap();
        let (mut worker, _receiver) = worker();
        worker.connected(address.port(), &socket);
        let Batch { open, counts, done, .. } = worker.batch;
        assert_eq!((open.len(), counts.closed, counts.self_connects, done.len()), (0, 1, 1, 1));
    }

    /// Two sockets that dial each other's ports at once connect without any listener (RFC 9293, figure 8).
    #[test]
    fn a_connection_that_no_listener_explains_is_tried_again() {
        let (_socket, address) = bound();
        let (mut worker, _receiver) = worker();
        worker.open(address.port());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        worker.open(listener.local_addr().unwrap().port());
        let Batch { open, counts, .. } = worker.batch;
        assert_eq!((counts.self_connects, counts.closed, counts.open), (1, 1, 1));
        assert_eq!(open.first().map(|open| open.port), Some(listener.local_addr().unwrap().port()));
    }

    #[test]
    #[cfg(unix)]
    fn an_error_of_this_machine_is_never_closed() {
        let (mut worker, _receiver) = worker();
        for (port, number) in
            [(1, libc::EMFILE), (2, libc::EMFILE), (4, libc::EADDRNOTAVAIL), (5, libc::EPERM)]
        {
            worker.failed(port, &io::Error::from_raw_os_error(number));
        }
        worker.failed(3, &io::Error::from_raw_os_error(libc::ECONNREFUSED));
        let Batch { other, counts, .. } = worker.batch;
        assert_eq!((counts.error, counts.closed, counts.done()), (4, 1, 5));
        let kinds: Vec<_> =
            other.iter().map(|other| (other.errno.as_deref().unwrap(), other.ports.len())).collect();
        assert_eq!(kinds, [("EMFILE", 1), ("EADDRNOTAVAIL", 1), ("EPERM", 1)]);
        assert_eq!(other.first().map(|other| other.ports.clone()), Some(vec![Span { first: 1, last: 2 }]));
    }
}
