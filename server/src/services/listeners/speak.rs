//! What the lab says to a practice listener as its client, over a connection of its own, and what comes back.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::Refusal;
use super::exchange::Kept;
use super::practice::Practice;
use crate::os;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// The longest answer that is read, in bytes.
pub(super) const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// What came back.
pub(super) struct Spoken {
    /// The client's end.
    pub(super) local: SocketAddr,
    pub(super) received: Vec<u8>,
    /// From the call that connects to the last byte.
    pub(super) elapsed: Duration,
}

/// Sends bytes, and reads until `whole` finds that the answer is, or the listener closes, or it is long enough.
pub(super) async fn speak(
    practice: &Practice,
    bytes: &[u8],
    whole: impl Fn(&[u8]) -> bool + Send,
) -> Result<Spoken, Refusal> {
    let start = Instant::now();
    let talk = async {
        let mut kept = Kept::connect(practice).await?;
        let local = kept.local;
        kept.stream.write_all(bytes).await?;
        let mut received = Vec::new();
        let mut buffer = vec![0; 4096];
        while received.len() < MAX_ANSWER_BYTES && !whole(&received) {
            let bytes = kept.stream.read(&mut buffer).await?;
            match buffer.get(..bytes) {
                Some(piece) if bytes > 0 => received.extend_from_slice(piece),
                _ => break,
            }
        }
        Ok::<_, io::Error>(Spoken { local, received, elapsed: start.elapsed() })
    };
    tokio::select! {
        () = practice.ending.cancelled() => Err(Refusal::Unknown),
        result = tokio::time::timeout(PATIENCE, talk) => match result {
            Ok(result) => result.map_err(|error| {
                Refusal::Unanswered(os::errno(&error).unwrap_or_else(|| error.to_string()))
            }),
            Err(_) => Err(Refusal::Unanswered(format!("nothing came within {} s", PATIENCE.as_secs()))),
        },
    }
}
