//! One practice listener: what it is told, what it counts, what it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use protocol::listeners::{Change, Connections, Held, Kind, Listener, MAX_CONNECTIONS, Outcome, Side};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::kinds::Service;
use super::record::Register;
use crate::services::budget::Budget;
use crate::services::journal::epoch_ms;

/// What does not change about a listener.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) id: u64,
    /// The kind that is told.
    pub(super) kind: Kind,
    /// The kind that it is; another one for a mystery.
    pub(super) real: Kind,
    pub(super) local: SocketAddr,
    pub(super) backlog: u32,
    /// How long a connection is kept on which nothing comes.
    pub(super) idle: Duration,
}

/// What does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// Whether it accepts.
    pub(super) accept: bool,
    /// Whether it waits to be told before it closes its side after the other closed.
    pub(super) hold: bool,
}

/// One practice listener.
pub(super) struct Practice {
    pub(super) plan: Plan,
    started_ms: u64,
    settings: watch::Sender<Settings>,
    /// Cancelled when it is to end, with everything that it began.
    pub(super) ending: CancellationToken,
    /// A place for each end of a connection.
    pub(super) room: Arc<Semaphore>,
    tasks: TaskTracker,
    /// What it does with a connection.
    pub(super) service: Option<Arc<dyn Service>>,
    /// What its connections are written into.
    pub(super) register: Arc<Register>,
    budget: Mutex<Budget>,
    ends: Mutex<Ends>,
    /// Told whenever something in `ends` has changed.
    moved: watch::Sender<()>,
}

/// The ends of connections that are open, by a serial number each, and what was counted.
#[derive(Default)]
pub(super) struct Ends {
    serial: u64,
    served: BTreeMap<u64, Served>,
    pub(super) held: BTreeMap<u64, Holding>,
    /// The client's ends of connections over which the lab sends messages.
    pub(super) sending: BTreeSet<SocketAddr>,
    pub(super) accepted: u64,
    pub(super) turned_away: u64,
    pub(super) received_bytes: u64,
    pub(super) sent_bytes: u64,
}

/// A connection that was taken in.
pub(super) struct Taken {
    pub(super) serial: u64,
    pub(super) local: SocketAddr,
    pub(super) peer: SocketAddr,
    /// Cancelled when it is to be closed.
    pub(super) close: CancellationToken,
    /// Whether the lab itself is at its other end, because it was asked to hold connections or to send messages.
    pub(super) own: bool,
}

/// The listener's end of a connection.
struct Served {
    peer: SocketAddr,
    close: CancellationToken,
}

/// The client's end of a connection that the lab holds.
pub(super) struct Holding {
    pub(super) held: Held,
    pub(super) close: CancellationToken,
    /// Whether the reply to the request that opened it was made.
    pub(super) replied: bool,
}

