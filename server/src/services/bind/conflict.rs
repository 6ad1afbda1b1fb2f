//! One address bound twice: while it is listened on, and after.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use protocol::bind::{CONNECT_MS, Conflict, Try, When};
use protocol::sockets::State;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};

use super::{at, fault, listen, waiting};
use crate::os::{self, Os};

/// How often, and how long after one another, the table is looked at for a connection and a listener that were closed: the
/// system moves the one to TIME-WAIT and takes the other away by itself, in its own time, and tells nobody.
const LOOKS: usize = 50;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// Binds an address in every way that a second program might, and leaves one connection of it in TIME-WAIT.
pub(crate) async fn conflict(os: &Arc<dyn Os>, address: SocketAddr) -> Conflict {
    let mut conflict = Conflict { local: address, tries: Vec::new(), waiting: None };
    // The first one does as servers do, so that the conflict can be had again within the minute.
    let Some(first) = attempt(os, &mut conflict, When::First, os::REUSE).await else { return conflict };
    conflict.local = first.local_addr().unwrap_or(address);
    for reuse in [false, true] {
        attempt(os, &mut conflict, When::Again, reuse).await;
    }
    let Ok(peer) = close_first(&first, conflict.local).await else { return conflict };
    drop(first);
    conflict.waiting = Some(settled(os, conflict.local, peer).await);
    for reuse in [false, true] {
        attempt(os, &mut conflict, When::Afterwards, reuse).await;
    }
    conflict
}

/// Tries once, and notes what came of it.
async fn attempt(os: &Arc<dyn Os>, conflict: &mut Conflict, when: When, reuse: bool) -> Option<TcpListener> {
    let tried = listen(conflict.local, reuse, true);
    let (listener, fault) = match tried {
        Ok(listener) => (Some(listener), None),
        Err(error) => (None, Some(fault(os, conflict.local, error).await)),
    };
    conflict.tries.push(Try { when, reuse, fault });
    listener
}

/// Makes a connection, and closes it at the listener's side first: that side then waits in TIME-WAIT (RFC 9293, section 3.6).
/// Gives the address of the other side.
async fn close_first(listener: &TcpListener, local: SocketAddr) -> io::Result<SocketAddr> {
    let made = async {
        let mut client = TcpStream::connect(local).await?;
        let end = client.local_addr()?;
        loop {
            let (served, peer) = listener.accept().await?;
            drop(served);
            if peer == end {
                break;
            }
        }
        let mut nothing = [0; 1];
        client.read(&mut nothing).await.map(|_| end)
    };
    tokio::time::timeout(Duration::from_millis(CONNECT_MS), made).await?
}

/// How many connections of the address are in TIME-WAIT, once that with `peer` is, and nobody listens there any more.
async fn settled(os: &Arc<dyn Os>, local: SocketAddr, peer: SocketAddr) -> usize {
    let mut waits = 0;
    for _ in 0..LOOKS {
        let os = Arc::clone(os);
        let sockets = tokio::task::spawn_blocking(move || at(os.as_ref(), local)).await.unwrap_or_default();
        waits = waiting(&sockets);
        let is_listened_on = sockets.iter().any(|one| one.state == Some(State::Listen));
        let is_closed =
            sockets.iter().any(|one| one.remote == Some(peer) && one.state == Some(State::TimeWait));
        if is_closed && !is_listened_on {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    waits
}
