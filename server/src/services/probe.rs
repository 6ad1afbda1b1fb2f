//! One TCP connect, and what came of it.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use concepts::service::service;
use protocol::probe::{Probe, State};
use socket2::{SockRef, Socket};
use tokio::net::{TcpSocket, TcpStream};

use crate::os::{self, Os};

/// Dials once and hangs up at once.
pub(crate) async fn probe(os: Arc<dyn Os>, target: SocketAddr, timeout: Duration) -> Probe {
    let dialled = dial(target, timeout).await;
    if let Some(stream) = &dialled.stream {
        hang_up(&SockRef::from(stream));
    }
    let listener = match dialled.state {
        // Looking through the processes takes milliseconds, on a thread that may.
        State::Open => tokio::task::spawn_blocking(move || os.listener(target)).await.unwrap_or_default(),
        _ => None,
    };
    Probe {
        target,
        state: dialled.state,
        elapsed_us: u64::try_from(dialled.elapsed.as_micros()).unwrap_or(u64::MAX),
        errno: dialled.errno,
        reason: dialled.reason,
        service: service(target.port()).map(|service| service.name.to_owned()),
        listener,
    }
}

/// What came of a connect.
pub(super) struct Dialled {
    pub(super) state: State,
    pub(super) errno: Option<String>,
    pub(super) reason: String,
    pub(super) elapsed: Duration,
    /// The connection, where it is one with a program.
    pub(super) stream: Option<TcpStream>,
}

/// Connects, and keeps the connection.
pub(super) async fn dial(target: SocketAddr, timeout: Duration) -> Dialled {
    let failed = |error: &io::Error, elapsed| {
        let (state, reason) = explain(error);
        Dialled { state, errno: os::errno(error), reason, elapsed, stream: None }
    };
    let socket = if target.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let socket = match socket {
        Ok(socket) => socket,
        Err(error) => return failed(&error, Duration::ZERO),
    };
    let start = Instant::now();
    let outcome = tokio::time::timeout(timeout, socket.connect(target)).await;
    let elapsed = start.elapsed();
    match outcome {
        Err(_) => {
            Dialled { state: State::Filtered, errno: None, reason: silence(timeout), elapsed, stream: None }
        }
        Ok(Err(error)) => failed(&error, elapsed),
        Ok(Ok(stream)) => {
            let (state, reason) = judge(&SockRef::from(&stream));
            let stream = match state {
                State::Open => Some(stream),
                _ => {
                    hang_up(&SockRef::from(&stream));
                    None
                }
            };
            Dialled { state, errno: None, reason, elapsed, stream }
        }
    }
}

/// Whether the system made a connection with itself: where the port that it lends is the very port that is dialled,
/// TCP's simultaneous open (RFC 9293, section 3.5) meets itself.
pub(super) fn met_itself(socket: &Socket) -> bool {
    let end = |address: io::Result<socket2::SockAddr>| address.ok().and_then(|address| address.as_socket());
    end(socket.local_addr()) == end(socket.peer_addr())
}

/// Why a port counts as closed though a connection to it was made.
pub(super) const MET_ITSELF: &str =
    "The connection met itself: your system lent the port that was dialled. Nothing listens there.";

/// Tells a real connection from one that the system made with itself.
fn judge(socket: &Socket) -> (State, String) {
    if met_itself(socket) {
        return (State::Closed, MET_ITSELF.to_owned());
    }
    (State::Open, "A program listens there: the connection was made.".to_owned())
}

/// How many of the connections of probes and scans are remembered.
const MADE: usize = 256;

/// The client's ends of the last connections that probes, scans and proxies made, newest first. Those of probes and scans are
/// closed before the system's table can be asked whose they were. As the sockets are, it is the whole process's.
static LAST: Mutex<VecDeque<SocketAddr>> = Mutex::new(VecDeque::new());

fn made() -> MutexGuard<'static, VecDeque<SocketAddr>> {
    // Nothing that holds the lock can panic half way.
    LAST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers the client's end of a connection that this process is about to make, for as long as this is kept.
pub(super) struct Mine(SocketAddr);

impl Mine {
    pub(super) fn remember(local: SocketAddr) -> Self {
        let mut made = made();
        made.truncate(MADE - 1);
        made.push_front(local);
        Self(local)
    }
}

