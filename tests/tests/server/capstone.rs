//! `/capstone`: the notice board fails as its case says, and each step stands by evidence alone.

#[path = "capstone/board.rs"]
mod board;

use std::net::SocketAddr;
use std::process::Command;

use protocol::capstone::{CASES, Capstone, Case, Certificate, Point, Scheme, Service, Step};
use serde_json::{Value, json};
use tests::children::{Program as _, close};
use tests::lab::{Binary, Reply, Wire, unlent_port};

const JSON: (&str, &str) = ("Accept", "application/json");

/// A lab in a process of its own: what this process does there counts as the learner's, and what it starts inherits no socket.
struct Lab {
    binary: Binary,
    practice_port: u16,
}

impl Lab {
    fn address(&self) -> SocketAddr {
        self.binary.address()
    }

    fn send(&self, method: &str, target: &str, fields: &[(&str, &str)], body: &[u8]) -> Reply {
        tests::lab::send(self.address(), method, target, fields, body)
    }

    fn get(&self, target: &str) -> Reply {
        self.get_with(target, &[])
    }

    fn get_with(&self, target: &str, fields: &[(&str, &str)]) -> Reply {
        self.send("GET", target, fields, b"")
    }

    fn json(&self, target: &str) -> Value {
        let reply = self.get_with(target, &[JSON]);
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        reply.json()
    }
}

/// A lab, and a port that nobody else has.
fn lab() -> Lab {
    Lab { binary: Binary::start(&["--port", "0"]), practice_port: unlent_port() }
}

fn send(lab: &Lab, method: &str, target: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    lab.send(method, target, &[JSON, ("Content-Type", "application/json")], body.as_bytes())
}

fn begin(lab: &Lab, number: u8) -> Case {
    let reply = send(lab, "POST", "/capstone", &json!({ "case": number, "port": lab.practice_port }));
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.header("location"), Some("/capstone"));
    serde_json::from_value(reply.json()).unwrap()
}

/// Looks without leaving a trace in the journal, as the page does.
fn look(lab: &Lab) -> Case {
    let page = [JSON, ("Sec-Fetch-Site", "same-origin"), ("User-Agent", "Mozilla/5.0")];
    let capstone: Capstone = serde_json::from_value(lab.get_with("/capstone", &page).json()).unwrap();
    capstone.case.expect("a case")
}

fn change(lab: &Lab, change: &Value) -> Reply {
    send(lab, "PATCH", "/capstone/service", change)
}

fn done(case: &Case, step: Step) -> bool {
    case.stages.iter().find(|stage| stage.step == step).unwrap().done
}

fn holds(case: &Case, point: Point) -> bool {
    case.stages.iter().flat_map(|stage| &stage.rows).find(|row| row.point == point).unwrap().done
}

fn seen(case: &Case, point: Point) -> String {
    let row = case.stages.iter().flat_map(|stage| &stage.rows).find(|row| row.point == point).unwrap();
    row.seen.clone().unwrap_or_default()
}

/// The number of the listener that has the clients' port.
fn holder(lab: &Lab, client: SocketAddr) -> u64 {
    let all = lab.json("/listeners");
    let all = all["listeners"].as_array().unwrap();
    let found = all.iter().find(|one| one["local"] == client.to_string()).expect("somebody has the port");
    found["id"].as_u64().unwrap()
}

