//! A connection whose incoming bytes are followed, and what is known of it besides.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use std::time::{Duration, SystemTime};

use actix_rt::net::TcpStream;
use actix_web::http::StatusCode;
use actix_web::http::header::HttpDate;
use bytes::{Buf as _, Bytes};
use protocol::connection::Connection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::framing::Framing;

/// How many heads may be read ahead of the request in hand. A client that pipelines more waits
/// for its answers first, which bounds the memory of a connection.
const MAX_HEADS_AHEAD: usize = 16;

/// How long what a client still sends is read after it was refused, in vain: to close with bytes unread resets the
/// connection, and the client may lose the answer.
const LINGER: Duration = Duration::from_secs(1);

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
///
/// It also bounds each head in size and in time, which the library does for the first of a connection only, and how long
/// a client may leave its answer unread. For the
/// library, a head that is refused here is a client that hangs up; the answer is sent when it closes the connection.
#[derive(Debug)]
pub(crate) struct Followed<L> {
    stream: TcpStream,
    wire: Rc<Wire>,
    draw_up: DrawUp,
    /// What is still to be sent in place of the library's answer.
    instead: Option<Bytes>,
    client_timeout: Duration,
    /// How long still a client may leave its answer unread.
    stalled: Option<Pin<Box<Sleep>>>,
    /// The number of the head that is waited for, and how long still.
    patience: Option<(u64, Pin<Box<Sleep>>)>,
    /// Why nothing more is read.
    refused: Option<StatusCode>,
    /// How long what still comes is read in vain.
    linger: Option<Pin<Box<Sleep>>>,
    /// What is to last as long as this connection is open.
    _lasting: L,
}

impl<L> Followed<L> {
    /// Wraps a stream that was just accepted.
    pub(crate) fn new(
        stream: TcpStream,
        connection: Connection,
        draw_up: DrawUp,
        client_timeout: Duration,
        lasting: L,
    ) -> Self {
        let wire = Rc::new(Wire {
            connection,
            #[cfg(target_os = "linux")]
            descriptor: std::os::fd::AsRawFd::as_raw_fd(&stream),
            requests: Cell::new(0),
            framing: RefCell::new(Framing::default()),
            paused: RefCell::new(None),
        });
        Self {
            stream,
            wire,
            draw_up,
            instead: None,
            client_timeout,
            stalled: None,
            patience: None,
            refused: None,
            linger: None,
            _lasting: lasting,
        }
    }

    /// Whether a head that was begun, or is the first, has taken too long.
    fn is_overdue(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(number) = self.wire.framing.borrow().unfinished() else {
            self.patience = None;
            return false;
        };
        if self.patience.as_ref().is_none_or(|(known, _)| *known != number) {
            self.patience = Some((number, Box::pin(sleep(self.client_timeout))));
        }
        self.patience.as_mut().is_some_and(|(_, left)| left.as_mut().poll(cx).is_ready())
    }

    /// The answer to a head that was refused here.
    fn refusal(&self, status: StatusCode) -> Bytes {
        let head = format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ndate: {}\r\n\r\n",
            HttpDate::from(SystemTime::now())
        );
        Bytes::from((self.draw_up)(
            &self.wire.connection,
            head.as_bytes(),
            self.wire.framing.borrow().unread(),
        ))
    }

    /// Sends what stands in place of the library's answer.
    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(left) = self.instead.as_mut().filter(|left| !left.is_empty()) {
            match ready!(Pin::new(&mut self.stream).poll_write(cx, left))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => left.advance(sent),
            }
        }
        Poll::Ready(Ok(()))
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

impl<L: Unpin> AsyncRead for Followed<L> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.refused.is_some() {
            return Poll::Ready(Ok(()));
        }
        if self.wire.framing.borrow().waiting() >= MAX_HEADS_AHEAD {
            *self.wire.paused.borrow_mut() = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let before = buf.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Poll::Ready(Ok(())) = result {
            let arrived = buf.filled().get(before..).unwrap_or_default();
            let fit = self.wire.framing.borrow_mut().feed(arrived);
            if fit < arrived.len() {
                self.refused = Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
                buf.set_filled(before + fit);
            }
        }
        if self.is_overdue(cx) && result.is_pending() {
            self.refused = Some(StatusCode::REQUEST_TIMEOUT);
            return Poll::Ready(Ok(()));
        }
        result
    }
}

impl<L: Unpin> AsyncWrite for Followed<L> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.instead.is_none() && self.is_bare(buf) {
            let drawn = (self.draw_up)(&self.wire.connection, buf, self.wire.framing.borrow().unread());
            self.instead = Some(Bytes::from(drawn));
        }
        if self.instead.is_some() {
            ready!(self.poll_instead(cx))?;
            return Poll::Ready(Ok(buf.len()));
        }
        let result = Pin::new(&mut self.stream).poll_write(cx, buf);
        if result.is_ready() {
            self.stalled = None;
            return result;
        }
        let timeout = self.client_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(timeout)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(status) = self.refused else { return Pin::new(&mut self.stream).poll_shutdown(cx) };
        if self.instead.is_none() {
            self.instead = Some(self.refusal(status));
        }
        ready!(self.poll_instead(cx))?;
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        let mut linger = self.linger.take().unwrap_or_else(|| Box::pin(sleep(LINGER)));
        let mut storage = [0; 4096];
        while linger.as_mut().poll(cx).is_pending() {
            let mut buf = ReadBuf::new(&mut storage);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => {}
                Poll::Ready(_) => break,
                Poll::Pending => {
                    self.linger = Some(linger);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}
