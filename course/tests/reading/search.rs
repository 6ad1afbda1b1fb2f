//! Search: what is found, in which order, and what is shown of it.

use crate::good::GOOD;
use course::parse;
use course::search::{Found, Index, Kind, MAX_HITS};
use course::shell::Shell;
use proptest::prelude::*;

const GLOSSARY: &str = "[[term]]\nname = \"handshake\"\nforms = [\"handshakes\"]\nmeans = \"Three steps before any data. 端口 はポート。\"\n";

fn index() -> Index {
    let lesson = parse::lesson("two", GOOD).expect("the good lesson is one");
    let glossary = parse::glossary(GLOSSARY).expect("a glossary");
    Index::of(&[lesson], &glossary, Shell::Cmd)
}

fn find(query: &str) -> Found {
    index().find(query)
}

fn shown(found: &Found) -> Vec<(Kind, &str)> {
    found.hits.iter().map(|hit| (hit.kind, hit.href.as_str())).collect()
}

#[test]
fn what_is_named_so_comes_before_what_only_mentions_it() {
    assert_eq!(
        shown(&find("handshake")),
        [(Kind::Term, "/glossary#handshake"), (Kind::Text, "/lessons/two#claim")]
    );
    assert_eq!(shown(&find("claim")), [(Kind::Section, "/lessons/two#claim")]);
    assert_eq!(shown(&find("TWO doors"))[0], (Kind::Lesson, "/lessons/two"));
    assert_eq!(shown(&find("two ways"))[0], (Kind::Lesson, "/lessons/two"), "a summary counts");
}

#[test]
fn every_word_must_be_there_and_may_be_a_part_of_one() {
    assert_eq!(find("handshake begins").total, 1);
    assert_eq!(find("handshake elephant").total, 0);
    assert_eq!(shown(&find("HANDSH")).len(), 2);
    assert_eq!(find("").total + find("   ").total, 0);
}

#[test]
fn commands_are_those_of_one_shell_and_each_is_told_once() {
    let found = find("curl.exe probe");
    assert_eq!(shown(&found), [(Kind::Command, "/lessons/two#try-it")]);
    let command: String = found.hits[0].excerpt.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(command, "curl.exe http://127.0.0.1:62893/probe/80");
    assert_eq!(found.hits[0].within, "Two doors");
}

#[test]
fn scripts_without_spaces_are_found_in_the_middle_of_a_line() {
    for query in ["端口", "口", "ポート", "ﾎﾟｰﾄ"] {
        assert_eq!(shown(&find(query)), [(Kind::Term, "/glossary#handshake")], "{query}");
    }
}

#[test]
fn neither_notes_nor_answers_are_given_away() {
    for secret in ["guess", "It is not.", "That"] {
        let found = find(secret);
        assert!(found.hits.iter().all(|hit| hit.kind == Kind::Lesson), "{secret}: {found:?}");
    }
}

#[test]
fn an_excerpt_stands_around_what_was_found() {
    let long = format!("{}needle {}", "hay and straw ".repeat(30), "more of it ".repeat(40));
    let lesson =
        parse::lesson("two", &GOOD.replace("A connection begins", &format!("{long} begins"))).unwrap();
    let index = Index::of(&[lesson], &parse::glossary("").unwrap(), Shell::Linux);
    let found = index.find("NEEDLE");
    let excerpt = &found.hits[0].excerpt;
    let text: String = excerpt.iter().map(|piece| piece.text.as_str()).collect();
    assert!(text.starts_with("… ") && text.ends_with(" …") && text.chars().count() <= 190, "{text}");
    let hits: Vec<&str> = excerpt.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!(hits, ["needle"]);
}

proptest! {
    #[test]
    fn every_word_of_an_excerpt_is_in_the_course(query in "[a-z]{1,3}|[あ-ん]|\\PC{1,3}") {
        let found = find(&query);
        prop_assert!(found.hits.len() <= MAX_HITS.min(found.total));
        for hit in &found.hits {
            let text: String = hit.excerpt.iter().map(|piece| piece.text.as_str()).collect();
            let inside = text.trim_start_matches("… ").trim_end_matches(" …");
            prop_assert!(inside.chars().count() <= 180 + 3, "{:?}", text);
        }
    }

    #[test]
    fn long_texts_in_any_script_are_cut_without_harm(before in "\\PC{0,200}", after in "\\PC{0,300}") {
        let mut lesson = parse::lesson("two", GOOD).unwrap();
        let text = vec![course::model::Inline::Text(format!("{before}端{after}"))];
        lesson.sections[1].blocks = vec![course::model::Block::Paragraph(text)];
        let index = Index::of(&[lesson], &parse::glossary("").unwrap(), Shell::Linux);
        let found = index.find("端");
        let in_text = found.hits.iter().find(|hit| hit.kind == Kind::Text);
        // A mark right behind it makes another letter of it.
        if let Some(hit) = in_text {
            prop_assert!(hit.excerpt.iter().any(|piece| piece.hit && piece.text.starts_with('端')), "{:?}", hit.excerpt);
        }
    }
}
