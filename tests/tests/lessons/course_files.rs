//! The course as a whole: valid, complete, the same from the server as from its files, and fit for a terminal.

use std::collections::HashSet;

use concepts::ip::block::Sort;
use concepts::paint::{Paint, stripped};
use course::exercise::Stage;
use course::facts::Facts;
use course::fault::Fault;
use course::model::{Block, Contents, Lesson};
use course::shell::{Shell, Variants};
use course::text::{self, Around, Reader};
use course::validate;
use protocol::capstone::Step;
use protocol::doctor::Finding;
use protocol::incidents::Verdict;
use protocol::journal::Client;
use protocol::listeners::Kind;
use protocol::probe::State;
use tests::COURSE;
use tests::lab::Lab;

use crate::files;
use crate::shell::SHELL;

fn faults(facts: &Facts) -> Vec<Fault> {
    let filled = files::filled(facts);
    let borrowed: Vec<(&str, &str)> =
        filled.iter().map(|(slug, text)| (slug.as_str(), text.as_str())).collect();
    validate::files(&borrowed).err().unwrap_or_default()
}

#[test]
fn the_course_has_no_faults_whatever_the_machine_tells() {
    let lab = Lab::start();
    let known = files::facts(&lab);
    assert_eq!(faults(&known), []);
    let unknown = Facts { peer_port: None, ephemeral: None, first_unprivileged: None, ..known.clone() };
    assert_eq!(faults(&unknown), []);
    for name in ["localhost:62893", "[::1]:62893", "127.0.0.1"] {
        assert_eq!(faults(&Facts { lab: name.to_owned(), ..known.clone() }), [], "{name}");
    }
}

#[test]
fn the_lessons_come_in_their_order() {
    let slugs: Vec<String> = files::sources().into_iter().map(|(slug, _)| slug).collect();
    assert_eq!(slugs, COURSE);
}

#[test]
fn an_exercise_can_wait_for_every_word_that_the_journal_has_for_a_result() {
    let states = [State::Open, State::Closed, State::Filtered, State::Error].map(State::word);
    let words: Vec<&str> = states
        .into_iter()
        .chain(Finding::ALL.map(Finding::word))
        .chain(Sort::ALL.map(Sort::word))
        .chain(Verdict::WORDS)
        .collect();
    assert_eq!(validate::OUTCOMES.as_slice(), words);
}

#[test]
fn an_exercise_can_wait_for_every_client_and_every_practice_listener() {
    assert_eq!(validate::CLIENTS, Client::ALL.map(Client::word));
    let kinds: Vec<&str> = Kind::ALL.into_iter().chain([Kind::NoticeBoard]).map(Kind::word).collect();
    assert_eq!(validate::LISTENERS.as_slice(), kinds);
}

#[test]
fn an_exercise_can_wait_for_every_step_of_the_capstone() {
    assert_eq!(Stage::ALL.map(Stage::word), Step::ALL.map(Step::word));
}

#[test]
fn an_exercise_can_wait_for_every_refusal() {
    let lab = Lab::start();
    let post = |fields: &[(&str, &str)]| lab.send("POST", "/whoami", fields, b"a=1").code();
    let mut codes = vec![
        lab.get_with("/whoami", &[("Sec-Fetch-Site", "cross-site"), ("Accept", "application/json")]).code(),
        lab.get_with("/whoami", &[("Origin", "http://evil.example"), ("Accept", "application/json")]).code(),
        post(&[("Accept", "application/json"), ("Content-Type", "text/plain")]),
    ];
    let mut wire = lab.connect();
    wire.write(b"GET / HTTP/1.1\r\nHost: evil.example\r\nAccept: application/json\r\n\r\n");
    codes.push(wire.reply().code());
    codes.sort_unstable();
    assert_eq!(codes, validate::REFUSALS);
}

