//! Key-value: a store that speaks RESP2, one for each listener and gone with it.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use protocol::key_value::{Key, MAX_SHOWN_BYTES, Stored};
use protocol::listeners::Details;
use redis_protocol::resp2::encode::extend_encode;
use redis_protocol::resp2::types::BytesFrame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Call, Service};
use crate::services::key_value::{self, KeyValue, Requests, Session, escaped};

/// How many bytes are read at once.
const BUFFER: usize = 4096;

/// How many bytes of replies wait at most before they are sent, although more commands have come.
const REPLIES: usize = 16 * 1024;

pub(super) struct Store {
    kept: Mutex<KeyValue>,
    began: Instant,
    clients: AtomicUsize,
}

impl Store {
    pub(super) fn new() -> Self {
        Self { kept: Mutex::default(), began: Instant::now(), clients: AtomicUsize::new(0) }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn kept(&self) -> MutexGuard<'_, KeyValue> {
        // Nothing that holds the lock can panic half way.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads commands and answers them until the client closes or has to go.
    async fn talk(&self, call: &mut Call) -> io::Result<()> {
        let mut session = Session { id: call.visit.number(), port: call.local.port(), ..Session::default() };
        let mut requests = Requests::default();
        let mut buffer = vec![0; BUFFER];
        let mut replies = BytesMut::new();
        loop {
            let bytes = call.line.read(&mut buffer).await?;
            match buffer.get(..bytes) {
                Some(piece) if bytes > 0 => requests.add(piece),
                _ => return Ok(()),
            }
            loop {
                let (reply, close) = match requests.next() {
                    Ok(None) => break,
                    Ok(Some(arguments)) => {
                        call.visit.say(&said(&arguments));
                        session.clients = self.clients.load(Ordering::Relaxed);
                        let answer = self.kept().answer(&mut session, &arguments, self.now());
                        (answer.reply, answer.close)
                    }
                    Err(fault) => (BytesFrame::Error(fault.0.as_str().into()), true),
                };
                extend_encode(&mut replies, &reply, false).map_err(io::Error::other)?;
                if close {
                    call.line.write_all(&replies).await?;
                    return call.finish().await;
                }
                if replies.len() >= REPLIES {
                    call.line.write_all(&replies.split()).await?;
                }
            }
            // All commands of one piece are answered in one piece, as they came.
            call.line.write_all(&replies.split()).await?;
        }
    }
}

/// A client, for as long as it is connected.
struct Guest<'a>(&'a AtomicUsize);

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A command as the journal names it: its name and its first argument where that is a key or the like, never a value. What is
/// no command may be anything, a password too, and so may be what does not look like a key.
fn said(arguments: &[Bytes]) -> String {
    let [name, rest @ ..] = arguments else { return String::new() };
    let name = escaped(name.get(..64).unwrap_or(name)).to_ascii_uppercase();
    if !key_value::is_command(&name) {
        return "an unknown command".to_owned();
    }
    match rest.first() {
        Some(first) if key_value::names_first(&name) && looks_like_a_key(first) => {
            format!("{name} {}", escaped(first))
        }
        Some(_) if key_value::names_first(&name) => format!("{name} ***"),
        _ => name,
    }
}

/// Whether a text is short and of letters, digits and the signs that keys and patterns are made with.
fn looks_like_a_key(text: &[u8]) -> bool {
    text.len() <= 64 && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:*[]{}^".contains(byte))
}

impl Service for Store {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            self.clients.fetch_add(1, Ordering::Relaxed);
            let _guest = Guest(&self.clients);
            self.talk(call).await
        })
    }

    fn details(&self) -> Option<Details> {
        let (keys, bytes) = self.kept().kept(self.now());
        Some(Details::KeyValue(stored(keys.len(), bytes)))
    }

    fn keys(&self) -> Option<(Vec<Key>, Stored)> {
        let (kept, bytes) = self.kept().kept(self.now());
        let stored = stored(kept.len(), bytes);
        let key = |one: key_value::Kept| Key {
            name: escaped(&one.key),
            kind: "string".to_owned(),
            value: escaped(one.value.get(..MAX_SHOWN_BYTES).unwrap_or(&one.value)),
            bytes: one.value.len(),
            expires_in_ms: one.left_ms,
        };
        Some((kept.into_iter().map(key).collect(), stored))
    }
}

fn stored(keys: usize, bytes: usize) -> Stored {
    Stored { keys, max_keys: key_value::MAX_KEYS, bytes, max_bytes: key_value::MAX_STORE_BYTES }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_gets_no_value_and_no_password() {
        for (line, wanted) in [
            ("set greeting 'hello world'", "SET greeting"),
            ("get \"a\\nb\"", "GET ***"),
            ("get /login?password=secret HTTP/1.1", "GET ***"),
            ("ping", "PING"),
            ("echo secret", "ECHO"),
            ("auth secret", "an unknown command"),
            ("secret", "an unknown command"),
            ("hello 2 auth me secret", "HELLO"),
            ("keys user:*", "KEYS user:*"),
            ("client setname me", "CLIENT setname"),
            ("nothing secret", "an unknown command"),
        ] {
            assert_eq!(said(&key_value::split(line.as_bytes()).unwrap()), wanted);
        }
    }
}
