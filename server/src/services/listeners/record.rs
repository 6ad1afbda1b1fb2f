//! What connections to practice listeners leave in the journal: each step in order, who is at the other end where the
//! system tells, and not more than the journal can bear.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use protocol::connection::Connection;
use protocol::journal::{Event, MAX_SAID_BYTES, Practice as Entry, Step};
use protocol::sockets::{Process, Protocol};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::practice::Practice;
use crate::os::Os;
use crate::services::journal::Journal;
use crate::services::mask;
use crate::services::probe::came_from;
use crate::text::shown;

/// How long the events of a connection wait for the name of the process at its other end.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long the connection itself waits for it before it is served: while it waits, a client that wants an answer is still
/// there to be found.
const HEAD_START: Duration = Duration::from_millis(100);

/// How many looks for such processes there may be at once.
const LOOKS: usize = 2;

/// What all listeners write into.
pub(super) struct Register {
    pub(super) journal: Arc<Journal>,
    os: Arc<dyn Os>,
    /// The number of connections that were accepted, to the lab and to its listeners.
    accepted: Arc<AtomicU64>,
    looks: Arc<Semaphore>,
}

impl Register {
    pub(super) fn new(journal: Arc<Journal>, os: Arc<dyn Os>, accepted: Arc<AtomicU64>) -> Self {
        Self { journal, os, accepted, looks: Arc::new(Semaphore::new(LOOKS)) }
    }
}

/// One connection, or one peer of a UDP listener, as the journal knows it.
pub(super) struct Visit {
    practice: Arc<Practice>,
    connection: Connection,
    known: Mutex<Known>,
    /// Cancelled when the look for the process at the other end is over.
    told: CancellationToken,
}

/// What is known of the process at the other end.
enum Known {
    /// Nothing is recorded: the lab itself holds this connection.
    Quiet,
    /// Nothing is recorded: there was no place for it.
    Skipped,
    /// It is being looked up; what happened meanwhile.
    Waiting(Vec<(SystemTime, Step)>),
    /// What the system told.
    Told { process: Option<Process>, own: bool },
}

impl Visit {
    /// Begins one. Who is at the other end is looked up on another thread; nobody waits for it but the journal.
    pub(super) fn begin(
        practice: &Arc<Practice>,
        protocol: Protocol,
        local: SocketAddr,
        peer: SocketAddr,
        quiet: bool,
    ) -> Arc<Self> {
        let id = practice.register.accepted.fetch_add(1, Ordering::Relaxed) + 1;
        let known = if quiet {
            Known::Quiet
        } else if protocol == Protocol::Udp || practice.budget().take(2) {
            Known::Waiting(Vec::new())
        } else {
            Known::Skipped
        };
        // What the lab itself dials needs no look.
        let known = match known {
            Known::Waiting(_) if came_from(peer) => Known::Told { process: None, own: true },
            known => known,
        };
        let looks = matches!(known, Known::Waiting(_));
        let connection = Connection { id, local, peer };
        let visit = Arc::new(Self {
            practice: Arc::clone(practice),
            connection,
            known: Mutex::new(known),
            told: CancellationToken::new(),
        });
        if looks {
            let one = Arc::clone(&visit);
            practice.track(async move {
                let process = tokio::select! {
                    () = one.practice.ending.cancelled() => None,
                    found = tokio::time::timeout(PATIENCE, one.look(protocol)) => found.ok().flatten(),
                };
                one.tell(process);
            });
        } else {
            visit.told.cancel();
        }
        visit
    }

    /// The connection.
    pub(super) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Waits a moment for the name of the process at the other end.
    pub(super) async fn named(&self) {
        // Too late is no error: the journal waits longer than the client does.
        let _ = tokio::time::timeout(HEAD_START, self.told()).await;
    }

    /// Waits until the look for that name is over, so that what happens from then on is in the journal at once.
    pub(super) async fn told(&self) {
        self.told.cancelled().await;
    }

    async fn look(&self, protocol: Protocol) -> Option<Process> {
        let register = &self.practice.register;
        let place = Arc::clone(&register.looks).acquire_owned().await.ok()?;
        let (os, connection) = (Arc::clone(&register.os), self.connection);
        let look = tokio::task::spawn_blocking(move || {
            let found = os.client(protocol, connection.local, connection.peer);
            drop(place);
            found
        });
        look.await.ok().flatten()
    }

    /// The system told, or did not: what waited is recorded.
    fn tell(&self, process: Option<Process>) {
        let process =
            process.map(|one| Process { name: one.name.map(|name| shown(&mask::cut(&name, 64))), ..one });
        let own = process
            .as_ref()
            .map_or_else(|| came_from(self.connection.peer), |process| process.pid == std::process::id());
        let mut known = self.known();
        let told = Known::Told { process: process.clone(), own };
        if let Known::Waiting(steps) = std::mem::replace(&mut *known, told) {
            for (time, step) in steps {
                self.record(time, step, process.as_ref(), own);
            }
        }
        self.told.cancel();
    }

    /// The number of the connection.
    pub(super) fn number(&self) -> u64 {
        self.connection.id
    }

    /// Notes what was asked for, in a few words: never a credential, never a value.
    pub(super) fn say(&self, said: &str) {
        self.extra(Step::Said(shown(&mask::cut(said, MAX_SAID_BYTES))));
    }

    /// Something that happens as often as the client likes: recorded where there is place.
    pub(super) fn extra(&self, step: Step) {
        let recorded = matches!(*self.known(), Known::Waiting(_) | Known::Told { .. });
        let enough = recorded && self.practice.budget().take(1);
        if enough || !recorded {
            self.step(step);
        } else {
            self.practice.budget().skip();
        }
    }

    /// A step for which there is place since the connection began.
    pub(super) fn step(&self, step: Step) {
        let time = SystemTime::now();
        let mut known = self.known();
        match &mut *known {
            Known::Quiet => {}
            Known::Skipped => self.practice.budget().skip(),
            Known::Waiting(steps) => steps.push((time, step)),
            Known::Told { process, own } => self.record(time, step, process.as_ref(), *own),
        }
    }

    fn record(&self, time: SystemTime, step: Step, process: Option<&Process>, own: bool) {
        let left_out = self.practice.budget().skipped();
        let entry = Entry {
            listener: self.practice.plan.id,
            kind: self.practice.plan.kind,
            process: process.cloned(),
            own,
            step,
            left_out,
        };
        self.practice.register.journal.add(time, self.connection, Event::Practice(entry));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing that holds the lock can panic half way.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
