//! Many TCP connects to one loopback address, as fast as the system answers them.
//!
//! A few threads dial and do not wait: on loopback the system carries a segment and the answer to it within the call
//! that sends it, so that the answer is there when the call returns. What was not answered by then waits in a bounded
//! set of sockets, and costs no thread. The threads end when nobody listens to them any more.

mod tally;
mod worker;

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use concepts::port::Span;
use concepts::port_set::PortSet;
use protocol::scan::{MAX_SCANS, MAX_WAITING};
use tokio::sync::Notify;
use tokio::sync::mpsc::{self, Receiver};

use crate::os::Os;
use crate::services::listeners::places;
use crate::state::MAX_CONNECTIONS;

pub(crate) use tally::Tally;
pub(crate) use worker::Batch;

/// How many threads dial for one scan: more would take the processor from the thread that answers.
const THREADS: usize = 2;

/// How many batches may wait for whoever listens before the threads wait too.
const BATCHES: usize = 64;

/// How many files beside sockets this process is taken to have open.
const OTHER_FILES: usize = 64;

/// What is to be dialled.
pub(crate) struct Order {
    /// A loopback address.
    pub(crate) host: IpAddr,
    /// The ports.
    pub(crate) ports: PortSet,
    /// After how long without an answer a port counts as filtered.
    pub(crate) timeout: Duration,
    /// How many sockets wait for an answer at once, at most.
    pub(crate) waiting: usize,
}

/// How many sockets one scan lets wait at once: its share of what this process may have open beside its connections and
/// those of the practice listeners.
pub(crate) fn waiting(max_open_files: Option<u64>) -> usize {
    let Some(limit) = max_open_files.and_then(|limit| usize::try_from(limit).ok()) else {
        return MAX_WAITING;
    };
    let others = MAX_CONNECTIONS + places(max_open_files) + OTHER_FILES;
    (limit.saturating_sub(others) / MAX_SCANS).clamp(THREADS, MAX_WAITING)
}

/// The scans that are under way, by client.
#[derive(Debug, Default)]
pub(crate) struct Scans {
    running: Mutex<BTreeSet<String>>,
    freed: Notify,
}

/// Why a scan does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// This client has one under way.
    Running,
    /// [`MAX_SCANS`] are under way.
    Full,
}

/// A client's place among the scans, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    scans: Arc<Scans>,
    client: String,
}

impl Scans {
    /// Takes a place for a client. Where the client has one, waits so long for it to become free: it takes a moment until
    /// a scan that was just broken off has ended.
    pub(crate) async fn enter(self: &Arc<Self>, client: &str, patience: Duration) -> Result<Place, Refusal> {
        let place = async {
            loop {
                let freed = self.freed.notified();
                match self.try_enter(client) {
                    Err(Refusal::Running) => freed.await,
                    result => return result,
                }
            }
        };
        tokio::time::timeout(patience, place).await.unwrap_or(Err(Refusal::Running))
    }

    fn try_enter(self: &Arc<Self>, client: &str) -> Result<Place, Refusal> {
        let mut running = self.running();
        if running.contains(client) {
            return Err(Refusal::Running);
        }
        if running.len() >= MAX_SCANS {
            return Err(Refusal::Full);
        }
        running.insert(client.to_owned());
        Ok(Place { scans: Arc::clone(self), client: client.to_owned() })
    }

    fn running(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.scans.running().remove(&self.client);
        self.scans.freed.notify_waiters();
    }
}

/// What the threads of one scan share.
struct Job<H> {
    os: Arc<dyn Os>,
    host: IpAddr,
    /// The ports that the system may lend to a connection of the scan itself; all, where it does not tell.
    lent: Span,
    timeout: Duration,
    /// How many sockets each thread lets wait.
    waiting: usize,
    pieces: Vec<Span>,
    next: AtomicUsize,
    /// What the scan holds until its last thread has ended.
    _held: H,
}

impl<H> Job<H> {
    /// The next piece of work.
    fn take(&self) -> Option<Span> {
        self.pieces.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }

    fn target(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.host, port)
    }
}

/// Begins. What was found comes out of the receiver, which ends after the last port; dropping it ends the scan. `held`
/// is dropped when the last thread has ended.
///
/// # Errors
/// When the system gives no thread.
pub(crate) fn start<H: Send + Sync + 'static>(
    os: Arc<dyn Os>,
    lent: Option<Span>,
    order: &Order,
    held: H,
) -> io::Result<Receiver<Batch>> {
    let pieces: Vec<_> = order.ports.pieces().collect();
    let processors = available_parallelism().map_or(1, usize::from);
    let threads = THREADS.min(processors).min(pieces.len().max(1));
    let job = Arc::new(Job {
        os,
        host: order.host,
        lent: lent.unwrap_or(Span { first: 0, last: u16::MAX }),
        timeout: order.timeout,
        waiting: (order.waiting / threads).max(1),
        pieces,
        next: AtomicUsize::new(0),
        _held: held,
    });
    let (sender, receiver) = mpsc::channel(BATCHES);
    for index in 0..threads {
        let worker = worker::Worker::new(Arc::clone(&job), sender.clone());
        let spawned = std::thread::Builder::new().name("scan".to_owned()).spawn(move || worker.run());
        match spawned {
            Ok(_) => {}
            // The others do its work.
            Err(_) if index > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_one_place_and_all_have_few() {
        let scans = Arc::new(Scans::default());
        let first = scans.try_enter("a").unwrap();
        assert_eq!(scans.try_enter("a").unwrap_err(), Refusal::Running);
        let others: Vec<_> = (1..MAX_SCANS).map(|n| scans.try_enter(&n.to_string()).unwrap()).collect();
        assert_eq!(scans.try_enter("b").unwrap_err(), Refusal::Full);
        drop(first);
        drop(scans.try_enter("a").unwrap());
        drop(others);
        assert!(scans.running().is_empty());
    }

    #[test]
    fn a_client_gets_the_place_that_its_last_scan_leaves() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_time().build().unwrap().block_on(async {
            let scans = Arc::new(Scans::default());
            let first = scans.enter("a", Duration::from_secs(1)).await.unwrap();
            let refusal = scans.enter("a", Duration::from_millis(1)).await.unwrap_err();
            assert_eq!(refusal, Refusal::Running);
            let (second, ()) = tokio::join!(scans.enter("a", Duration::from_secs(1)), async { drop(first) });
            drop(second.unwrap());
        });
    }

    #[test]
    fn a_scan_leaves_files_for_everything_else() {
        assert_eq!(waiting(None), MAX_WAITING);
        assert_eq!(waiting(Some(u64::MAX)), MAX_WAITING);
        assert_eq!(waiting(Some(256)), THREADS);
        let few = waiting(Some(1024));
        assert!(few > THREADS && few * MAX_SCANS + MAX_CONNECTIONS < 1024, "{few}");
    }
}
