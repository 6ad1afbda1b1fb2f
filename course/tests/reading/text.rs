//! Lessons and contents as text: what is shown, what is not, how wide, and how to go on.

use crate::good::GOOD;
use concepts::paint::{Paint, stripped};
use course::model::{Block, Contents, Inline, Lesson, Section, Summary};
use course::shell::Shell;
use course::text::{Around, Reader};
use course::{parse, quiz, text};
use proptest::prelude::*;

fn reader(width: usize) -> Reader {
    Reader { lab: "127.0.0.1:62893".into(), width, paint: Paint::Plain, shell: Shell::Linux }
}

fn good() -> Lesson {
    parse::lesson("two", GOOD).expect("the good lesson is one")
}

fn whole(lesson: &Lesson, width: usize) -> String {
    text::lesson(lesson, &Around::default(), &reader(width))
}

#[test]
fn shows_what_a_terminal_can_show() {
    let text = whole(&good(), 80);
    for shown in [
        "Two doors\n=========\n",
        "It has 4 parts. To read one at a time:\ncurl 127.0.0.1:62893/lessons/two/1\n",
        "$ curl http://127.0.0.1:62893/\n    hello\n",
        "A claim\n-------\n",
        "handshake. [1] See above, or the journal (/journal).",
        "- one\n- two with 127.0.0.1:80\n",
        "head  other\n----  -----\na     b\n",
        "    GET / HTTP/1.1\n",
        "| Not needed to go on.\n",
        "[On the page: Is it open?]",
        "curl http://127.0.0.1:62893/probe/80",
        "Exercise: Ask for `/echo`.",
        "$ curl 127.0.0.1:62893/checks/two-first\n",
        "The command ends with exit code 7.",
        "Question 3: Which?\n   a) This\n   b) That\n\n   $ curl 127.0.0.1:62893/quiz/two-q3/a\n",
        "Sources\n-------\n\n[1] RFC 9293: Transmission Control Protocol, section 3.5\n",
        "all:  the contents\n      curl 127.0.0.1:62893/lessons\n",
    ] {
        assert!(text.contains(shown), "{shown:?} is missing in\n{text}");
    }
    for hidden in ["It is not.", "It arrived.", "guess"] {
        assert!(!text.contains(hidden), "{hidden:?} stands in\n{text}");
    }
    assert!(!text.contains("\n\n\n") && text.ends_with("/lessons\n"), "{text}");
}

#[test]
fn the_contents_tell_how_to_go_on() {
    let contents = Contents { lessons: vec![good().summary] };
    let text = text::contents(&contents, &reader(60));
    assert!(text.contains("1. Two doors (6 minutes)\n   One TCP port, two ways in.\n"), "{text}");
    assert!(text.contains("   curl \"127.0.0.1:62893/lessons/two?width=60\"\n"), "{text}");
    assert!(
        text.contains("begin: Two doors\n       curl \"127.0.0.1:62893/lessons/two/1?width=60\"\n"),
        "{text}"
    );
    assert!(text::contents(&Contents { lessons: Vec::new() }, &reader(60)).contains("none"));
}

#[test]
fn each_part_leads_to_the_next_and_back_and_on_to_the_neighbours() {
    let lesson = good();
    let named = |slug: &str| Summary { slug: slug.into(), ..good().summary };
    let around = Around { before: Some(named("one")), after: Some(named("three")) };
    let part = |at: usize| text::excerpt(&lesson, at, &around, &reader(80));
    let (first, second, last) = (part(0), part(1), part(3));
    assert!(first.starts_with("Two doors\n=========\n") && first.contains("part 1 of 4"), "{first}");
    assert!(first.contains("next: A claim\n      curl 127.0.0.1:62893/lessons/two/2\n"), "{first}");
    assert!(first.contains("      curl 127.0.0.1:62893/lessons/one/1\n"), "{first}");
    assert!(second.starts_with("Two doors, part 2 of 4\n\nA claim\n-------\n"), "{second}");
    assert!(second.contains("back: the beginning\n      curl 127.0.0.1:62893/lessons/two/1\n"), "{second}");
    assert!(second.contains("[1] RFC 9293"), "the claim's source stands with it: {second}");
    assert!(!first.contains("Sources") && !last.contains("Sources"), "{first}{last}");
    assert!(
        last.contains(
            "next: the lesson \u{201c}Two doors\u{201d}\n      curl 127.0.0.1:62893/lessons/three/1\n"
        ),
        "{last}"
    );
    assert_eq!(part(4), "");
}

#[test]
fn a_part_is_found_by_its_number_its_name_and_what_is_in_it() {
    let lesson = good();
    for (name, part) in [
        ("1", Some(0)),
        ("claim", Some(1)),
        ("two-probe", Some(2)),
        ("two-second", Some(2)),
        ("4", Some(3)),
        ("two-q2", Some(3)),
        ("0", None),
        ("5", None),
        ("-1", None),
        ("", None),
        ("nowhere", None),
        ("99999999999999999999999", None),
    ] {
        assert_eq!(lesson.part(name), part, "{name}");
    }
    assert_eq!(lesson.excerpt(1).unwrap().number, 2);
    assert_eq!(lesson.excerpt(4), None);
}

