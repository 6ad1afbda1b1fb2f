//! A body that goes on to the client while the cache gathers it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame, SizeHint};

use super::MAX_ENTRY_BYTES;
use super::forward::Arriving;

/// What to do with a body that has come whole.
type Done = Box<dyn FnOnce(Bytes) + Send>;

/// A body on its way; what has passed, and what to do with it in the end, where it is to be kept at all.
pub(crate) struct Tee {
    body: Arriving,
    gathered: Option<(BytesMut, Done)>,
    /// Why the body broke off, to be told when what came before it has been sent.
    broken: Option<hyper::Error>,
}

impl Tee {
    /// A body that only passes.
    pub(crate) fn pass(body: Arriving) -> Self {
        Self { body, gathered: None, broken: None }
    }

    /// A body that is gathered; `done` is called once, when it has come whole and is not too long.
    pub(crate) fn gather(body: Arriving, done: impl FnOnce(Bytes) + Send + 'static) -> Self {
        let mut tee = Self { body, gathered: Some((BytesMut::new(), Box::new(done))), broken: None };
        tee.settle();
        tee
    }

    /// Hands over what was gathered, if that is all. The client's connection does not ask again after the last piece.
    fn settle(&mut self) {
        if self.body.is_end_stream()
            && let Some((gathered, done)) = self.gathered.take()
        {
            done(gathered.freeze());
        }
    }
}

impl Body for Tee {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        if let Some(error) = self.broken.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            Some(Ok(piece)) => {
                let data = piece.data_ref().map_or(&[][..], |data| data);
                let fits = |gathered: &BytesMut| gathered.len() + data.len() <= MAX_ENTRY_BYTES;
                // A trailer is not kept, so neither is what it belongs to.
                if piece.is_trailers() || self.gathered.as_ref().is_some_and(|(gathered, _)| !fits(gathered))
                {
                    self.gathered = None;
                }
                if let Some((gathered, _)) = &mut self.gathered {
                    gathered.extend_from_slice(data);
                }
                self.settle();
            }
            Some(Err(_)) => {
                self.gathered = None;
                if let Some(Err(error)) = frame {
                    // Told at once, it would end the connection to the client before what came is on its way.
                    self.broken = Some(error);
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
            None => {
                if let Some((gathered, done)) = self.gathered.take() {
                    done(gathered.freeze());
                }
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
