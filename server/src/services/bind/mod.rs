//! Binding, tried out with real sockets: what each address takes in, and what happens to who comes second.

mod conflict;
mod matrix;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use protocol::bind::Fault;
use protocol::sockets::{Protocol, Socket, State};
use tokio::net::TcpListener;

use crate::os::{self, Os};

pub(crate) use self::conflict::conflict;
pub(crate) use self::matrix::matrix;

/// How many connections may wait to be accepted: more than are ever made.
const BACKLOG: i32 = 16;

/// Binds and listens, for as long as the result is kept.
fn listen(address: SocketAddr, reuse: bool, only_v6: bool) -> io::Result<TcpListener> {
    let listener = os::listen_as(address, BACKLOG, reuse, only_v6)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// Why an address could not be bound. Who holds it is looked up on a thread that may wait.
pub(super) async fn fault(os: &Arc<dyn Os>, address: SocketAddr, error: io::Error) -> Fault {
    let os = Arc::clone(os);
    let errno = os::errno(&error);
    let told = tokio::task::spawn_blocking(move || {
        let holder = (error.kind() == io::ErrorKind::AddrInUse)
            .then(|| os::holder(os.as_ref(), Protocol::Tcp, address))
            .flatten();
        (explain(os.as_ref(), address, &error, holder.as_deref()), holder)
    });
    let (reason, holder) = told.await.unwrap_or_default();
    Fault { errno, reason, holder }
}

/// What happened, why, and what to do next.
fn explain(os: &dyn Os, address: SocketAddr, error: &io::Error, holder: Option<&str>) -> String {
    let (ip, port) = (address.ip(), address.port());
    match (error.kind(), holder) {
        (io::ErrorKind::AddrInUse, Some(holder)) if holder.ends_with(&own()) => {
            format!(
                "{address} is in use, by this very lab: {holder}. One address and port have one listener."
            )
        }
        (io::ErrorKind::AddrInUse, Some(holder)) => format!(
            "{address} is in use, by {holder}. One address and port have one listener: stop that program, or choose \
             another port."
        ),
        (io::ErrorKind::AddrInUse, None) => match waiting(&at(os, address)) {
            0 => format!(
                "{address} is in use, by a program that this system does not name. Choose another port."
            ),
            _ => format!(
                "No program listens on {address}: connections that its last listener closed first are still in \
                 TIME-WAIT. A listener with SO_REUSEADDR may have the port now; without it, in a minute."
            ),
        },
        (io::ErrorKind::PermissionDenied, _) => format!(
            "This user has no right to port {port}. Choose one from {} on.",
            os.first_unprivileged_port().unwrap_or(1024)
        ),
        _ if os::is_missing(error) && ip.is_ipv4() => format!(
            "This machine does not have the address {ip}. On Linux and Windows all of 127.0.0.0/8 is there; macOS has \
             127.0.0.1 alone, until an alias is added: sudo ifconfig lo0 alias {ip}"
        ),
        _ if os::is_missing(error) => {
            format!("This machine does not have the address {ip}: IPv6 is switched off. Use 127.0.0.1.")
        }
        _ => format!("Your system would not: {error}."),
    }
}

/// How the words for who holds an address end where it is this process.
fn own() -> String {
    format!("(pid {})", std::process::id())
}

/// All sockets of a listener's address, its connections included.
fn at(os: &dyn Os, address: SocketAddr) -> Vec<Socket> {
    let sockets = os.table().rows.into_iter().map(|row| row.socket);
    sockets.filter(|socket| socket.local == address && socket.protocol == Protocol::Tcp).collect()
}

/// How many of them are in TIME-WAIT.
fn waiting(sockets: &[Socket]) -> usize {
    sockets.iter().filter(|socket| socket.state == Some(State::TimeWait)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;

    #[test]
    fn each_error_says_what_to_do_next() {
        use io::ErrorKind as Kind;
        let address: SocketAddr = "127.0.0.2:80".parse().unwrap();
        let said = |sockets, kind: Kind, holder| {
            explain(&Fake { sockets, ..Fake::default() }, address, &kind.into(), holder)
        };
        assert!(said("", Kind::AddrInUse, Some("nginx (pid 7)")).contains("by nginx (pid 7)"));
        let own = format!("loopback-lab {}", own());
        assert!(said("", Kind::AddrInUse, Some(&own)).contains("this very lab"));
        assert!(said("", Kind::AddrInUse, None).contains("does not name"));
        let waits = "tcp 127.0.0.2:80 127.0.0.1:40001 TIME-WAIT -";
        assert!(said(waits, Kind::AddrInUse, None).contains("SO_REUSEADDR may have the port now"));
        assert!(said("", Kind::PermissionDenied, None).contains("no right to port 80"));
        assert!(said("", Kind::AddrNotAvailable, None).contains("lo0 alias 127.0.0.2"));
        assert!(said("", Kind::OutOfMemory, None).contains("would not"));
    }
}