/// The exit code and the output of the real curl.
fn curl(arguments: &[&str]) -> (i32, String) {
    let output = Command::new("curl").args(["--silent", "--max-time", "5"]).args(arguments).runs().unwrap();
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The status with which the board answers `GET`.
fn status(client: SocketAddr, path: &str, fields: &[(&str, &str)]) -> u16 {
    ask(client, "GET", path, fields)
}

fn ask(client: SocketAddr, method: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
    let mut head = format!("{method} {path} HTTP/1.1\r\n");
    if !fields.iter().any(|(name, _)| *name == "Host") {
        head.push_str(&format!("Host: {client}\r\n"));
    }
    for (name, value) in fields {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut wire = Wire::to(client);
    wire.write(format!("{head}\r\n").as_bytes());
    wire.reply_to(method).status
}

/// `Authorization` of the two practice users, and of who guesses.
const READER: (&str, &str) = ("Authorization", "Basic cmVhZGVyOnByYWN0aWNlLXJlYWRlcg==");
const ADMIN: (&str, &str) = ("Authorization", "Basic YWRtaW46cHJhY3RpY2UtYWRtaW4=");
const GUESS: (&str, &str) = ("Authorization", "Basic YWRtaW46Z3Vlc3M=");

/// The board as it is to be.
fn right(client: SocketAddr) -> Value {
    json!({ "host": client.ip(), "port": client.port(), "scheme": "http", "workers": 2, "clients": 16 })
}

/// Fixes and protects it.
fn mend(lab: &Lab, client: SocketAddr) {
    let id = holder(lab, client);
    assert_eq!(send(lab, "DELETE", &format!("/listeners/{id}"), &Value::Null).status, 200);
    let mut board = right(client);
    board["login"] = json!(true);
    board["old_name"] = json!(false);
    let reply = change(lab, &board);
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// Proves it.
fn prove(client: SocketAddr) {
    assert_eq!(status(client, "/admin", &[]), 401);
    assert_eq!(status(client, "/admin", &[READER]), 403);
    assert_eq!(status(client, "/admin", &[ADMIN]), 200);
    assert_eq!(status(client, "/", &[("Host", &format!("board.example:{}", client.port()))]), 421);
}

#[test]
fn it_begins_with_nothing_done_and_gives_nothing_away() {
    let lab = lab();
    let none: Capstone = serde_json::from_value(lab.json("/capstone")).unwrap();
    assert_eq!((none.case, none.cases), (None, CASES));
    assert_eq!(send(&lab, "GET", "/capstone/service", &Value::Null).code(), "case_missing");
    assert_eq!(change(&lab, &json!({})).code(), "case_missing");
    assert_eq!(send(&lab, "GET", "/capstone/certificate", &Value::Null).code(), "case_missing");

    let case = begin(&lab, 1);
    assert_eq!(case.client.port(), lab.practice_port);
    for step in Step::ALL {
        assert!(!done(&case, step), "{step:?}");
    }
    let rows = || case.stages.iter().flat_map(|stage| &stage.rows);
    assert!(rows().all(|row| row.by.is_none()));
    assert!(rows().filter(|row| !row.done).all(|row| row.point != Point::Listeners || row.seen.is_none()));
    assert!(case.next.says.contains("as a client"), "{:?}", case.next);
    // Who has the port is to be found: neither the step that fixes it nor anything else names them.
    assert_eq!(seen(&case, Point::PortFree), format!("Another program has {}.", case.client));
    let told = lab.get("/capstone").text();
    assert!(
        case.holder.is_none() && !told.contains("Listener ") && !told.contains("accept and close"),
        "{told}"
    );
    // Nothing of what the lab asked itself is in the journal.
    let practice = lab.json("/journal")["entries"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| !one["event"]["practice"].is_null());
    assert!(!practice);
}

#[test]
fn each_case_fails_as_the_system_reports_it() {
    let lab = lab();
    for number in 1..=CASES {
        let case = begin(&lab, number);
        let (client, board) = (case.client, case.service.settings);
        // Another program has the port: what it says is not what the board would say.
        let (exit, text) = curl(&[&format!("http://{client}/")]);
        match (number - 1) % 4 {
            0 => assert_eq!(exit, 52, "{number}: accepted and closed"),
            1 => assert!(exit == 1 || exit == 56, "{number}: {exit}, the time of day is no HTTP"),
            2 => assert_eq!(exit, 56, "{number}: reset"),
            _ => assert!(exit == 0 && text.starts_with("Hello from"), "{number}: {text}"),
        }
        // The board is elsewhere, and cannot move to where that other program is.
        assert_ne!(board.place(), client, "{number}");
        let refused = change(&lab, &json!({ "host": client.ip(), "port": client.port() }));
        assert_eq!((refused.status, refused.code().as_str()), (409, "port_in_use"), "{number}");
        assert!(refused.json()["detail"].as_str().unwrap().contains(&client.to_string()), "{number}");
        let unchanged: Service = serde_json::from_value(lab.json("/capstone/service")).unwrap();
        assert_eq!(unchanged.settings, board, "{number}");
        // Where it is, it does not answer in HTTP.
        let url = format!("http://{}/", board.place());
        let (exit, _) = curl(&["--max-time", "1", &url]);
        let wanted = match (board.scheme, board.workers, board.clients) {
            (Scheme::Https, ..) => &[1, 52, 56][..],
            (_, 0, _) => &[28],
            _ => &[52, 56],
        };
        assert!(wanted.contains(&exit), "{number}: {exit} of {board:?}");
        if board.scheme == Scheme::Https {
            let (exit, text) = curl(&["--insecure", &format!("https://{}/", board.place())]);
            assert!(exit == 0 && text.starts_with("NOTICES"), "{number}: {text}");
        }
    }
    assert_eq!(lab.json("/listeners")["listeners"].as_array().unwrap().len(), 2, "old cases are over");
}

#[test]
fn what_was_found_is_told_once_the_learner_has_looked() {
    let lab = lab();
    let case = begin(&lab, 1 + 12);
    let client = case.client;
    curl(&[&format!("http://{client}/")]);
    let doctor = format!("/doctor?url={}", case.service.settings.place());
    assert_eq!(lab.get(&format!("/probe/{}", client.port())).status, 200);
    let case = look(&lab);
    assert!(holds(&case, Point::Symptom) && !holds(&case, Point::Listeners), "{case:?}");
    lab.get("/listeners");
    let case = look(&lab);
    assert!(holds(&case, Point::Listeners), "{case:?}");
    let told = seen(&case, Point::Listeners);
    assert!(told.contains("(accept and close)") && told.contains("[::1]"), "{told}");
    assert!(seen(&case, Point::PortFree).contains("(accept and close)") && case.holder.is_some(), "{case:?}");
    let by = case.stages[0].rows[1].by.clone().unwrap();
    assert_eq!(by.request().unwrap().program(), Some("curl"));
    assert_eq!(lab.get(&doctor).status, 200);
    let case = look(&lab);
    assert!(done(&case, Step::Find), "{case:?}");
    assert_eq!(seen(&case, Point::Answer), "It takes the connection, and says nothing.");
    // It stays found when it is mended, as it was then.
    mend(&lab, client);
    assert_eq!(seen(&look(&lab), Point::Listeners), told);
}

#[test]
fn wrong_fixes_are_told_why() {
    let lab = lab();
    let client = begin(&lab, 9).client;
    for (wrong, status, code) in [
        (json!({ "host": "0.0.0.0" }), 400, "host_exposed"),
        (json!({ "host": "::" }), 400, "host_exposed"),
        (json!({ "host": "::ffff:0.0.0.0" }), 400, "host_exposed"),
        (json!({ "host": "192.0.2.1" }), 400, "host_invalid"),
        (json!({ "workers": 9 }), 400, "settings_invalid"),
        (json!({ "clients": 65 }), 400, "settings_invalid"),
        (json!({ "port": 0 }), 400, "settings_invalid"),
        (json!({ "port": 65_536 }), 400, "body_invalid"),
        (json!({ "workers": -1 }), 400, "body_invalid"),
        (json!({ "scheme": "gopher" }), 400, "body_invalid"),
        (json!({ "worker": 1 }), 400, "body_invalid"),
        (json!(["127.0.0.1"]), 400, "body_invalid"),
        (json!({ "port": client.port() }), 409, "port_in_use"),
    ] {
        let before: Service = serde_json::from_value(lab.json("/capstone/service")).unwrap();
        let reply = change(&lab, &wrong);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{wrong}");
        assert!(!reply.json()["next"].as_str().unwrap().is_empty());
        let after: Service = serde_json::from_value(lab.json("/capstone/service")).unwrap();
        assert_eq!(before.settings, after.settings, "{wrong}");
    }
    for number in [0, CASES + 1] {
        let reply = send(&lab, "POST", "/capstone", &json!({ "case": number }));
        assert_eq!((reply.status, reply.code().as_str()), (400, "case_invalid"));
    }
    assert_eq!(send(&lab, "POST", "/capstone", &json!({ "port": 0 })).code(), "settings_invalid");
    assert_eq!(look(&lab).case, 9, "a case that there is not ends none");
    assert_eq!(send(&lab, "POST", "/listeners", &json!({ "kind": "notice-board" })).code(), "kind_reserved");
}

#[test]
fn from_the_first_look_to_the_certificate_and_back_when_it_is_broken() {
    let lab = lab();
    for number in [1, 18, 36] {
        let client = begin(&lab, number).client;
        let refused = send(&lab, "GET", "/capstone/certificate?name=Ada", &Value::Null);
        assert_eq!((refused.status, refused.code().as_str()), (409, "capstone_unproved"));
        assert!(refused.json()["detail"].as_str().unwrap().contains("401"), "{}", refused.text());

        mend(&lab, client);
        let case = look(&lab);
        assert!(done(&case, Step::Find) && done(&case, Step::Fix) && done(&case, Step::Protect), "{case:?}");
        assert!(!done(&case, Step::Prove) && case.proved_ms.is_none());
        assert!(seen(&case, Point::InPlace).contains("LISTEN"), "{case:?}");
        let by = case.stages[1].rows[2].by.clone().expect("who did it");
        assert_eq!(by.request().unwrap().method, "PATCH");

        // It stands only as long as it holds.
        change(&lab, &json!({ "workers": 0 }));
        assert!(!done(&look(&lab), Step::Fix));
        change(&lab, &json!({ "workers": 1, "old_name": true }));
        let case = look(&lab);
        assert!(done(&case, Step::Fix) && !done(&case, Step::Protect));
        change(&lab, &json!({ "old_name": false }));

        // What was asked before a change proves nothing of what is now.
        assert_eq!(status(client, "/admin", &[]), 401);
        until(&lab, |case| holds(case, Point::Unknown));
        change(&lab, &json!({ "clients": 8 }));
        assert!(!holds(&look(&lab), Point::Unknown));

        prove(client);
        let case = until(&lab, |case| done(case, Step::Prove));
        assert!(done(&case, Step::Prove) && case.proved_ms.is_some(), "{case:?}");
        assert!(case.next.curl.concat().contains("/capstone/certificate"));
        let proofs = &case.stages[3].rows;
        for row in proofs {
            let entry = row.by.as_ref().expect("the request that proves it").practice().unwrap();
            assert!(!entry.own);
        }
        let target = "/capstone/certificate?name=Ada+%3Cb%3E";
        let certificate: Certificate = serde_json::from_value(lab.json(target)).unwrap();
        assert_eq!((certificate.name.as_str(), certificate.case), ("Ada <b>", number));
        assert_eq!((certificate.faults.len(), certificate.proofs.len()), (3, 4));
        let text = lab.get(target).text();
        assert!(text.contains("Ada <b>") && text.contains("no official credential"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        // The paper is given for what was proved, also where the board is broken again.
        change(&lab, &json!({ "login": false }));
        assert!(!done(&look(&lab), Step::Protect));
        assert_eq!(send(&lab, "GET", "/capstone/certificate", &Value::Null).status, 200);
    }
    for name in ["a".repeat(61), "%07".to_owned(), "%E2%80%AE".to_owned()] {
        let reply = send(&lab, "GET", &format!("/capstone/certificate?name={name}"), &Value::Null);
        assert_eq!((reply.status, reply.code().as_str()), (400, "name_invalid"), "{name}");
    }
    begin(&lab, 2);
    assert_eq!(send(&lab, "GET", "/capstone/certificate", &Value::Null).code(), "capstone_unproved");
    let over: Capstone =
        serde_json::from_value(send(&lab, "DELETE", "/capstone", &Value::Null).json()).unwrap();
    assert_eq!(over.case, None);
    assert_eq!(lab.json("/listeners")["listeners"], json!([]));
}

/// Looks until something holds: what was done at a listener is in the journal once the system was asked who did it.
fn until(lab: &Lab, stands: impl Fn(&Case) -> bool) -> Case {
    let mut news = Wire::to(lab.address());
    news.write(
        format!(
            "GET /journal/stream?format=json HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\n\r\n",
            lab.address()
        )
        .as_bytes(),
    );
    assert_eq!(news.head().status, 200);
    loop {
        let case = look(lab);
        if stands(&case) {
            return case;
        }
        news.until("\"practice\"");
    }
}

#[test]
fn nobody_proves_it_from_inside_the_lab() {
    let lab = lab();
    let client = begin(&lab, 4).client;
    mend(&lab, client);
    let id = look(&lab).service.listener.unwrap();
    // The doctor, a probe and a request in the lab's own name reach the board, and prove nothing.
    lab.get(&format!("/doctor?url=http://{client}/admin"));
    lab.get(&format!("/probe/{}", client.port()));
    let sent = send(
        &lab,
        "POST",
        &format!("/listeners/{id}/requests"),
        &json!({ "method": "GET", "path": "/admin" }),
    );
    assert!(sent.status < 500, "{}", sent.text());
    let case = look(&lab);
    assert!(!done(&case, Step::Prove), "{case:?}");
    assert!(case.stages[3].rows.iter().all(|row| !row.done));
}

#[test]
fn the_board_that_is_stopped_starts_again_with_any_change() {
    let lab = lab();
    let client = begin(&lab, 5).client;
    mend(&lab, client);
    let id = look(&lab).service.listener.unwrap();
    assert_eq!(send(&lab, "DELETE", &format!("/listeners/{id}"), &Value::Null).status, 200);
    let case = look(&lab);
    assert!(case.service.listener.is_none() && !done(&case, Step::Fix));
    assert_eq!(change(&lab, &json!({})).status, 200);
    let case = look(&lab);
    assert!(case.service.listener.is_some_and(|other| other != id) && done(&case, Step::Fix), "{case:?}");
}

#[test]
fn a_begin_that_is_refused_ends_nothing() {
    let lab = lab();
    let before = begin(&lab, 3);
    for port in [0, lab.address().port()] {
        let reply = send(&lab, "POST", "/capstone", &json!({ "case": 4, "port": port }));
        assert!(reply.status >= 400, "{}", reply.text());
        let case = look(&lab);
        assert_eq!(
            (case.case, case.client, case.service.listener),
            (3, before.client, before.service.listener)
        );
    }
}

#[test]
fn what_is_begun_goes_to_its_end_also_where_the_client_has_gone() {
    let lab = lab();
    // The board says nothing, so that the lab is still waiting for it when the client goes.
    let body = json!({ "case": 1 + 12, "port": lab.practice_port }).to_string();
    let host = lab.address();
    let head = format!(
        "POST /capstone HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let listeners = || lab.json("/listeners")["listeners"].as_array().unwrap().len();
    let mut gone = Wire::to(host);
    gone.write(format!("{head}{body}").as_bytes());
    assert!((0..10_000).any(|_| listeners() == 2), "it was not begun");
    close(gone);
    assert_eq!(look(&lab).case, 13);
    assert_eq!(send(&lab, "DELETE", "/capstone", &Value::Null).status, 200);
    assert_eq!(listeners(), 0);
}

#[test]
fn an_address_inside_another_is_taken_for_what_it_is() {
    let lab = lab();
    begin(&lab, 5);
    assert_eq!(change(&lab, &json!({ "host": "::ffff:127.0.0.3" })).status, 200);
    assert_eq!(look(&lab).service.settings.host.to_string(), "127.0.0.3");
}
