//! Reading lesson files: what becomes of each construct, and what every fault says.

use crate::good::{GOOD, spoilt};
use course::fault::Fault;
use course::model::{Block, Inline, Lesson};
use course::parse::{lesson, located};
use course::widget::Kind;
use proptest::prelude::*;

fn read(source: &str) -> Lesson {
    lesson("two", source).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn faults(source: &str) -> Vec<Fault> {
    lesson("two", source).expect_err("faults were expected")
}

#[test]
fn reads_every_construct() {
    let lesson = read(GOOD);
    assert_eq!(lesson.summary.exercises, ["two-first", "two-second"]);
    assert_eq!((lesson.summary.questions, lesson.summary.minutes), (3, 6));
    assert_eq!(lesson.sources[0].place, "section 3.5");
    let ids: Vec<&str> = lesson.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["", "claim", "try-it", "questions"]);
    let kinds: Vec<&str> = lesson.sections[1].blocks.iter().map(kind).collect();
    assert_eq!(kinds, ["paragraph", "list", "table", "code", "aside"]);
    let kinds: Vec<&str> = lesson.sections[2].blocks.iter().map(kind).collect();
    assert_eq!(kinds, ["widget", "widget", "exercise", "exercise", "notes", "run"]);
}

#[test]
fn sources_stand_as_they_are_first_cited() {
    let source = |id| format!("[[sources]]\nid = {id:?}\ntitle = \"Work {id}\"\n");
    let front =
        format!("{}{}{}[[sources]]\nid = \"rfc9293\"", source("never"), source("last"), source("first"));
    let lesson = spoilt("[[sources]]\nid = \"rfc9293\"", &front)
        .replacen("Before you read on, run this.", "Before you read on,[^first] run this.", 1)
        .replacen("- one\n", "- one[^last] [^first]\n", 1);
    let ids: Vec<_> = read(&lesson).sources.into_iter().map(|source| source.id).collect();
    assert_eq!(ids, ["first", "rfc9293", "last", "never"]);
}

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Heading(_) => "heading",
        Block::Paragraph(_) => "paragraph",
        Block::List { .. } => "list",
        Block::Table { .. } => "table",
        Block::Code { .. } => "code",
        Block::Aside(_) => "aside",
        Block::Run(_) => "run",
        Block::Widget(_) => "widget",
        Block::Exercise(_) => "exercise",
        Block::Quiz(_) => "quiz",
        Block::Notes(_) => "notes",
    }
}

#[test]
fn reads_text_with_its_marks() {
    let lesson = read(GOOD);
    let Block::Paragraph(text) = &lesson.sections[1].blocks[0] else { panic!("a paragraph was expected") };
    assert!(matches!(&text[1], Inline::Cite(id) if id == "rfc9293"), "{text:?}");
    assert!(text.iter().any(|piece| matches!(piece, Inline::Link { href, .. } if href == "#claim")));
    let Block::List { ordered: false, items } = &lesson.sections[1].blocks[1] else {
        panic!("a list was expected")
    };
    let Block::Paragraph(text) = &items[1][0] else { panic!("a paragraph was expected") };
    assert!(matches!(&text[1], Inline::Notation(parts) if parts.len() == 2), "{text:?}");
    let Block::Table { head, rows } = &lesson.sections[1].blocks[2] else { panic!("a table was expected") };
    assert_eq!((head.len(), rows.len()), (2, 1));
    assert!(matches!(rows[0][1][0], Inline::Strong(_)));
}

#[test]
fn reads_live_parts() {
    let lesson = read(GOOD);
    let Block::Widget(widget) = &lesson.sections[2].blocks[0] else { panic!("a widget was expected") };
    assert_eq!(widget.kind, Kind::Probe { port: 80 });
    let command = widget.command.as_ref().unwrap();
    assert_eq!(command.linux, "curl http://127.0.0.1:62893/probe/80");
    assert_eq!(command.powershell, "curl.exe http://127.0.0.1:62893/probe/80");
    let Block::Exercise(exercise) = &lesson.sections[2].blocks[3] else { panic!("an exercise was expected") };
    assert_eq!(exercise.solution[0].macos, exercise.solution[0].linux);
    let Block::Run(run) = &lesson.sections[0].blocks[1] else { panic!("a command was expected") };
    assert_eq!((run.expect.as_str(), run.exit, &run.note), ("hello", 0, &None));
}

