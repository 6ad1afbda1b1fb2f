//! A connection whose incoming bytes are followed, and what is known of it besides.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_rt::net::TcpStream;
use bytes::{Buf as _, Bytes};
use protocol::connection::Connection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::framing::Framing;

/// How many heads may be read ahead of the request in hand. A client that pipelines more waits
/// for its answers first, which bounds the memory of a connection.
const MAX_HEADS_AHEAD: usize = 16;

/// One connection. Requests that come in on it share this.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) connection: Connection,
    #[cfg(target_os = "linux")]
    pub(crate) descriptor: std::os::fd::RawFd,
    requests: Cell<u64>,
    framing: RefCell<Framing>,
    paused: RefCell<Option<Waker>>,
}

impl Wire {
    /// The head of the request that is answered next, and how many requests this connection has carried with it.
    pub(crate) fn next_request(&self) -> (Option<Vec<u8>>, u64) {
        self.requests.set(self.requests.get() + 1);
        let head = self.framing.borrow_mut().take();
        if let Some(waker) = self.paused.borrow_mut().take() {
            waker.wake();
        }
        (head, self.requests.get())
    }

    /// How many requests this connection has carried.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.get()
    }
}

/// Draws up an answer of the HTTP library anew: the connection, the library's answer, the bytes of the request.
pub(crate) type DrawUp = fn(&Connection, &[u8], &[u8]) -> Vec<u8>;

/// A TCP stream that lets its [`Wire`] see every byte that comes in, and gives words to the library's own answers.
#[derive(Debug)]
pub(crate) struct Followed {
    stream: TcpStream,
    wire: Rc<Wire>,
    draw_up: DrawUp,
    /// What is still to be sent in place of the library's answer.
    instead: Option<Bytes>,
    /// Tells the server that this connection is open, until it is dropped.
    _open: TaskTrackerToken,
}

impl Followed {
    /// Wraps a stream that was just accepted.
    pub(crate) fn new(
        stream: TcpStream,
        connection: Connection,
        draw_up: DrawUp,
        open: TaskTrackerToken,
    ) -> Self {
        let wire = Rc::new(Wire {
            connection,
            #[cfg(target_os = "linux")]
            descriptor: std::os::fd::AsRawFd::as_raw_fd(&stream),
            requests: Cell::new(0),
            framing: RefCell::new(Framing::default()),
            paused: RefCell::new(None),
        });
        Self { stream, wire, draw_up, instead: None, _open: open }
    }

    /// Whether the library answers by itself here: an error that is a head alone, without the field that the gate
    /// sets on every answer, while there are bytes that no request was made of.
    fn is_bare(&self, buf: &[u8]) -> bool {
        let contains = |part: &[u8]| buf.windows(part.len()).any(|window| window == part);
        buf.starts_with(b"HTTP/1.1 4")
            && buf.ends_with(b"\r\n\r\n")
            && !contains(b"x-content-type-options")
            && (self.wire.requests() == 0 || !self.wire.framing.borrow().unread().is_empty())
    }

    /// What its requests share.
    pub(crate) fn wire(&self) -> Rc<Wire> {
        Rc::clone(&self.wire)
    }
}

impl AsyncRead for Followed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.wire.framing.borrow().waiting() >= MAX_HEADS_AHEAD {
            *self.wire.paused.borrow_mut() = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let before = buf.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Poll::Ready(Ok(())) = result {
            self.wire.framing.borrow_mut().feed(buf.filled().get(before..).unwrap_or_default());
        }
        result
    }
}

impl AsyncWrite for Followed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.instead.is_none() && self.is_bare(buf) {
            let drawn = (self.draw_up)(&self.wire.connection, buf, self.wire.framing.borrow().unread());
            self.instead = Some(Bytes::from(drawn));
        }
        while let Some(mut left) = self.instead.take() {
            if left.is_empty() {
                return Poll::Ready(Ok(buf.len()));
            }
            let result = Pin::new(&mut self.stream).poll_write(cx, &left);
            if let Poll::Ready(Ok(sent)) = result {
                left.advance(sent);
            }
            self.instead = Some(left);
            match result {
                Poll::Ready(Ok(sent)) if sent > 0 => {}
                other => return other,
            }
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
