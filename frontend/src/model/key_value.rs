//! A key-value store as its widget shows it: what was said to it, its keys, and how long each has still to live.

use protocol::key_value::{Key, Keys, Spoken};

use crate::model::json;
use crate::model::lease::Held;

/// How many commands are shown, the newest last.
pub const SHOWN: usize = 6;

/// Commands to try, in an order that tells a story.
pub const SUGGESTIONS: [&str; 6] = [
    "SET greeting \"hello world\" EX 30",
    "GET greeting",
    "TTL greeting",
    "INCR visits",
    "KEYS *",
    "DEL greeting",
];

/// Asks for a store.
pub const START: &str = r#"{"kind":"key-value"}"#;

/// Asks for a command to be sent.
pub fn command(line: &str) -> String {
    format!("{{\"line\":{}}}", json::string(line))
}

/// Where the keys are found.
pub fn keys(id: u64) -> String {
    format!("/listeners/{id}/keys")
}

/// Where commands are sent.
pub fn commands(id: u64) -> String {
    format!("/listeners/{id}/commands")
}

/// A command that was sent, with what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Counts up from 1.
    pub number: usize,
    /// The command as it was typed.
    pub line: String,
    /// What travelled.
    pub spoken: Spoken,
}

/// What was said before, and one thing more.
pub fn said(mut before: Vec<Said>, line: String, spoken: Spoken) -> Vec<Said> {
    let number = before.last().map_or(1, |last| last.number + 1);
    before.push(Said { number, line, spoken });
    before.drain(..before.len().saturating_sub(SHOWN));
    before
}

/// Bytes that travelled, a line each.
pub fn lines(travelled: &str) -> String {
    travelled.replace("\\r\\n", "\\r\\n\n").trim_end().to_owned()
}

/// The keys, and when they were told: by this page's clock, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The keys.
    pub keys: Keys,
    /// Of which store.
    pub store: Option<Held>,
    /// When they came.
    pub at_ms: u64,
}

impl Seen {
    /// In how many whole seconds a key expires, rounded up; `None` where it does not.
    pub fn left_s(&self, key: &Key, now_ms: u64) -> Option<u64> {
        // The clock on the page may be a second behind.
        let left = (self.at_ms + key.expires_in_ms?).saturating_sub(now_ms.max(self.at_ms));
        Some(left.div_ceil(1000))
    }

    /// How many keys have expired since the lab told of them: the lab is to be asked again whenever this changes.
    pub fn expired(&self, now_ms: u64) -> usize {
        self.keys.keys.iter().filter(|key| self.left_s(key, now_ms) == Some(0)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::key_value::{NewCommand, Stored};
    use protocol::listeners::{Kind, NewListener};

    fn seen(expires: &[Option<u64>]) -> Seen {
        let key = |expires_in_ms: &Option<u64>| Key {
            name: "a".into(),
            kind: "string".into(),
            value: "1".into(),
            bytes: 1,
            expires_in_ms: *expires_in_ms,
        };
        let stored = Stored { keys: expires.len(), max_keys: 9, bytes: 2, max_bytes: 9 };
        Seen {
            keys: Keys { listener: 1, keys: expires.iter().map(key).collect(), stored },
            store: None,
            at_ms: 5000,
        }
    }

    #[test]
    fn a_key_lives_until_its_time_is_over() {
        let seen = seen(&[None, Some(1500), Some(3000)]);
        let left = |now| seen.keys.keys.iter().map(|key| seen.left_s(key, now)).collect::<Vec<_>>();
        assert_eq!(left(4000), [None, Some(2), Some(3)]);
        assert_eq!(left(5000), [None, Some(2), Some(3)]);
        assert_eq!(left(6499), [None, Some(1), Some(2)]);
        assert_eq!(left(6500), [None, Some(0), Some(2)]);
        assert_eq!((seen.expired(6499), seen.expired(6500), seen.expired(9000)), (0, 1, 2));
    }

    #[test]
    fn the_newest_are_kept_and_numbered_on() {
        let spoken = Spoken {
            local: "127.0.0.1:1".parse().unwrap(),
            sent: String::new(),
            sent_bytes: 0,
            received: String::new(),
            received_bytes: 0,
            reply: "OK".into(),
            is_error: false,
            elapsed_us: 1,
        };
        let all = (0..9).fold(Vec::new(), |all, _| said(all, "PING".into(), spoken.clone()));
        assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn the_lab_reads_what_the_page_writes() {
        let new: NewListener = serde_json::from_str(START).unwrap();
        assert_eq!(new.kind, Kind::KeyValue);
        for line in SUGGESTIONS {
            let read: NewCommand = serde_json::from_str(&command(line)).unwrap();
            assert_eq!(read.line, line);
        }
        assert_eq!(lines("*1\\r\\n$4\\r\\nPING\\r\\n"), "*1\\r\\n\n$4\\r\\n\nPING\\r\\n");
    }
}