#[test]
fn what_differs_from_run_to_run_is_named_and_explained_once() {
    let run = "```run\ncommand = \"curl a\"\nexpect = \"from <ephemeral> in <time>\\n...\"\n```\n";
    let lesson =
        parse::lesson("two", &GOOD.replace("## Try it\n", &format!("## Try it\n{run}{run}"))).unwrap();
    let text = whole(&lesson, 80);
    assert_eq!(text.matches("    from <your port> in <a time>\n    ...\n").count(), 2, "{text}");
    assert_eq!(text.matches("Between < and >").count(), 1, "{text}");
}

#[test]
fn commands_are_those_of_the_readers_shell() {
    let text = text::lesson(&good(), &Around::default(), &Reader { shell: Shell::Powershell, ..reader(80) });
    assert!(text.contains("PS> curl.exe http://127.0.0.1:62893/\n"), "{text}");
    assert!(text.contains("PS> curl.exe \"127.0.0.1:62893/quiz/two-q1/a?shell=powershell\"\n"), "{text}");
    assert!(!text.contains("$ curl"), "{text}");
}

#[test]
fn a_command_is_quoted_for_the_readers_shell_and_broken_only_where_it_may_be() {
    let words =
        ["-X", "POST", "http://127.0.0.1:62893/listeners", "-H", "A: b", "-d", r#"{"kind":"tcp-echo"}"#];
    let by = |shell| Reader { shell, ..reader(80) }.command("curl", &words);
    assert_eq!(
        by(Shell::Macos),
        "curl -X POST http://127.0.0.1:62893/listeners \\\n      -H 'A: b' -d '{\"kind\":\"tcp-echo\"}'"
    );
    assert_eq!(
        by(Shell::Cmd),
        r#"curl.exe -X POST http://127.0.0.1:62893/listeners -H "A: b" -d "{\"kind\":\"tcp-echo\"}""#
    );
    assert_eq!(reader(80).command("curl", &words[3..5]), "curl -H 'A: b'");
}

#[test]
fn a_table_keeps_its_columns_as_long_as_words_have_room_in_them() {
    let cell = |words: &str| vec![Inline::Text(words.into())];
    let row = |cells: [&str; 2]| cells.map(cell).to_vec();
    let long = "the system at one end asks for a connection, and the other one agrees";
    let table = Block::Table {
        head: row(["round trip", "what happens"]),
        rows: vec![row(["TCP connect", long]), row(["ICMP echo", "a reply"])],
    };
    let text = |width| whole(&lesson(vec![table.clone()]), width);
    let line = "TCP connect  the system at one end asks for a connection, and the other one agrees\n";
    assert!(text(90).contains(line), "{}", text(90));
    let (first, second) = ("-".repeat(11), "-".repeat(48));
    let broken = format!(
        "round trip   what happens\n{first}  {second}\n\
         TCP connect  the system at one end asks for a connection, and\n{}the other one agrees\n\
         ICMP echo    a reply\n",
        " ".repeat(15)
    );
    assert!(text(61).contains(&broken), "{}", text(61));
    // With a word that fills the line, no column is left for others.
    let word = "x".repeat(30);
    let table = Block::Table { head: row(["a", "b"]), rows: vec![row([&word, &word])] };
    let text = whole(&lesson(vec![table]), 40);
    assert!(text.contains(&format!("a: {word}\nb: {word}\n")), "{text}");
}

#[test]
fn without_its_colours_every_page_is_the_plain_one() {
    let lesson = good();
    let asked = quiz::asked(&lesson, "two-q1").unwrap();
    let verdict = quiz::verdict(&lesson, "two-q1", "b").unwrap();
    for width in [40, 61, 80, 200] {
        let plain = reader(width);
        let coloured = Reader { paint: Paint::Colour, ..plain.clone() };
        let around = Around { before: None, after: Some(lesson.summary.clone()) };
        let mut pages: Vec<fn(&Reader, &Lesson, &Around) -> String> = Vec::new();
        pages.push(|reader, lesson, around| text::lesson(lesson, around, reader));
        pages.push(|reader, lesson, around| text::excerpt(lesson, 1, around, reader));
        pages.push(|reader, lesson, _| {
            text::contents(&Contents { lessons: vec![lesson.summary.clone()] }, reader)
        });
        for page in pages {
            let (text, painted) = (page(&plain, &lesson, &around), page(&coloured, &lesson, &around));
            assert!(painted.contains("\u{1b}[94m127.0.0.1\u{1b}[0m\u{1b}[33m:62893\u{1b}[0m"), "{painted}");
            assert_eq!(stripped(&painted), text);
        }
        assert_eq!(stripped(&text::question(&asked, &coloured)), text::question(&asked, &plain));
        assert_eq!(stripped(&text::verdict(&verdict, &coloured)), text::verdict(&verdict, &plain));
    }
}

#[test]
fn a_quiz_can_be_taken_without_being_given_away() {
    let lesson = good();
    let asked = quiz::asked(&lesson, "two-q1").unwrap();
    let question = text::question(&asked, &reader(80));
    assert!(question.starts_with("Question 1 of 3 in the lesson two\n\nWhich?\n   a) This\n"), "{question}");
    assert!(!serde_json::to_string(&asked).unwrap().contains("right"));
    let verdict =
        |letter: &str| text::verdict(&quiz::verdict(&lesson, "two-q1", letter).unwrap(), &reader(80));
    let (right, wrong) = (verdict("a"), verdict("B"));
    assert!(
        right.contains("Right. It is.") && right.contains("curl 127.0.0.1:62893/quiz/two-q2\n"),
        "{right}"
    );
    assert!(wrong.contains("Not this one. It is not."), "{wrong}");
    assert!(wrong.contains("curl 127.0.0.1:62893/lessons/two/two-probe\n"), "{wrong}");
    assert!(wrong.contains("curl 127.0.0.1:62893/quiz/two-q1\n"), "{wrong}");
    for (id, letter) in [("two-q1", "c"), ("two-q1", ""), ("two-q1", "ab"), ("two-q9", "a")] {
        assert_eq!(quiz::verdict(&lesson, id, letter), None, "{id} {letter}");
    }
    let last = text::verdict(&quiz::verdict(&lesson, "two-q3", "a").unwrap(), &reader(80));
    assert!(last.contains("curl 127.0.0.1:62893/lessons\n"), "{last}");
}

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec("[a-z]{1,12}", 1..40).prop_map(|words| words.join(" "))
}

