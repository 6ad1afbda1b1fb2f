//! The cheat sheet: every command once.

use crate::good::GOOD;
use concepts::paint::Paint;
use course::shell::Shell;
use course::text::Reader;
use course::{cheatsheet, parse, text};

#[test]
fn every_command_is_told_once_where_it_comes_first() {
    let lesson = parse::lesson("two", GOOD).expect("the good lesson is one");
    let sheet = cheatsheet::gather(&[lesson.clone(), lesson]);
    assert_eq!(sheet.lessons.len(), 1, "the second lesson has nothing new");
    let groups: Vec<(&str, usize)> =
        sheet.lessons[0].groups.iter().map(|group| (group.href.as_str(), group.entries.len())).collect();
    // The first run; then a widget, two solutions and a run. The second widget has no command.
    assert_eq!(groups, [("/lessons/two", 1), ("/lessons/two#try-it", 4)]);
}

#[test]
fn several_steps_stay_together_and_in_the_readers_shell() {
    let step = "[[solution]]\ncommand = \"curl http://127.0.0.1:62893/\"\n[[solution]]\ncommand = \"curl http://127.0.0.1:62893/echo\"";
    let source = GOOD.replace("[[solution]]\ncommand = \"curl http://127.0.0.1:62893/echo\"", step);
    let sheet = cheatsheet::gather(&[parse::lesson("two", &source).unwrap()]);
    let entries = &sheet.lessons[0].groups[1].entries;
    assert!(
        entries.iter().any(|entry| entry.steps.len() == 2),
        "a step that was told alone is told again in its place"
    );
    let reader = Reader { lab: "127.0.0.1:62893".into(), width: 80, paint: Paint::Plain, shell: Shell::Cmd };
    let text = text::cheatsheet(&sheet, &reader);
    assert!(text.starts_with("Cheat sheet\n===========\n\nNumbers in the commands, such as in /listeners/1, are examples: put yours in\ntheir place.\n\nTwo doors\n---------\n\n  Say hello:\n    > curl.exe http://127.0.0.1:62893/\n\nTry it\n  Knock at port 80:\n"), "{text}");
    assert!(
        text.contains("  See what arrives:\n    > curl.exe http://127.0.0.1:62893/\n    > curl.exe http://127.0.0.1:62893/echo\n"),
        "{text}"
    );
    assert_eq!(cheatsheet::gather(&[]).lessons, []);
}

#[test]
fn a_command_is_listed_also_where_nothing_is_said_of_it() {
    let source = GOOD.replace("does = \"Say hello\"\n", "");
    let sheet = cheatsheet::gather(&[parse::lesson("two", &source).unwrap()]);
    assert_eq!(sheet.lessons[0].groups[0].entries[0].does, None);
    let reader =
        Reader { lab: "127.0.0.1:62893".into(), width: 80, paint: Paint::Plain, shell: Shell::Linux };
    let text = text::cheatsheet(&sheet, &reader);
    assert!(text.contains("---------\n\n    $ curl http://127.0.0.1:62893/\n"), "{text}");
}

#[test]
fn a_solution_that_would_give_a_case_away_is_left_out() {
    let all = cheatsheet::gather(&[parse::lesson("two", GOOD).unwrap()]);
    let source = GOOD.replacen("does = \"See what arrives\"\n", "", 1);
    let without = cheatsheet::gather(&[parse::lesson("two", &source).unwrap()]);
    let count = |sheet: &cheatsheet::Cheatsheet| sheet.lessons[0].groups[1].entries.len();
    assert_eq!(count(&without), count(&all) - 1);
}
