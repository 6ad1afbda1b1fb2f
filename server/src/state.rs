//! What all connections share: who the server is, its journal, its limits, its window on the system.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use concepts::port::Span;
use protocol::doctor::MAX_AT_ONCE;
use protocol::listeners::IDLE_S;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::guard::Names;
use crate::os::Os;
use crate::services::auth::Auth;
use crate::services::capstone::Capstone;
use crate::services::checks::Resets;
use crate::services::console::Consoles;
use crate::services::journal::Journal;
use crate::services::listeners::Listeners;
use crate::services::metrics::{Metrics, Now};
use crate::services::scan::Scans;
use crate::services::search::Searcher;
use crate::services::sockets::Followers;
use crate::services::tls::Tls;

/// The longest body of a request, in bytes.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How many connections may be open at once; more wait in the system's queue.
pub const MAX_CONNECTIONS: usize = 512;

/// How many live streams may be open at once, of all kinds together.
pub const MAX_STREAMS: usize = 64;

/// How many probes may be under way at once; more wait their turn.
pub const MAX_PROBES: usize = 32;

/// How long an idle connection is kept.
pub const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long requests that are still being answered are waited for when the server stops.
pub const GRACE: Duration = Duration::from_secs(1);

/// Everything that outlives one request.
pub struct State {
    pub(crate) names: Names,
    pub(crate) listening: Vec<SocketAddr>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) resets: Arc<Resets>,
    pub(crate) os: Arc<dyn Os>,
    pub(crate) page: Option<PathBuf>,
    pub(crate) lessons: Option<PathBuf>,
    pub(crate) files: Option<PathBuf>,
    pub(crate) client_timeout: Duration,
    pub(crate) practice_ports: [u16; 2],
    /// This program, to be started once more; see [`Config::program`].
    pub(crate) program: Option<PathBuf>,
    pub(crate) started: Instant,
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) probes: Arc<Semaphore>,
    pub(crate) scans: Arc<Scans>,
    pub(crate) searcher: Arc<Searcher>,
    pub(crate) listeners: Listeners,
    pub(crate) consoles: Arc<Consoles>,
    pub(crate) tls: Arc<Tls>,
    /// Who is who at the practice resources.
    pub(crate) auth: Auth,
    /// What the lab counts of itself.
    pub(crate) metrics: Metrics,
    /// A place for each answer that is being held back.
    pub(crate) delays: Arc<Semaphore>,
    /// The case that is under way.
    pub(crate) capstone: Capstone,
    /// Who follows the table of sockets.
    pub(crate) followers: Arc<Followers>,
    /// A place for each diagnosis that is under way.
    pub(crate) doctors: Arc<Semaphore>,
    /// A place for each handshake that is under way to be looked at.
    pub(crate) handshakes: Arc<Semaphore>,
    /// Whether all addresses of this machine may be bound for a moment.
    pub(crate) allow_wildcard: bool,
    /// One trial of binding at a time: two would be in each other's way.
    pub(crate) binding: Arc<Semaphore>,
    /// One look from another network at a time: each is a process of its own.
    pub(crate) namespaces: Arc<Semaphore>,
    /// One measurement of round trips at a time: two would measure each other.
    pub(crate) roundtrip: Arc<Semaphore>,
    /// Cancelled when the server is to stop; every stream watches it.
    pub(crate) stopping: CancellationToken,
    /// The range that the system lends ports from, read once: it does not change by itself.
    pub(crate) ephemeral_range: Option<Span>,
    /// The connections that are open.
    pub(crate) connections: TaskTracker,
    accepted: Arc<AtomicU64>,
}

impl State {
    /// The state of a server that listens on `listening`, with the settings that it was started with.
    #[must_use]
    pub fn new(config: &Config, listening: Vec<SocketAddr>) -> Arc<Self> {
        let os = crate::os::system();
        let stopping = CancellationToken::new();
        let journal = Arc::<Journal>::default();
        let accepted = Arc::<AtomicU64>::default();
        let tls = Arc::<Tls>::default();
        Arc::new(Self {
            names: Names::of(&listening),
            listeners: Listeners::new(
                Arc::clone(&os),
                Arc::clone(&journal),
                Arc::clone(&accepted),
                Arc::clone(&tls),
                stopping.clone(),
                Duration::from_secs(IDLE_S),
            ),
            consoles: Arc::new(Consoles::new(Arc::clone(&os), stopping.clone())),
            followers: Arc::new(Followers::new(Arc::clone(&os), listening.clone(), stopping.clone())),
            listening,
            journal,
            resets: Arc::default(),
            tls,
            auth: Auth::default(),
            metrics: Metrics::default(),
            delays: Arc::new(Semaphore::new(protocol::on_demand::MAX_DELAYS)),
            capstone: Capstone::default(),
            handshakes: Arc::new(Semaphore::new(protocol::tls::MAX_AT_ONCE)),
            ephemeral_range: os.ephemeral_range(),
            os,
            page: config.page.clone(),
            lessons: config.lessons.clone(),
            files: config.files.clone(),
            client_timeout: config.client_timeout,
            practice_ports: config.practice_ports,
            program: config.program.clone(),
            started: Instant::now(),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            probes: Arc::new(Semaphore::new(MAX_PROBES)),
            scans: Arc::default(),
            searcher: Arc::default(),
            doctors: Arc::new(Semaphore::new(MAX_AT_ONCE)),
            allow_wildcard: config.allow_wildcard,
            binding: Arc::new(Semaphore::new(1)),
            namespaces: Arc::new(Semaphore::new(1)),
            roundtrip: Arc::new(Semaphore::new(1)),
            stopping,
            connections: TaskTracker::new(),
            accepted,
        })
    }

    /// What metrics show beside what they count themselves.
    pub(crate) fn now(&self) -> Now {
        Now {
            accepted: self.accepted.load(Ordering::Relaxed),
            open: self.connections.len(),
            streams: MAX_STREAMS.saturating_sub(self.streams.available_permits()),
            entries: self.journal.last(),
            listeners: self.listeners.list().listeners,
        }
    }

    /// The number of a connection that was just accepted.
    pub(crate) fn next_connection(&self) -> u64 {
        self.accepted.fetch_add(1, Ordering::Relaxed) + 1
    }
}
