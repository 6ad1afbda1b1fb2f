//! TLS echo, and the handshake for every kind that speaks TLS.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use rustls::ProtocolVersion;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::super::line::Line;
use super::super::record::Visit;
use super::{Call, Service};

/// How many bytes are read before they are sent back.
const BUFFER: usize = 4096;

/// Sends back every byte, inside TLS.
pub(super) struct TlsEcho {
    pub(super) tls: TlsAcceptor,
}

impl Service for TlsEcho {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let mut stream = accept(&self.tls, &mut call.line, &call.visit).await?;
            let mut buffer = vec![0; BUFFER];
            loop {
                let bytes = stream.read(&mut buffer).await?;
                match buffer.get(..bytes) {
                    Some(piece) if bytes > 0 => stream.write_all(piece).await?,
                    _ => break,
                }
                stream.flush().await?;
            }
            stream.shutdown().await
        })
    }
}

/// Does the handshake, and tells the journal what came of it.
pub(super) async fn accept<'a>(
    acceptor: &TlsAcceptor,
    line: &'a mut Line,
    visit: &Visit,
) -> io::Result<Sealed<'a>> {
    match acceptor.accept(line).await {
        Ok(stream) => {
            let stream = Sealed(stream);
            visit.say(&stream.describe());
            Ok(stream)
        }
        Err(error) => {
            visit.say(&format!("no TLS: {error}"));
            Err(error)
        }
    }
}

/// A connection inside TLS.
pub(super) struct Sealed<'a>(TlsStream<&'a mut Line>);

impl Sealed<'_> {
    /// The version and the cipher suite, such as `TLSv1.3, TLS_AES_256_GCM_SHA384`.
    pub(super) fn describe(&self) -> String {
        let (_, session) = self.0.get_ref();
        let version = match session.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
            _ => "TLS",
        };
        let suite = session.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
        // The registry of IANA has no TLS13 in its names (RFC 8446, appendix B.4).
        let suite = suite.unwrap_or("an unnamed cipher suite").replacen("TLS13_", "TLS_", 1);
        format!("{version}, {suite}")
    }
}

impl AsyncRead for Sealed<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let wanted = buffer.remaining() > 0;
        let result = Pin::new(&mut self.0).poll_read(cx, buffer);
        // The client says that it ends (close_notify, RFC 8446, section 6.1) before any segment of TCP says so.
        if wanted && buffer.filled().len() == before && matches!(result, Poll::Ready(Ok(()))) {
            self.0.get_ref().0.client_ended();
        }
        result
    }
}

impl AsyncWrite for Sealed<'_> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
