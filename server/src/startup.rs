//! From settings to a server that listens: `bind`, then `run`. Used by the binary and by the tests alike.

use std::fmt;
use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive};
use actix_rt::net::TcpStream;
use actix_server::Server;
use actix_service::{
    IntoServiceFactory as _, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_web::dev::{AppConfig, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use protocol::connection::Connection;
use protocol::sockets::Protocol;
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::check;
use crate::config::Config;
use crate::gate;
use crate::log;
use crate::malformed;
use crate::os;
use crate::routes;
use crate::state::{GRACE, KEEP_ALIVE, MAX_CONNECTIONS, State};
use crate::wire::stream::Followed;

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// How long a closing connection may take to read the rest of its answer.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How often the last of the threads that may wait for a disk is kept from ending, which it would do after ten seconds without work
/// (tokio's `thread_keep_alive`).
const KEEP_THREAD: Duration = Duration::from_secs(4);

/// How often a port is looked for that is free on every address, where the system chooses.
const ATTEMPTS: usize = 16;

/// Listeners that were bound, and what was left out.
#[derive(Debug)]
pub struct Bound {
    /// One for each address, in the order of the settings.
    pub listeners: Vec<TcpListener>,
    /// The default addresses that this machine does not have, and why.
    pub missing: Vec<(IpAddr, io::Error)>,
}

/// Why the lab cannot listen.
#[derive(Debug)]
pub enum BindError {
    /// The port is in use.
    InUse {
        /// The socket address that is taken.
        address: SocketAddr,
        /// Who holds it, in words, where the system tells.
        holder: Option<String>,
    },
    /// The port needs rights that this user does not have.
    Privileged {
        /// The socket address that was asked for.
        address: SocketAddr,
        /// The first port that needs no rights, where the system tells.
        first: Option<u16>,
    },
    /// This machine does not have the address.
    NoAddress {
        /// The address that was asked for.
        address: IpAddr,
        /// The system's own words.
        error: io::Error,
    },
    /// Anything else.
    Other {
        /// The socket address that was asked for.
        address: SocketAddr,
        /// The system's own words.
        error: io::Error,
    },
}

impl BindError {
    /// The exit code that stands for this error.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::InUse { .. } => 3,
            _ => 4,
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse { address, holder } => {
                let holder = holder.as_deref().unwrap_or("a program that this system does not name");
                let port = address.port();
                let other = port.checked_add(1).unwrap_or(port - 1);
                write!(
                    f,
                    "{address} is in use, by {holder}.\nThree ways out:\n  \
                     1. If that is the lab itself, use it: open http://{address}/\n  \
                     2. Stop that program, then start the lab again.\n  \
                     3. Choose another port: --port {other}, or --port 0 for any free one."
                )
            }
            Self::Privileged { address, first } => {
                writeln!(f, "{address} cannot be bound: this user has no right to port {}.", address.port())?;
                match first {
                    Some(first) => {
                        write!(f, "On this machine, ports from {first} up need none: try --port {first}.")
                    }
                    None => write!(
                        f,
                        "Ports from 1024 up usually need none: try --port {}.",
                        crate::config::DEFAULT_PORT
                    ),
                }
            }
            Self::NoAddress { address, error } => write!(
                f,
                "{address} is not an address of this machine ({error}).\nLeave --bind out, or give 127.0.0.1. {}",
                if address.is_ipv6() {
                    "IPv6 may be switched off here."
                } else {
                    "Some systems have no\naddress of 127.0.0.0/8 but 127.0.0.1 until one is added to the loopback interface."
                }
            ),
            Self::Other { address, error } => {
                write!(f, "{address} cannot be bound: {error}.\nTry another port or address: --port, --bind.")
            }
        }
    }
}

impl std::error::Error for BindError {}

