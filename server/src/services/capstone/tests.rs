//! How often the lab looks, without a server around it.

use std::time::Duration;

use futures_util::future::join_all;
use protocol::connection::Connection;
use protocol::journal::{Client, Event, Request};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::os::fake::Fake;

/// A case whose board takes connections and says nothing.
const SILENT: NewCase = NewCase { case: Some(13), port: None };

/// Begins it, on ports that the system chooses.
fn run(test: impl AsyncFnOnce(&Capstone, Means<'_>)) {
    let (os, journal): (Arc<dyn Os>, _) = (Arc::new(Fake::default()), Arc::default());
    let idle = Duration::from_secs(60);
    let listeners = Listeners::new(
        Arc::clone(&os),
        Arc::clone(&journal),
        Arc::default(),
        Arc::default(),
        CancellationToken::new(),
        idle,
    );
    let means = Means { listeners: &listeners, journal: &journal, os: &os, lab: "127.0.0.1:62893" };
    let capstone = Capstone::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        capstone.turn().await.begin(SILENT, 0, means).await.unwrap();
        test(&capstone, means).await;
    });
}

/// How often the capstone's clock has ticked: once for each question, and once each time that the lab looks.
fn ticks(capstone: &Capstone) -> u64 {
    capstone.clock.load(Ordering::Relaxed)
}

#[test]
fn those_who_wait_share_one_look() {
    run(async |capstone, means| {
        let before = ticks(capstone);
        let told = join_all((0..20).map(|_| capstone.look(means))).await;
        assert!(told.iter().all(|one| one.case.as_ref().is_some_and(|case| case.case == 13)));
        // The first looks, and those who asked meanwhile share what is begun after it.
        assert_eq!(ticks(capstone) - before, 20 + 2);
        // Who asks when all is told sees what is then.
        capstone.look(means).await;
        assert_eq!(ticks(capstone) - before, 21 + 3);
    });
}

/// What a learner in a terminal has asked the lab for.
fn note(journal: &Journal, target: String) {
    let at = "127.0.0.1:62893".parse().unwrap();
    let connection = Connection { id: 1, local: at, peer: at };
    let request = Request {
        method: "GET".to_owned(),
        target,
        host: at.to_string(),
        status: 200,
        outcome: None,
        duration_us: 1,
        request_bytes: 0,
        response_bytes: None,
        client: Client::Terminal,
        user_agent: None,
        refused: None,
    };
    journal.add(SystemTime::now(), connection, Event::Request(request));
}

#[test]
fn what_is_shared_names_the_lab_as_each_asked_for_it() {
    run(async |capstone, means| {
        let client = capstone.look(means).await.case.unwrap().client;
        note(means.journal, format!("/probe/{}", client.port()));
        let before = ticks(capstone);
        let labs = ["127.0.0.1:62893", "localhost:62893", "[::1]:62893"];
        let told = join_all(labs.map(|lab| capstone.look(Means { lab, ..means }))).await;
        for (told, lab) in told.into_iter().zip(labs) {
            assert_eq!(told.case.unwrap().next.curl, [format!("http://{lab}/listeners")]);
        }
        assert_eq!(ticks(capstone) - before, 3 + 2);
    });
}

#[test]
fn a_certificate_takes_one_look() {
    run(async |capstone, means| {
        let before = ticks(capstone);
        let asked = capstone.now();
        capstone.reached(asked, means).await;
        let refused = capstone.certificate(asked, String::new(), (0, 0, 0), means).await;
        assert!(matches!(refused, Err(Trouble::Unproved(missing)) if !missing.is_empty()));
        assert_eq!(ticks(capstone) - before, 1 + 1);
    });
}

#[test]
fn what_was_judged_before_a_change_is_told_to_nobody_after_it() {
    run(async |capstone, means| {
        let change = Change { workers: Some(2), ..Change::default() };
        let changed = async { capstone.turn().await.change(&change, means).await.map(drop) };
        // In this order: the second look is begun when all have asked, so that the last might take it for its own.
        let (_, second, changed, last) =
            tokio::join!(capstone.look(means), capstone.look(means), changed, capstone.look(means));
        changed.unwrap();
        let workers = |told: Reply| told.case.unwrap().service.settings.workers;
        assert_eq!((workers(second), workers(last)), (0, 2));
    });
}