fn block() -> impl Strategy<Value = Block> {
    let text = words().prop_map(|words| vec![Inline::Text(words)]).boxed();
    let leaf = prop_oneof![
        text.clone().prop_map(Block::Paragraph),
        text.clone().prop_map(Block::Heading),
        (1usize..5).prop_flat_map(move |columns| {
            let row = proptest::collection::vec(text.clone(), columns);
            let rows = proptest::collection::vec(row.clone(), 0..3);
            (row, rows).prop_map(|(head, rows)| Block::Table { head, rows })
        }),
    ];
    leaf.prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Block::Aside),
            (any::<bool>(), proptest::collection::vec(proptest::collection::vec(inner, 1..3), 1..4))
                .prop_map(|(ordered, items)| Block::List { ordered, items }),
        ]
    })
}

fn lesson(blocks: Vec<Block>) -> Lesson {
    let summary = Summary {
        slug: "a".into(),
        title: vec![Inline::Text("A".into())],
        summary: vec![Inline::Text("B".into())],
        minutes: 5,
        exercises: Vec::new(),
        questions: 0,
    };
    Lesson {
        summary,
        sources: Vec::new(),
        terms: Vec::new(),
        sections: vec![Section { id: String::new(), title: Vec::new(), blocks }],
    }
}

/// Whether a line is set to the width: a command stays as it is.
fn is_set(line: &&str) -> bool {
    !line.trim_start().starts_with("curl ")
}

proptest! {
    #[test]
    fn no_line_is_wider_than_asked(blocks in proptest::collection::vec(block(), 0..6), width in 0usize..300) {
        let text = whole(&lesson(blocks), width);
        let limit = width.clamp(text::MIN_WIDTH, text::MAX_WIDTH);
        for line in text.lines().filter(is_set) {
            prop_assert!(line.chars().count() <= limit, "{line:?} is wider than {limit}");
        }
    }

    #[test]
    fn no_word_is_lost(words in words(), width in 40usize..200) {
        let text = whole(&lesson(vec![Block::Paragraph(vec![Inline::Text(words.clone())])]), width);
        prop_assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&words));
    }

    #[test]
    fn only_a_word_that_cannot_be_broken_is_wider(length in 1usize..300, width in 40usize..200) {
        let word = "x".repeat(length);
        let text = whole(&lesson(vec![Block::Paragraph(vec![Inline::Text(format!("a {word} b"))])]), width);
        for line in text.lines().filter(is_set).filter(|line| line.len() > width) {
            prop_assert_eq!(line.trim(), word.as_str());
        }
    }

    #[test]
    fn nothing_panics(source in "([-*_#|`a\\n 1.]|```(aside|notes|text)\n|\n```\n)*", width in any::<usize>()) {
        if let Ok(lesson) = parse::lesson("a", &format!("+++\ntitle=\"a\"\nsummary=\"b\"\nminutes=5\n+++\n{source}")) {
            let _ = whole(&lesson, width);
        }
    }
}
