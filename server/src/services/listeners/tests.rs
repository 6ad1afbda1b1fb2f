//! What the listeners have in common, without a server around them.

use super::*;
use crate::os::fake::Fake;
use protocol::listeners::{Outcome, Over};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const ECHO: NewListener = NewListener {
    kind: Kind::TcpEcho,
    host: None,
    port: 0,
    backlog: None,
    accept: None,
    hold: None,
    target: None,
};

fn run(os: Fake, idle: Duration, test: impl AsyncFnOnce(Listeners)) {
    let (journal, stopping) = (Arc::default(), CancellationToken::new());
    let listeners = Listeners::new(Arc::new(os), journal, Arc::default(), Arc::default(), stopping, idle);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test(listeners));
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn each_error_of_the_system_becomes_what_it_means() {
    run(Fake::default(), LONG, async |listeners| {
        let address = "127.0.0.2:80".parse().unwrap();
        let explain =
            async |kind: io::ErrorKind| listeners.explain(Protocol::Tcp, address, kind.into()).await;
        assert!(matches!(explain(io::ErrorKind::AddrInUse).await, Refusal::InUse { holder: None, .. }));
        assert!(matches!(
            explain(io::ErrorKind::PermissionDenied).await,
            Refusal::Privileged { first: None, .. }
        ));
        assert!(matches!(explain(io::ErrorKind::AddrNotAvailable).await, Refusal::NoAddress { .. }));
        assert!(matches!(explain(io::ErrorKind::OutOfMemory).await, Refusal::Other { .. }));
    });
}

#[test]
fn who_holds_a_port_is_told() {
    let os = Fake { sockets: "tcp 127.0.0.1:80 - LISTEN httpd/7", ..Fake::default() };
    run(os, LONG, async |listeners| {
        let address = "127.0.0.1:80".parse().unwrap();
        let refusal = listeners.explain(Protocol::Tcp, address, io::ErrorKind::AddrInUse.into()).await;
        assert!(
            matches!(&refusal, Refusal::InUse { holder: Some(holder), .. } if holder == "httpd (pid 7)"),
            "{refusal:?}"
        );
    });
}

#[test]
fn a_connection_on_which_nothing_comes_is_closed() {
    run(Fake::default(), Duration::from_millis(20), async |listeners| {
        let listener = listeners.start(ECHO).await.unwrap();
        let practice = listeners.find(listener.id).unwrap();
        for hold in [false, true] {
            listeners.change(listener.id, Change { accept: None, hold: Some(hold) }).unwrap();
            let mut stream = TcpStream::connect(listener.local).await.unwrap();
            stream.shutdown().await.unwrap();
            assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
            practice.wait_until(|ends| ends.open() == 0, LONG).await;
            assert_eq!(practice.describe().open, 0);
        }
        let mut silent = TcpStream::connect(listener.local).await.unwrap();
        assert_eq!(silent.read(&mut [0; 8]).await.unwrap(), 0);
        assert!(format!("{:?}", listeners.register.journal.newest(1)).contains("by: Idle"));
    });
}

#[test]
fn practice_takes_no_more_open_files_than_its_share() {
    let os = Fake { max_open_files: Some(16), ..Fake::default() };
    run(os, LONG, async |listeners| {
        let id = listeners.start(ECHO).await.unwrap().id;
        let refusal = listeners.open(id, Open { count: 3 }).await.unwrap_err();
        assert!(matches!(refusal, Refusal::Room { places: 4 }), "{refusal:?}");
        let held = listeners.open(id, Open { count: 2 }).await.unwrap();
        assert!(held.connections.iter().all(|one| one.outcome == Outcome::Connected), "{held:?}");
        let practice = listeners.find(id).unwrap();
        practice.wait_until(|ends| ends.accepted == 2, LONG).await;
        assert!(matches!(
            listeners.send(id, Send { count: 1, over: Over::New }).await,
            Err(Refusal::Room { .. })
        ));
        // Somebody else's connection finds no place on the listener's side.
        let mut stream = TcpStream::connect(practice.plan.local).await.unwrap();
        assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
        assert_eq!(practice.describe().turned_away, 1);
        listeners.close(id, Side::Client).await.unwrap();
        practice.wait_until(|ends| ends.open() == 0, LONG).await;
        assert_eq!(listeners.room.available_permits(), 4);
    });
}

#[test]
fn a_message_that_does_not_come_back_says_why() {
    run(Fake::default(), Duration::from_millis(50), async |listeners| {
        let id = listeners.start(NewListener { accept: Some(false), ..ECHO }).await.unwrap().id;
        let exchange = listeners.send(id, Send { count: 3, over: Over::Kept }).await.unwrap();
        let [message] = exchange.messages.as_slice() else { panic!("it ends with the first: {exchange:?}") };
        let failure = message.failure.as_deref().unwrap();
        assert!(failure.contains("does not accept") && failure.contains("then send again"), "{failure}");
    });
}

#[test]
fn a_connect_that_fails_is_told_once() {
    run(Fake::default(), LONG, async |listeners| {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let practice = Practice::start(
            practice::Plan {
                id: 1,
                kind: Kind::TcpEcho,
                real: Kind::TcpEcho,
                local: closed,
                backlog: 0,
                idle: LONG,
            },
            practice::Settings { accept: true, hold: false },
            CancellationToken::new(),
            Arc::clone(&listeners.room),
            Arc::clone(&listeners.register),
            None,
        );
        let places = Arc::clone(&listeners.room).try_acquire_many_owned(2).unwrap();
        let all = client::open(&practice, places).await;
        let failed = |one: &protocol::listeners::Held| {
            one.outcome == Outcome::Failed && one.errno.is_some() && one.elapsed_us.is_some()
        };
        assert!(all.connections.len() == 2 && all.connections.iter().all(failed), "{all:?}");
        assert_eq!(practice.connections().connections, []);
    });
}

#[test]
fn everything_ends_with_the_lab() {
    run(Fake::default(), LONG, async |listeners| {
        let open = listeners.start(ECHO).await.unwrap();
        listeners.open(open.id, Open { count: 4 }).await.unwrap();
        let mut stream = TcpStream::connect(open.local).await.unwrap();
        let full = NewListener { accept: Some(false), backlog: Some(0), ..ECHO };
        let full = listeners.start(full).await.unwrap();
        listeners.open(full.id, Open { count: 3 }).await.unwrap();
        listeners.stopping.cancel();
        for id in [open.id, full.id] {
            let practice = listeners.find(id).unwrap();
            practice.end(LONG).await;
            assert_eq!((practice.held(), practice.describe().open), (0, 0));
        }
        // Closed, or reset where it was still in the queue.
        assert!(stream.read(&mut [0; 8]).await.map_or(true, |bytes| bytes == 0));
        assert_eq!(listeners.room.available_permits(), listeners.places);
    });
}