impl Practice {
    /// A listener; it does nothing yet.
    pub(super) fn start(
        plan: Plan,
        settings: Settings,
        ending: CancellationToken,
        room: Arc<Semaphore>,
        register: Arc<Register>,
        service: Option<Arc<dyn Service>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            plan,
            started_ms: epoch_ms(SystemTime::now()),
            settings: watch::Sender::new(settings),
            ending,
            room,
            tasks: TaskTracker::new(),
            service,
            register,
            budget: Mutex::default(),
            ends: Mutex::default(),
            moved: watch::Sender::new(()),
        })
    }

    /// Runs something that ends with the listener.
    pub(super) fn track(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// As it is now.
    pub(super) fn describe(&self) -> Listener {
        let settings = self.settings();
        let left_out = self.budget().left_out();
        let details = self.service.as_ref().and_then(|service| service.details());
        let ends = self.ends();
        Listener {
            id: self.plan.id,
            kind: self.plan.kind,
            local: self.plan.local,
            backlog: self.plan.backlog,
            accept: settings.accept,
            hold: settings.hold,
            started_ms: self.started_ms,
            accepted: ends.accepted,
            open: ends.open(),
            turned_away: ends.turned_away,
            received_bytes: ends.received_bytes,
            sent_bytes: ends.sent_bytes,
            left_out,
            details,
        }
    }

    /// What it is told to do.
    pub(super) fn settings(&self) -> Settings {
        *self.settings.borrow()
    }

    /// Follows what it is told to do.
    pub(super) fn follow_settings(&self) -> watch::Receiver<Settings> {
        self.settings.subscribe()
    }

    /// Tells it to do something else.
    pub(super) fn change(&self, change: Change) {
        self.settings.send_modify(|settings| {
            settings.accept = change.accept.unwrap_or(settings.accept);
            settings.hold = change.hold.unwrap_or(settings.hold);
        });
    }

    /// How many connections the lab holds.
    pub(super) fn held(&self) -> usize {
        self.ends().held.len()
    }

    /// The connections that the lab holds.
    pub(super) fn connections(&self) -> Connections {
        let ends = self.ends();
        let listed = ends.held.values().filter(|one| !one.replied || one.held.outcome != Outcome::Failed);
        Connections {
            listener: self.plan.id,
            connections: listed.map(|one| one.held.clone()).collect(),
            limit: MAX_CONNECTIONS,
        }
    }

    /// Takes in a connection that was accepted; `None` where it serves `most` already.
    pub(super) fn serve(&self, local: SocketAddr, peer: SocketAddr, most: usize) -> Option<Taken> {
        let mut ends = self.ends();
        if ends.served.len() >= most {
            return None;
        }
        ends.accepted += 1;
        let (serial, close) = (ends.next(), self.ending.child_token());
        ends.served.insert(serial, Served { peer, close: close.clone() });
        let held = |one: &Holding| one.held.local == Some(peer);
        let own = ends.sending.contains(&peer) || ends.held.values().any(held);
        drop(ends);
        self.moved.send_replace(());
        Some(Taken { serial, local, peer, close, own })
    }

    /// Takes in a connection that the lab opens.
    pub(super) fn hold(&self, held: Held) -> (u64, CancellationToken) {
        let close = self.ending.child_token();
        let serial = self.update(|ends| {
            let serial = ends.next();
            ends.held.insert(serial, Holding { held, close: close.clone(), replied: false });
            serial
        });
        (serial, close)
    }

    /// An end was closed.
    pub(super) fn closed(&self, serial: u64) {
        self.update(|ends| {
            ends.served.remove(&serial);
            ends.held.remove(&serial);
        });
    }

    /// Changes something, and tells whoever waits for it.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut Ends) -> T) -> T {
        let result = change(&mut self.ends());
        self.moved.send_replace(());
        result
    }

    /// Closes all ends of one side, and waits until they are closed, and the lab's ends of the same connections too.
    pub(super) async fn close(&self, side: Side, patience: Duration) {
        let mut serials = BTreeSet::new();
        {
            let ends = self.ends();
            let mut told = Vec::new();
            match side {
                Side::Client => {
                    told.extend(ends.held.iter().map(|(serial, one)| (*serial, one.close.clone())))
                }
                Side::Server => {
                    told.extend(ends.served.iter().map(|(serial, one)| (*serial, one.close.clone())));
                    let peers: BTreeSet<_> = ends.served.values().map(|one| one.peer).collect();
                    let answered = |one: &Holding| one.held.local.is_some_and(|local| peers.contains(&local));
                    serials
                        .extend(ends.held.iter().filter(|(_, one)| answered(one)).map(|(serial, _)| *serial));
                }
            }
            for (serial, close) in told {
                serials.insert(serial);
                close.cancel();
            }
        }
        let gone = |ends: &Ends| {
            serials.iter().all(|serial| !ends.served.contains_key(serial) && !ends.held.contains_key(serial))
        };
        self.wait_until(gone, patience).await;
    }

    /// Waits until something holds of the ends, or the time is over.
    pub(super) async fn wait_until(&self, holds: impl Fn(&Ends) -> bool, patience: Duration) {
        let mut moved = self.moved.subscribe();
        // Too late is no error: the reply tells how it is.
        let _ = tokio::time::timeout(patience, moved.wait_for(|()| holds(&self.ends()))).await;
    }

    /// Ends everything, and waits until it has ended.
    pub(super) async fn end(&self, patience: Duration) {
        self.ending.cancel();
        self.tasks.close();
        let _ = tokio::time::timeout(patience, self.tasks.wait()).await;
    }

    /// How much of it the journal takes.
    pub(super) fn budget(&self) -> MutexGuard<'_, Budget> {
        // Nothing that holds the lock can panic half way.
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ends(&self) -> MutexGuard<'_, Ends> {
        // Nothing that holds the lock can panic half way.
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ends {
    /// How many connections are open on the listener's side.
    pub(super) fn open(&self) -> usize {
        self.served.len()
    }

    fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}
