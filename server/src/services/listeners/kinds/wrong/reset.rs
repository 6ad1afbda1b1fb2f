//! Reset: waits for the first bytes of a request, then throws the connection away (SO_LINGER of zero, socket(7)).

use std::io;

use futures_util::future::BoxFuture;
use tokio::io::AsyncReadExt as _;

use super::{Call, Service};

pub(in super::super) struct Reset;

impl Service for Reset {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            // A reset that came before the client has sent anything would fail its connect, or its sending, or its
            // reading, as chance has it. After it, reading fails, always.
            if call.line.read(&mut [0; 1024]).await? > 0 {
                call.line.reset_at_close()?;
            }
            Ok(())
        })
    }
}
