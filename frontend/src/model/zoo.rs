//! The failure zoo in the page: what the learner chose and said, and what came of it.

use protocol::doctor::{Diagnosis, Stage};
use protocol::listeners::Listener;
use protocol::probe::Probe;
use protocol::zoo::{PORT, Specimen, Symptom};

/// A fault that was started and asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The fault, with what it must look like.
    pub specimen: Specimen,
    /// What the learner expected.
    pub said: Symptom,
    /// The listener that makes it.
    pub listener: Listener,
    /// What a probe said.
    pub probe: Probe,
    /// What the doctor found.
    pub diagnosis: Diagnosis,
}

impl Trial {
    /// The system's error, as the probe or the doctor met it.
    pub fn errno(&self) -> Option<&str> {
        let met = self.diagnosis.steps.iter().find_map(|step| step.errno.as_deref());
        self.probe.errno.as_deref().or(met)
    }

    /// How long the doctor's request took, in microseconds; `None` where it came to none.
    pub fn request_us(&self) -> Option<u64> {
        self.diagnosis.steps.iter().find(|step| step.stage == Stage::Http)?.elapsed_us
    }
}

/// Asks for a fault that the lab chooses, as JSON.
pub const MYSTERY: &str = r#"{"kind":"mystery"}"#;

/// Asks for the listener that makes a fault, as JSON.
pub fn start(specimen: &Specimen) -> String {
    format!(r#"{{"kind":"{}","host":"{}"}}"#, specimen.kind.word(), specimen.host)
}

/// The URL to ask a specimen for.
pub fn url(specimen: &Specimen, port: u16) -> String {
    specimen.ask.replace(PORT, &port.to_string())
}

/// Where a probe of it is asked for.
pub fn probe(specimen: &Specimen, port: u16) -> String {
    format!("/probe/{port}?host={}", specimen.asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::net::{Ipv4Addr, Ipv6Addr};
    use protocol::listeners::{Kind, NewListener};
    use protocol::zoo::catalogue;

    #[test]
    fn the_lab_reads_what_the_page_writes() {
        for one in catalogue(false, Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()) {
            let new: NewListener = serde_json::from_str(&start(&one)).unwrap();
            assert_eq!((new.kind, new.host, new.port), (one.kind, Some(one.host), 0));
            assert!(url(&one, 8000).contains("127.0.0.1:8000/"));
            let mystery: NewListener = serde_json::from_str(MYSTERY).unwrap();
            assert_eq!((mystery.kind, mystery.host), (Kind::Mystery, None));
            assert_eq!(probe(&one, 8000), "/probe/8000?host=127.0.0.1");
        }
    }
}
