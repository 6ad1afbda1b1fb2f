//! Who would trust the certificates that a service presents, and every reason why not.

use std::sync::Arc;

use protocol::tls::{Doubt, Reason, Trust, Truster};
use rustls::client::danger::ServerCertVerifier as _;
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use crate::text::{date, shown};

/// What a client that goes by this system's list would say. The list is read from the system anew, and the verdict
/// found, on another thread than the one that answers.
pub(in crate::services) async fn by_system(
    chain: &[CertificateDer<'static>],
    name: &ServerName<'static>,
) -> Trust {
    let (sent, asked) = (chain.to_vec(), name.clone());
    let judged = tokio::task::spawn_blocking(move || {
        let mut roots = RootCertStore::empty();
        // What the system does not give, or gives in a form that is not understood, is not trusted.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        judge(Truster::System, &sent, &asked, roots, UnixTime::now())
    });
    let without = |_| judge(Truster::System, chain, name, RootCertStore::empty(), UnixTime::now());
    judged.await.unwrap_or_else(without)
}

/// What a client that was handed one authority would say.
pub(super) fn by_authority(
    authority: CertificateDer<'static>,
    chain: &[CertificateDer<'static>],
    name: &ServerName<'static>,
) -> Trust {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates([authority]);
    judge(Truster::Lab, chain, name, roots, UnixTime::now())
}

fn judge(
    by: Truster,
    chain: &[CertificateDer<'static>],
    name: &ServerName<'static>,
    roots: RootCertStore,
    now: UnixTime,
) -> Trust {
    let doubts = doubts(by, chain, name, roots, now);
    Trust { by, trusted: doubts.is_empty(), doubts }
}

/// Every reason not to trust a certificate (RFC 5280, section 6; RFC 9525, section 6 for the name). A library ends with the
/// first reason; a learner who puts that right should not meet the next one only then.
fn doubts(
    by: Truster,
    chain: &[CertificateDer<'static>],
    name: &ServerName<'static>,
    roots: RootCertStore,
    now: UnixTime,
) -> Vec<Doubt> {
    let unreadable =
        || vec![doubt(Reason::Unreadable, "The certificate cannot be read.", "Have another one made.")];
    let Some((leaf, others)) = chain.split_first() else { return unreadable() };
    let Ok((_, certificate)) = X509Certificate::from_der(leaf) else { return unreadable() };
    let validity = certificate.validity();
    let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    let today = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let mut doubts = Vec::new();
    // At a time at which it is valid, so that its time hides no other reason.
    let at = match today {
        _ if today < from || today > until => UnixTime::since_unix_epoch(std::time::Duration::from_secs(
            u64::try_from(from).unwrap_or_default(),
        )),
        _ => now,
    };
    let listed = !roots.is_empty();
    // A certificate that stands in the list itself is trusted by OpenSSL's clients, whatever it may be used for.
    let mut own = RootCertStore::empty();
    let is_listed = own.add(leaf.clone()).is_ok() && own.roots.iter().any(|one| roots.roots.contains(one));
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(ring::default_provider()))
            .build();
    let verdict = verifier.ok().map(|one| one.verify_server_cert(leaf, others, name, &[], at).map(drop));
    let of_name = |error: &CertificateError| {
        matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
    };
    match verdict {
        Some(Ok(())) => {}
        Some(Err(Error::InvalidCertificate(error))) if of_name(&error) => {}
        _ if is_listed => {}
        _ if certificate.subject() == certificate.issuer() => doubts.push(self_signed(by)),
        Some(Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))) | None => {
            doubts.push(unknown(by, listed, &shown(&certificate.issuer().to_string())));
        }
        Some(Err(error)) => doubts.push(doubt(
            Reason::Other,
            format!("An ordinary client says: {}.", shown(&error.to_string())),
            "Have a certificate made for a server, by an authority that the client trusts.",
        )),
    }
    let named = ParsedCertificate::try_from(leaf).and_then(|parsed| verify_server_name(&parsed, name));
    if named.is_err() {
        let name = name.to_str();
        doubts.push(doubt(
            Reason::WrongName,
            format!("It is made out to other names than {name}."),
            format!("Ask by a name that it has, or have it made out to {name} too."),
        ));
    }
    if today > until {
        doubts.push(doubt(
            Reason::Expired,
            format!("It expired on {}.", date(until.saturating_mul(1000))),
            "Have a new one made. If it is new, look at the clock of this machine.",
        ));
    }
    if today < from {
        doubts.push(doubt(
            Reason::NotYetValid,
            format!("It is valid from {} only.", date(from.saturating_mul(1000))),
            "Look at the clock of this machine, and at that of the one on which it was made.",
        ));
    }
    doubts
}

fn self_signed(by: Truster) -> Doubt {
    let whom = match by {
        Truster::System => "this system trusts",
        Truster::Lab => "the lab's authority stands for",
    };
    doubt(
        Reason::SelfSigned,
        format!("It is signed by itself: nobody whom {whom} vouches for it."),
        "If you made it yourself, hand it to the client: `curl --cacert FILE`. If you did not, ask who did.",
    )
}

fn unknown(by: Truster, listed: bool, issuer: &str) -> Doubt {
    let (said, remedy) = match by {
        Truster::System if !listed => (
            "This system has no list of authorities to trust.".to_owned(),
            "Install one; on Debian it is the package ca-certificates.",
        ),
        Truster::System => (
            format!("Its issuer, {issuer}, is nobody whom this system trusts."),
            "Get the issuer's certificate from somebody you trust, and hand it to the client: `curl --cacert FILE`.",
        ),
        Truster::Lab => (
            format!("Its issuer, {issuer}, is not the lab's authority."),
            "The lab's authority vouches for the lab's own practice listeners alone.",
        ),
    };
    doubt(Reason::UnknownIssuer, said, remedy)
}

fn doubt(reason: Reason, said: impl Into<String>, remedy: impl Into<String>) -> Doubt {
    Doubt { reason, said: said.into(), remedy: remedy.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};

    /// A certificate for `localhost`, valid for a year from then on.
    fn params(year: i32) -> CertificateParams {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(year, 1, 1);
        params.not_after = date_time_ymd(year + 1, 1, 1);
        params.distinguished_name.push(DnType::CommonName, "a service");
        params
    }

    fn at(year: u64) -> UnixTime {
        UnixTime::since_unix_epoch(std::time::Duration::from_secs((year - 1970) * 31_557_600 + 86_400 * 30))
    }

    fn roots(all: &[&rcgen::Certificate]) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(all.iter().map(|one| one.der().clone()));
        roots
    }

    fn reasons(
        chain: &[CertificateDer<'static>],
        name: &str,
        roots: RootCertStore,
        year: u64,
    ) -> Vec<Reason> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let trust = judge(Truster::System, chain, &name, roots, at(year));
        assert_eq!(trust.trusted, trust.doubts.is_empty());
        assert!(trust.doubts.iter().all(|doubt| !doubt.remedy.is_empty()));
        trust.doubts.iter().map(|doubt| doubt.reason).collect()
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let own = params(2001).self_signed(&KeyPair::generate().unwrap()).unwrap();
        let chain = [own.der().clone()];
        let none = RootCertStore::empty;
        assert_eq!(
            reasons(&chain, "127.0.0.1", none(), 2020),
            [Reason::SelfSigned, Reason::WrongName, Reason::Expired]
        );
        assert_eq!(reasons(&chain, "localhost", none(), 1999), [Reason::SelfSigned, Reason::NotYetValid]);
        assert_eq!(reasons(&chain, "localhost", none(), 2001), [Reason::SelfSigned]);
        let broken = [CertificateDer::from(b"no certificate".to_vec())];
        assert_eq!(reasons(&broken, "localhost", none(), 2001), [Reason::Unreadable]);
        assert_eq!(reasons(&[], "localhost", none(), 2001), [Reason::Unreadable]);
    }

    #[test]
    fn one_that_the_list_itself_holds_is_trusted_for_its_names_and_its_time() {
        let mut own = params(2001);
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let own = own.self_signed(&KeyPair::generate().unwrap()).unwrap();
        let chain = [own.der().clone()];
        assert_eq!(reasons(&chain, "localhost", roots(&[&own]), 2001), []);
        assert_eq!(reasons(&chain, "127.0.0.1", roots(&[&own]), 2010), [Reason::WrongName, Reason::Expired]);
        assert_eq!(reasons(&chain, "localhost", RootCertStore::empty(), 2001), [Reason::SelfSigned]);
    }

    #[test]
    fn its_own_time_hides_nothing_of_who_signed_it() {
        let key = KeyPair::generate().unwrap();
        let mut authority = params(2001);
        authority.not_after = date_time_ymd(2030, 1, 1);
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "an authority");
        let root = authority.self_signed(&key).unwrap();
        let issuer = Issuer::new(authority, key);
        let leaf = params(2001).signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        let chain = [leaf.der().clone()];
        let (known, other) = (roots(&[&root]), {
            let mut other = params(2001);
            other.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            other.self_signed(&KeyPair::generate().unwrap()).unwrap()
        });
        assert_eq!(reasons(&chain, "localhost", known.clone(), 2001), []);
        assert_eq!(reasons(&chain, "localhost", known.clone(), 2010), [Reason::Expired]);
        assert_eq!(reasons(&chain, "127.0.0.1", known, 2010), [Reason::WrongName, Reason::Expired]);
        assert_eq!(
            reasons(&chain, "localhost", roots(&[&other]), 2010),
            [Reason::UnknownIssuer, Reason::Expired]
        );
        assert_eq!(reasons(&chain, "localhost", RootCertStore::empty(), 2001), [Reason::UnknownIssuer]);
        // What is told of it.
        let told = super::super::presented(leaf.der(), true);
        assert_eq!(
            (told.names.as_slice(), told.key.as_str()),
            (&["localhost".to_owned()][..], "EC, 256 bits")
        );
        assert_eq!(
            (date(told.not_before_ms), date(told.not_after_ms)),
            ("2001-01-01".into(), "2002-01-01".into())
        );
        assert!(
            told.subject.contains("a service") && told.issuer.contains("an authority") && !told.self_issued
        );
        assert!(super::super::presented(root.der(), false).authority && !told.authority);
    }
}
