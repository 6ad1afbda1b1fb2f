//! Accepts, and closes in good order without a word, whatever is asked.

use std::io;

use futures_util::future::BoxFuture;

use super::{Call, Service};

pub(in super::super) struct AcceptClose;

impl Service for AcceptClose {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        // What the client sends is still read: to close on it would be a reset, which is another failure.
        Box::pin(call.finish())
    }
}
