//! Every command that a lesson prints, run against a real lab.

use course::expect::compare;
use course::model::Block;
use tests::lab::Lab;

use crate::files;
use crate::shell::{SHELL, Terminal};

#[test]
fn every_command_prints_and_ends_as_its_lesson_says() {
    let lab = Lab::start();
    let terminal = Terminal::open();
    let lessons = files::lessons(&files::facts(&lab));
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in files::blocks(&lessons) {
        let Block::Run(run) = block else { continue };
        count += 1;
        let command = run.command.of(SHELL);
        let outcome = terminal.run(command);
        if outcome.exit != Some(run.exit.into()) {
            wrong.push(format!(
                "{command}\nends with {:?}, not {}:\n{}",
                outcome.exit, run.exit, outcome.text
            ));
        }
        if let Err(mismatch) = compare(&run.expect, &outcome.text) {
            wrong.push(format!("{command}\n{mismatch}\nit printed:\n{}", outcome.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 2 * lessons.len(), "only {count} commands were found");
}

#[test]
fn the_command_at_the_foot_of_each_widget_works() {
    let lab = Lab::start();
    let terminal = Terminal::open();
    let lessons = files::lessons(&files::facts(&lab));
    let mut count = 0;
    for block in files::blocks(&lessons) {
        let Block::Widget(widget) = block else { continue };
        let command = widget.command.as_ref().unwrap_or_else(|| panic!("{} has no command", widget.id));
        let outcome = terminal.run(command.of(SHELL));
        assert_eq!(outcome.exit, Some(0), "{}: {}", widget.id, outcome.text);
        assert!(!outcome.text.trim().is_empty(), "{} prints nothing", widget.id);
        count += 1;
    }
    assert!(count >= 2 * lessons.len(), "only {count} widgets were found");
}
