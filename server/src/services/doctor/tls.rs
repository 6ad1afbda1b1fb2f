//! A TLS handshake that trusts whoever answers, and notes what an ordinary client would have said.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{SystemTime, UNIX_EPOCH};

use protocol::doctor::Fact;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;

use super::answer::fact;

/// How many of the first bytes of a service are kept.
const KEPT: usize = 64;

/// How many of a certificate's names are shown.
const NAMES: usize = 8;

/// A handshake that succeeded.
pub(super) struct Secured {
    pub(super) stream: TlsStream<Overheard>,
    /// Version, cipher suite and certificate.
    pub(super) facts: Vec<Fact>,
    /// Why an ordinary client of this machine would not go on; empty where it would.
    pub(super) doubts: Vec<String>,
}

/// A handshake that failed.
pub(super) struct Failed {
    /// The first bytes that the service sent.
    pub(super) heard: Vec<u8>,
    pub(super) error: io::Error,
}

/// Greets `name` on a connection that was just made. The certificates that this system trusts are read from it anew.
pub(super) async fn greet(stream: TcpStream, name: ServerName<'static>) -> Result<Secured, Failed> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let provider = Arc::new(ring::default_provider());
    let roots = tokio::task::spawn_blocking(roots).await.unwrap_or_else(|_| RootCertStore::empty());
    let witness = Arc::new(Witness {
        ordinary: WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .ok(),
        provider: Arc::clone(&provider),
        seen: Mutex::default(),
    });
    let failed = |error: io::Error| Failed {
        heard: heard.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        error,
    };
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(io::Error::other(error)))?;
    let config = versions
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let stream = Overheard { stream, heard: Arc::clone(&heard) };
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(failed)?;
    let (_, session) = stream.get_ref();
    let mut facts = Vec::new();
    if let Some(version) = session.protocol_version() {
        facts.push(fact("version", format!("{version:?}").replace("TLSv1_", "TLS 1.")));
    }
    if let Some(suite) = session.negotiated_cipher_suite() {
        facts.push(fact("cipher suite", format!("{:?}", suite.suite()).replace("TLS13_", "TLS_")));
    }
    let seen = std::mem::take(&mut *witness.seen());
    facts.extend(described(&seen.certificate));
    Ok(Secured { stream, facts, doubts: seen.doubts })
}

fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // What the system does not give, or gives in a form that is not understood, is not trusted.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// A connection of which the first bytes that come are kept.
pub(super) struct Overheard {
    stream: TcpStream,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl AsyncRead for Overheard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let room = KEPT.saturating_sub(heard.len());
        heard.extend(buf.filled().iter().skip(before).take(room));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Overheard {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Takes every certificate, and notes what an ordinary client would have said. Nothing secret is ever sent over a connection
/// that was made so, and nothing that comes back is taken for more than what somebody on this machine said.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    /// What judges as an ordinary client does; `None` where this system trusts nobody.
    ordinary: Option<Arc<WebPkiServerVerifier>>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    certificate: Vec<u8>,
    doubts: Vec<String>,
}

impl Witness {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let ordinary = self.ordinary.as_ref().map(|ordinary| {
            ordinary.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map(drop)
        });
        let named = ParsedCertificate::try_from(end_entity)
            .and_then(|parsed| verify_server_name(&parsed, server_name));
        let doubts = doubts(end_entity, &server_name.to_str(), ordinary, named.is_ok());
        *self.seen() = Seen { certificate: end_entity.to_vec(), doubts };
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

/// Every reason not to trust a certificate (RFC 5280, section 6; RFC 9525, section 6 for the name). A library ends with the
/// first reason; a learner who puts that right should not meet the next one only then.
fn doubts(der: &[u8], name: &str, ordinary: Option<Result<(), Error>>, named: bool) -> Vec<String> {
    if matches!(ordinary, Some(Ok(()))) {
        return Vec::new();
    }
    let mut doubts = Vec::new();
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return vec!["The certificate cannot be read.".to_owned()];
    };
    if certificate.subject() == certificate.issuer() {
        doubts.push("It is signed by itself: nobody whom this system trusts vouches for it.".to_owned());
    } else if ordinary.is_none() {
        doubts.push("This system has no list of authorities to trust.".to_owned());
    }
    if !named {
        doubts.push(format!("It is made out to other names than {name}."));
    }
    let now =
        SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_secs()).ok());
    let validity = certificate.validity();
    if now.is_some_and(|now| now > validity.not_after.timestamp()) {
        doubts.push(format!("It expired on {}.", date(validity.not_after)));
    }
    if now.is_some_and(|now| now < validity.not_before.timestamp()) {
        doubts.push(format!("It is valid from {} only.", date(validity.not_before)));
    }
    if doubts.is_empty() {
        doubts.push(match ordinary {
            Some(Err(Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer))) => {
                format!("Its issuer, {}, is nobody whom this system trusts.", certificate.issuer())
            }
            Some(Err(error)) => format!("An ordinary client says: {error}."),
            _ => "An ordinary client would not trust it.".to_owned(),
        });
    }
    doubts
}

