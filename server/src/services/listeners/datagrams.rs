//! UDP echo: sends back every datagram (RFC 862), within limits.
//!
//! Two echoes that answer each other never stop (CERT CA-1996-01). So nothing is answered that comes from one of the lab's
//! own UDP listeners or from a system port, where the old services that answer anything are, and no more than
//! [`MAX_DATAGRAMS_S`] datagrams in a second, wherever they come from.

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::journal::{Datagram, Step};
use protocol::listeners::{MAX_DATAGRAM, MAX_DATAGRAMS_S};
use protocol::sockets::Protocol;
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::practice::Practice;
use super::record::Visit;

/// How many peers are remembered, so that their datagrams count as one conversation in the journal.
const PEERS: usize = 64;

/// How long nothing is read after the system reported an error.
const PAUSE: Duration = Duration::from_millis(100);

/// The first port that is no system port (RFC 6335, section 6).
const FIRST_USER_PORT: u16 = 1024;

/// The sockets of all UDP listeners of the lab.
#[derive(Clone, Default)]
pub(super) struct Neighbours(Arc<Mutex<BTreeSet<SocketAddr>>>);

impl Neighbours {
    fn all(&self) -> MutexGuard<'_, BTreeSet<SocketAddr>> {
        // Nothing that holds the lock can panic half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a datagram from there may be answered.
    fn may_answer(&self, peer: SocketAddr) -> bool {
        peer.port() >= FIRST_USER_PORT && !self.all().contains(&peer)
    }
}

/// How many datagrams may be answered in this second.
struct Rate {
    since: Instant,
    answered: u32,
}

impl Rate {
    fn take(&mut self) -> bool {
        if self.since.elapsed() >= Duration::from_secs(1) {
            *self = Self { since: Instant::now(), answered: 0 };
        }
        self.answered += 1;
        self.answered <= MAX_DATAGRAMS_S
    }
}

/// Answers while it is told to accept, until the listener ends.
pub(super) async fn echo(practice: Arc<Practice>, socket: UdpSocket, neighbours: Neighbours) {
    let local = practice.plan.local;
    neighbours.all().insert(local);
    let mut settings = practice.follow_settings();
    let mut peers = VecDeque::new();
    let mut rate = Rate { since: Instant::now(), answered: 0 };
    // One byte more than may be answered, so that a longer datagram is seen to be one.
    let mut buffer = vec![0; MAX_DATAGRAM + 1];
    loop {
        tokio::select! {
            () = practice.ending.cancelled() => break,
            told = settings.wait_for(|settings| settings.accept) => if told.is_err() { break },
        }
        let came = tokio::select! {
            () = practice.ending.cancelled() => break,
            _ = settings.changed() => continue,
            came = socket.recv_from(&mut buffer) => came,
        };
        match came {
            Ok((bytes, peer)) => {
                practice.update(|ends| ends.received_bytes += bytes as u64);
                let answer = buffer
                    .get(..bytes)
                    .filter(|_| bytes <= MAX_DATAGRAM && neighbours.may_answer(peer) && rate.take());
                answer_one(&practice, &socket, answer, peer, &mut peers);
            }
            // Such as the news that an earlier answer found nobody (ICMP port unreachable), or a longer datagram on
            // Windows.
            Err(error) => {
                tracing::debug!("listener {} could not read: {error}", practice.plan.id);
                tokio::select! {
                    () = practice.ending.cancelled() => break,
                    () = tokio::time::sleep(PAUSE) => {}
                }
            }
        }
    }
    neighbours.all().remove(&local);
}

/// Sends a datagram back, or counts that it was not. An answer for which the system has no room at once is lost, as any
/// datagram may be.
fn answer_one(
    practice: &Arc<Practice>,
    socket: &UdpSocket,
    answer: Option<&[u8]>,
    peer: SocketAddr,
    peers: &mut VecDeque<(SocketAddr, Arc<Visit>)>,
) {
    let sent = answer.and_then(|bytes| socket.try_send_to(bytes, peer).ok());
    let Some(sent) = sent.map(|bytes| bytes as u64) else {
        practice.update(|ends| ends.turned_away += 1);
        return;
    };
    practice.update(|ends| {
        ends.accepted += 1;
        ends.sent_bytes += sent;
    });
    let known = peers.iter().find(|(known, _)| *known == peer).map(|(_, visit)| Arc::clone(visit));
    let visit = known.unwrap_or_else(|| {
        let visit = Visit::begin(practice, Protocol::Udp, practice.plan.local, peer, false);
        peers.truncate(PEERS - 1);
        peers.push_front((peer, Arc::clone(&visit)));
        visit
    });
    visit.extra(Step::Datagram(Datagram { received_bytes: sent, sent_bytes: sent }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_is_not_answered() {
        let neighbours = Neighbours::default();
        let echo: SocketAddr = "127.0.0.1:40001".parse().unwrap();
        assert!(neighbours.may_answer(echo));
        neighbours.all().insert(echo);
        assert!(!neighbours.may_answer(echo));
        assert!(neighbours.may_answer("127.0.0.2:40001".parse().unwrap()));
        for port in [7, 13, 17, 19, 1023] {
            assert!(!neighbours.may_answer(SocketAddr::new(echo.ip(), port)), "{port}");
        }
    }

    #[test]
    fn no_more_than_so_many_in_a_second() {
        let mut rate = Rate { since: Instant::now() + Duration::from_secs(60), answered: 0 };
        assert!((0..MAX_DATAGRAMS_S).all(|_| rate.take()));
        assert!(!rate.take());
        rate.since -= Duration::from_secs(62);
        assert!(rate.take());
    }
}
