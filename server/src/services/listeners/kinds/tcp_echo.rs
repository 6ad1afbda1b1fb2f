//! TCP echo: sends back every byte (RFC 862).

use std::io;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Call, Service};

/// How many bytes are read before they are sent back.
const BUFFER: usize = 4096;

pub(super) struct TcpEcho;

impl Service for TcpEcho {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let mut buffer = vec![0; BUFFER];
            loop {
                let bytes = call.line.read(&mut buffer).await?;
                match buffer.get(..bytes) {
                    Some(piece) if bytes > 0 => call.line.write_all(piece).await?,
                    _ => return Ok(()),
                }
            }
        })
    }
}
