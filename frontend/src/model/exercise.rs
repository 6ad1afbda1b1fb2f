//! Which request in the journal solves an exercise.

use std::rc::Rc;

use course::exercise::{Check, Evidence};
use protocol::journal::{Client, Entry};

/// The kind of client as checks name it: the word that the journal's JSON uses.
pub const fn client_word(client: Client) -> &'static str {
    match client {
        Client::Page => "page",
        Client::Browser => "browser",
        Client::Terminal => "terminal",
        Client::Raw => "raw",
        Client::Program => "program",
    }
}

/// An entry as checks see it.
pub fn evidence(entry: &Entry) -> Evidence<'_> {
    Evidence {
        method: &entry.method,
        target: &entry.target,
        host: &entry.host,
        client: client_word(entry.client),
        outcome: entry.outcome.as_deref(),
        status: entry.status,
        request_bytes: entry.request_bytes,
        connection: entry.connection.id,
    }
}

/// The first entry that solves a check, among entries given newest first, of which only those count
/// that came after `since_ms` (milliseconds since 1970-01-01 00:00 UTC).
pub fn solved_by(check: &Check, newest_first: &[Rc<Entry>], since_ms: u64) -> Option<Rc<Entry>> {
    let counted: Vec<_> = newest_first.iter().rev().filter(|entry| entry.time_ms > since_ms).collect();
    let requests: Vec<_> = counted.iter().map(|entry| evidence(entry)).collect();
    check.solved_by(&requests).and_then(|at| counted.get(at)).map(|entry| Rc::clone(entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wire::tests::entry;

    #[test]
    fn the_client_s_word_is_the_journal_s() {
        for client in [Client::Page, Client::Browser, Client::Terminal, Client::Raw, Client::Program] {
            assert_eq!(serde_json::to_string(&client).unwrap(), format!("\"{}\"", client_word(client)));
        }
    }

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
        let by = |since| solved_by(&check, &entries, since).map(|entry| entry.target.clone());
        assert_eq!(by(0).as_deref(), Some("/old"));
        assert_eq!(by(1000).as_deref(), Some("/a"));
        assert_eq!(by(4000), None);
    }
}
