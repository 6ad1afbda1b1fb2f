//! Round trips over TCP: a connection alone, a request on one that is kept, and both on a new one.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use protocol::roundtrip::ONCE;
use socket2::SockRef;

use super::{PATIENCE, Trip};

/// The longest head of an answer that is read, in bytes.
const MAX_HEAD: usize = 4096;

/// What every expected answer begins with.
const EXPECTED: &[u8] = b"HTTP/1.1 204 ";

/// A TCP connection alone.
pub(super) struct Connect(pub(super) SocketAddr);

impl Trip for Connect {
    fn make(&mut self) -> io::Result<Duration> {
        let start = Instant::now();
        let stream = TcpStream::connect_timeout(&self.0, PATIENCE)?;
        let took = start.elapsed();
        hang_up(&stream);
        Ok(took)
    }
}

/// A request on a connection that is kept.
pub(super) struct Kept {
    target: SocketAddr,
    stream: Option<TcpStream>,
}

impl Kept {
    pub(super) fn new(target: SocketAddr) -> Self {
        Self { target, stream: None }
    }
}

impl Trip for Kept {
    /// Making the connection, at first and after it broke, is not part of the time.
    fn make(&mut self) -> io::Result<Duration> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => open(self.target, Instant::now() + PATIENCE)?,
        };
        let request = request(self.target);
        let start = Instant::now();
        let answered = ask(&mut stream, &request, start + PATIENCE);
        let took = start.elapsed();
        if let Err(error) = answered {
            hang_up(&stream);
            return Err(error);
        }
        self.stream = Some(stream);
        Ok(took)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(stream) = &self.stream {
            hang_up(stream);
        }
    }
}

/// A request on a connection of its own.
pub(super) struct New(pub(super) SocketAddr);

impl Trip for New {
    fn make(&mut self) -> io::Result<Duration> {
        let request = request(self.0);
        let start = Instant::now();
        let mut stream = open(self.0, start + PATIENCE)?;
        let answered = ask(&mut stream, &request, start + PATIENCE);
        let took = start.elapsed();
        hang_up(&stream);
        answered.map(|()| took)
    }
}

fn request(target: SocketAddr) -> Vec<u8> {
    format!(
        "GET {ONCE} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: loopback-lab/{}\r\n\r\n",
        env!("CARGO_PKG_VERSION")
    )
    .into_bytes()
}

fn open(target: SocketAddr, deadline: Instant) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&target, left(deadline)?)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Sends a request and reads the head of its answer, which has no body.
fn ask(stream: &mut TcpStream, request: &[u8], deadline: Instant) -> io::Result<()> {
    stream.write_all(request).map_err(late)?;
    let mut head = [0; MAX_HEAD];
    let mut length = 0;
    while !head.get(..length).is_some_and(|read| read.ends_with(b"\r\n\r\n")) {
        left(deadline)?;
        match stream.read(head.get_mut(length..).unwrap_or_default()).map_err(late)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => length += read,
        }
    }
    if head.starts_with(EXPECTED) { Ok(()) } else { Err(io::Error::other("the answer was not the lab's")) }
}

/// The time until a deadline.
fn left(deadline: Instant) -> io::Result<Duration> {
    deadline
        .checked_duration_since(Instant::now())
        .filter(|left| !left.is_zero())
        .ok_or_else(|| io::ErrorKind::TimedOut.into())
}

/// A socket's time-out under its own name; Unix reports one as a call that would block.
pub(super) fn late(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock { io::ErrorKind::TimedOut.into() } else { error }
}

/// Closes with a reset (SO_LINGER of zero), so that neither end waits in TIME_WAIT: many round trips would otherwise
/// use up the ports that the system lends.
fn hang_up(stream: &TcpStream) {
    // Where the system refuses, an ordinary close follows: slower to clean up, still right.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
