//! The journal: the last entries in a ring, and a bounded channel to whoever reads along.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use protocol::connection::Connection;
use protocol::journal::{CAPACITY, Entry, Event, Journal as Reply};
use tokio::sync::broadcast::{self, Receiver};

/// How many entries may wait for one reader of the stream before it misses the oldest of them.
pub(crate) const READER_CAPACITY: usize = 256;

/// A time in milliseconds since 1970-01-01 00:00 UTC; 0 where the clock stands before that.
pub(crate) fn epoch_ms(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The journal of one server.
pub(crate) struct Journal {
    began_ms: u64,
    ring: Mutex<Ring>,
    readers: broadcast::Sender<Arc<Entry>>,
}

#[derive(Default)]
struct Ring {
    /// The highest number that was given out.
    last: u64,
    entries: VecDeque<Arc<Entry>>,
}

/// What a reader gets who comes to the stream.
pub(crate) struct Reading {
    /// How many entries since the reader was last here are no longer held.
    pub(crate) missed: u64,
    /// The entries since then that are, oldest first.
    pub(crate) held: Vec<Arc<Entry>>,
    /// What comes from now on.
    pub(crate) live: Receiver<Arc<Entry>>,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            began_ms: epoch_ms(SystemTime::now()),
            ring: Mutex::default(),
            readers: broadcast::channel(READER_CAPACITY).0,
        }
    }
}

impl Journal {
    /// Gives out the number of an entry that is about to be made. Each number must be used.
    pub(crate) fn number(&self) -> u64 {
        let mut ring = self.ring();
        ring.last += 1;
        ring.last
    }

    /// Makes an entry with the next number, and takes it in. Must be called on the thread that answers, as requests are
    /// given their numbers there a moment before they are recorded.
    pub(crate) fn add(&self, time: SystemTime, connection: Connection, event: Event) {
        self.record(Entry { id: self.number(), time_ms: epoch_ms(time), connection, event });
    }

    /// Takes in an entry, and tells the readers.
    pub(crate) fn record(&self, entry: Entry) {
        let entry = Arc::new(entry);
        let mut ring = self.ring();
        if ring.entries.len() == CAPACITY {
            ring.entries.pop_front();
        }
        ring.entries.push_back(Arc::clone(&entry));
        // Sent under the lock, so that a reader who comes now sees it exactly once. No reader is no error.
        let _ = self.readers.send(entry);
    }

    /// The newest entries, at most `limit`, newest first.
    pub(crate) fn newest(&self, limit: usize) -> Reply {
        let ring = self.ring();
        Reply {
            began_ms: self.began_ms,
            total: ring.last,
            entries: ring.entries.iter().rev().take(limit).map(|entry| entry.as_ref().clone()).collect(),
        }
    }

    /// Begins to read along: from now on, or after the entry that the reader saw last.
    pub(crate) fn read(&self, since: Option<u64>) -> Reading {
        let ring = self.ring();
        let live = self.readers.subscribe();
        let Some(since) = since else { return Reading { missed: 0, held: Vec::new(), live } };
        // A number that was never given out is from before a restart: everything here is new to that reader.
        let since = if since > ring.last { 0 } else { since };
        let first = ring.entries.front().map_or(ring.last + 1, |entry| entry.id);
        Reading {
            missed: first.saturating_sub(since + 1),
            held: ring.entries.iter().filter(|entry| entry.id > since).map(Arc::clone).collect(),
            live,
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // Nothing that holds the lock can panic half way, so a poisoned ring is still whole.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::journal::{Client, Request};

    fn add(journal: &Journal, count: usize) {
        for _ in 0..count {
            let (local, peer) = ("127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap());
            let request = Request {
                method: "GET".into(),
                target: "/".into(),
                host: String::new(),
                status: 200,
                outcome: None,
                duration_us: 0,
                request_bytes: 0,
                response_bytes: Some(0),
                client: Client::Raw,
                user_agent: None,
            };
            journal.add(UNIX_EPOCH, Connection { id: 1, local, peer }, Event::Request(request));
        }
    }

    #[test]
    fn the_ring_holds_the_newest() {
        let journal = Journal::default();
        add(&journal, CAPACITY + 5);
        let all = journal.newest(usize::MAX);
        assert_eq!(all.total, CAPACITY as u64 + 5);
        assert_eq!(all.entries.len(), CAPACITY);
        assert_eq!(all.entries.first().unwrap().id, CAPACITY as u64 + 5);
        assert_eq!(all.entries.last().unwrap().id, 6);
        assert_eq!(journal.newest(2).entries.len(), 2);
    }

    #[test]
    fn a_reader_who_comes_back_is_told_exactly_what_is_gone() {
        let journal = Journal::default();
        let ids = |reading: &Reading| reading.held.iter().map(|entry| entry.id).collect::<Vec<_>>();
        let empty = journal.read(Some(0));
        assert_eq!((empty.missed, ids(&empty)), (0, vec![]));
        add(&journal, CAPACITY + 5);
        let late = journal.read(Some(3));
        assert_eq!((late.missed, late.held.len()), (2, CAPACITY));
        let current = journal.read(Some(CAPACITY as u64 + 3));
        assert_eq!((current.missed, ids(&current)), (0, vec![CAPACITY as u64 + 4, CAPACITY as u64 + 5]));
        let new = journal.read(None);
        assert_eq!((new.missed, ids(&new)), (0, vec![]));
    }

    #[test]
    fn a_number_from_before_a_restart_starts_over() {
        let journal = Journal::default();
        add(&journal, 3);
        assert_eq!(journal.read(Some(500)).held.len(), 3);
    }
}
