//! A certificate as it is told: whom it is about, who signed it, for which names and how long.

use std::net::{Ipv4Addr, Ipv6Addr};

use protocol::tls::{MAX_NAMES, MAX_TEXT_BYTES, Presented};
use ring::digest::{SHA256, digest};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;

use crate::services::mask::cut;
use crate::text::shown;

/// Reads a certificate. One that cannot be read is told by its fingerprint alone.
pub(in crate::services) fn presented(der: &[u8], sent: bool) -> Presented {
    let sha256 = digest(&SHA256, der).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        let unreadable = "a certificate that cannot be read".to_owned();
        return Presented {
            sent,
            subject: unreadable.clone(),
            issuer: unreadable,
            self_issued: false,
            authority: false,
            names: Vec::new(),
            more_names: 0,
            not_before_ms: 0,
            not_after_ms: 0,
            key: "unknown".to_owned(),
            sha256,
        };
    };
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let names = alternative.map(|extension| extension.value.general_names.as_slice()).unwrap_or_default();
    let mut names: Vec<_> = names.iter().filter_map(name).map(|name| told(&name)).collect();
    let more_names = names.len().saturating_sub(MAX_NAMES);
    names.truncate(MAX_NAMES);
    let validity = certificate.validity();
    Presented {
        sent,
        subject: told(&certificate.subject().to_string()),
        issuer: told(&certificate.issuer().to_string()),
        self_issued: certificate.subject() == certificate.issuer(),
        authority: certificate.is_ca(),
        names,
        more_names,
        not_before_ms: validity.not_before.timestamp().saturating_mul(1000),
        not_after_ms: validity.not_after.timestamp().saturating_mul(1000),
        key: key(&certificate),
        sha256,
    }
}

/// A text that somebody else has written.
fn told(text: &str) -> String {
    shown(&cut(text, MAX_TEXT_BYTES))
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(|bytes| Ipv4Addr::from(bytes).to_string());
            v4.or_else(|_| <[u8; 16]>::try_from(*bytes).map(|bytes| Ipv6Addr::from(bytes).to_string())).ok()
        }
        _ => None,
    }
}

fn key(certificate: &X509Certificate<'_>) -> String {
    let info = certificate.public_key();
    match info.parsed() {
        Ok(PublicKey::RSA(key)) => format!("RSA, {} bits", key.key_size()),
        Ok(PublicKey::EC(point)) => format!("EC, {} bits", point.key_size()),
        // RFC 8410, section 3.
        _ if info.algorithm.algorithm.to_id_string() == "1.3.101.112" => "Ed25519, 256 bits".to_owned(),
        _ => format!("of the kind {}", info.algorithm.algorithm),
    }
}
