//! Which request in the journal solves an exercise.

use std::rc::Rc;

use course::exercise::{Asked, Check, Evidence, Visited};
use protocol::journal::{Closer, Entry, Event, Practice, Request, Step};

/// An entry as checks see it; `None` of what counts for none.
pub fn evidence(entry: &Entry) -> Option<Evidence<'_>> {
    match &entry.event {
        Event::Request(request) => Some(Evidence::Asked(asked(entry, request))),
        Event::Practice(practice) => visited(entry, practice).map(Evidence::Visited),
    }
}

fn asked<'a>(entry: &Entry, request: &'a Request) -> Asked<'a> {
    Asked {
        method: &request.method,
        target: &request.target,
        host: &request.host,
        client: request.client.word(),
        outcome: request.outcome.as_deref(),
        status: request.status,
        request_bytes: request.request_bytes,
        connection: entry.connection.id,
    }
}

fn visited<'a>(entry: &Entry, practice: &'a Practice) -> Option<Visited<'a>> {
    let (received_bytes, said) = match &practice.step {
        Step::Accepted => return None,
        // A client that resets wanted to know whether somebody listens, and no more.
        Step::Closed(closed) if closed.by == Closer::Reset => return None,
        Step::Said(said) => (None, Some(said.as_str())),
        Step::Closed(closed) => (Some(closed.received_bytes), None),
        Step::Datagram(datagram) => (Some(datagram.received_bytes), None),
    };
    let address = entry.connection.local.ip();
    (!practice.own).then(|| Visited { kind: practice.kind.word(), address, received_bytes, said })
}

/// The first entry that solves a check, among entries given newest first, of which only those count
/// that came after `since_ms` (milliseconds since 1970-01-01 00:00 UTC).
pub fn solved_by(check: &Check, newest_first: &[Rc<Entry>], since_ms: u64) -> Option<Rc<Entry>> {
    let counted = newest_first.iter().rev().filter(|entry| entry.time_ms > since_ms);
    let (counted, all): (Vec<_>, Vec<_>) =
        counted.filter_map(|entry| Some((entry, evidence(entry)?))).unzip();
    check.solved_by(&all).and_then(|at| counted.get(at)).map(|entry| Rc::clone(entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wire::tests::{closed, entry};
    use protocol::journal::Client;

    #[test]
    fn the_earliest_that_counts_solves() {
        let check = Check { client: vec!["terminal".into()], ..Check::default() };
        let entries: Vec<_> = [
            entry(4, Client::Terminal, "/b"),
            entry(3, Client::Terminal, "/a"),
            entry(2, Client::Page, "/"),
            entry(1, Client::Terminal, "/old"),
        ]
        .map(Rc::new)
        .into();
        let by =
            |since| solved_by(&check, &entries, since).map(|entry| entry.request().unwrap().target.clone());
        assert_eq!(by(0).as_deref(), Some("/old"));
        assert_eq!(by(1000).as_deref(), Some("/a"));
        assert_eq!(by(4000), None);
    }

    #[test]
    fn a_visit_of_the_lab_itself_solves_nothing() {
        let check = Check { listener: Some("tcp-echo".into()), min_received: 12, ..Check::default() };
        let by = |own| {
            let entries = [Rc::new(entry(4, Client::Terminal, "/b")), Rc::new(closed(3, own))];
            solved_by(&check, &entries, 0).map(|entry| entry.id)
        };
        assert_eq!((by(false), by(true)), (Some(3), None));
    }
}