#[test]
fn every_placeholder_is_filled() {
    let lab = Lab::start();
    for (slug, text) in files::filled(&files::facts(&lab)) {
        assert!(!text.contains("{{") && !text.contains("}}"), "{slug}");
        assert!(text.contains(&lab.address().to_string()), "{slug} shows no address of this lab");
    }
    for (slug, text) in files::sources() {
        assert_eq!(validate::placeholders(&text), [], "{slug}");
    }
}

#[test]
fn the_lab_serves_the_lessons_of_the_files() {
    let lab = Lab::start();
    let lessons = files::lessons(&files::facts(&lab));
    let contents: Contents = serde_json::from_value(lab.json("/lessons")).expect("the contents");
    let names =
        |lesson: &course::model::Summary| (lesson.slug.clone(), lesson.exercises.clone(), lesson.questions);
    let expected: Vec<_> = lessons.iter().map(|lesson| names(&lesson.summary)).collect();
    assert_eq!(contents.lessons.iter().map(names).collect::<Vec<_>>(), expected);

    let read =
        |lesson: &Lesson| serde_json::from_value(lab.json(&format!("/lessons/{}", lesson.summary.slug)));
    let served: Vec<Lesson> = lessons.iter().map(|lesson| read(lesson).expect("a lesson")).collect();
    assert_eq!(validate::course(&served), []);
}

#[test]
fn every_lesson_fits_a_terminal_of_80_columns() {
    let lab = Lab::start();
    let prompt = format!("{} ", SHELL.prompt());
    let plain = Reader { lab: lab.address().to_string(), width: 80, paint: Paint::Plain, shell: SHELL };
    let coloured = Reader { paint: Paint::Colour, ..plain.clone() };
    for lesson in files::lessons(&files::facts(&lab)) {
        let text = text::lesson(&lesson, &Around::default(), &plain);
        assert_eq!(stripped(&text::lesson(&lesson, &Around::default(), &coloured)), text);
        // A command stays on one line, so that it can be copied.
        for line in text.lines().filter(|line| !line.trim_start().starts_with(&prompt)) {
            assert!(line.chars().count() <= 80, "{}: {line:?}", lesson.summary.slug);
        }
        for trace in ["{{", "**", "[^", "](", "```"] {
            assert!(!text.contains(trace), "{}: {trace} is left of the Markdown", lesson.summary.slug);
        }
    }
}

#[test]
fn every_table_fits_its_width() {
    let lab = Lab::start();
    for mut lesson in files::lessons(&files::facts(&lab)) {
        for section in &mut lesson.sections {
            section.blocks.retain(|block| matches!(block, Block::Table { .. }));
        }
        for width in [80, 60, 40] {
            let reader = Reader { lab: lab.address().to_string(), width, paint: Paint::Plain, shell: SHELL };
            let text = text::lesson(&lesson, &Around::default(), &reader);
            for line in text.lines().filter(|line| !line.trim_start().starts_with("curl ")) {
                assert!(line.chars().count() <= width, "{}: {line:?}", lesson.summary.slug);
            }
        }
    }
}

#[test]
fn curl_is_called_by_its_full_name_on_windows() {
    let lab = Lab::start();
    let lessons = files::lessons(&files::facts(&lab));
    let mut commands: Vec<&Variants> = Vec::new();
    for block in files::blocks(&lessons) {
        match block {
            Block::Run(run) => commands.push(&run.command),
            Block::Widget(widget) => commands.extend(&widget.command),
            Block::Exercise(exercise) => commands.extend(&exercise.solution),
            _ => {}
        }
    }
    let windows = commands.iter().flat_map(|command| [command.of(Shell::Powershell), command.of(Shell::Cmd)]);
    for command in windows.collect::<HashSet<_>>() {
        let words = command.split(|c: char| !(c.is_alphanumeric() || c == '.'));
        for word in words.filter(|word| word.starts_with("curl")) {
            assert_eq!(word, "curl.exe", "in Windows PowerShell, curl is another command: {command}");
        }
    }
}
