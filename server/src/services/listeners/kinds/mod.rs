//! What practice listeners do with a connection: one file a kind.
//!
//! A kind is a [`Service`]. One is made for each listener, so what it keeps between connections are its fields. Accepting,
//! the places for connections, idle time, counting, closing on demand and the journal's begin and end of each connection
//! are the framework's (`served.rs`).

mod board;
mod daytime;
mod hello;
mod http;
mod key_value;
mod other_page;
mod page;
mod proxy;
mod tcp_echo;
mod tls;
mod wrong;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use protocol::capstone::Settings;
use protocol::key_value::{Key, Stored};
use protocol::listeners::{Details, Kind, NewListener};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::{Semaphore, watch};

use super::Refusal;
use super::line::Line;
use super::record::Visit;
use crate::services::tls::Tls;

/// What a listener does.
pub(super) trait Service: Send + Sync {
    /// Whether it accepts where the request that starts it does not say.
    fn accepts(&self) -> bool {
        true
    }

    /// How many connections may wait, where the request that starts it does not say.
    fn backlog(&self) -> Option<u32> {
        None
    }

    /// Whether the lab itself fills its queue, so that nobody else finds a place.
    fn fills(&self) -> bool {
        false
    }

    /// Serves one connection until it has ended. It is dropped where it stands when the connection is to be closed or was
    /// idle for too long; an error is the connection's end as well, and nobody is told of it.
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>>;

    /// What only listeners of this kind have.
    fn details(&self) -> Option<Details> {
        None
    }

    /// The keys of a store, and how full it is.
    fn keys(&self) -> Option<(Vec<Key>, Stored)> {
        None
    }
}

/// One connection that was accepted.
pub(super) struct Call {
    /// The listener's end.
    pub(super) local: SocketAddr,
    /// The client's end.
    pub(super) peer: SocketAddr,
    /// Its bytes, counted.
    pub(super) line: Line,
    /// Its place in the journal: a kind may `say` what it was asked for.
    pub(super) visit: Arc<Visit>,
}

impl Call {
    /// Closes the sending side, and reads and forgets what the client still sends until it closes as well: to close while
    /// something is unread would reset the connection, and the client might lose what it was sent (RFC 1122, section
    /// 4.2.2.13).
    pub(super) async fn finish(&mut self) -> io::Result<()> {
        self.line.shutdown().await?;
        let mut rest = [0; 512];
        while self.line.read(&mut rest).await? > 0 {}
        Ok(())
    }
}

/// What a listener serves.
pub(super) enum Serves {
    /// TCP connections.
    Connections(Arc<dyn Service>),
    /// UDP datagrams, which it sends back.
    Datagrams,
}

impl Serves {
    /// What serves its connections.
    pub(super) fn service(&self) -> Option<Arc<dyn Service>> {
        match self {
            Self::Connections(service) => Some(Arc::clone(service)),
            Self::Datagrams => None,
        }
    }

    /// Whether it accepts where the request that starts it does not say.
    pub(super) fn accepts(&self) -> bool {
        match self {
            Self::Connections(service) => service.accepts(),
            Self::Datagrams => true,
        }
    }

    /// How many connections may wait, where the request that starts it does not say; UDP has no such queue.
    pub(super) fn backlog(&self) -> Option<u32> {
        match self {
            Self::Connections(service) => service.backlog(),
            Self::Datagrams => Some(0),
        }
    }

    /// Whether the lab itself fills its queue.
    pub(super) fn fills(&self) -> bool {
        match self {
            Self::Connections(service) => service.fills(),
            Self::Datagrams => false,
        }
    }
}

/// Makes the notice board, which follows its settings.
pub(super) fn board(settings: watch::Receiver<Settings>, tls: &Tls) -> Result<Serves, Refusal> {
    let acceptor = tls.acceptor().map_err(|error| Refusal::Certificate { error: error.to_owned() })?;
    Ok(Serves::Connections(Arc::new(board::Board::new(settings, acceptor))))
}

/// Makes what a new listener serves, and tells the kind that it really is. What needs connections of its own takes a place in
/// `room` for each.
pub(super) fn make(new: &NewListener, tls: &Tls, room: &Arc<Semaphore>) -> Result<(Kind, Serves), Refusal> {
    let target = proxy::target(new)?;
    let acceptor = || tls.acceptor().map_err(|error| Refusal::Certificate { error: error.to_owned() });
    let kind = new.kind;
    let service: Arc<dyn Service> = match kind {
        Kind::UdpEcho => return Ok((kind, Serves::Datagrams)),
        Kind::Mystery => return make(&NewListener { kind: wrong::any(), ..new.clone() }, tls, room),
        Kind::TcpEcho => Arc::new(tcp_echo::TcpEcho),
        Kind::Daytime => Arc::new(daytime::Daytime),
        Kind::Silent => Arc::new(wrong::Silent),
        Kind::AcceptClose => Arc::new(wrong::AcceptClose),
        Kind::Reset => Arc::new(wrong::Reset),
        Kind::Slow => Arc::new(wrong::Slow),
        Kind::HalfAnswer => Arc::new(wrong::HalfAnswer),
        Kind::HttpHello => Arc::new(hello::Hello::new(None)),
        Kind::HttpsHello => Arc::new(hello::Hello::new(Some(acceptor()?))),
        Kind::OtherPage => Arc::new(other_page::OtherPage),
        Kind::TlsEcho => Arc::new(tls::TlsEcho { tls: acceptor()? }),
        Kind::KeyValue => Arc::new(key_value::Store::new()),
        Kind::NoticeBoard => return Err(Refusal::Reserved),
        Kind::Proxy => match target {
            Some(target) => Arc::new(proxy::CachingProxy::new(target, Arc::clone(room))),
            None => return Err(Refusal::NoTarget),
        },
    };
    Ok((kind, Serves::Connections(service)))
}