#[test]
fn a_lesson_survives_json() {
    let lesson = read(GOOD);
    let json = serde_json::to_string(&lesson).unwrap();
    assert_eq!(serde_json::from_str::<Lesson>(&json).unwrap(), lesson);
}

#[test]
fn keeps_the_line_of_each_block() {
    let located = located("two", GOOD).unwrap();
    let line = |text: &str| GOOD.lines().position(|line| line == text).unwrap() + 1;
    assert_eq!(located.lines[1].0, line("## A claim {#claim}"));
    assert_eq!(located.lines[1].1[3], line("```http"));
    assert_eq!(located.lines[2].1[0], line("```widget"));
}

#[test]
fn line_ends_of_windows_change_nothing() {
    assert_eq!(read(&GOOD.replace('\n', "\r\n")), read(GOOD));
}

#[test]
fn every_fault_names_its_line_and_a_remedy() {
    for (from, to, what) in [
        ("minutes = 6", "minutes = \"six\"", "front matter"),
        ("minutes = 6", "minutes = 6\ncolour = 1", "colour"),
        ("title = \"Two doors\"", "title = \"\"", "title is empty"),
        ("expect = \"\"\"\nhello\n\"\"\"", "", "expectation"),
        ("exit = 7", "exits = 7", "exits"),
        ("name = \"probe\"", "name = \"sonar\"", "sonar"),
        ("port = 80", "port = 80\nspeed = 3", "speed"),
        ("port = 80", "port = 99999", "99999 stands where"),
        ("lead = \"A real connect.\"", "", "lead"),
        ("client = [\"terminal\"]", "clients = [\"terminal\"]", "clients"),
        ("because = \"It is.\"", "", "why"),
        ("## Try it", "# Try it", "level 1"),
        ("## Try it", "> quoted\n\n## Try it", "not drawn"),
        ("## Try it", "a <b>bold</b> claim\n\n## Try it", "not drawn"),
        ("## Try it", "![a](b.png)\n\n## Try it", "not drawn"),
        ("```notes", "```Notes", "no fence is named `Notes`"),
        ("```exercise", "```excercise", "no fence is named `excercise`"),
        ("```exercise", "```", "what belongs into `exercise`"),
        ("```aside\nNot needed to go on.\n```", "```aside\nNot needed to go on.", "is not closed"),
        ("see = \"#two-pair\"\n```", "see = \"#two-pair\"", "end of the file"),
        ("## Try it", "***\n\n## Try it", "horizontal rule"),
        ("## Try it", "    indented\n\n## Try it", "indented"),
        ("Not needed to go on.", "## A section", "inside another block"),
        ("prompt = \"Ask for `/echo`.\"", "prompt = \"one\\n\\ntwo\"", "more than one paragraph"),
        ("command = \"curl http://127.0.0.1:1/\"", "", "no command"),
        ("command = \"curl http://127.0.0.1:1/\"", "command = \" \"", "empty"),
    ] {
        let source = spoilt(from, to);
        let faults = faults(&source);
        assert!(faults.iter().all(|fault| fault.line > 0 && !fault.remedy.is_empty()), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.what.contains(what)), "{what}: {faults:?}");
    }
}

