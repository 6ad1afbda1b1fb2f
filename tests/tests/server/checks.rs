//! `/checks`: exercises are solved by what the journal holds, and by nothing else.

use protocol::checks::{Checked, Checks};
use tests::lab::Lab;

/// Asks as a program that is no terminal, so that the question solves nothing.
fn ask(lab: &Lab, method: &str, target: &str) -> serde_json::Value {
    let fields = [("Accept", "application/json"), ("User-Agent", "loopback-lab-tests")];
    let reply = lab.send(method, target, &fields, b"");
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

fn checked(lab: &Lab, exercise: &str) -> Checked {
    serde_json::from_value(ask(lab, "GET", &format!("/checks/{exercise}"))).unwrap()
}

fn names(lab: &Lab, target: &str) -> Vec<(String, bool)> {
    let checks: Checks = serde_json::from_value(ask(lab, "GET", target)).unwrap();
    checks.checks.into_iter().map(|one| (one.exercise, one.solved_by.is_some())).collect()
}

#[test]
fn an_exercise_is_solved_by_the_newest_entry_that_does_and_anew_after_a_reset() {
    let lab = Lab::start();
    assert_eq!(checked(&lab, "address-first-request").solved_by, None);
    lab.get("/whoami");
    lab.get("/echo/later");
    let target = |checked: Checked| {
        checked.solved_by.map(|entry| entry.request().map(|request| request.target.clone()).unwrap())
    };
    let now = checked(&lab, "address-first-request");
    assert_eq!((now.exercise.as_str(), now.lesson.as_str()), ("address-first-request", "address"));
    assert_eq!(target(now).as_deref(), Some("/echo/later"));

    let reset: Checked =
        serde_json::from_value(ask(&lab, "DELETE", "/checks/address-first-request")).unwrap();
    assert_eq!(reset.solved_by, None);
    assert_eq!(checked(&lab, "address-first-request").solved_by, None, "it stays so");
    lab.get("/whoami");
    assert_eq!(target(checked(&lab, "address-first-request")).as_deref(), Some("/whoami"));

    ask(&lab, "DELETE", "/checks");
    assert!(names(&lab, "/checks").iter().all(|(_, solved)| !solved));
}

#[test]
fn neither_a_look_nor_a_reset_from_a_terminal_solves_anything() {
    let lab = Lab::start();
    lab.get("/whoami");
    let curl = [("User-Agent", "curl/8"), ("Accept", "application/json")];
    for (method, target) in [("DELETE", "/checks/address-first-request"), ("DELETE", "/checks")] {
        assert_eq!(lab.send(method, target, &curl, b"").status, 200);
        for look in ["/checks", "/checks?lesson=address", "/checks/address-first-request?hint=1"] {
            assert_eq!(lab.get_with(look, &curl).status, 200);
        }
        assert_eq!(checked(&lab, "address-first-request").solved_by, None, "{target}");
    }
}

#[test]
fn all_are_listed_or_those_of_one_lesson() {
    let lab = Lab::start();
    lab.get("/whoami");
    let all = names(&lab, "/checks");
    assert!(all.len() >= 16, "{all:?}");
    assert_eq!(all.iter().filter(|(_, solved)| *solved).count(), 1);
    assert_eq!(
        names(&lab, "/checks?lesson=address"),
        [("address-first-request".to_owned(), true), ("address-by-name".to_owned(), false)]
    );
}

#[test]
fn a_terminal_is_told_what_to_do_who_did_it_and_how_to_go_on() {
    let lab = Lab::start();
    let open = lab.get_with("/checks/address-by-name", &[("User-Agent", "loopback-lab-tests")]).text();
    assert!(open.contains("localhost") && open.contains("not solved yet"), "{open}");
    assert!(open.contains("/checks/address-by-name?hint=1") && !open.contains("Hint 1"), "{open}");
    let last = lab.get("/checks/address-by-name?hint=3").text();
    assert!(
        last.contains("Hint 3")
            && last.contains(&format!("curl http://localhost:{}/whoami", lab.address().port())),
        "{last}"
    );
    assert!(!last.contains("hint=4"), "{last}");
    let narrow = lab.get("/checks/address-by-name?hint=3&width=50&shell=powershell").text();
    let solution = format!("    curl.exe http://localhost:{}/whoami\n", lab.address().port());
    assert!(narrow.contains(&solution) && narrow.contains("?width=50&shell=powershell\"\n"), "{narrow}");
    let prose = |line: &&str| !line.contains("curl.exe");
    assert!(narrow.lines().filter(prose).all(|line| line.chars().count() <= 50), "{narrow}");

    let mut wire = lab.connect();
    let request = format!(
        "GET /whoami HTTP/1.1\r\nHost: localhost:{}\r\nUser-Agent: curl/8\r\n\r\n",
        lab.address().port()
    );
    wire.write(request.as_bytes());
    assert_eq!(wire.reply().status, 200);
    let solved = lab.get("/checks/address-by-name").text();
    assert!(solved.contains(&format!("solved by curl from port {} at ", wire.local().port())), "{solved}");
    assert!(solved.contains("curl -X DELETE"), "{solved}");
    let list = lab.get("/checks").text();
    assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");
    assert!(list.contains("Next:"), "{list}");
    for target in ["/checks?width=40", "/checks/address-by-name?width=40"] {
        let narrow = lab.get(target).text();
        assert!(narrow.contains("curl from port"), "{narrow}");
        let prose = |line: &&str| !line.contains("curl ") || line.contains("curl from");
        for line in narrow.lines().filter(prose) {
            assert!(line.chars().count() <= 40, "{line:?} in\n{narrow}");
        }
    }
}

#[test]
fn what_there_is_not_is_told() {
    let lab = Lab::start();
    let json = [("Accept", "application/json")];
    for (target, status, code) in [
        ("/checks/nothing", 404, "exercise_unknown"),
        ("/checks?lesson=nothing", 404, "lesson_unknown"),
        ("/checks/address-by-name?hint=0", 400, "hint_invalid"),
        ("/checks/address-by-name?hint=4", 400, "hint_invalid"),
        ("/checks/address-by-name?hint=x", 400, "hint_invalid"),
    ] {
        let reply = lab.get_with(target, &json);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{target}");
    }
    assert_eq!(lab.send("DELETE", "/checks/nothing", &json, b"").status, 404);
}

#[test]
fn the_page_looks_without_leaving_a_trace() {
    let lab = Lab::start();
    let page = [("Sec-Fetch-Site", "same-origin"), ("User-Agent", "Mozilla/5.0")];
    assert_eq!(lab.get_with("/checks?lesson=address", &page).status, 200);
    assert_eq!(lab.get_with("/checks/address-by-name", &page).status, 200);
    assert_eq!(lab.json("/journal")["total"], 0);
}
