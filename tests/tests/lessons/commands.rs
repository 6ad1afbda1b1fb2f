//! Every command that a lesson prints, run against a real lab.

use course::expect::compare;
use course::model::{Block, Run};
use server::config::Config;
use tests::lab::Lab;

use crate::shell::{Running, SHELL, Terminal};
use crate::{exercises, files};

#[test]
fn every_command_prints_and_ends_as_its_lesson_says() {
    let lab = files::lab(Config::default());
    let facts = files::facts(&lab);
    let lessons = files::lessons(&facts);
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut done_early = Vec::new();
    for lesson in lessons.iter().chain(&files::lessons_in(files::EXAMPLE, &facts)) {
        let terminal = Terminal::open();
        for section in &lesson.sections {
            let mut server = None;
            for block in &section.blocks {
                match block {
                    Block::Code { file: Some(name), text, .. } => terminal.keep(name, text),
                    Block::Run(run) if run.stays => {
                        count += 1;
                        stop(&mut wrong, server.take());
                        server = Some((run, serve(&lab, &terminal, run, facts.practice_port)));
                    }
                    Block::Run(run) => {
                        count += 1;
                        let outcome = terminal.run(run.command.of(SHELL));
                        if outcome.exit != Some(run.exit.into()) {
                            let command = run.command.of(SHELL);
                            let (exit, text) = (outcome.exit, &outcome.text);
                            wrong.push(format!("{command}\nends with {exit:?}, not {}:\n{text}", run.exit));
                        }
                        look(&mut wrong, run, &outcome.text);
                    }
                    _ => {}
                }
            }
            stop(&mut wrong, server);
        }
        if let Some(at) = lessons.iter().position(|one| one.summary.slug == lesson.summary.slug) {
            let solved = exercises::solved(&lab);
            let ahead = exercises::exercises(&lessons[at..]).into_iter().map(|exercise| exercise.id);
            let early = ahead.filter(|id| id != "address-first-request" && solved.contains(id));
            done_early.extend(early.map(|id| format!("{id}, by {}", lesson.summary.slug)));
        }
    }
    assert_eq!(
        done_early,
        Vec::<String>::new(),
        "exercises that a lesson's printed commands solve before they are reached"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 2 * lessons.len(), "only {count} commands were found");
}

/// Compares what a command printed with what its lesson says.
fn look(wrong: &mut Vec<String>, run: &Run, text: &str) {
    if let Err(mismatch) = compare(&run.expect, text) {
        wrong.push(format!("{}\n{mismatch}\nit printed:\n{text}", run.command.of(SHELL)));
    }
}

/// Starts a server, and waits until the system's table has it at the practice port.
fn serve(lab: &Lab, terminal: &Terminal, run: &Run, port: u16) -> Running {
    let running = terminal.serve(run.command.of(SHELL));
    let mut table = lab.connect();
    table.write(
        format!(
            "GET /sockets/stream?port={port}&state=listen&format=json HTTP/1.1\r\nHost: {}\r\n\r\n",
            lab.address()
        )
        .as_bytes(),
    );
    assert_eq!(table.head().status, 200);
    table.until(&format!("\"pid\":{},", running.process()));
    running
}

/// What servers of lessons print because Ctrl-C was pressed, where a lesson shows it as the last line.
const LAST_WORDS: [&str; 1] = ["stopped"];

/// Presses Ctrl-C where a server runs, once it has printed what it prints before, and compares all that it printed: whoever
/// asked it may have the answer before the server has told so.
fn stop(wrong: &mut Vec<String>, server: Option<(&Run, Running)>) {
    if let Some((run, mut running)) = server {
        let expected = run.expect.trim_end();
        let before = LAST_WORDS.iter().find_map(|last| expected.strip_suffix(last)).unwrap_or(expected);
        let is_whole = |text: &str| compare(before, text).is_ok();
        if !running.prints(is_whole) {
            wrong.push(format!("{}\nhas not printed all before Ctrl-C", run.command.of(SHELL)));
        }
        look(wrong, run, &running.interrupt().text);
    }
}

#[test]
fn the_command_at_the_foot_of_each_widget_works() {
    let lab = files::lab(Config::default());
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
