//! One handshake with a port of this machine, to look at what is presented.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::doctor::CONNECT_MS;
use protocol::probe::State;
use protocol::tls::{Doubt, HANDSHAKE_MS, Inspection, MAX_CHAIN, Outcome, Reason, Record, Trust};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::authority::Tls;
use super::greet::{Failed, Notes, Secured, explain, shake};
use super::judge::{by_authority, by_system};
use super::presented::presented;
use crate::services::doctor::{is_tls, sample};
use crate::services::probe::dial;

/// What is offered to be spoken inside, as browsers do.
const OFFERS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// How long the goodbye may take.
const GOODBYE: Duration = Duration::from_millis(200);

/// What the certificate must be made out to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// The name `localhost`.
    Localhost,
    /// The address that is dialled.
    Address(IpAddr),
}

impl Name {
    fn server(self) -> ServerName<'static> {
        match self {
            Self::Localhost => {
                ServerName::try_from("localhost").unwrap_or_else(|_| IpAddr::from([127, 0, 0, 1]).into())
            }
            Self::Address(address) => address.into(),
        }
    }
}

/// Greets a port, looks at what it presents, and takes its leave.
pub(crate) async fn inspect(tls: Arc<Tls>, target: SocketAddr, name: Name) -> Inspection {
    let start = Instant::now();
    let server = name.server();
    let mut inspection = Inspection {
        target,
        name: server.to_str().into_owned(),
        outcome: Outcome::Unreachable,
        said: String::new(),
        remedy: None,
        session: None,
        chain: Vec::new(),
        left_out: 0,
        trust: Vec::new(),
        records: Vec::new(),
        elapsed_us: 0,
    };
    let dialled = dial(target, Duration::from_millis(CONNECT_MS)).await;
    let Some(stream) = dialled.stream.filter(|_| dialled.state == State::Open) else {
        inspection.said = dialled.reason;
        inspection.remedy =
            Some("Start the service, or ask another port. `/doctor?url=` looks closer.".to_owned());
        inspection.elapsed_us = microseconds(start);
        return inspection;
    };
    let notes = Notes::default();
    let shaken =
        timeout(Duration::from_millis(HANDSHAKE_MS), shake(stream, server.clone(), &OFFERS, &notes)).await;
    inspection.elapsed_us = microseconds(start);
    match shaken {
        Ok(Ok(secured)) => made(inspection, secured, &server, &tls).await,
        Ok(Err(failed)) => {
            let (outcome, said, remedy) = failure(&failed);
            Inspection {
                outcome,
                said,
                remedy: Some(remedy.to_owned()),
                records: failed.records,
                ..inspection
            }
        }
        Err(_) => late(inspection, notes.records()),
    }
}

/// The handshake was made.
async fn made(
    inspection: Inspection,
    mut secured: Secured,
    server: &ServerName<'static>,
    tls: &Arc<Tls>,
) -> Inspection {
    // Nobody waits for a service that does not take its leave.
    let _ = timeout(GOODBYE, secured.stream.shutdown()).await;
    drop(secured.stream);
    let mut trust = vec![by_system(&secured.chain, server).await];
    let mut chain: Vec<_> =
        secured.chain.iter().take(MAX_CHAIN).map(|certificate| presented(certificate, true)).collect();
    let left_out = secured.chain.len() - chain.len();
    if let Some((verdict, authority)) = by_lab(tls, &secured.chain, server).await {
        // An authority that was sent is not told twice.
        let issued = chain.last().is_some_and(|last| !last.self_issued);
        let authority = presented(&authority, false);
        if issued && chain.last().is_some_and(|last| last.issuer == authority.subject) && left_out == 0 {
            chain.push(authority);
        }
        // Whatever else it finds wrong: the issuer is the lab's authority.
        if verdict.doubts.iter().all(|one| !matches!(one.reason, Reason::UnknownIssuer | Reason::SelfSigned))
        {
            trust.iter_mut().flat_map(|one| &mut one.doubts).for_each(hand_over);
        }
        trust.push(verdict);
    }
    let said = match trust.iter().find(|one| one.trusted) {
        Some(_) => "The handshake was made.",
        None => "The handshake was made. Nobody who was asked trusts the certificate.",
    };
    Inspection {
        outcome: Outcome::Secured,
        said: said.to_owned(),
        session: Some(secured.session),
        chain,
        left_out,
        trust,
        records: secured.records,
        ..inspection
    }
}

/// What helps where the lab's own authority has signed it.
fn hand_over(doubt: &mut Doubt) {
    if doubt.reason == Reason::UnknownIssuer {
        doubt.remedy =
            "The lab made that authority. Save it from `/certificate`, and hand it to the client: \
                        `curl --cacert FILE`."
                .to_owned();
    }
}

/// The verdict of a client that was handed the lab's authority, and that authority.
async fn by_lab(
    tls: &Arc<Tls>,
    chain: &[CertificateDer<'static>],
    server: &ServerName<'static>,
) -> Option<(Trust, CertificateDer<'static>)> {
    let tls = Arc::clone(tls);
    // Making it takes milliseconds, the first time.
    let authority = tokio::task::spawn_blocking(move || tls.authority().ok()).await.ok().flatten()?;
    Some((by_authority(authority.clone(), chain, server), authority))
}

fn failure(failed: &Failed) -> (Outcome, String, &'static str) {
    let speaks = is_tls(&failed.heard);
    match (failed.heard.is_empty(), speaks) {
        (false, false) => (
            Outcome::NotTls,
            format!("The service answered with something that is not TLS: {}", sample(&failed.heard)),
            "Ask it without TLS: with http:// in place of https://, if it is a web server.",
        ),
        _ => (
            Outcome::Failed,
            explain(failed),
            "Look into the service's log: it knows why. `/doctor?url=` tries it without TLS too.",
        ),
    }
}

fn late(inspection: Inspection, records: Vec<Record>) -> Inspection {
    Inspection {
        outcome: Outcome::Late,
        said: format!(
            "The connection was made. Nothing that TLS expects came back within {HANDSHAKE_MS} ms."
        ),
        remedy: Some(
            "It may wait for another protocol, or hang. `/doctor?url=` tries it without TLS too.".to_owned(),
        ),
        records,
        ..inspection
    }
}

fn microseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
