//! The states of TCP that practice listeners make: what they are told to do, the system's own table shows.
//!
//! Linux alone: other systems leave out of their tables what no process holds, and end a queue otherwise.

#![cfg(target_os = "linux")]

use protocol::listeners::{Connections, Listener, Outcome};
use protocol::sockets::State;
use serde_json::{Value, json};
use tests::lab::Lab;

use crate::listeners::{done, open, path, start, watch};
use crate::sockets::{ask, count, of};

#[test]
fn without_accept_connections_wait_in_the_queue_and_when_it_is_full_in_syn_sent() {
    let lab = Lab::start();
    let listener = start(&lab, &json!({ "accept": false, "backlog": 0 }));
    let address = listener.local;
    let held = open(&lab, &listener, 3);
    let outcomes: Vec<_> = held.connections.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Outcome::Connected, Outcome::Waiting, Outcome::Waiting]);
    assert!(held.connections.iter().all(|one| one.local.is_some() && one.remote == address), "{held:?}");
    let table = ask(&lab, &format!("port={}", address.port()));
    assert_eq!(count(&table, address, State::SynSent), 2);
    let listening =
        of(&table, address).into_iter().find(|socket| socket.state == Some(State::Listen)).unwrap();
    assert_eq!(listening.receive_queue, Some(1), "Linux lets one more wait than it is told to");
}

#[test]
fn what_waits_gets_through_once_the_listener_accepts() {
    let lab = Lab::start();
    let listener = start(&lab, &json!({ "accept": false, "backlog": 0 }));
    let address = listener.local;
    let mut watch = watch(&lab, &listener);
    open(&lab, &listener, 2);
    watch.until(|table| count(table, address, State::SynSent) == 1);
    // The system asks again after about a second (RFC 6298, section 2).
    let _: Listener = done(&lab, "PATCH", &path(&listener, ""), &json!({ "accept": true }));
    watch.until(|table| count(table, address, State::Established) == 4);
    let now: Listener = done(&lab, "GET", &path(&listener, ""), &Value::Null);
    assert_eq!((now.accept, now.open), (true, 2));
    let held: Connections = done(&lab, "GET", &path(&listener, "/connections"), &Value::Null);
    assert!(held.connections.iter().all(|one| one.outcome == Outcome::Connected), "{held:?}");
}

#[test]
fn what_waits_can_be_given_up() {
    let lab = Lab::start();
    let listener = start(&lab, &json!({ "accept": false, "backlog": 0 }));
    open(&lab, &listener, 2);
    let left: Connections = done(&lab, "DELETE", &path(&listener, "/connections?side=client"), &Value::Null);
    assert_eq!(left.connections, []);
    let table = ask(&lab, &format!("port={}", listener.local.port()));
    assert_eq!(count(&table, listener.local, State::SynSent), 0);
}

#[test]
fn a_side_that_does_not_close_stays_in_close_wait_and_the_other_in_fin_wait_2() {
    let lab = Lab::start();
    let listener = start(&lab, &json!({ "hold": true }));
    let address = listener.local;
    let mut watch = watch(&lab, &listener);
    open(&lab, &listener, 2);
    watch.until(|table| count(table, address, State::Established) == 4);
    let left: Connections = done(&lab, "DELETE", &path(&listener, "/connections?side=client"), &Value::Null);
    assert_eq!(left.connections, []);
    let table = watch.until(|table| count(table, address, State::CloseWait) == 2);
    for socket in of(&table, address) {
        match socket.state {
            Some(State::CloseWait) => {
                assert_eq!(
                    (socket.local, socket.process.is_some()),
                    (address, true),
                    "its program has it still"
                );
            }
            Some(State::FinWait2) => {
                assert_eq!(
                    (socket.remote, &socket.process),
                    (Some(address), &None),
                    "its program let go of it"
                );
            }
            other => assert_eq!(other, Some(State::Listen)),
        }
    }
    let _: Listener = done(&lab, "PATCH", &path(&listener, ""), &json!({ "hold": false }));
    watch.until(|table| {
        count(table, address, State::CloseWait) == 0 && count(table, address, State::TimeWait) == 2
    });
}

#[test]
fn time_wait_stays_with_the_side_that_closed_first() {
    let lab = Lab::start();
    for side in ["client", "server"] {
        let listener = start(&lab, &Value::Null);
        let address = listener.local;
        let mut watch = watch(&lab, &listener);
        open(&lab, &listener, 3);
        watch.until(|table| count(table, address, State::Established) == 6);
        let left: Connections =
            done(&lab, "DELETE", &path(&listener, &format!("/connections?side={side}")), &Value::Null);
        assert_eq!(left.connections, [], "{side}");
        let table = watch.until(|table| count(table, address, State::TimeWait) == 3);
        for socket in of(&table, address).into_iter().filter(|socket| socket.state == Some(State::TimeWait)) {
            let first = if socket.local == address { "server" } else { "client" };
            assert_eq!((first, &socket.process), (side, &None), "nobody has it any more");
        }
    }
}