impl Drop for Mine {
    fn drop(&mut self) {
        made().retain(|made| *made != self.0);
    }
}

/// Whether a probe, a scan or a proxy of this process came from there a moment ago; asked once, as the port may be lent to somebody
/// else soon.
pub(super) fn came_from(peer: SocketAddr) -> bool {
    let mut made = made();
    let found = made.iter().position(|made| *made == peer);
    found.and_then(|at| made.remove(at)).is_some()
}

/// Has the coming close send a reset (SO_LINGER of zero). An ordinary close would leave the lab's end in TIME_WAIT for a
/// minute on Linux, one ephemeral port a probe; many probes would use the range up.
pub(super) fn hang_up(socket: &Socket) {
    if let Some(local) = socket.local_addr().ok().and_then(|local| local.as_socket()) {
        let mut made = made();
        made.truncate(MADE - 1);
        made.push_front(local);
    }
    // Where the system refuses, an ordinary close follows: slower to clean up, still right.
    let _ = socket.set_linger(Some(Duration::ZERO));
}

/// Why a port counts as filtered.
pub(super) fn silence(timeout: Duration) -> String {
    format!(
        "Nothing came back within {} ms: a filter drops the packets, or the listener's queue is full.",
        timeout.as_millis()
    )
}

/// Windows tries again after a reset, and tells the program about two seconds later.
const REFUSED: &str = if cfg!(windows) {
    "Your system answered every attempt with a reset: nothing listens on that port."
} else {
    "Your system answered at once with a reset: nothing listens on that port."
};

/// What an error of a connect shows.
pub(super) fn explain(error: &io::Error) -> (State, String) {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => (State::Closed, REFUSED.to_owned()),
        // A reset in answer to the first segment is a refusal (RFC 9293, section 3.10.7.3). This one came later.
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => (
            State::Open,
            "A program listens there: the connection was made, and the program reset it at once.".to_owned(),
        ),
        io::ErrorKind::TimedOut => {
            (State::Filtered, "Your system gave up: nothing came back to any of its attempts.".to_owned())
        }
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            (State::Filtered, "A filter on the way answered that the port cannot be reached.".to_owned())
        }
        io::ErrorKind::PermissionDenied => (
            State::Error,
            "Your system does not allow this connection; a local firewall rule may forbid it.".to_owned(),
        ),
        io::ErrorKind::AddrNotAvailable => (
            State::Error,
            "Your system has no such address, or no free port to lend for this connection.".to_owned(),
        ),
        _ => (State::Error, format!("Your system could not try: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;
    use std::net::TcpListener;

    fn run(target: SocketAddr) -> Probe {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(probe(Arc::new(Fake::default()), target, Duration::from_secs(5)))
    }

    #[test]
    fn a_port_is_open_also_where_the_system_does_not_tell_who_listens() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let probe = run(listener.local_addr().unwrap());
        assert_eq!((probe.state, probe.listener), (State::Open, None));
    }

    /// Binds the port that is then dialled from the same socket: a connection with itself, made on purpose.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_connection_with_itself_is_closed() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
            let address = socket.local_addr().unwrap();
            let stream = socket.connect(address).await.unwrap();
            let (state, reason) = judge(&SockRef::from(&stream));
            assert_eq!(state, State::Closed);
            assert!(reason.contains("met itself"), "{reason}");
        });
    }

    #[test]
    fn each_error_is_put_where_it_belongs() {
        use io::ErrorKind as Kind;
        for (kind, state) in [
            (Kind::ConnectionRefused, State::Closed),
            (Kind::ConnectionReset, State::Open),
            (Kind::BrokenPipe, State::Open),
            (Kind::TimedOut, State::Filtered),
            (Kind::HostUnreachable, State::Filtered),
            (Kind::NetworkUnreachable, State::Filtered),
            (Kind::PermissionDenied, State::Error),
            (Kind::AddrNotAvailable, State::Error),
            (Kind::OutOfMemory, State::Error),
        ] {
            assert_eq!(explain(&io::Error::from(kind)).0, state, "{kind:?}");
        }
        #[cfg(unix)]
        for (number, name) in [(libc::EMFILE, "EMFILE"), (libc::EADDRNOTAVAIL, "EADDRNOTAVAIL")] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!((explain(&error).0, os::errno(&error).as_deref()), (State::Error, Some(name)));
        }
    }
}