/// Binds every address of the settings, all to the same port.
///
/// # Errors
/// The first address that cannot be bound. A default address that this machine does not have is left out
/// instead, as long as one remains.
pub fn bind(config: &Config) -> Result<Bound, BindError> {
    let mut attempt = 1;
    loop {
        match bind_all(config) {
            // The system chose a port on the first address that is taken on the next.
            Err(BindError::InUse { .. }) if config.port == 0 && attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

fn bind_all(config: &Config) -> Result<Bound, BindError> {
    let mut bound = Bound { listeners: Vec::new(), missing: Vec::new() };
    let mut port = config.port;
    for &address in &config.bind {
        let wanted = SocketAddr::new(address, port);
        match os::listen(wanted, BACKLOG).and_then(|listener| Ok((listener.local_addr()?, listener))) {
            Ok((local, listener)) => {
                port = local.port();
                bound.listeners.push(listener);
            }
            Err(error) if os::is_missing(&error) && !config.bind_asked => {
                bound.missing.push((address, error))
            }
            Err(error) => return Err(explain(wanted, error)),
        }
    }
    match bound.missing.pop() {
        Some((address, error)) if bound.listeners.is_empty() => Err(BindError::NoAddress { address, error }),
        last => {
            bound.missing.extend(last);
            Ok(bound)
        }
    }
}

fn explain(address: SocketAddr, error: io::Error) -> BindError {
    let os = os::system();
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            BindError::InUse { address, holder: os::holder(os.as_ref(), Protocol::Tcp, address) }
        }
        io::ErrorKind::PermissionDenied => {
            BindError::Privileged { address, first: os.first_unprivileged_port().filter(|&first| first > 1) }
        }
        _ if os::is_missing(&error) => BindError::NoAddress { address: address.ip(), error },
        _ => BindError::Other { address, error },
    }
}

/// Answers on the listeners until `shutdown` resolves, then ends within two seconds, open streams included.
///
/// # Errors
/// When a listener cannot be used.
pub async fn run(
    listeners: Vec<TcpListener>,
    state: Arc<State>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // One thread answers: connections keep the order in which they were accepted, entries that of their answers.
    let mut builder =
        Server::build().workers(1).max_concurrent_connections(MAX_CONNECTIONS).disable_signals();
    for listener in listeners {
        let local = listener.local_addr()?;
        let state = Arc::clone(&state);
        builder = builder.listen(local.to_string(), listener, move || {
            tokio::spawn(keep_a_thread(state.stopping.clone()));
            let accepting = Arc::clone(&state);
            let stopping = state.stopping.clone();
            fn_service(move |stream: TcpStream| {
                let accepted = accept(&accepting, stream, local);
                async move { accepted.map_err(actix_http::error::DispatchError::Io) }
            })
            .and_then(
                HttpService::build()
                    .keep_alive(KeepAlive::Timeout(KEEP_ALIVE))
                    // The stream bounds each head itself, the first one too.
                    .client_request_timeout(Duration::ZERO)
                    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
                    .graceful_shutdown_signal(move || stopping.clone().cancelled_owned())
                    .local_addr(local)
                    .on_connect_ext(|followed: &Followed<Open>, data| {
                        data.insert(followed.wire());
                    })
                    .h1(map_config(
                        app(Arc::clone(&state)).into_factory().map_err(gate::last_resort),
                        |()| AppConfig::default(),
                    )),
            )
        })?;
    }
    let mut server = builder.run();
    let handle = server.handle();
    let ending = async {
        shutdown.await;
        handle.pause().await;
        // Streams end, idle connections close, requests in hand are answered; then whatever is left is cut off.
        state.stopping.cancel();
        state.connections.close();
        let answered = tokio::time::timeout(GRACE, state.connections.wait());
        let _ = tokio::join!(answered, state.listeners.end(GRACE));
        handle.stop(false).await;
    };
    tokio::select! {
        result = &mut server => result,
        () = ending => server.await,
    }
}

/// Keeps one of the threads that may wait for a disk. Where all had ended, and the system made no other for want of room, asking
/// for one would panic; while there is one, work queues for it.
async fn keep_a_thread(stopping: CancellationToken) {
    loop {
        // It has nothing to give, and nothing to fail.
        let _ = tokio::task::spawn_blocking(|| ()).await;
        if tokio::time::timeout(KEEP_THREAD, stopping.cancelled()).await.is_ok() {
            return;
        }
    }
}

fn accept(
    state: &Arc<State>,
    stream: TcpStream,
    local: SocketAddr,
) -> io::Result<(Followed<Open>, Option<SocketAddr>)> {
    let peer = stream.peer_addr()?;
    // Without it, a small answer on a kept connection waits about 40 ms for the client's delayed acknowledgement.
    stream.set_nodelay(true)?;
    let connection = Connection { id: state.next_connection(), local, peer };
    let open = Open { state: Arc::clone(state), peer, _token: state.connections.token() };
    Ok((Followed::new(stream, connection, malformed::answer, state.client_timeout, open), Some(peer)))
}

/// What lasts as long as a connection: it counts as open, and is known to come from a console where it does.
struct Open {
    state: Arc<State>,
    peer: SocketAddr,
    _token: TaskTrackerToken,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.state.consoles.forget(self.peer);
    }
}

