//! Exercises: unsolved at first, solved by their own solution, and not by something else.

use course::exercise::{Asked, Evidence, Exercise, Visited};
use course::model::Block;
use protocol::journal::{Closer, Entry, Event, Journal, Step};
use tests::lab::Lab;

use crate::files;
use crate::shell::{SHELL, Terminal};

/// Which exercises the solutions of others solve as well: any request from a terminal is a first one, and a closed port is
/// one at any address.
const SOLVED_BY_OTHERS: [(&str, &[&str]); 2] = [
    (
        "address-first-request",
        &[
            "address-by-name",
            "binding-elsewhere",
            "binding-v6",
            "ip-one-number",
            "ip-quarter",
            "ip-shorthand",
            "loopback-measure",
            "loopback-v6",
            "ports-closed",
            "ports-own-server",
            "sockets-practice",
            "sockets-three-on-one",
            "trouble-address",
            "trouble-reset",
            "uses-hit",
            "uses-set",
            "verify-post",
        ],
    ),
    ("ports-closed", &["binding-elsewhere"]),
];

/// A lab that has heard nothing but a program's question, and the exercises as it would show them.
fn fresh() -> (Lab, Vec<Exercise>) {
    let lab = Lab::start();
    let lessons = files::lessons(&files::facts(&lab));
    let exercises = files::blocks(&lessons).filter_map(|block| match block {
        Block::Exercise(exercise) => Some(exercise.clone()),
        _ => None,
    });
    let exercises = exercises.collect();
    (lab, exercises)
}

/// The names of the exercises that the lab's journal solves, sorted.
fn solved(lab: &Lab, exercises: &[Exercise]) -> Vec<String> {
    let mut journal: Journal =
        serde_json::from_value(files::as_program(lab, "/journal?limit=1000")).expect("a journal");
    journal.entries.reverse();
    let all: Vec<_> = journal.entries.iter().filter_map(evidence).collect();
    let solved = exercises.iter().filter(|exercise| exercise.check.solved_by(&all).is_some());
    let mut names: Vec<_> = solved.map(|exercise| exercise.id.clone()).collect();
    names.sort_unstable();
    names
}

/// An entry as the page gives it to checks.
fn evidence(entry: &Entry) -> Option<Evidence<'_>> {
    match &entry.event {
        Event::Request(request) => Some(Evidence::Asked(Asked {
            method: &request.method,
            target: &request.target,
            host: &request.host,
            client: request.client.word(),
            outcome: request.outcome.as_deref(),
            status: request.status,
            request_bytes: request.request_bytes,
            connection: entry.connection.id,
        })),
        Event::Practice(practice) => {
            let (received_bytes, said) = match &practice.step {
                Step::Accepted => return None,
                // A client that resets wanted to know whether somebody listens, and no more.
                Step::Closed(closed) if closed.by == Closer::Reset => return None,
                Step::Said(said) => (None, Some(said.as_str())),
                Step::Closed(closed) => (Some(closed.received_bytes), None),
                Step::Datagram(datagram) => (Some(datagram.received_bytes), None),
            };
            let address = entry.connection.local.ip();
            let visited = Visited { kind: practice.kind.word(), address, received_bytes, said };
            (!practice.own).then_some(Evidence::Visited(visited))
        }
    }
}

#[test]
fn each_exercise_is_solved_by_its_own_solution_and_by_nothing_less() {
    let terminal = Terminal::open();
    let count = fresh().1.len();
    assert!(count >= 6, "every lesson has two exercises");
    for index in 0..count {
        let (lab, exercises) = fresh();
        assert_eq!(solved(&lab, &exercises), Vec::<String>::new(), "on a fresh lab");

        let exercise = &exercises[index];
        let mut news = lab.connect();
        news.write(
            format!(
                "GET /journal/stream?format=json HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\n\r\n",
                lab.address()
            )
            .as_bytes(),
        );
        assert_eq!(news.head().status, 200);
        let steps: Vec<&str> = exercise.solution.iter().map(|step| step.of(SHELL)).collect();
        let outcome = terminal.run(&steps.join("\n"));
        assert_eq!(outcome.exit, Some(0), "{}: {}", exercise.id, outcome.text);

        // What was done at a listener is in the journal once the system has been asked who did it.
        while exercise.check.listener.is_some() && !solved(&lab, &exercises).contains(&exercise.id) {
            news.until("\"practice\"");
        }

        let others = SOLVED_BY_OTHERS.iter().filter(|(_, by)| by.contains(&exercise.id.as_str()));
        let mut expected: Vec<&str> = others.map(|(id, _)| *id).chain([exercise.id.as_str()]).collect();
        expected.sort_unstable();
        assert_eq!(solved(&lab, &exercises), expected, "{}: {}", exercise.id, outcome.text);
    }
}

#[test]
fn what_the_page_does_solves_no_exercise_of_the_terminal() {
    let (lab, exercises) = fresh();
    let page = [("Sec-Fetch-Site", "same-origin"), ("User-Agent", "Mozilla/5.0")];
    for target in ["/whoami", "/probe/23", "/echo"] {
        assert_eq!(lab.get_with(target, &page).status, 200, "{target}");
    }
    let origin = format!("http://{}", lab.address());
    let form = [page[0], page[1], ("Origin", origin.as_str()), ("Content-Type", "application/json")];
    assert_eq!(lab.send("POST", "/echo", &form, b"{}").status, 200);
    assert_eq!(solved(&lab, &exercises), Vec::<String>::new());
}

#[test]
fn lines_typed_into_nc_solve_the_exercise_by_hand() {
    let (lab, exercises) = fresh();
    let mut wire = lab.connect();
    // nc ends each line that is typed with a line feed alone.
    for line in ["GET /echo HTTP/1.1\n", &format!("Host: {}\n", lab.address()), "\n"] {
        wire.write(line.as_bytes());
    }
    assert_eq!(wire.reply().status, 200);
    assert_eq!(solved(&lab, &exercises), ["verify-by-hand"]);
}
