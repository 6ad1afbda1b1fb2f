//! What a card has started and so has to stop: which listeners these are, and what tells of their end.

use std::rc::Rc;

use protocol::journal::Entry;
use protocol::listeners::Listener;

use crate::model::microscope::request;

/// What tells a listener from every other. Its number alone does not: numbers begin again with the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its number.
    pub id: u64,
    /// When it was started, in milliseconds since 1970.
    pub started_ms: u64,
}

impl Held {
    /// What tells this one from every other.
    pub const fn of(listener: &Listener) -> Self {
        Self { id: listener.id, started_ms: listener.started_ms }
    }

    /// Where it is stopped, and no other that has its number by then.
    pub fn path(self) -> String {
        format!("{}?started_ms={}", request::listener(self.id), self.started_ms)
    }

    /// Whether it is among those that run.
    pub fn runs(self, all: &[Listener]) -> bool {
        all.iter().any(|one| Self::of(one) == self)
    }
}

/// The newest entry of the journal, given newest first, that tells that one of these was stopped; whoever did it.
pub fn newest_end(newest_first: &[Rc<Entry>], held: &[Held]) -> Option<u64> {
    let is_end = |entry: &&Rc<Entry>| {
        let Some(request) = entry.request().filter(|request| request.method == "DELETE") else {
            return false;
        };
        let path = request.target.split('?').next().unwrap_or_default();
        let id = path.strip_prefix("/listeners/").and_then(|id| id.parse().ok());
        request.status < 400 && id.is_some_and(|id: u64| held.iter().any(|one| one.id == id))
    };
    if held.is_empty() { None } else { newest_first.iter().find(is_end).map(|entry| entry.id) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::listeners::tests::listener;
    use crate::model::wire::tests::entry;
    use protocol::journal::{Client, Event};

    #[test]
    fn a_namesake_of_a_lab_that_was_started_anew_is_another() {
        let held = Held::of(&listener(5));
        let later = Listener { started_ms: 2, ..listener(5) };
        assert!(held.runs(&[listener(4), listener(5)]));
        assert!(!held.runs(&[listener(4), later]) && !held.runs(&[]));
        assert_eq!(held.path(), format!("/listeners/5?started_ms={}", held.started_ms));
    }

    #[test]
    fn the_end_is_told_by_a_request_that_stopped_it() {
        let ended = |method: &str, target: &str, status| {
            let mut entry = entry(7, Client::Terminal, target);
            if let Event::Request(request) = &mut entry.event {
                request.method = method.into();
                request.status = status;
            }
            newest_end(&[Rc::new(entry)], &[Held::of(&listener(5)), Held::of(&listener(6))])
        };
        assert_eq!(ended("DELETE", "/listeners/6", 200), Some(7));
        assert_eq!(ended("DELETE", "/listeners/5?format=json", 200), Some(7));
        for (method, target, status) in [
            ("DELETE", "/listeners/7", 200),
            ("DELETE", "/listeners/5", 404),
            ("DELETE", "/listeners/5/connections", 200),
            ("GET", "/listeners/5", 200),
        ] {
            assert_eq!(ended(method, target, status), None, "{method} {target} {status}");
        }
        assert_eq!(newest_end(&[Rc::new(entry(7, Client::Terminal, "/"))], &[]), None);
    }
}
