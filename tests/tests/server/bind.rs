//! `/bind`: what each address takes in and who comes second, as the system has it; bounded; nothing stays bound.

use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
#[cfg(target_os = "linux")]
use std::process::Command;
use std::time::Duration;

use concepts::bind::Bound;
use protocol::bind::{Conflict, DESTINATIONS, Matrix, Row, When};
use protocol::probe::State;
use socket2::{Domain, Socket, Type};
use tests::children::Program as _;
use tests::lab::{Lab, Reply, send, unlent_port};

const JSON: [(&str, &str); 2] = [("Content-Type", "application/json"), ("Accept", "application/json")];

fn ask(lab: &Lab, what: &str, body: &str) -> Reply {
    lab.send("POST", &format!("/bind/{what}"), &JSON, body.as_bytes())
}

fn matrix(lab: &Lab, port: u16) -> Matrix {
    let reply = ask(lab, "matrix", &format!(r#"{{"port":{port}}}"#));
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

fn conflict(lab: &Lab, body: &str) -> Conflict {
    let reply = ask(lab, "conflict", body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

/// The errors of the attempts, in order.
fn errors(conflict: &Conflict) -> Vec<(When, bool, Option<&str>)> {
    let errno = |one: &protocol::bind::Try| one.fault.as_ref().map(|fault| fault.errno.clone().unwrap());
    conflict.tries.iter().map(|one| (one.when, one.reuse, errno(one).map(|errno| &*errno.leak()))).collect()
}

fn follows_the_rule(row: &Row) {
    let bound = Bound { address: row.address, only_v6: row.only_v6 };
    for cell in &row.cells {
        assert_eq!(cell.reached, bound.takes(cell.destination.ip()), "{bound:?}: {cell:?}");
        let errno = if cell.reached { None } else { Some("ECONNREFUSED") };
        assert_eq!(cell.errno.as_deref(), errno, "{cell:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn each_address_takes_in_what_the_rule_says_and_neighbours_their_own() {
    let lab = Lab::start();
    assert_ne!(matrix(&lab, 0).port, 0, "the system chooses");
    // One that nobody else is lent, on any address.
    let matrix = matrix(&lab, unlent_port());
    let addresses: Vec<_> = matrix.rows.iter().map(|row| row.address).collect();
    assert_eq!(addresses, DESTINATIONS);
    for row in &matrix.rows {
        assert_eq!((row.fault.as_ref(), row.cells.len()), (None, DESTINATIONS.len()), "{row:?}");
        follows_the_rule(row);
    }
    for neighbour in &matrix.side_by_side {
        assert_eq!((neighbour.local.port(), neighbour.taken_by), (matrix.port, Some(neighbour.local)));
    }
    assert_eq!(matrix.side_by_side.len(), DESTINATIONS.len());
    assert!(matrix.withheld.unwrap().contains("--allow-wildcard"));
    let left = lab.json(&format!("/sockets?port={}", matrix.port));
    assert_eq!(left["total"], 0, "nothing stays: {left}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_port_that_another_program_has_is_told_with_its_holder() {
    let lab = Lab::start();
    let port = unlent_port();
    let _other = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let matrix = matrix(&lab, port);
    let fault = matrix.rows[0].fault.as_ref().unwrap();
    assert_eq!(fault.errno.as_deref(), Some("EADDRINUSE"));
    let pid = format!("pid {}", std::process::id());
    assert!(fault.holder.as_ref().unwrap().contains(&pid) && fault.reason.contains(&pid), "{fault:?}");
    assert!(matrix.rows[0].cells.is_empty());
    let open = &matrix.rows[1].cells[0];
    assert_eq!((open.state, open.reached), (State::Open, false));
    assert!(open.reason.contains("another program"), "{open:?}");
    let taken: Vec<_> = matrix.side_by_side.iter().map(|one| one.taken_by.is_some()).collect();
    assert_eq!(taken, [false, true, true]);

    let conflict = conflict(&lab, &format!(r#"{{"port":{port}}}"#));
    assert_eq!(errors(&conflict), [(When::First, true, Some("EADDRINUSE"))]);
    assert_eq!((conflict.waiting, conflict.tries[0].fault.as_ref().unwrap().holder.is_some()), (None, true));
}

/// Linux: bind(2) and socket(7). Twice, so that the second begins with a port whose last connection is in TIME-WAIT.
#[test]
#[cfg(target_os = "linux")]
fn who_comes_second_is_refused_and_so_is_who_comes_too_soon() {
    let lab = Lab::start();
    let port = unlent_port();
    for (host, waiting) in [("127.0.0.1", 1), ("127.0.0.1", 2), ("::1", 1)] {
        let conflict = conflict(&lab, &format!(r#"{{"host":"{host}","port":{port}}}"#));
        assert_eq!(conflict.local, SocketAddr::new(host.parse().unwrap(), port));
        let used = Some("EADDRINUSE");
        assert_eq!(
            errors(&conflict),
            [
                (When::First, true, None),
                (When::Again, false, used),
                (When::Again, true, used),
                (When::Afterwards, false, used),
                (When::Afterwards, true, None),
            ],
            "{conflict:?}"
        );
        assert_eq!(conflict.waiting, Some(waiting), "{conflict:?}");
        let fault = |at: usize| conflict.tries[at].fault.as_ref().unwrap();
        assert!(fault(1).holder.as_ref().unwrap().contains(&format!("pid {}", std::process::id())));
        assert_eq!(fault(3).holder, None, "{conflict:?}");
        assert!(fault(3).reason.contains("TIME-WAIT"), "{:?}", fault(3));
    }
    assert_ne!(conflict(&lab, "{}").local.port(), 0, "the system chooses");
}

#[test]
fn what_cannot_be_used_is_refused_with_the_next_step() {
    let lab = Lab::start();
    for (what, body, status, code) in [
        ("conflict", r#"{"host":"192.0.2.1"}"#, 400, "host_invalid"),
        ("conflict", r#"{"host":"0.0.0.0"}"#, 400, "host_invalid"),
        ("conflict", r#"{"port":65536}"#, 400, "body_invalid"),
        ("matrix", r#"{"port":-1}"#, 400, "body_invalid"),
        ("matrix", r#"{"ports":1}"#, 400, "body_invalid"),
        ("matrix", "", 400, "body_invalid"),
    ] {
        let reply = ask(&lab, what, body);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{body}");
    }
    assert_eq!(lab.get("/bind/matrix").status, 405);
    let mapped = conflict(&lab, r#"{"host":"::ffff:127.0.0.1"}"#);
    assert_eq!(mapped.local.ip(), IpAddr::from([127, 0, 0, 1]));
}

/// A destination that does not answer keeps a trial busy.
#[test]
#[cfg(target_os = "linux")]
fn one_trial_at_a_time_and_none_keeps_the_lab_from_stopping() {
    let lab = Lab::start();
    let full = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    full.bind(&SocketAddr::from(([127, 0, 0, 2], unlent_port())).into()).unwrap();
    full.listen(0).unwrap();
    let silent = full.local_addr().unwrap().as_socket().unwrap();
    let _taken = TcpStream::connect(silent).unwrap();
    let body = format!(r#"{{"port":{}}}"#, silent.port());
    let mut slow = lab.connect();
    slow.write(
        format!(
            "POST /bind/matrix HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            lab.address(),
            body.len()
        )
        .as_bytes(),
    );
    let waiting = format!("/sockets?state=syn-sent&port={}", silent.port());
    assert!((0..10_000).any(|_| lab.json(&waiting)["total"] == 1), "the trial is not under way");
    // At once, for the trial does not wait for ever; what is refused closes nothing.
    let refused = send(lab.address(), "POST", "/bind/conflict", &JSON, b"{}");
    assert_eq!((refused.status, refused.code().as_str()), (429, "bind_busy"));
    assert!(refused.header("retry-after").is_some());
    assert!(lab.stop() < Duration::from_secs(2));
    TcpListener::bind(("127.0.0.1", silent.port())).expect("it was let go");
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_a_table() {
    let lab = Lab::start();
    let typed = [("Content-Type", "application/json")];
    let body = format!(r#"{{"port":{}}}"#, unlent_port());
    let text = lab.send("POST", "/bind/matrix", &typed, body.as_bytes()).text();
    let row: Vec<_> =
        text.lines().find(|line| line.starts_with("127.0.0.2 ")).unwrap().split_whitespace().collect();
    assert_eq!(row, ["127.0.0.2", "ECONNREFUSED", "reached", "ECONNREFUSED"], "{text}");
    let text = lab.send("POST", "/bind/conflict", &typed, b"{}").text();
    assert!(
        text.contains("while the first listens") && text.contains("in TIME-WAIT afterwards: 1"),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

/// In a network namespace of its own, which has nothing but loopback, so that all addresses are loopback addresses.
#[test]
#[cfg(target_os = "linux")]
fn the_wildcards_are_bound_where_the_lab_was_told_to() {
    let script = r#"ip link set lo up
        "$0" --port 0 --allow-wildcard | {
            read -r announced
            port=$(echo "$announced" | grep -o '127.0.0.1:[0-9]*' | head -n 1)
            curl --silent --json '{"port":0}' "http://$port/bind/matrix?format=json"
            kill "$(ss -Hltnp "src $port" | grep -o 'pid=[0-9]*' | cut -d= -f2)"
        }"#;
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--net", "sh", "-c", script])
        .arg(tests::lab::binary_path())
        .runs()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let matrix: Matrix =
        serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told} {errors}"));
    assert_eq!((matrix.rows.len(), matrix.withheld), (6, None));
    for row in &matrix.rows {
        assert_eq!(row.fault, None);
        follows_the_rule(row);
    }
    let both = &matrix.rows[5];
    assert!(!both.only_v6 && both.cells.iter().all(|cell| cell.reached), "{both:?}");
}
