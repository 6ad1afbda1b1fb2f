//! Practice listeners: servers on loopback that the learner starts, looks at and stops; and the connections that the
//! lab itself holds to them.
//!
//! Each has an owner, [`Listeners`], and a token that ends everything it began: its accept loop, the connections that it
//! serves, the connections that are held to it.

mod bound;
mod client;
mod datagrams;
mod exchange;
mod kinds;
mod line;
mod practice;
mod record;
mod refusal;
mod served;
mod speak;
mod talk;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use concepts::loopback::{canonical, is_loopback};
use futures_util::future::join_all;
use protocol::capstone::Settings;
use protocol::listeners::{
    Change, Connections, Exchange, Kind, Listener, MAX_CONNECTIONS, MAX_LISTENERS, MAX_SERVED, NewListener,
    Open, Outcome, Send, Side,
};
use protocol::sockets::Protocol;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use bound::Bound;
use datagrams::Neighbours;
use kinds::Serves;
use practice::Practice;
use record::Register;
pub(crate) use refusal::Refusal;

use crate::os::{self, Os};
use crate::services::journal::Journal;
use crate::services::tls::Tls;

/// The backlog of a listener that names none.
const BACKLOG: u32 = 128;

/// The longest backlog that may be asked for: Linux's own default limit (net.core.somaxconn, since Linux 5.4).
pub(crate) const MAX_BACKLOG: u32 = 4096;

/// The share of this process's open files that all practice connections together may take, as a divisor: the rest is
/// for the lab's own connections, its probes and its scans.
const SHARE: usize = 4;

/// How long what was told to end is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many ends of practice connections there may be in all, with so many open files.
pub(crate) fn places(max_open_files: Option<u64>) -> usize {
    let most = MAX_LISTENERS * (MAX_CONNECTIONS + MAX_SERVED);
    let limit = max_open_files.and_then(|limit| usize::try_from(limit).ok());
    limit.map_or(most, |limit| (limit / SHARE).min(most))
}

/// Why nothing was heard of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unheard {
    /// It said nothing while it was listened to.
    Silent,
    /// It closed without a word.
    Closed,
    /// The connection could not be made or used.
    Failed,
}

/// All practice listeners.
pub(crate) struct Listeners {
    os: Arc<dyn Os>,
    register: Arc<Register>,
    tls: Arc<Tls>,
    neighbours: Neighbours,
    stopping: CancellationToken,
    /// How long a connection is kept on which nothing comes.
    idle: Duration,
    /// A place for each end of a practice connection that the lab holds open.
    room: Arc<Semaphore>,
    /// How many places there are in all.
    places: usize,
    all: Mutex<All>,
}

#[derive(Default)]
struct All {
    /// The highest number that was given out.
    last: u64,
    practices: BTreeMap<u64, Arc<Practice>>,
}

impl Listeners {
    /// None yet. Everything that is begun ends when `stopping` is cancelled. Connections are numbered on from `accepted`.
    pub(crate) fn new(
        os: Arc<dyn Os>,
        journal: Arc<Journal>,
        accepted: Arc<AtomicU64>,
        tls: Arc<Tls>,
        stopping: CancellationToken,
        idle: Duration,
    ) -> Self {
        let places = places(os.max_open_files());
        let register = Arc::new(Register::new(journal, Arc::clone(&os), accepted));
        let room = Arc::new(Semaphore::new(places));
        let (neighbours, all) = (Neighbours::default(), Mutex::default());
        Self { os, register, tls, neighbours, stopping, idle, room, places, all }
    }

    /// All, in the order in which they were started.
    pub(crate) fn list(&self) -> protocol::listeners::Listeners {
        let listeners = self.all().practices.values().map(|practice| practice.describe()).collect();
        protocol::listeners::Listeners { listeners, limit: MAX_LISTENERS }
    }

