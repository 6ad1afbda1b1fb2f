//! Binding a socket, listening on it, and what an error of that means.

use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};

use protocol::sockets::Protocol as Transport;
use socket2::{Domain, Protocol, Socket, Type};

use super::{Os, errno};

/// Whether a listener sets SO_REUSEADDR. On Unix it allows a port whose last connections are still in TIME_WAIT. On
/// Windows it would allow a port that another program listens on, so it stays off there.
pub(crate) const REUSE: bool = cfg!(unix);

/// Binds a socket and listens on it. `backlog` is how many connections may wait to be accepted.
///
/// # Errors
/// The system's.
pub(crate) fn listen(address: SocketAddr, backlog: i32) -> io::Result<TcpListener> {
    listen_as(address, backlog, REUSE, true)
}

/// The same, where it matters whether SO_REUSEADDR and, with IPv6, IPV6_V6ONLY are set.
///
/// # Errors
/// The system's.
pub(crate) fn listen_as(
    address: SocketAddr,
    backlog: i32,
    reuse: bool,
    only_v6: bool,
) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(reuse)?;
    if address.is_ipv6() {
        socket.set_only_v6(only_v6)?;
    }
    socket.bind(&address.into())?;
    socket.listen(backlog)?;
    Ok(socket.into())
}

/// Binds a UDP socket.
///
/// # Errors
/// The system's.
pub(crate) fn bind_datagrams(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// Whether an error says that this machine lacks the address or the whole family.
pub(crate) fn is_missing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable
        || matches!(errno(error).as_deref(), Some("EAFNOSUPPORT" | "WSAEAFNOSUPPORT"))
}

/// Who holds an address that is in use, in words; `None` where the system does not tell.
pub(crate) fn holder(os: &dyn Os, protocol: Transport, address: SocketAddr) -> Option<String> {
    let listener = os.bound(protocol, address)?;
    Some(match (listener.process, listener.pid) {
        (Some(process), Some(pid)) => format!("{process} (pid {pid})"),
        (None, Some(pid)) => format!("the process with pid {pid}"),
        _ => "a process that your system does not name".to_owned(),
    })
}
