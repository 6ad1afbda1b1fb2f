//! A socket of a practice listener, bound, with what serves on it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, UdpSocket};

use super::kinds::{Serves, Service};
use crate::os;

/// A socket that was bound.
pub(super) enum Bound {
    Connections(TcpListener, Arc<dyn Service>),
    Datagrams(UdpSocket),
}

impl Bound {
    /// Binds, listens where there is something to listen for, and tells the address: the system may have chosen the port.
    /// Must be called on the runtime.
    pub(super) fn bind(wanted: SocketAddr, backlog: i32, serves: Serves) -> io::Result<(SocketAddr, Self)> {
        match serves {
            Serves::Connections(service) => {
                let socket = os::listen(wanted, backlog)?;
                socket.set_nonblocking(true)?;
                Ok((socket.local_addr()?, Self::Connections(TcpListener::from_std(socket)?, service)))
            }
            Serves::Datagrams => {
                let socket = os::bind_datagrams(wanted)?;
                socket.set_nonblocking(true)?;
                Ok((socket.local_addr()?, Self::Datagrams(UdpSocket::from_std(socket)?)))
            }
        }
    }
}
