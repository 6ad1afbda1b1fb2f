//! The listener's side: accepting, and what every connection has whatever is said over it: a place, an idle time, an end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::journal::{Closed, Closer, Step};
use protocol::listeners::MAX_SERVED;
use protocol::sockets::Protocol;
use tokio::net::{TcpListener, TcpStream};

use super::kinds::{Call, Service};
use super::line::Line;
use super::practice::{Practice, Taken};
use super::record::Visit;

/// How long nothing is accepted after the system refused to give a connection, such as for want of open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts while it is told to, until the listener ends.
pub(super) async fn accept(practice: Arc<Practice>, socket: TcpListener, service: Arc<dyn Service>) {
    let mut settings = practice.follow_settings();
    loop {
        tokio::select! {
            () = practice.ending.cancelled() => return,
            told = settings.wait_for(|settings| settings.accept) => if told.is_err() { return },
        }
        tokio::select! {
            () = practice.ending.cancelled() => return,
            _ = settings.changed() => {}
            accepted = socket.accept() => match accepted {
                Ok((stream, _)) => take_in(&practice, stream, &service),
                Err(error) => {
                    tracing::warn!("listener {} could not accept: {error}", practice.plan.id);
                    tokio::select! {
                        () = practice.ending.cancelled() => return,
                        () = tokio::time::sleep(PAUSE) => {}
                    }
                }
            },
        }
    }
}

/// Serves a connection, or closes it at once where there is no place for it.
fn take_in(practice: &Arc<Practice>, stream: TcpStream, service: &Arc<dyn Service>) {
    let place = Arc::clone(&practice.room).try_acquire_owned().ok();
    // A client that has gone again already is not served.
    let (Ok(local), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else { return };
    let taken = place.and_then(|place| Some((place, practice.serve(local, peer, MAX_SERVED)?)));
    let Some((place, taken)) = taken else {
        practice.update(|ends| ends.turned_away += 1);
        return;
    };
    // Without it, a small answer may wait for the client's delayed acknowledgement. Where it fails, it is only slower.
    let _ = stream.set_nodelay(true);
    let visit = Visit::begin(practice, Protocol::Tcp, taken.local, taken.peer, taken.own);
    visit.step(Step::Accepted);
    let (owner, service) = (Arc::clone(practice), Arc::clone(service));
    practice.track(async move {
        serve(&owner, service.as_ref(), stream, &taken, visit).await;
        drop(place);
        owner.closed(taken.serial);
    });
}

/// Serves a connection until the kind has done so, nothing moves for too long, or it is told to close.
async fn serve(
    practice: &Arc<Practice>,
    service: &dyn Service,
    stream: TcpStream,
    taken: &Taken,
    visit: Arc<Visit>,
) {
    let start = Instant::now();
    let (line, tally) = Line::new(Arc::clone(practice), stream);
    let mut call = Call { local: taken.local, peer: taken.peer, line, visit: Arc::clone(&visit) };
    let mut settings = practice.follow_settings();
    let talk = async {
        visit.named().await;
        // An error is an end like any other; the tally knows which.
        let _ = service.serve(&mut call).await;
        let closer = tally.counts().closer;
        if closer == Some(Closer::Client) {
            // The client closed its side; this one stays open as long as it is told to hold it.
            let _ = settings.wait_for(|settings| !settings.hold).await;
        }
        closer.unwrap_or(Closer::Listener)
    };
    let by = tokio::select! {
        () = taken.close.cancelled() => Closer::Listener,
        by = talk => by,
        () = tally.idle(practice.plan.idle) => Closer::Idle,
    };
    // In the journal before the client learns that it is over.
    visit.told().await;
    let counts = tally.counts();
    visit.step(Step::Closed(Closed {
        received_bytes: counts.received_bytes,
        sent_bytes: counts.sent_bytes,
        duration_us: u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        by,
    }));
    drop(call);
}
