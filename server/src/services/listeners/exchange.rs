//! Messages that the lab sends to a practice listener, each waited for until it has come back.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use protocol::listeners::{Exchange, Message, Over, Send};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::practice::Practice;
use crate::os;

/// How long all messages of one request may take, where the listener does not close idle connections sooner.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends the messages one after the other, until the first that does not come back.
pub(super) async fn run(practice: &Practice, send: Send) -> Exchange {
    let start = Instant::now();
    let patience = PATIENCE.min(practice.plan.idle);
    let deadline = tokio::time::Instant::from_std(start + patience);
    let mut messages = Vec::with_capacity(send.count);
    let mut kept = None;
    for number in 1..=send.count {
        let text = format!("message {number} of {}\n", send.count);
        let mut began = Instant::now();
        let mut local = None;
        let one = async {
            if kept.is_none() {
                kept = Some(Kept::connect(practice).await?);
                if send.over == Over::Kept {
                    began = Instant::now();
                }
            }
            match kept.as_mut() {
                Some(kept) => round_trip(&mut kept.stream, &text, &mut local).await,
                None => Ok(()),
            }
        };
        let failure = tokio::select! {
            () = practice.ending.cancelled() => {
                Some("The listener was stopped. Start another one with POST /listeners.".to_owned())
            }
            result = tokio::time::timeout_at(deadline, one) => match result {
                Ok(result) => result.err().map(|error| explain(&error)),
                Err(_) => Some(late(practice, patience)),
            },
        };
        let failed = failure.is_some();
        messages.push(Message { local, elapsed_us: micros(began), failure });
        if failed {
            break;
        }
        if send.over == Over::New {
            kept = None;
        }
    }
    Exchange { over: send.over, messages, elapsed_us: micros(start) }
}

/// A connection over which messages travel. The listener knows its other end, so that the journal leaves it out.
pub(super) struct Kept<'a> {
    practice: &'a Practice,
    pub(super) local: SocketAddr,
    pub(super) stream: TcpStream,
}

impl<'a> Kept<'a> {
    /// Connects.
    pub(super) async fn connect(practice: &'a Practice) -> io::Result<Self> {
        let socket = super::client::connect(practice)?;
        let stream = TcpStream::from_std(socket.into())?;
        let local = stream.local_addr()?;
        // Nothing was awaited since the connect, so that the listener has not accepted it yet.
        practice.update(|ends| ends.sending.insert(local));
        let kept = Self { practice, local, stream };
        kept.stream.writable().await?;
        if let Some(error) = kept.stream.take_error()? {
            return Err(error);
        }
        kept.stream.set_nodelay(true)?;
        Ok(kept)
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        self.practice.update(|ends| ends.sending.remove(&self.local));
    }
}

async fn round_trip(stream: &mut TcpStream, text: &str, local: &mut Option<SocketAddr>) -> io::Result<()> {
    *local = Some(stream.local_addr()?);
    stream.write_all(text.as_bytes()).await?;
    let mut back = vec![0; text.len()];
    stream.read_exact(&mut back).await?;
    if back == text.as_bytes() { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            "The listener closed the connection before the message came back: it was told to, or it serves as many as \
             it may. Look at GET /listeners, close some connections, then send again."
                .to_owned()
        }
        io::ErrorKind::InvalidData => {
            "Something else came back than was sent. Look at GET /sockets for who listens there.".to_owned()
        }
        _ => format!(
            "The connection could not be used ({}). Look whether the listener is still in GET /listeners, then send \
             again.",
            os::errno(error).unwrap_or_else(|| error.to_string())
        ),
    }
}

fn late(practice: &Practice, patience: Duration) -> String {
    let seconds = patience.as_secs();
    if practice.settings().accept {
        format!(
            "It had not come back after {seconds} s. Look at the queues in GET /sockets, then send again."
        )
    } else {
        format!(
            "It had not come back after {seconds} s: the listener does not accept, so it waits in the system's queue. \
             Change the listener with {{\"accept\":true}}, then send again."
        )
    }
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
