//! Exercises: unsolved at first, solved by their own solution, and not by something else.

use course::exercise::Exercise;
use course::model::{Block, Lesson};
use protocol::checks::Checks;
use server::config::Config;
use tests::lab::Lab;

use crate::files;
use crate::shell::{SHELL, Terminal};

/// Which exercises the solutions of others solve as well: any request from a terminal is a first one.
const SOLVED_BY_OTHERS: [(&str, &[&str]); 4] = [
    (
        "address-first-request",
        &[
            "address-by-name",
            "binding-elsewhere",
            "binding-v6",
            "challenge-find",
            "challenge-fix",
            "challenge-protect",
            "challenge-prove",
            "ip-one-number",
            "ip-quarter",
            "ip-shorthand",
            "loopback-measure",
            "loopback-v6",
            "observe-case",
            "observe-guess",
            "observe-metrics",
            "ports-closed",
            "ports-own-server",
            "secure-https",
            "secure-in",
            "secure-known",
            "serve-file",
            "serve-program",
            "sockets-practice",
            "sockets-three-on-one",
            "trouble-address",
            "trouble-reset",
            "uses-hit",
            "uses-set",
            "verify-post",
        ],
    ),
    // Each step of the capstone comes after the one before.
    ("challenge-find", &["challenge-fix", "challenge-protect", "challenge-prove"]),
    ("challenge-fix", &["challenge-protect", "challenge-prove"]),
    ("challenge-protect", &["challenge-prove"]),
];

/// A lab that has heard nothing but a program's question, and the exercises as it would show them.
fn fresh() -> (Lab, Vec<Exercise>) {
    let lab = files::lab(Config::default());
    let exercises = exercises(&files::lessons(&files::facts(&lab)));
    (lab, exercises)
}

/// The same of the example that authors begin from.
fn fresh_example() -> (Lab, Vec<Exercise>) {
    let lab = files::lab(Config { lessons: Some(files::EXAMPLE.into()), ..Config::default() });
    let exercises = exercises(&files::lessons_in(files::EXAMPLE, &files::facts(&lab)));
    (lab, exercises)
}

/// The exercises of some lessons.
pub(crate) fn exercises(lessons: &[Lesson]) -> Vec<Exercise> {
    let exercises = files::blocks(lessons).filter_map(|block| match block {
        Block::Exercise(exercise) => Some(exercise.clone()),
        _ => None,
    });
    exercises.collect()
}

/// The names of the exercises that are solved, sorted.
pub(crate) fn solved(lab: &Lab) -> Vec<String> {
    let checks: Checks = serde_json::from_value(files::as_program(lab, "/checks")).expect("checks");
    let solved = checks.checks.into_iter().filter(|one| one.solved_by.is_some());
    let mut names: Vec<_> = solved.map(|one| one.exercise).collect();
    names.sort_unstable();
    names
}

#[test]
fn each_exercise_is_solved_by_its_own_solution_and_by_nothing_less() {
    prove(fresh);
}

#[test]
fn so_is_each_of_the_example_for_authors() {
    prove(fresh_example);
}

fn prove(fresh: fn() -> (Lab, Vec<Exercise>)) {
    let terminal = Terminal::open();
    let count = fresh().1.len();
    assert!(count >= 2, "every lesson has two exercises");
    for index in 0..count {
        let (lab, exercises) = fresh();
        assert_eq!(solved(&lab), Vec::<String>::new(), "on a fresh lab");

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
        let at_a_listener = exercise.check.listener.is_some() || exercise.check.capstone.is_some();
        while at_a_listener && !solved(&lab).contains(&exercise.id) {
            news.until("\"practice\"");
        }

        let others = SOLVED_BY_OTHERS.iter().filter(|(_, by)| by.contains(&exercise.id.as_str()));
        let mut expected: Vec<&str> = others.map(|(id, _)| *id).chain([exercise.id.as_str()]).collect();
        expected.sort_unstable();
        assert_eq!(solved(&lab), expected, "{}: {}", exercise.id, outcome.text);
    }
}

#[test]
fn what_the_page_does_solves_no_exercise_of_the_terminal() {
    let (lab, _) = fresh();
    let page = [("Sec-Fetch-Site", "same-origin"), ("User-Agent", "Mozilla/5.0")];
    for target in ["/whoami", "/probe/23", "/echo"] {
        assert_eq!(lab.get_with(target, &page).status, 200, "{target}");
    }
    let origin = format!("http://{}", lab.address());
    let form = [page[0], page[1], ("Origin", origin.as_str()), ("Content-Type", "application/json")];
    assert_eq!(lab.send("POST", "/echo", &form, b"{}").status, 200);
    assert_eq!(solved(&lab), Vec::<String>::new());
}

#[test]
fn lines_typed_into_nc_solve_the_exercise_by_hand() {
    let (lab, _) = fresh();
    let mut wire = lab.connect();
    // nc ends each line that is typed with a line feed alone.
    for line in ["GET /echo HTTP/1.1\n", &format!("Host: {}\n", lab.address()), "\n"] {
        wire.write(line.as_bytes());
    }
    assert_eq!(wire.reply().status, 200);
    assert_eq!(solved(&lab), ["verify-by-hand"]);
}
