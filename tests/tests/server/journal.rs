//! `/journal`: what reached the lab, nothing secret in it.

use protocol::journal::{CAPACITY, Client, Journal, Request};
use tests::lab::Lab;

fn journal(lab: &Lab, target: &str) -> Journal {
    serde_json::from_value(lab.json(target)).unwrap()
}

/// The requests of a journal, newest first.
fn requests(journal: &Journal) -> Vec<&Request> {
    journal.entries.iter().filter_map(|entry| entry.request()).collect()
}

#[test]
fn an_answered_request_is_in_the_journal_at_once() {
    let lab = Lab::start();
    for number in 1..=50u64 {
        let mut wire = lab.connect();
        let request = format!(
            "POST /echo/{number} HTTP/1.1\r\nHost: {}\r\nContent-Length: 3\r\n\r\nabc",
            lab.address()
        );
        wire.write(request.as_bytes());
        let reply = wire.reply();
        let journal = journal(&lab, "/journal?limit=1");
        let entry = journal.entries.first().unwrap();
        assert_eq!(entry.id, number * 2 - 1);
        assert_eq!(entry.connection.peer, wire.local());
        let request = entry.request().unwrap();
        assert_eq!(request.target, format!("/echo/{number}"));
        assert_eq!((request.method.as_str(), request.status, request.request_bytes), ("POST", 200, 3));
        assert_eq!(request.response_bytes, Some(reply.body.len() as u64));
        assert_eq!((request.client, &request.user_agent), (Client::Raw, &None));
        assert_eq!(request.host, lab.address().to_string());
        assert!(request.duration_us > 0);
    }
}

#[test]
fn newest_first_and_no_more_than_asked_for() {
    let lab = Lab::start();
    for _ in 0..5 {
        lab.get("/whoami");
    }
    let journal = journal(&lab, "/journal?limit=3");
    assert_eq!(journal.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [5, 4, 3]);
    assert_eq!(journal.total, 5);
    for limit in ["0", "1001", "x", "-1", ""] {
        let reply = lab.get_with(&format!("/journal?limit={limit}"), &[("Accept", "application/json")]);
        assert_eq!((reply.status, reply.code().as_str()), (400, "limit_invalid"), "{limit}");
    }
}

#[test]
fn it_holds_the_last_thousand() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    for _ in 0..CAPACITY + 10 {
        wire.write(format!("GET /whoami HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
        assert_eq!(wire.reply().status, 200);
    }
    let journal = journal(&lab, "/journal");
    assert_eq!(journal.total, CAPACITY as u64 + 10);
    assert_eq!(journal.entries.len(), CAPACITY);
    assert_eq!(journal.entries.last().unwrap().id, 11);
}

#[test]
fn no_credential_is_in_it() {
    let lab = Lab::start();
    let secret = "s3cr3t-4711";
    let query = format!("/echo?token={secret}&a=1&password={secret}&Access_Token={secret}&api-key={secret}");
    let fields = [
        ("Authorization", secret),
        ("Cookie", secret),
        ("Proxy-Authorization", secret),
        ("X-Api-Key", secret),
    ];
    assert_eq!(lab.send("POST", &query, &fields, secret.as_bytes()).status, 200);
    for target in ["/journal", "/journal?format=json"] {
        let text = lab.get(target).text();
        assert!(!text.contains(secret), "{text}");
    }
    assert!(lab.get("/journal?format=json").text().contains("/echo?token=***&a=1&password=***"));
}

#[test]
fn a_probe_has_its_outcome_and_a_failure_its_status() {
    let lab = Lab::start();
    lab.get(&format!("/probe/{}", lab.address().port()));
    lab.get("/nope");
    lab.send("DELETE", "/whoami", &[], b"");
    let journal = journal(&lab, "/journal");
    let seen: Vec<_> =
        requests(&journal).iter().map(|request| (request.status, request.outcome.as_deref())).collect();
    assert_eq!(seen, [(405, None), (404, None), (200, Some("open"))]);
}

#[test]
fn the_kinds_of_client_are_told_apart() {
    let lab = Lab::start();
    lab.get_with("/whoami", &[("Sec-Fetch-Site", "same-origin"), ("User-Agent", "Mozilla/5.0")]);
    lab.get_with("/whoami", &[("Sec-Fetch-Site", "none"), ("User-Agent", "Mozilla/5.0")]);
    lab.get_with("/whoami", &[("User-Agent", "python-requests/2")]);
    lab.get("/whoami");
    let journal = journal(&lab, "/journal");
    let kinds: Vec<_> = requests(&journal).iter().map(|request| request.client).collect();
    assert_eq!(kinds, [Client::Terminal, Client::Program, Client::Browser, Client::Page]);
}

#[test]
fn long_targets_and_agents_are_cut() {
    let lab = Lab::start();
    lab.get_with(&format!("/echo/{}", "a".repeat(5000)), &[("User-Agent", &"b".repeat(5000))]);
    let journal = journal(&lab, "/journal");
    let request = requests(&journal)[0];
    assert_eq!(request.target.len(), 512);
    assert_eq!(request.user_agent.as_ref().unwrap().len(), 256);
}
