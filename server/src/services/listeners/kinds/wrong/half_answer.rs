//! Half an answer: a head that promises more than comes, then the end.

use std::io;

use futures_util::future::BoxFuture;
use tokio::io::AsyncWriteExt as _;

use super::{Call, Service, request};

/// The body has 32 of the 100 bytes.
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: 100\r\n\r\n\
    The rest of this answer is gone\n";

pub(in super::super) struct HalfAnswer;

impl Service for HalfAnswer {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            if request(call).await? {
                call.line.write_all(ANSWER).await?;
            }
            call.finish().await
        })
    }
}
