//! `/namespace`: one address in two networks; where the system makes no second one, the reply says why.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use protocol::namespace::{Namespaces, Network, Why};
use protocol::probe::{Probe, State};
use tests::children::Program as _;
use tests::lab::{Binary, Lab, binary_path, send, unlent_port};

/// Becomes the root of a user namespace of its own, where this system permits it: what the lab does, by another program.
const ROOT: [&str; 2] = ["--user", "--map-root-user"];

fn ask(lab: &Binary, port: u16) -> Namespaces {
    let accept = [("Accept", "application/json")];
    let reply = send(lab.address(), "GET", &format!("/namespace/{port}"), &accept, b"");
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

/// Whether this system lets a program make a network namespace, by another program's word.
fn is_permitted() -> bool {
    let mut unshare = Command::new("unshare");
    unshare.args(ROOT).args(["--net", "true"]);
    unshare.runs().expect("util-linux").status.success()
}

fn states(network: &Network) -> (State, Option<State>) {
    (network.before.state, network.meanwhile.as_ref().map(|probe| probe.state))
}

fn pid(probe: &Probe) -> Option<u32> {
    probe.listener.as_ref()?.pid
}

/// The children that a process has now, whichever of its threads started them.
fn children(pid: u32) -> String {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).expect("a process has threads");
    let of = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("children"));
    // A thread that has ended meanwhile has none.
    threads.filter_map(|thread| of(thread.unwrap()).ok()).collect()
}

#[test]
fn the_address_of_the_lab_is_another_place_in_another_network() {
    let lab = Binary::start(&["--port", "0"]);
    let port = lab.address().port();
    let seen = ask(&lab, port);
    assert_eq!((seen.target, pid(&seen.here.before)), (lab.address(), Some(lab.pid())));
    let Some(inside) = &seen.inside else {
        assert!(!is_permitted(), "{seen:?}");
        return assert_eq!(seen.withheld.unwrap().why, Why::Denied, "and why is told");
    };
    assert_eq!((seen.withheld, seen.fault), (None, None));
    assert_eq!(states(&seen.here), (State::Open, Some(State::Open)));
    assert_eq!(states(inside), (State::Closed, Some(State::Open)));
    assert_eq!(inside.before.errno.as_deref(), Some("ECONNREFUSED"));
    let other = inside.meanwhile.as_ref().and_then(pid).expect("it names who listens there");
    assert_ne!(other, lab.pid(), "another program has the same address and port");
    let interfaces: Vec<_> = inside.interfaces.iter().map(|one| (one.name.as_str(), one.loopback)).collect();
    assert_eq!(interfaces, [("lo", true)]);

    // The other way round: what listens there is not there from here, although nobody has the port here.
    let seen = ask(&lab, unlent_port());
    assert_eq!(states(&seen.here), (State::Closed, Some(State::Closed)));
    assert_eq!(states(&seen.inside.unwrap()), (State::Closed, Some(State::Open)));
    assert_eq!(children(lab.pid()), "", "nothing of it stays");
}

#[test]
fn a_lab_that_may_make_no_network_says_why() {
    // Elsewhere than where it is forbidden already, it is forbidden to this one.
    let forbid = "echo 0 > /proc/sys/user/max_net_namespaces && exec \"$0\" \"$@\"";
    let mut unshare = Command::new("unshare");
    unshare.args(ROOT).args(["sh", "-c", forbid]);
    let lab = match is_permitted() {
        true => Binary::spawn_through(&mut unshare, &["--port", "0"]).listening(),
        false => Binary::start(&["--port", "0"]),
    };
    let seen = ask(&lab, lab.address().port());
    assert_eq!((states(&seen.here), seen.inside, seen.fault), ((State::Open, None), None, None));
    let withheld = seen.withheld.unwrap();
    assert_eq!(withheld.why, Why::Denied, "{withheld:?}");
    assert!(withheld.errno.is_some() && withheld.reason.contains("user.max_net_namespaces"), "{withheld:?}");
}

#[test]
fn a_lab_inside_another_program_starts_none_of_it() {
    let lab = Lab::start();
    let seen = lab.json(&format!("/namespace/{}", lab.address().port()));
    assert_eq!(
        (&seen["inside"], seen["here"]["before"]["state"].as_str()),
        (&serde_json::Value::Null, Some("open"))
    );
    assert!(seen["withheld"]["reason"].as_str().unwrap().contains("Start loopback-lab"), "{seen}");
}

#[test]
fn what_looks_from_inside_ends_with_whoever_started_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut child = Command::new(binary_path())
        .args(["inside", &taken.local_addr().unwrap().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .starts()
        .unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"Ok\":") || line.starts_with("{\"Err\":"), "{line}");
    assert!(child.try_wait().unwrap().is_none(), "it is there for as long as its input");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert_eq!(told.read_to_end(&mut Vec::new()).unwrap(), 0, "one line is all");
}