#[test]
fn a_form_that_cannot_be_read_is_told_in_words() {
    for (from, to, told) in [
        ("minutes = 6", "minutes = five", "no number and no text between quotes; write a number in digits"),
        (
            "minutes = 6",
            "minutes = \"6\"",
            "\"6\" stands where a whole number belongs; write a number from 0 to 65535",
        ),
        ("minutes = 6", "minuts = 6", "has no field `minuts`; write `minutes`"),
        ("minutes = 6", "", "`minutes` is missing; add a line: minutes = ..."),
        ("\"Two doors\"", "\"Two \"doors\"\"", "after the end of a value; put the whole text"),
        ("\"Two doors\"", "\"Two doors", "has no end on its line; end it with a double quote"),
        ("[[sources]]", "[[source]]", "no field `source`; write [[sources]]"),
        ("[[sources]]", "[sources]", "belongs; there may be several: write [[sources]]"),
        ("[check]\npath = \"/echo\"", "path = \"/echo\"", "write [check] on a line of its own before"),
        ("[check]\npath = \"/whoami\"", "", "`check` is missing; add [check]"),
        ("[check]", "[chek]", "no field `chek`; write [check]"),
        ("right = true", "right = \"yes\"", "belongs; write true or false"),
        (
            "[[question.answer]]",
            "[question.answer]",
            "given twice; there may be several: write [[question.answer]]",
        ),
        ("exit = 7", "exit = 700", "700 stands where a whole number belongs; write a number from 0 to 255"),
        ("\"probe\"", "\"prob\"", "no such widget as `prob`; write `probe`"),
        ("\"probe\"", "\"sonar\"", "no such widget as `sonar`; use one of `anatomy`,"),
        ("port = 80", "prot = 80", "the widget `probe` has no parameter `prot`; it has `port`; write `port`"),
        ("port = 80", "", "the widget `probe` needs `port`; add a line: port = ..."),
        (
            "port = 80",
            "port = 99999",
            "`probe` cannot be read: integer 99999 stands where a whole number belongs",
        ),
        (
            "\"socket-pair\"",
            "\"socket-pair\"\nport = 1",
            "`socket-pair` has no parameter `port`; it takes none; leave it",
        ),
        ("name = \"probe\"", "", "this widget has no name; add name ="),
    ] {
        let all: Vec<String> = faults(&spoilt(from, to)).iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|one| one.contains(told)), "{to}: {all:#?}");
    }
}

#[test]
fn no_character_that_a_terminal_obeys_gets_into_a_lesson() {
    for (from, to) in [
        ("Before you", "Before \u{1b}[31myou"),
        ("Before you", "Before \u{9b}you"),
        ("Before you", "Before \u{202e}you"),
        ("Before you", "Before \u{2066}you"),
        ("Before you", "Before \ryou"),
        ("Before you", "Before &#27;you"),
        ("Before you", "Before [you](/journal&#x202e;)"),
        ("title = \"Two doors\"", "title = \"Two \u{202e}doors\""),
        ("title = \"Two doors\"", "title = \"Two \\u001b[2Jdoors\""),
        ("```http", "```http&#27;"),
        ("GET / HTTP/1.1", "GET / \u{7}HTTP/1.1"),
        ("\nhello\n", "\nhel\u{8}lo\n"),
        ("\nhello\n", "\nhel\\blo\n"),
        ("\"A real connect.\"", "\"A \\u202Ereal connect.\""),
        ("\"A real connect.\"", "\"A &#x9b;real connect.\""),
        ("hints = [\"a\"", "hints = [\"\\u001b\""),
        ("because = \"It is.\"", "because = \"It \\u001bis.\""),
        ("Let the class", "Let the \u{2028}class\u{1b}"),
    ] {
        let source = spoilt(from, to);
        let told = faults(&source);
        let line =
            source.lines().position(|line| to.lines().any(|part| !part.is_empty() && line.contains(part)));
        assert!(told[0].what.contains("U+"), "{to:?}: {told:?}");
        assert!(told[0].line.abs_diff(line.unwrap() + 1) <= 4, "{to:?}: {told:?}");
    }
    let told = faults(&spoilt("Before you", "Before \u{202e}you"));
    assert_eq!(
        told[0].to_string(),
        "two, line 10: an invisible character (U+202E) stands after \"Before\", and can change what a terminal shows; \
         delete it, and type again what stands around it"
    );
    read(&spoilt("Before you", "Before\tyou, \u{a0}é, \u{1f469}\u{200d}\u{1f52c}"));
}

