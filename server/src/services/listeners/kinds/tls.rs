//! TLS echo, and the handshake for every kind that speaks TLS.

use std::io;

use futures_util::future::BoxFuture;
use rustls::ProtocolVersion;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
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
            // The client said that it ends (close_notify, RFC 8446, section 6.1), before any TCP segment says so.
            stream.get_ref().0.client_ended();
            stream.shutdown().await
        })
    }
}

/// Does the handshake, and tells the journal what came of it.
pub(super) async fn accept<'a>(
    acceptor: &TlsAcceptor,
    line: &'a mut Line,
    visit: &Visit,
) -> io::Result<TlsStream<&'a mut Line>> {
    match acceptor.accept(line).await {
        Ok(stream) => {
            visit.say(&describe(&stream));
            Ok(stream)
        }
        Err(error) => {
            visit.say(&format!("no TLS: {error}"));
            Err(error)
        }
    }
}

/// The version and the cipher suite of a connection, such as `TLSv1.3, TLS_AES_256_GCM_SHA384`.
pub(super) fn describe(stream: &TlsStream<&mut Line>) -> String {
    let (_, session) = stream.get_ref();
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
