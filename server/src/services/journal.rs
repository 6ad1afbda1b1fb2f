//! The journal: the last entries in a ring, those of refused requests in one of their own, and a bounded channel to whoever
//! reads along.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use protocol::connection::Connection;
use protocol::journal::{CAPACITY, Entry, Event, Journal as Reply, REFUSED_CAPACITY};
use tokio::sync::broadcast::{self, Receiver};

use super::budget::Budget;

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
    /// What was let in and what happened at practice listeners, oldest first.
    entries: VecDeque<Arc<Entry>>,
    /// What was refused, oldest first.
    refused: VecDeque<Arc<Entry>>,
    /// How much of what is refused is taken in.
    budget: Budget,
}

impl Ring {
    /// All that is held, newest first.
    fn newest_first(&self) -> Vec<&Arc<Entry>> {
        let mut all: Vec<_> = self.entries.iter().chain(&self.refused).collect();
        all.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.id));
        all
    }
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

    /// Whether an entry of a refused request is taken in now; then, how many were left out since the last one.
    pub(crate) fn takes_refused(&self) -> Option<u64> {
        let mut ring = self.ring();
        if ring.budget.take(1) {
            return Some(ring.budget.skipped());
        }
        ring.budget.skip();
        None
    }

    /// Takes in an entry, and tells the readers.
    pub(crate) fn record(&self, entry: Entry) {
        let entry = Arc::new(entry);
        let mut ring = self.ring();
        let is_refused = entry.request().is_some_and(|request| request.refused.is_some());
        let (held, capacity) =
            if is_refused { (&mut ring.refused, REFUSED_CAPACITY) } else { (&mut ring.entries, CAPACITY) };
        if held.len() == capacity {
            held.pop_front();
        }
        held.push_back(Arc::clone(&entry));
        // Sent under the lock, so that a reader who comes now sees it exactly once. No reader is no error.
        let _ = self.readers.send(entry);
    }

    /// The newest entries, at most `limit`, newest first.
    pub(crate) fn newest(&self, limit: usize) -> Reply {
        let ring = self.ring();
        Reply {
            began_ms: self.began_ms,
            total: ring.last,
            entries: ring
                .newest_first()
                .into_iter()
                .take(limit)
                .map(|entry| entry.as_ref().clone())
                .collect(),
        }
    }

    /// The highest number that was given out.
    pub(crate) fn last(&self) -> u64 {
        self.ring().last
    }

    /// All entries that are held, oldest first.
    pub(crate) fn held(&self) -> Vec<Arc<Entry>> {
        self.ring().newest_first().into_iter().rev().map(Arc::clone).collect()
    }

    /// Begins to read along: from now on, or after the entry that the reader saw last.
    pub(crate) fn read(&self, since: Option<u64>) -> Reading {
        let ring = self.ring();
        let live = self.readers.subscribe();
        let Some(since) = since else { return Reading { missed: 0, held: Vec::new(), live } };
        // A number that was never given out is from before a restart: everything here is new to that reader.
        let since = if since > ring.last { 0 } else { since };
        let mut held: Vec<_> =
            ring.newest_first().into_iter().take_while(|entry| entry.id > since).map(Arc::clone).collect();
        held.reverse();
        // Every number that was given out is that of an entry.
        let missed = (ring.last - since).saturating_sub(held.len() as u64);
        Reading { missed, held, live }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // Nothing that holds the lock can panic half way, so a poisoned ring is still whole.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::journal::{Client, Refused, Request};

    fn add(journal: &Journal, count: usize) {
        add_some(journal, count, None);
    }

    fn add_some(journal: &Journal, count: usize, refused: Option<&str>) {
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
                refused: refused.map(|code| Refused { code: code.to_owned(), origin: None, left_out: 0 }),
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
    fn what_was_refused_pushes_out_only_its_own() {
        let journal = Journal::default();
        add(&journal, 3);
        add_some(&journal, REFUSED_CAPACITY + 7, Some("host_unknown"));
        add(&journal, 1);
        let all: Vec<u64> = journal.newest(usize::MAX).entries.iter().map(|entry| entry.id).collect();
        let last = REFUSED_CAPACITY as u64 + 11;
        let expected: Vec<u64> = (11..=last).rev().chain([3, 2, 1]).collect();
        assert_eq!(all, expected);
        assert_eq!(journal.held().iter().map(|entry| entry.id).rev().collect::<Vec<_>>(), expected);
        let reading = journal.read(Some(2));
        assert_eq!((reading.missed, reading.held.len()), (7, REFUSED_CAPACITY + 2));
        assert!(reading.held.is_sorted_by_key(|entry| entry.id));
    }

    #[test]
    fn a_number_from_before_a_restart_starts_over() {
        let journal = Journal::default();
        add(&journal, 3);
        assert_eq!(journal.read(Some(500)).held.len(), 3);
    }
}
