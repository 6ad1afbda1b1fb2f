//! Lessons and contents as plain text: what is shown, what is not, and how wide.

use crate::good::GOOD;
use course::model::{Block, Contents, Inline, Lesson, Section, Summary};
use course::{parse, text};
use proptest::prelude::*;

#[test]
fn shows_what_a_terminal_can_show() {
    let text = text::lesson(&parse::lesson("two", GOOD).unwrap(), 80);
    for shown in [
        "Two doors\n=========\n",
        "curl http://127.0.0.1:62893/\n    hello\n",
        "A claim\n-------\n",
        "handshake. [1] See above, or the journal (/journal).",
        "- one\n- two with 127.0.0.1:80\n",
        "head  other\n----  -----\na     b\n",
        "    GET / HTTP/1.1\n",
        "| Not needed to go on.\n",
        "[On the page: Is it open?]",
        "curl http://127.0.0.1:62893/probe/80",
        "Exercise: Ask for `/echo`.",
        "The command ends with exit status 7.",
        "Question 3: Which?\n   a) This\n   b) That\n",
        "Sources\n-------\n\n[1] RFC 9293: Transmission Control Protocol, section 3.5\n",
    ] {
        assert!(text.contains(shown), "{shown:?} is missing in\n{text}");
    }
    for hidden in ["It is not.", "It arrived.", "guess"] {
        assert!(!text.contains(hidden), "{hidden:?} stands in\n{text}");
    }
    assert!(!text.contains("\n\n\n") && text.ends_with("section 3.5\n"), "{text}");
}

#[test]
fn the_contents_tell_how_to_go_on() {
    let contents = Contents { lessons: vec![parse::lesson("two", GOOD).unwrap().summary] };
    let text = text::contents(&contents, "127.0.0.1:62893", 60);
    assert!(text.contains("1. Two doors (6 minutes)\n   One TCP port, two ways in.\n"), "{text}");
    assert!(text.contains("   curl 127.0.0.1:62893/lessons/two\n"), "{text}");
    assert!(text::contents(&Contents { lessons: Vec::new() }, "a", 60).contains("none"));
}

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec("[a-z]{1,12}", 1..40).prop_map(|words| words.join(" "))
}

fn block() -> impl Strategy<Value = Block> {
    let text = words().prop_map(|words| vec![Inline::Text(words)]).boxed();
    let leaf = prop_oneof![
        text.clone().prop_map(Block::Paragraph),
        text.clone().prop_map(Block::Heading),
        (
            proptest::collection::vec(text.clone(), 2),
            proptest::collection::vec(proptest::collection::vec(text, 2), 0..3)
        )
            .prop_map(|(head, rows)| Block::Table { head, rows }),
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
        sections: vec![Section { id: String::new(), title: Vec::new(), blocks }],
    }
}

proptest! {
    #[test]
    fn no_line_is_wider_than_asked(blocks in proptest::collection::vec(block(), 0..6), width in 0usize..300) {
        let text = text::lesson(&lesson(blocks), width);
        let limit = width.clamp(text::MIN_WIDTH, text::MAX_WIDTH);
        for line in text.lines() {
            prop_assert!(line.chars().count() <= limit, "{line:?} is wider than {limit}");
        }
    }

    #[test]
    fn no_word_is_lost(words in words(), width in 40usize..200) {
        let text = text::lesson(&lesson(vec![Block::Paragraph(vec![Inline::Text(words.clone())])]), width);
        prop_assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&words));
    }

    #[test]
    fn only_a_word_that_cannot_be_broken_is_wider(length in 1usize..300, width in 40usize..200) {
        let word = "x".repeat(length);
        let text = text::lesson(&lesson(vec![Block::Paragraph(vec![Inline::Text(format!("a {word} b"))])]), width);
        for line in text.lines().filter(|line| line.len() > width) {
            prop_assert_eq!(line.trim(), word.as_str());
        }
    }

    #[test]
    fn nothing_panics(source in "([-*_#|`a\\n 1.]|```(aside|notes|text)\n|\n```\n)*", width in any::<usize>()) {
        if let Ok(lesson) = parse::lesson("a", &format!("+++\ntitle=\"a\"\nsummary=\"b\"\nminutes=5\n+++\n{source}")) {
            let _ = text::lesson(&lesson, width);
        }
    }
}