#[test]
fn a_fault_in_a_form_has_the_line_of_its_key() {
    let source = spoilt("exit = 7", "exits = 7");
    let expected = source.lines().position(|line| line == "exits = 7").unwrap() + 1;
    let told: Vec<String> = faults(&source).iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with(&format!("two, line {expected}: ")), "{told:?}");
}

#[test]
fn tells_several_faults_at_once_in_order() {
    let source =
        spoilt("minutes = 6", "minutes = []").replace("exit = 7", "exits = 7").replace("\"sonar\"", "");
    let source = source.replace("name = \"probe\"", "name = \"sonar\"");
    let lines: Vec<usize> = faults(&source).iter().map(|fault| fault.line).collect();
    assert!(lines.len() >= 3 && lines.is_sorted(), "{lines:?}");
}

#[test]
fn front_matter_must_begin_and_end() {
    assert!(faults("no front matter")[0].what.contains("begin"));
    assert!(faults("+++\ntitle = \"a\"\n")[0].what.contains("no end"));
}

#[test]
fn a_command_that_shells_read_differently_needs_its_own_forms() {
    let command = "command = \"curl http://127.0.0.1:1/\"";
    for other in [
        "curl -H 'A: b' http://127.0.0.1:1/",
        "curl http://127.0.0.1:1/ | head",
        "curl http://127.0.0.1:1/ && echo",
        "curl $(hostname)",
        "curl -d {} http://127.0.0.1:1/",
        "nc 127.0.0.1 80",
        "python3 -m http.server",
    ] {
        let found = faults(&spoilt(command, &format!("command = \"{other}\"")));
        assert!(found[0].what.contains("differently"), "{other}: {found:?}");
        let own = format!("command = \"{other}\"\npowershell = \"a\"\ncmd = \"b\"");
        read(&spoilt(command, &own));
    }
    read(&spoilt(command, r#"command = 'curl -H "A: b; c" "http://127.0.0.1:1/?a=1&b=2"'"#));
    let found = faults(&spoilt(command, "command = \"curl http://[::1]:80/?a\""));
    assert!(found[0].what.contains("pattern"), "{found:?}");
}

#[test]
fn two_citations_may_stand_together() {
    let lesson = read(&spoilt("handshake.[^rfc9293]", "handshake.[^rfc9293][^other]"));
    let Block::Paragraph(text) = &lesson.sections[1].blocks[0] else { panic!("a paragraph was expected") };
    assert!(matches!((&text[1], &text[2]), (Inline::Cite(_), Inline::Cite(_))), "{text:?}");
}

#[test]
fn deep_nesting_is_a_fault() {
    let deep = format!("{}a", "1. ".repeat(300));
    let found = faults(&spoilt("Before you read on, run this.", &deep));
    assert!(found.iter().any(|fault| fault.what.contains("too deep")), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_panics(text in ".*") {
        let _ = lesson("two", &text);
    }

    #[test]
    fn no_marks_panic(text in "([-*_#>|`\\[\\]()!<a\\n \\\\^é]|\\+\\+\\+\n|```(run|widget|quiz|exercise|notes|aside)\n|\\[\\^a\\]|\n```\n)*") {
        let _ = lesson("two", &format!("+++\ntitle=\"a\"\nsummary=\"b\"\nminutes=5\n+++\n{text}"));
    }

    #[test]
    fn no_cut_panics(at in 0..GOOD.len(), length in 0usize..200) {
        let rest = GOOD.get(at + length..).unwrap_or_default();
        if let Some(begin) = GOOD.get(..at) {
            let _ = lesson("two", &format!("{begin}{rest}"));
        }
    }
}
