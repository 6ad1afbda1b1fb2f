//! A connection as the kinds of listeners see it: every byte is counted, when the last one moved is known, and so is who
//! closed first.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use protocol::journal::Closer;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::practice::Practice;

/// A connection whose bytes are counted.
pub(super) struct Line {
    stream: TcpStream,
    tally: Arc<Tally>,
}

/// What was counted on one connection.
pub(super) struct Tally {
    practice: Arc<Practice>,
    counts: Mutex<Counts>,
}

/// What was counted, and who closed first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) received_bytes: u64,
    pub(super) sent_bytes: u64,
    /// Who closed, as far as somebody did.
    pub(super) closer: Option<Closer>,
    moved: Instant,
}

impl Line {
    /// Counts the bytes of a connection for a listener.
    pub(super) fn new(practice: Arc<Practice>, stream: TcpStream) -> (Self, Arc<Tally>) {
        let counts = Counts { received_bytes: 0, sent_bytes: 0, closer: None, moved: Instant::now() };
        let tally = Arc::new(Tally { practice, counts: Mutex::new(counts) });
        (Self { stream, tally: Arc::clone(&tally) }, tally)
    }

    /// Has the coming close throw the connection away with a reset.
    pub(super) fn reset_at_close(&self) -> io::Result<()> {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))
    }

    /// The client ended the conversation in what it says, before it closes its side of the connection.
    pub(super) fn client_ended(&self) {
        self.tally.closed(Closer::Client);
    }
}

impl Tally {
    /// What was counted so far.
    pub(super) fn counts(&self) -> Counts {
        *self.lock()
    }

    /// Resolves once no byte has moved for so long.
    pub(super) async fn idle(&self, time: Duration) {
        loop {
            let until = self.counts().moved + time;
            if Instant::now() >= until {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }

    fn received(&self, bytes: usize) {
        let bytes = bytes as u64;
        let mut counts = self.lock();
        counts.moved = Instant::now();
        counts.received_bytes += bytes;
        drop(counts);
        self.practice.update(|ends| ends.received_bytes += bytes);
    }

    fn sent(&self, result: &Poll<io::Result<usize>>) {
        match result {
            Poll::Ready(Ok(bytes)) => {
                let bytes = *bytes as u64;
                let mut counts = self.lock();
                counts.moved = Instant::now();
                counts.sent_bytes += bytes;
                drop(counts);
                self.practice.update(|ends| ends.sent_bytes += bytes);
            }
            Poll::Ready(Err(error)) => self.failed(error),
            Poll::Pending => {}
        }
    }

    fn closed(&self, by: Closer) {
        let mut counts = self.lock();
        counts.moved = Instant::now();
        counts.closer.get_or_insert(by);
    }

    /// Writing to a client that has closed wholly is answered with a reset too.
    fn failed(&self, error: &io::Error) {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        if matches!(error.kind(), ConnectionReset | ConnectionAborted | BrokenPipe) {
            self.closed(Closer::Reset);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Nothing that holds the lock can panic half way.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let wanted = buffer.remaining() > 0;
        let result = Pin::new(&mut self.stream).poll_read(cx, buffer);
        match &result {
            Poll::Ready(Ok(())) => match buffer.filled().len() - before {
                0 if wanted => self.tally.closed(Closer::Client),
                bytes => self.tally.received(bytes),
            },
            Poll::Ready(Err(error)) => self.tally.failed(error),
            Poll::Pending => {}
        }
        result
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.tally.sent(&result);
        result
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.tally.sent(&result);
        result
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// Closes the sending side; where the client has not closed before, the listener is the first to.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tally.closed(Closer::Listener);
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