    /// Starts one. Must be called on the runtime.
    pub(crate) async fn start(&self, new: NewListener) -> Result<Listener, Refusal> {
        let host = canonical(new.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        if !is_loopback(host) {
            return Err(Refusal::NotLoopback);
        }
        let wanted = SocketAddr::new(host, new.port);
        let (real, serves) = kinds::make(&new, &self.tls, &self.room)?;
        let fills = serves.fills();
        match self.begin(wanted, &new, real, serves)? {
            Ok(listener) if fills && !listener.accept => {
                self.fill(listener.id).await?;
                Ok(listener)
            }
            Ok(listener) => Ok(listener),
            Err(error) => Err(self.explain(new.kind.transport(), wanted, error).await),
        }
    }

    /// Starts the notice board of the capstone, which follows its settings. Must be called on the runtime.
    pub(crate) async fn start_board(
        &self,
        place: SocketAddr,
        settings: watch::Receiver<Settings>,
    ) -> Result<Listener, Refusal> {
        if !is_loopback(place.ip()) {
            return Err(Refusal::NotLoopback);
        }
        let kind = Kind::NoticeBoard;
        let new = NewListener {
            kind,
            host: Some(place.ip()),
            port: place.port(),
            backlog: None,
            accept: None,
            hold: None,
            target: None,
        };
        match self.begin(place, &new, kind, kinds::board(settings, &self.tls)?)? {
            Ok(listener) => Ok(listener),
            Err(error) => Err(self.explain(kind.transport(), place, error).await),
        }
    }

    /// Sends bytes to one of them in the lab's own name, which the journal leaves out, and gives what comes back until it
    /// closes or the time is over; an error where nothing came.
    pub(crate) async fn ask(&self, id: u64, bytes: &[u8], patience: Duration) -> Result<Vec<u8>, Unheard> {
        let practice = self.find(id).map_err(|_| Unheard::Failed)?;
        let asked = tokio::time::timeout(patience, speak::speak(&practice, bytes, |_| false)).await;
        match asked {
            Err(_) => Err(Unheard::Silent),
            // A listener that closes before it has read what was sent resets the connection.
            Ok(Err(Refusal::Unanswered(_))) => Err(Unheard::Closed),
            Ok(Err(_)) => Err(Unheard::Failed),
            Ok(Ok(spoken)) if spoken.received.is_empty() => Err(Unheard::Closed),
            Ok(Ok(spoken)) => Ok(spoken.received),
        }
    }

    /// Opens connections to one that does not accept until one of them has to wait: its queue is full then.
    async fn fill(&self, id: u64) -> Result<(), Refusal> {
        for _ in 0..MAX_CONNECTIONS {
            let held = self.open(id, Open { count: 1 }).await;
            match held.map(|held| held.connections.last().map(|last| last.outcome)) {
                Ok(Some(Outcome::Connected)) => {}
                // One waits, or the system refuses it, as Windows does where a queue is full.
                Ok(_) => break,
                Err(refusal) => {
                    // What cannot be filled is not what was asked for. Where somebody else stopped it, there is no more to do.
                    let _ = self.stop(id, None).await;
                    return Err(refusal);
                }
            }
        }
        Ok(())
    }

    fn begin(
        &self,
        wanted: SocketAddr,
        new: &NewListener,
        real: Kind,
        serves: Serves,
    ) -> Result<io::Result<Listener>, Refusal> {
        let asked = new.backlog.filter(|_| new.kind.transport() == Protocol::Tcp);
        let backlog = asked.or_else(|| serves.backlog()).unwrap_or(BACKLOG);
        let Some(length) = i32::try_from(backlog).ok().filter(|_| backlog <= MAX_BACKLOG) else {
            return Err(Refusal::Backlog);
        };
        let mut all = self.all();
        if all.practices.len() >= MAX_LISTENERS {
            return Err(Refusal::TooMany);
        }
        let (accepts, service) = (serves.accepts(), serves.service());
        let (local, bound) = match Bound::bind(wanted, length, serves) {
            Ok(bound) => bound,
            Err(error) => return Ok(Err(error)),
        };
        all.last += 1;
        let practice = Practice::start(
            practice::Plan { id: all.last, kind: new.kind, real, local, backlog, idle: self.idle },
            practice::Settings { accept: new.accept.unwrap_or(accepts), hold: new.hold.unwrap_or(false) },
            self.stopping.child_token(),
            Arc::clone(&self.room),
            Arc::clone(&self.register),
            service,
        );
        let owner = Arc::clone(&practice);
        match bound {
            Bound::Connections(socket, service) => practice.track(served::accept(owner, socket, service)),
            Bound::Datagrams(socket) => {
                practice.track(datagrams::echo(owner, socket, self.neighbours.clone()))
            }
        }
        let listener = practice.describe();
        all.practices.insert(listener.id, practice);
        Ok(Ok(listener))
    }

    async fn explain(&self, protocol: Protocol, address: SocketAddr, error: io::Error) -> Refusal {
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                let os = Arc::clone(&self.os);
                // Looking through the processes takes milliseconds, on a thread that may.
                let holder =
                    tokio::task::spawn_blocking(move || os::holder(os.as_ref(), protocol, address)).await;
                Refusal::InUse { address, holder: holder.ok().flatten() }
            }
            io::ErrorKind::PermissionDenied => Refusal::Privileged {
                address,
                first: self.os.first_unprivileged_port().filter(|&first| first > 1),
            },
            _ if os::is_missing(&error) => Refusal::NoAddress { address: address.ip(), error },
            _ => Refusal::Other { address, error },
        }
    }

    /// One of them.
    pub(crate) fn get(&self, id: u64) -> Result<Listener, Refusal> {
        Ok(self.find(id)?.describe())
    }

    /// Changes what one of them does.
    pub(crate) fn change(&self, id: u64, change: Change) -> Result<Listener, Refusal> {
        let practice = self.find(id)?;
        practice.change(change);
        Ok(practice.describe())
    }

    /// Stops one of them, with everything that it serves and that is held to it; tells how it was. One that was started at
    /// another time than is given, in milliseconds since 1970, is not the one that is meant.
    pub(crate) async fn stop(&self, id: u64, started_ms: Option<u64>) -> Result<Listener, Refusal> {
        let practice = match self.all().practices.entry(id) {
            Entry::Occupied(one) if started_ms.is_none_or(|at| at == one.get().describe().started_ms) => {
                one.remove()
            }
            _ => return Err(Refusal::Unknown),
        };
        // What a mystery was is told when it is over.
        let listener = Listener { kind: practice.plan.real, ..practice.describe() };
        practice.end(PATIENCE).await;
        Ok(listener)
    }

    /// Ends all of them with the lab, and waits until they have ended, so that their ports are free again.
    pub(crate) async fn end(&self, patience: Duration) {
        let practices: Vec<_> = self.all().practices.values().cloned().collect();
        join_all(practices.iter().map(|practice| practice.end(patience))).await;
    }

    /// The connections that the lab holds to one of them.
    pub(crate) fn connections(&self, id: u64) -> Result<Connections, Refusal> {
        Ok(self.find(id)?.connections())
    }

    /// Opens connections to one of them, and holds them. Must be called on the runtime.
    pub(crate) async fn open(&self, id: u64, open: Open) -> Result<Connections, Refusal> {
        let practice = self.find(id)?;
        if practice.plan.kind.transport() == Protocol::Udp {
            return Err(Refusal::Unsuited { kind: practice.plan.kind });
        }
        if open.count == 0 || practice.held() + open.count > MAX_CONNECTIONS {
            return Err(Refusal::Connections { held: practice.held() });
        }
        let short = || Refusal::Room { places: self.places };
        // The listener needs a place for the other end of each.
        let ends = if practice.settings().accept { 2 } else { 1 };
        if self.room.available_permits() < ends * open.count {
            return Err(short());
        }
        let count = u32::try_from(open.count).map_err(|_| short())?;
        let places = Arc::clone(&self.room).try_acquire_many_owned(count).map_err(|_| short())?;
        Ok(client::open(&practice, places).await)
    }

    /// Closes one side of the connections; tells which the lab still holds.
    pub(crate) async fn close(&self, id: u64, side: Side) -> Result<Connections, Refusal> {
        let practice = self.find(id)?;
        practice.close(side, PATIENCE).await;
        Ok(practice.connections())
    }

    /// Sends messages to one of them. Must be called on the runtime.
    pub(crate) async fn send(&self, id: u64, send: Send) -> Result<Exchange, Refusal> {
        let practice = self.find(id)?;
        if !practice.plan.kind.takes_messages() {
            return Err(Refusal::Unsuited { kind: practice.plan.kind });
        }
        if send.count == 0 || send.count > protocol::listeners::MAX_MESSAGES {
            return Err(Refusal::Messages);
        }
        let Ok(_place) = Arc::clone(&self.room).try_acquire_owned() else {
            return Err(Refusal::Room { places: self.places });
        };
        Ok(exchange::run(&practice, send).await)
    }

    fn find(&self, id: u64) -> Result<Arc<Practice>, Refusal> {
        self.all().practices.get(&id).map(Arc::clone).ok_or(Refusal::Unknown)
    }

    fn all(&self) -> MutexGuard<'_, All> {
        // Nothing that holds the lock can panic half way.
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