/// A certificate in a few facts.
fn described(der: &[u8]) -> Vec<Fact> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return Vec::new() };
    let mut facts = vec![fact("subject", certificate.subject().to_string())];
    let mut names: Vec<String> = certificate
        .subject_alternative_name()
        .ok()
        .flatten()
        .map(|extension| extension.value.general_names.iter().filter_map(alternative).collect())
        .unwrap_or_default();
    let more = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    facts.push(fact("names", if names.is_empty() { "none".to_owned() } else { names.join(", ") }));
    let validity = certificate.validity();
    facts.push(fact("valid", format!("{} to {}", date(validity.not_before), date(validity.not_after))));
    facts.push(fact("issuer", certificate.issuer().to_string()));
    facts
}

fn alternative(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(|bytes| std::net::Ipv4Addr::from(bytes).to_string());
            v4.or_else(|_| {
                <[u8; 16]>::try_from(*bytes).map(|bytes| std::net::Ipv6Addr::from(bytes).to_string())
            })
            .ok()
        }
        _ => None,
    }
}

fn date(time: x509_parser::time::ASN1Time) -> String {
    let time = time.to_datetime();
    format!("{:04}-{:02}-{:02}", time.year(), u8::from(time.month()), time.day())
}

/// What a failed handshake said, in words.
pub(super) fn explain(failed: &Failed) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, Issuer, KeyPair, date_time_ymd};
    use rustls::CertificateError;

    /// A certificate for `localhost`, valid for a year from then on.
    fn params(year: i32) -> CertificateParams {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(year, 1, 1);
        params.not_after = date_time_ymd(year + 1, 1, 1);
        params.distinguished_name.push(DnType::CommonName, "a service");
        params
    }

    fn signed_by_itself(year: i32) -> Vec<u8> {
        params(year).self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    fn unknown_issuer() -> Option<Result<(), Error>> {
        Some(Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)))
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let all = doubts(&signed_by_itself(2001), "127.0.0.1", unknown_issuer(), false).join(" ");
        for reason in ["signed by itself", "other names than 127.0.0.1", "expired on 2002-01-01"] {
            assert!(all.contains(reason), "{all}");
        }
        let early = doubts(&signed_by_itself(3000), "localhost", unknown_issuer(), true).join(" ");
        assert!(early.contains("valid from 3000-01-01") && !early.contains("other names"), "{early}");
        assert_eq!(doubts(&signed_by_itself(2001), "localhost", Some(Ok(())), true), Vec::<String>::new());
        assert!(doubts(b"no certificate", "localhost", unknown_issuer(), true)[0].contains("cannot be read"));
    }

    #[test]
    fn an_issuer_whom_nobody_knows_is_named() {
        let key = KeyPair::generate().unwrap();
        let mut authority = params(2001);
        authority.distinguished_name.push(DnType::CommonName, "an authority");
        let issuer = Issuer::new(authority, key);
        let leaf = params(2001).signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        let mut valid = params(2001);
        valid.not_after = date_time_ymd(3000, 1, 1);
        let valid = valid.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        let told = doubts(valid.der(), "localhost", unknown_issuer(), true);
        assert!(told.len() == 1 && told[0].contains("an authority"), "{told:?}");
        assert!(doubts(leaf.der(), "localhost", None, true)[0].contains("no list of authorities"));
        let facts = described(valid.der());
        let fact = |name: &str| facts.iter().find(|fact| fact.name == name).unwrap().value.clone();
        assert_eq!(
            (fact("names"), fact("valid")),
            ("localhost".to_owned(), "2001-01-01 to 3000-01-01".to_owned())
        );
    }
}
