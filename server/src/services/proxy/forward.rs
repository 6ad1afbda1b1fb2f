//! The way to the target: one connection for one request, and what comes back over it.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::refusal::Refusal;
use super::{ANSWER, CONNECT, MAX_HEAD_BYTES};
use crate::os;
use crate::services::probe::Mine;

/// A connection to the target. It moves only while it is polled, and is closed when it is dropped.
type Link = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The body of the target's answer, with the connection that it comes over.
pub(crate) struct Arriving {
    body: Incoming,
    link: Option<Link>,
    _place: OwnedSemaphorePermit,
    _mine: Mine,
}

/// Asks the target, and waits for the head of its answer.
pub(crate) async fn ask(
    target: SocketAddr,
    request: Request<Full<Bytes>>,
    room: &Arc<Semaphore>,
) -> Result<Response<Arriving>, Refusal> {
    let place = Arc::clone(room).try_acquire_owned().map_err(|_| Refusal::Room)?;
    let unreachable = |error: io::Error| {
        Refusal::Unreachable(target, os::errno(&error).unwrap_or_else(|| error.to_string()))
    };
    let (socket, mine) = client(target).map_err(unreachable)?;
    let stream = timeout(CONNECT, socket.connect(target)).await.map_err(|_| Refusal::Silent(target))?;
    let stream = stream.map_err(unreachable)?;
    // Where it fails, it is only slower.
    let _ = stream.set_nodelay(true);
    let broken = |error: hyper::Error| Refusal::Broken(target, told(&error));
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MAX_HEAD_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    let mut link: Option<Link> = Some(Box::pin(async move {
        // How it ended is told to whoever waits for the answer.
        let _ = connection.await;
    }));
    let answer = {
        let mut sending = Box::pin(sender.send_request(request));
        let both = std::future::poll_fn(|cx| {
            drive(&mut link, cx);
            sending.as_mut().poll(cx)
        });
        timeout(ANSWER, both).await.map_err(|_| Refusal::Late(target))?.map_err(broken)?
    };
    Ok(answer.map(|body| Arriving { body, link, _place: place, _mine: mine }))
}

/// A socket whose end is known to be the lab's before it connects: a practice listener need not have it looked up then, which
/// would take longer than the answer.
fn client(target: SocketAddr) -> io::Result<(TcpSocket, Mine)> {
    let (socket, from) = match target {
        SocketAddr::V4(_) => (TcpSocket::new_v4()?, IpAddr::V4(Ipv4Addr::LOCALHOST)),
        SocketAddr::V6(_) => (TcpSocket::new_v6()?, IpAddr::V6(Ipv6Addr::LOCALHOST)),
    };
    socket.bind(SocketAddr::new(from, 0))?;
    let mine = Mine::remember(socket.local_addr()?);
    Ok((socket, mine))
}

/// Why, in the words of the innermost cause.
fn told(error: &hyper::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

fn drive(link: &mut Option<Link>, cx: &mut Context<'_>) {
    if link.as_mut().is_some_and(|one| one.as_mut().poll(cx).is_ready()) {
        *link = None;
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        drive(&mut self.link, cx);
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
