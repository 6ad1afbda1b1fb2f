//! The glossary: its file, its faults, and its terms in the text of lessons.

use crate::good::{GOOD, spoilt};
use concepts::paint::{Paint, stripped};
use course::glossary::{Glossary, mark};
use course::model::{Block, Inline, Lesson, plain};
use course::shell::Shell;
use course::text::{Around, Reader};
use course::{parse, text, validate};
use proptest::prelude::*;

const FILE: &str = r#"
[[term]]
name = "connection"
forms = ["connections"]
means = "A pair of sockets, such as `127.0.0.1:80` and another."
taught = "/lessons/two#claim"
source = "RFC 9293, section 4"

[[term]]
name = "port"
means = "A number."

[[term]]
name = "port number"
means = "Said of a port."
"#;

fn read(file: &str) -> Glossary {
    parse::glossary(file).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn a_file_is_read_with_every_field() {
    let glossary = read(FILE);
    let ids: Vec<&str> = glossary.terms.iter().map(|term| term.id.as_str()).collect();
    assert_eq!(ids, ["connection", "port", "port-number"]);
    let first = &glossary.terms[0];
    assert_eq!(plain(&first.means), "A pair of sockets, such as 127.0.0.1:80 and another.");
    assert!(first.means.iter().any(|piece| matches!(piece, Inline::Notation(_))));
    assert_eq!(
        (first.taught.as_deref(), first.forms.as_slice()),
        (Some("/lessons/two#claim"), &["connections".to_owned()][..])
    );
    assert_eq!(validate::glossary(&glossary, &[parse::lesson("two", GOOD).unwrap()]), []);
}

#[test]
fn every_fault_names_its_line_and_a_remedy() {
    let long = format!("A sentence {}of words.", "with many words ".repeat(10));
    for (from, to, what, line) in [
        ("[[term]]", "[term]", "cannot be read", 0),
        ("means = \"A number.\"", "means = \"\"", "means is empty", 10),
        ("means = \"A number.\"", "", "means", 0),
        ("means = \"A number.\"", "means = \"A number!\"", "exclamation mark", 10),
        ("A number.", &long, "a sentence of 34 words", 10),
        ("name = \"port number\"", "name = \"Connections\"", "already", 14),
        ("name = \"port number\"", "name = \"sockets\"\nforms = [\"PORT\"]", "already", 14),
        ("name = \"port number\"", "name = \"a port\"", "alphabet", 14),
        ("name = \"port number\"", "name = \"?\"", "no letter", 14),
        ("/lessons/two#claim", "/journal", "in no lesson", 3),
        ("source = ", "sauce = ", "sauce", 7),
        ("A number.", "The lab has {{port}}.", "placeholder", 11),
        ("A number.", "A \u{202e}number.", "U+202E", 11),
        ("A number.", "A \\u001bnumber.", "U+001B", 11),
    ] {
        assert!(FILE.contains(from), "{from}");
        let faults = parse::glossary(&FILE.replacen(from, to, 1)).expect_err(what);
        let found = faults
            .iter()
            .find(|fault| fault.what.contains(what))
            .unwrap_or_else(|| panic!("{what}: {faults:?}"));
        assert!(line == 0 || found.line == line, "{found:?}");
        assert!(!found.remedy.is_empty() && found.lesson == "glossary", "{found:?}");
    }
}

#[test]
fn a_term_leads_into_a_lesson_that_is_there() {
    let lesson = [parse::lesson("two", GOOD).unwrap()];
    for (from, to) in [("two#claim", "two#nowhere"), ("two#claim", "three"), ("two#claim", "three#claim")] {
        assert_eq!(validate::glossary(&read(&FILE.replace(from, to)), &lesson).len(), 1, "{to}");
    }
    assert_eq!(validate::glossary(&read(&FILE.replace("two#claim", "two")), &lesson), []);
    let told = |to: &str| validate::glossary_file(&FILE.replace("two#claim", to), &lesson);
    assert_eq!(told("two#claim"), []);
    let dead = told("two#nowhere");
    assert_eq!((dead[0].line, dead[0].is_advice), (3, false));
    assert_eq!(dead[0].remedy, "name a part of that lesson, such as claim, try-it, questions");
    let unknown = told("three#claim");
    assert_eq!((unknown[0].line, unknown[0].is_advice), (3, true));
    assert_eq!(validate::glossary_file("[term]", &lesson).len(), 1);
}

/// The texts of the pieces that are marked in a lesson, part by part.
fn marked(lesson: &Lesson) -> Vec<Vec<&str>> {
    lesson.sections.iter().map(course::model::Section::terms).collect()
}

fn with_words(words: &str) -> Lesson {
    let source = spoilt("A connection begins with a handshake.", words);
    let mut lesson = parse::lesson("two", &source).unwrap_or_else(|faults| panic!("{faults:?}"));
    mark(&mut lesson, &read(FILE));
    lesson
}

#[test]
fn the_first_occurrence_in_each_part_is_marked_and_no_other() {
    for (words, terms) in [
        ("A connection, two Connections, a port and a port.", &["connection", "port"][..]),
        ("Port number 80, then a port.", &["port-number", "port"]),
        ("Port number 80, port number 81.", &["port-number"]),
        ("A `port`, a [port](/journal), an *open port*.", &["port"]),
        ("Here, a **connection** is explained: a connection.", &[]),
        ("Deportation, ports, port-free, report and portal.", &[]),
        ("A PORT.", &["port"]),
    ] {
        let lesson = with_words(words);
        assert_eq!(marked(&lesson)[1], terms, "{words}");
        let mut ids: Vec<&str> = lesson.terms.iter().map(|term| term.id.as_str()).collect();
        ids.retain(|id| terms.contains(id));
        let mut sorted = terms.to_vec();
        sorted.sort_unstable();
        assert_eq!(ids, sorted, "{words}");
    }
    // Each part has a first occurrence of its own; headings and tables have none.
    let again = GOOD.replace(
        "## Try it\n",
        "## A port\n\n| connection |\n|---|\n| port |\n\nOne port. One connection.\n",
    );
    let mut lesson = parse::lesson("two", &again).unwrap();
    mark(&mut lesson, &read(FILE));
    assert_eq!(marked(&lesson)[1..3], [vec!["connection"], vec!["port", "connection"]]);
    assert_eq!(lesson.excerpt(0).unwrap().terms, []);
    assert_eq!(lesson.excerpt(1).unwrap().terms.len(), 1);
}

fn reader(paint: Paint) -> Reader {
    Reader { lab: "127.0.0.1:62893".into(), width: 60, paint, shell: Shell::Linux }
}

#[test]
fn a_part_in_a_terminal_names_its_words() {
    let lesson = with_words("A port and a connection.");
    let text = text::excerpt(&lesson, 1, &Around::default(), &reader(Paint::Plain));
    assert!(text.contains("A port and a connection. [1]"), "{text}");
    assert!(
        text.contains("words: port, connection\n       curl \"127.0.0.1:62893/glossary/port?width=60\"\n"),
        "{text}"
    );
}

#[test]
fn a_term_in_a_terminal_tells_where_it_is_taught() {
    let glossary = read(FILE);
    let term = text::term(&glossary.terms[0], &reader(Paint::Plain));
    for shown in [
        "connection\n    A pair of sockets, such as 127.0.0.1:80 and another.\n",
        "Also: connections.",
        "Source: RFC 9293, section 4",
        "        curl \"127.0.0.1:62893/lessons/two/claim?width=60\"\n",
        "        curl \"127.0.0.1:62893/glossary?width=60\"\n",
    ] {
        assert!(term.contains(shown), "{shown:?} is missing in\n{term}");
    }
    let all = text::glossary(&glossary, &reader(Paint::Plain));
    assert!(all.contains("port\n    A number.\n\nport number\n    Said of a port.\n"), "{all}");
    for (one, other) in [
        (all, text::glossary(&glossary, &reader(Paint::Colour))),
        (term, text::term(&glossary.terms[0], &reader(Paint::Colour))),
    ] {
        assert_eq!(stripped(&other), one);
    }
}

proptest! {
    #[test]
    fn marking_changes_no_word(words in "[a-cA-C ]{0,6}(connection|Port|port number|ports|, |-|é|。|端口){0,8}[ .]?") {
        let mut lesson = parse::lesson("two", GOOD).unwrap();
        let text = vec![Inline::Text(words.clone())];
        lesson.sections[1].blocks = vec![Block::Paragraph(text), Block::Paragraph(vec![Inline::Strong(vec![Inline::Text("é".into())])])];
        mark(&mut lesson, &read(FILE));
        let Block::Paragraph(text) = &lesson.sections[1].blocks[0] else { panic!("a paragraph was expected") };
        prop_assert_eq!(plain(text), words);
        let mut ids = lesson.sections[1].terms();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
    }

    #[test]
    fn no_file_panics(source in "(\\[\\[term\\]\\]\n|name = \"[a-c!?]{0,2}\"\n|means = \"[a`*.]{0,4}\"\n|forms = \\[\"b\"\\]\n){0,8}") {
        let _ = parse::glossary(&source);
    }
}