fn app(
    state: Arc<State>,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error, InitError = ()>,
> {
    App::new()
        .app_data(web::Data::from(Arc::clone(&state)))
        .configure(|routes| routes::configure(routes, &state))
        .wrap(from_fn(gate::pass))
}

/// The whole life of the binary: binds, says so, answers until it is told to stop.
#[must_use]
pub fn main(config: &Config) -> ExitCode {
    log::start(config);
    if let Some(folder) = &config.lessons {
        match check::before_start(folder) {
            Ok(0) => {}
            Ok(_) if config.quiet => {}
            Ok(advice) => say_error(&format!(
                "there is advice on the lessons in {} ({advice} in all); loopback-lab check says what.",
                folder.display()
            )),
            Err(faults) => {
                say_error(&format!(
                    "the lessons have faults; mend them, or start without --lessons.\n{faults}"
                ));
                return ExitCode::from(check::FAULTS);
            }
        }
    }
    let bound = match bind(config) {
        Ok(bound) => bound,
        Err(error) => {
            say_error(&error.to_string());
            return ExitCode::from(error.exit_code());
        }
    };
    match serve(config, bound) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_error(&format!(
                "the lab failed while running: {error}.\nStart it again; RUST_LOG=info shows more."
            ));
            ExitCode::FAILURE
        }
    }
}

fn serve(config: &Config, bound: Bound) -> io::Result<()> {
    let listening = bound.listeners.iter().map(TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;
    for (address, error) in &bound.missing {
        if !config.quiet {
            say_error(&format!("{address} is left out: this machine does not have it ({error})."));
        }
    }
    actix_rt::System::new().block_on(async {
        let stop = stop_signal()?;
        if !config.quiet {
            announce(&listening)?;
        }
        if config.open
            && let Some(first) = listening.first()
            && let Err(error) = open::that_detached(format!("http://{first}/"))
        {
            tracing::warn!("no browser could be opened ({error}); open http://{first}/ yourself");
        }
        let state = State::new(config, listening);
        run(bound.listeners, state, stop).await
    })
}

/// Tells where the lab listens. The connections of whoever reads this already wait in the listeners' queues.
fn announce(listening: &[SocketAddr]) -> io::Result<()> {
    let addresses: Vec<_> = listening.iter().map(|address| format!("http://{address}/")).collect();
    let mut out = io::stdout().lock();
    writeln!(out, "Loopback Lab listens on {}", addresses.join(" and "))?;
    writeln!(out, "Open it in a browser, or ask it with curl. Stop it with Ctrl-C.")?;
    out.flush()
}

/// Resolves on Ctrl-C, and on SIGTERM where there is such a signal. The handlers are in place when this returns.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the system ends the process by itself.
            std::future::pending::<()>().await;
        }
    })
}

fn say_error(message: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "loopback-lab: {message}");
}
