//! What the store keeps, and until when.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{MAX_KEYS, MAX_STORE_BYTES};

/// Keys with their values, each with a time to live or without. Times are milliseconds since any one moment.
#[derive(Debug, Default)]
pub(crate) struct Store {
    entries: BTreeMap<Bytes, Value>,
    /// Bytes of all keys and values.
    bytes: usize,
    /// No key expires before that moment; `None` where none expires at all.
    next: Option<u64>,
}

/// A value, and the moment from which on it is no longer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) bytes: Bytes,
    pub(crate) expires: Option<u64>,
}

/// One key as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) key: Bytes,
    pub(crate) value: Bytes,
    /// How many milliseconds it has still to live; `None` where it does not expire.
    pub(crate) left_ms: Option<u64>,
}

/// There is no room for what was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Store {
    /// Forgets what has expired. To be called before anything else is asked of the store.
    pub(crate) fn sweep(&mut self, now: u64) {
        if self.next.is_none_or(|next| next > now) {
            return;
        }
        let bytes = &mut self.bytes;
        self.entries.retain(|key, value| {
            let lives = value.expires.is_none_or(|expires| expires > now);
            if !lives {
                *bytes -= key.len() + value.bytes.len();
            }
            lives
        });
        self.next = self.entries.values().filter_map(|value| value.expires).min();
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<&Value> {
        self.entries.get(key)
    }

    pub(crate) fn contains(&self, key: &[u8]) -> bool {
        self.entries.contains_key(key)
    }

    /// Keeps a value under a key, in place of the one before.
    pub(crate) fn set(&mut self, key: Bytes, value: Value) -> Result<(), Full> {
        let before = self.entries.get(&key).map_or(0, |old| key.len() + old.bytes.len());
        let bytes = self.bytes - before + key.len() + value.bytes.len();
        if bytes > MAX_STORE_BYTES || (before == 0 && self.entries.len() >= MAX_KEYS && !self.contains(&key))
        {
            return Err(Full);
        }
        self.bytes = bytes;
        self.note(value.expires);
        // What came over the wire is a slice of a larger buffer, which would stay with it.
        self.entries.insert(Bytes::copy_from_slice(&key), value);
        Ok(())
    }

    /// Forgets a key; whether it was there.
    pub(crate) fn remove(&mut self, key: &[u8]) -> bool {
        let Some(value) = self.entries.remove(key) else { return false };
        self.bytes -= key.len() + value.bytes.len();
        true
    }

    /// Lets a key expire at a moment; whether it was there.
    pub(crate) fn expire(&mut self, key: &[u8], expires: u64) -> bool {
        let Some(value) = self.entries.get_mut(key) else { return false };
        value.expires = Some(expires);
        self.note(Some(expires));
        true
    }

    fn note(&mut self, expires: Option<u64>) {
        self.next = match (self.next, expires) {
            (Some(next), Some(expires)) => Some(next.min(expires)),
            (next, expires) => next.or(expires),
        };
    }

    /// All keys, in the order of their bytes.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Bytes> {
        self.entries.keys()
    }

    /// All keys with their values, in the order of the keys' bytes.
    pub(crate) fn kept(&self, now: u64) -> impl Iterator<Item = Kept> {
        self.entries.iter().map(move |(key, value)| Kept {
            key: key.clone(),
            value: value.bytes.clone(),
            left_ms: value.expires.map(|expires| expires.saturating_sub(now)),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many keys expire, and how long they live on average from now, in milliseconds.
    pub(crate) fn expiring(&self, now: u64) -> (usize, u64) {
        let all: Vec<u64> =
            self.entries.values().filter_map(|value| Some(value.expires?.saturating_sub(now))).collect();
        let sum: u128 = all.iter().map(|left| u128::from(*left)).sum();
        let mean = u64::try_from(sum / (all.len().max(1) as u128)).unwrap_or(u64::MAX);
        (all.len(), mean)
    }
}
