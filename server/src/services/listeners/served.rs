//! The listener's side: accepting, and sending back every byte (RFC 862).

use std::sync::Arc;
use std::time::Duration;

use protocol::listeners::MAX_SERVED;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::practice::Practice;

/// How many bytes are read before they are sent back.
const BUFFER: usize = 4096;

/// How long nothing is accepted after the system refused to give a connection, such as for want of open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts while it is told to, until the listener ends.
pub(super) async fn accept(practice: Arc<Practice>, socket: TcpListener) {
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
                Ok((stream, _)) => take_in(&practice, stream),
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
fn take_in(practice: &Arc<Practice>, stream: TcpStream) {
    let place = Arc::clone(&practice.room).try_acquire_owned().ok();
    let taken = place.and_then(|place| {
        // A client that has gone again already is not served.
        let peer = stream.peer_addr().ok()?;
        Some((place, practice.serve(peer, MAX_SERVED)?))
    });
    let Some((place, (serial, close))) = taken else {
        practice.update(|ends| ends.turned_away += 1);
        return;
    };
    let owner = Arc::clone(practice);
    practice.track(async move {
        echo(&owner, stream, close).await;
        drop(place);
        owner.closed(serial);
    });
}

/// Sends back what comes, until the client closes, nothing comes for too long, or it is told to close.
async fn echo(practice: &Practice, mut stream: TcpStream, close: CancellationToken) {
    // Without it, a small answer may wait for the client's delayed acknowledgement. Where it fails, it is only slower.
    let _ = stream.set_nodelay(true);
    let mut settings = practice.follow_settings();
    let mut buffer = vec![0; BUFFER];
    let talk = async {
        while let Some(bytes) =
            within(practice.plan.idle, stream.read(&mut buffer)).await.filter(|&bytes| bytes > 0)
        {
            let Some(piece) = buffer.get(..bytes) else { return };
            practice.update(|ends| ends.received_bytes += piece.len() as u64);
            if within(practice.plan.idle, stream.write_all(piece)).await.is_none() {
                return;
            }
            practice.update(|ends| ends.sent_bytes += piece.len() as u64);
        }
        // The client closed its side; this one stays open as long as it is told to hold it.
        let _ = tokio::time::timeout(practice.plan.idle, settings.wait_for(|settings| !settings.hold)).await;
    };
    tokio::select! {
        () = close.cancelled() => {}
        () = talk => {}
    }
}

/// What came of it in time; `None` where it failed or took too long.
async fn within<T>(time: Duration, work: impl Future<Output = std::io::Result<T>>) -> Option<T> {
    tokio::time::timeout(time, work).await.ok()?.ok()
}
