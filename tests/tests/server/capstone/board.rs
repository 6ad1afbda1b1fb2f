//! The notice board by itself: whom it answers, how many at once, and that it ends with the lab.

use protocol::capstone::Step;
use serde_json::json;
use tests::lab::Wire;

use super::{ADMIN, GUESS, JSON, ask, begin, change, done, lab, look, mend, status};

#[test]
fn the_board_answers_to_its_own_names_and_no_other_page() {
    let lab = lab();
    let client = begin(&lab, 6).client;
    mend(&lab, client);
    change(&lab, &json!({ "login": false, "old_name": true }));
    let port = client.port();
    let old = format!("board.example:{port}");
    let at = |fields: &[(&str, &str)]| status(client, "/", fields);
    assert_eq!(at(&[]), 200);
    assert_eq!(at(&[("Host", &old)]), 200, "its fault");
    assert_eq!(at(&[("Host", &old), ("Origin", &format!("http://{old}"))]), 421);
    assert_eq!(at(&[("Host", &old), ("Sec-Fetch-Site", "same-origin")]), 421);
    // All that a browser tells of itself where a foreign name leads to this machine.
    assert_eq!(at(&[("Host", &old), ("Accept-Language", "en")]), 421);
    assert_eq!(at(&[("Host", &format!("evil.example:{port}"))]), 421);
    assert_eq!(at(&[("Sec-Fetch-Site", "cross-site")]), 403);
    assert_eq!(at(&[("Origin", "http://evil.example")]), 403);
    assert_eq!(ask(client, "POST", "/", &[]), 405);
    assert_eq!(ask(client, "HEAD", "/admin", &[]), 200);
    assert_eq!(status(client, "/secret", &[]), 404);
    // The lab's own guard stands before the capstone.
    let foreign = [("Sec-Fetch-Site", "cross-site"), JSON, ("Content-Type", "application/json")];
    for (method, target) in [("POST", "/capstone"), ("PATCH", "/capstone/service"), ("DELETE", "/capstone")] {
        assert_eq!(lab.send(method, target, &foreign, b"{}").status, 403, "{method}");
    }
    assert_eq!(look(&lab).case, 6);
}

#[test]
fn the_board_serves_as_many_clients_at_once_as_it_is_told() {
    let lab = lab();
    let client = begin(&lab, 8).client;
    mend(&lab, client);
    change(&lab, &json!({ "clients": 1, "login": false }));
    let mut first = Wire::to(client);
    let second = |wanted: &str| {
        let mut wire = Wire::to(client);
        wire.write(format!("GET / HTTP/1.0\r\nHost: {client}\r\n\r\n").as_bytes());
        let answer = String::from_utf8_lossy(&wire.rest()).into_owned();
        assert!(answer.starts_with(wanted) && answer.is_empty() == wanted.is_empty(), "{answer}");
    };
    first.write(format!("GET / HTTP/1.1\r\nHost: {client}\r\n\r\n").as_bytes());
    assert_eq!(first.reply().status, 200);
    second("");
    change(&lab, &json!({ "clients": 2 }));
    second("HTTP/1.0 200");
    assert!(done(&look(&lab), Step::Fix), "a client that stays leaves a place for the lab's look");
}

#[test]
fn guessing_at_the_board_is_slowed_down_and_no_password_is_in_the_journal() {
    let lab = lab();
    let client = begin(&lab, 7).client;
    mend(&lab, client);
    for _ in 0..5 {
        assert_eq!(status(client, "/admin", &[GUESS]), 401);
    }
    assert_eq!(status(client, "/admin", &[ADMIN]), 429);
    let journal = lab.get_with("/journal", &[JSON]).text();
    assert!(!journal.contains("Z3Vlc3M") && !journal.contains("YWRtaW4"), "{journal}");
}

#[test]
fn it_ends_with_the_lab() {
    let mut lab = lab();
    let case = begin(&lab, 1 + 12);
    let mut waiting = Wire::to(case.service.settings.place());
    waiting.write(format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", case.service.settings.place()).as_bytes());
    lab.binary.signal("TERM");
    let (ended, error) = lab.binary.finish();
    assert!(ended.success(), "{error}");
    waiting.rest();
    std::net::TcpListener::bind(case.client).expect("the port is free again");
}
