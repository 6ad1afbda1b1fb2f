//! A TLS handshake that trusts whoever answers, and notes what was presented.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use protocol::tls::{MAX_BYTES, Record, Session};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, ProtocolVersion, SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::records::Records;
use crate::text::shown;

/// How many of the first bytes of a service are kept.
const KEPT: usize = 64;

/// A handshake that succeeded.
pub(in crate::services) struct Secured {
    pub(in crate::services) stream: TlsStream<Overheard>,
    pub(in crate::services) session: Session,
    /// What was presented, the certificate of the service first.
    pub(in crate::services) chain: Vec<CertificateDer<'static>>,
    /// What went over the connection.
    pub(super) records: Vec<Record>,
}

/// A handshake that failed.
pub(in crate::services) struct Failed {
    /// The first bytes that the service sent.
    pub(in crate::services) heard: Vec<u8>,
    pub(in crate::services) error: io::Error,
    /// What went over the connection.
    pub(super) records: Vec<Record>,
}

/// What went over a connection, kept also where the handshake is given up.
#[derive(Clone, Default)]
pub(super) struct Notes(Arc<Mutex<Heard>>);

impl Notes {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        // Nothing that holds the lock can panic half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first_and_records(&self) -> (Vec<u8>, Vec<Record>) {
        let heard = self.heard();
        (heard.first.clone(), heard.records.told())
    }

    /// The records so far.
    pub(super) fn records(&self) -> Vec<Record> {
        self.heard().records.told()
    }
}

/// Greets `name` on a connection that was just made.
pub(in crate::services) async fn greet(
    stream: TcpStream,
    name: ServerName<'static>,
) -> Result<Secured, Failed> {
    shake(stream, name, &[], &Notes::default()).await
}

/// The same, and offers protocols to speak inside (RFC 7301).
pub(super) async fn shake(
    stream: TcpStream,
    name: ServerName<'static>,
    offers: &[&[u8]],
    notes: &Notes,
) -> Result<Secured, Failed> {
    let provider = Arc::new(ring::default_provider());
    let witness = Arc::new(Witness { provider: Arc::clone(&provider), chain: Mutex::default() });
    let failed = |error: io::Error| {
        let (heard, records) = notes.first_and_records();
        Failed { heard, error, records }
    };
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(io::Error::other(error)))?;
    let mut config = versions
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = offers.iter().map(|offer| offer.to_vec()).collect();
    let stream = Overheard { stream, notes: notes.clone() };
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(failed)?;
    notes.heard().done = true;
    let session = agreed(stream.get_ref().1);
    let chain = std::mem::take(&mut *witness.chain());
    Ok(Secured { stream, session, chain, records: notes.records() })
}

/// What both sides agreed on.
fn agreed(session: &ClientConnection) -> Session {
    let version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3".to_owned(),
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2".to_owned(),
        other => format!("{other:?}"),
    };
    let suite = session.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
    Session {
        version,
        // The registry of IANA has no TLS13 in its names (RFC 8446, appendix B.4).
        cipher_suite: suite.unwrap_or("an unnamed cipher suite").replacen("TLS13_", "TLS_", 1),
        key_exchange: session.negotiated_key_exchange_group().map(|group| format!("{:?}", group.name())),
        alpn: session.alpn_protocol().map(|name| shown(&String::from_utf8_lossy(name))),
    }
}

/// A connection of which it is noted what goes over it.
pub(in crate::services) struct Overheard {
    stream: TcpStream,
    notes: Notes,
}

/// What was noted.
#[derive(Default)]
struct Heard {
    /// The first bytes that came.
    first: Vec<u8>,
    /// How many came.
    received: usize,
    records: Records,
    /// Whether the handshake is over.
    done: bool,
}

impl AsyncRead for Overheard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let came = buf.filled().get(before..).unwrap_or_default();
        let mut heard = self.notes.heard();
        let room = KEPT.saturating_sub(heard.first.len());
        heard.first.extend(came.iter().take(room));
        if !heard.done {
            heard.received += came.len();
            heard.records.take(false, came);
            if heard.received > MAX_BYTES {
                let said = format!("more than {MAX_BYTES} bytes came, and the handshake was not over");
                return Poll::Ready(Err(io::Error::other(said)));
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Overheard {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let length = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        let mut heard = self.notes.heard();
        if !heard.done {
            heard.records.take(true, buf.get(..length).unwrap_or(buf));
        }
        drop(heard);
        Poll::Ready(Ok(length))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Takes every certificate, and keeps it. Nothing secret is ever sent over a connection that was made so, and nothing that
/// comes back is taken for more than what somebody on this machine said.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    chain: Mutex<Vec<CertificateDer<'static>>>,
}

impl Witness {
    fn chain(&self) -> MutexGuard<'_, Vec<CertificateDer<'static>>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let all = std::iter::once(end_entity).chain(intermediates);
        *self.chain() = all.map(|one| one.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// What a failed handshake said, in words.
pub(in crate::services) fn explain(failed: &Failed) -> String {
    let inner = failed.error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match (inner, failed.error.kind()) {
        (Some(Error::AlertReceived(alert)), _) => {
            format!("The service ended the handshake with the alert {alert:?} (RFC 8446, section 6).")
        }
        (Some(error), _) => format!("The handshake failed: {error}."),
        (None, io::ErrorKind::UnexpectedEof) => {
            "The service closed the connection in the middle of the handshake.".to_owned()
        }
        (None, io::ErrorKind::ConnectionReset) => {
            "The service reset the connection in the middle of the handshake.".to_owned()
        }
        (None, _) => format!("The handshake failed: {}.", failed.error),
    }
}
