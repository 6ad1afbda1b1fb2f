//! TLS for practice: an authority and a certificate that are made when one is first needed, are kept in memory alone, and
//! are gone when the lab stops.
//!
//! The authority may sign for loopback alone (name constraints, RFC 5280, section 4.2.1.10), so that whoever trusts it,
//! and forgets to stop trusting it, trusts nothing else.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use protocol::certificate::Certificate;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, crypto, version};
use tokio_rustls::TlsAcceptor;

use crate::services::journal::epoch_ms;

/// The addresses in the certificate, beside the name `localhost`.
const ADDRESSES: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)),
];

/// The name in the certificate.
const NAME: &str = "localhost";

/// How long before it was made the certificate is valid, for clocks that are set back a little.
const BEFORE: Duration = Duration::from_secs(60 * 60);

/// How long it is valid from then on: longer than a lab runs.
const VALID: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The lab's certificate, made when it is first asked for.
#[derive(Default)]
pub(crate) struct Tls(OnceLock<Result<Made, String>>);

/// What was made.
struct Made {
    certificate: Certificate,
    authority: CertificateDer<'static>,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// The certificate of the authority, as clients need it to verify the listeners.
    ///
    /// # Errors
    /// Why it could not be made, in the library's words.
    pub(crate) fn certificate(&self) -> Result<Certificate, &str> {
        self.made().map(|made| made.certificate.clone())
    }

    /// The same as the bytes that clients of TLS compare.
    ///
    /// # Errors
    /// Why it could not be made, in the library's words.
    pub(super) fn authority(&self) -> Result<CertificateDer<'static>, &str> {
        self.made().map(|made| made.authority.clone())
    }

    /// What does the listener's side of TLS, version 1.2 or 1.3.
    ///
    /// # Errors
    /// Why the certificate could not be made, in the library's words.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, &str> {
        self.made().map(|made| TlsAcceptor::from(Arc::clone(&made.config)))
    }

    fn made(&self) -> Result<&Made, &str> {
        let made = self.0.get_or_init(|| make(SystemTime::now()).map_err(|error| error.to_string()));
        made.as_ref().map_err(String::as_str)
    }
}

fn make(now: SystemTime) -> Result<Made, Box<dyn Error>> {
    let (from, until) = (now - BEFORE, now + VALID);
    let params = |name: &str| {
        let mut params = CertificateParams::default();
        params.not_before = from.into();
        params.not_after = until.into();
        params.distinguished_name.push(DnType::CommonName, name);
        params
    };
    let mut authority = params("Loopback Lab practice authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName(NAME.to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::V4([127, 0, 0, 0], [255, 0, 0, 0])),
            GeneralSubtree::IpAddress(CidrSubnet::V6(Ipv6Addr::LOCALHOST.octets(), [255; 16])),
        ],
        excluded_subtrees: Vec::new(),
    });
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let mut leaf = params("Loopback Lab practice listener");
    leaf.subject_alt_names = vec![SanType::DnsName(NAME.try_into()?)];
    leaf.subject_alt_names.extend(ADDRESSES.map(SanType::IpAddress));
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let signed = leaf.signed_by(&key, &issuer)?;

    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_no_client_auth()
        .with_single_cert(
            vec![signed.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).map_err(ToOwned::to_owned)?,
        )?;
    let names = std::iter::once(NAME.to_owned()).chain(ADDRESSES.map(|address| address.to_string()));
    let certificate = Certificate {
        pem: authority_certificate.pem(),
        names: names.collect(),
        not_before_ms: epoch_ms(from),
        not_after_ms: epoch_ms(until),
    };
    let authority = authority_certificate.der().clone();
    Ok(Made { certificate, authority, config: Arc::new(config) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_certificate_is_made_and_kept() {
        let tls = Tls::default();
        let first = tls.certificate().unwrap();
        assert!(first.pem.starts_with("-----BEGIN CERTIFICATE-----"));
        assert_eq!(first.names, ["localhost", "127.0.0.1", "::1", "127.0.0.2"]);
        assert!(first.not_before_ms < first.not_after_ms);
        assert_eq!(tls.certificate().unwrap(), first);
        assert!(tls.acceptor().is_ok());
        assert_ne!(Tls::default().certificate().unwrap().pem, first.pem, "another lab has another");
    }
}
