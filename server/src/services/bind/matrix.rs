//! Each address bound in turn, and each destination dialled meanwhile.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use concepts::bind::Bound;
use futures_util::future::{join_all, select_all};
use protocol::bind::{CONNECT_MS, Cell, DESTINATIONS, Matrix, Neighbour, Row};
use protocol::probe::State;
use socket2::SockRef;
use tokio::net::TcpListener;

use super::{fault, listen};
use crate::os::{self, Os};
use crate::services::probe::{Dialled, dial, hang_up};

/// How long a connection that was made is waited for at its listener. On loopback it is there already; one that is not
/// went to another program.
const ARRIVAL: Duration = Duration::from_millis(500);

/// Why the wildcards are left out.
const WITHHELD: &str = "0.0.0.0 and [::] are all addresses of this machine, those in your networks too: bound there, a port can be \
                        reached from other machines. The lab does that only when it was started with --allow-wildcard, \
                        for a moment, and hangs up at once on whoever connects.";

/// Makes the matrix on one port; 0 lets the system choose it.
pub(crate) async fn matrix(os: &Arc<dyn Os>, port: u16, wildcard: bool) -> Matrix {
    let mut matrix = Matrix {
        port,
        rows: Vec::new(),
        side_by_side: Vec::new(),
        withheld: (!wildcard).then(|| WITHHELD.to_owned()),
    };
    let wild = if wildcard { &Bound::WILDCARD[..] } else { &[] };
    for bound in Bound::LOOPBACK.iter().chain(wild) {
        let row = row(os, *bound, &mut matrix.port).await;
        matrix.rows.push(row);
    }
    matrix.side_by_side = side_by_side(os, matrix.port).await;
    matrix
}

/// Binds one address, and dials every destination. A port of 0 becomes the one that the system chose.
async fn row(os: &Arc<dyn Os>, bound: Bound, port: &mut u16) -> Row {
    let Bound { address, only_v6 } = bound;
    let local = SocketAddr::new(address, *port);
    let mut row = Row { address, only_v6, fault: None, cells: Vec::new() };
    let listener = match listen(local, os::REUSE, only_v6).and_then(|one| Ok((one.local_addr()?, one))) {
        Ok((local, listener)) => {
            *port = local.port();
            listener
        }
        Err(error) => {
            row.fault = Some(fault(os, local, error).await);
            return row;
        }
    };
    let targets = DESTINATIONS.map(|ip| SocketAddr::new(ip, *port));
    let reached = reach(&[listener], &targets).await;
    row.cells =
        targets.into_iter().zip(reached).map(|(target, (dialled, by))| cell(target, dialled, by)).collect();
    row
}

fn cell(destination: SocketAddr, dialled: Dialled, by: Option<usize>) -> Cell {
    let reached = by.is_some();
    let reason = match (dialled.state, reached) {
        (State::Open, true) => "The connection was made, with this very listener.".to_owned(),
        (State::Open, false) => {
            "The connection was made, but with another program that listens on this port.".to_owned()
        }
        _ => dialled.reason,
    };
    Cell {
        destination,
        reached,
        state: dialled.state,
        elapsed_us: u64::try_from(dialled.elapsed.as_micros()).unwrap_or(u64::MAX),
        errno: dialled.errno,
        reason,
    }
}

/// Listeners on all loopback addresses at once, on one port number, each of which is dialled.
async fn side_by_side(os: &Arc<dyn Os>, port: u16) -> Vec<Neighbour> {
    let mut neighbours = Vec::new();
    let mut listeners = Vec::new();
    let mut bound = Vec::new();
    for Bound { address, only_v6 } in Bound::LOOPBACK {
        let local = SocketAddr::new(address, port);
        let fault = match listen(local, os::REUSE, only_v6) {
            Ok(listener) => {
                listeners.push(listener);
                bound.push(local);
                None
            }
            Err(error) => Some(fault(os, local, error).await),
        };
        neighbours.push(Neighbour { local, fault, taken_by: None });
    }
    let reached = reach(&listeners, &bound).await;
    for (target, (_, by)) in bound.iter().zip(reached) {
        if let Some(neighbour) = neighbours.iter_mut().find(|one| one.local == *target) {
            neighbour.taken_by = by.and_then(|at| bound.get(at).copied());
        }
    }
    neighbours
}

/// Dials every target at once, and tells for each which of the listeners took it in, by its position.
async fn reach(listeners: &[TcpListener], targets: &[SocketAddr]) -> Vec<(Dialled, Option<usize>)> {
    let patience = Duration::from_millis(CONNECT_MS);
    let mut dialled = join_all(targets.iter().map(|target| dial(*target, patience))).await;
    let ends: Vec<_> =
        dialled.iter().map(|one| one.stream.as_ref().and_then(|stream| stream.local_addr().ok())).collect();
    let mut awaited: HashMap<_, _> = ends.iter().flatten().map(|end| (plain(*end), None)).collect();
    let arrivals = async {
        while awaited.values().any(Option::is_none) && !listeners.is_empty() {
            let (arrived, at, _) = select_all(listeners.iter().map(|one| Box::pin(one.accept()))).await;
            // Whoever else connects is hung up on at once.
            let Ok((_, peer)) = arrived else { return };
            if let Some(by) = awaited.get_mut(&plain(peer)) {
                *by = Some(at);
            }
        }
    };
    // What has not come by then went elsewhere.
    let _ = tokio::time::timeout(ARRIVAL, arrivals).await;
    for stream in dialled.iter_mut().filter_map(|one| one.stream.take()) {
        hang_up(&SockRef::from(&stream));
    }
    let by = ends.into_iter().map(|end| end.and_then(|end| awaited.get(&plain(end)).copied().flatten()));
    dialled.into_iter().zip(by).collect()
}

/// An IPv4 address that came to an IPv6 socket as what it stands for.
fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
