//! The rules that lessons are held to: each has a lesson that breaks it.

use crate::good::{GOOD, spoilt};
use course::exercise::Check;
use course::facts::PLACEHOLDERS;
use course::fault::Fault;
use course::{parse, validate};

const LAST_RIGHT: &str = "text = \"That\"\nbecause = \"It is not.\"\nsee = \"#claim\"\n[[question.answer]]\n\
                          text = \"This\"\nright = true\nbecause = \"It is.\"\n";
const FIRST_RIGHT: &str = "text = \"This\"\nright = true\nbecause = \"It is.\"\n[[question.answer]]\n\
                           text = \"That\"\nbecause = \"It is not.\"\nsee = \"#claim\"\n";

fn faults(source: &str) -> Vec<Fault> {
    match validate::files(&[("two", source)]) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

#[test]
fn a_good_lesson_has_no_faults() {
    assert_eq!(faults(GOOD), []);
    let lesson = parse::lesson("two", GOOD).unwrap();
    assert_eq!(validate::course(&[lesson]), []);
}

#[test]
fn every_rule_finds_what_breaks_it() {
    let long = format!("A sentence {}of words.", "with many words ".repeat(10));
    for (from, to, what) in [
        ("(#claim)", "(#nowhere)", "leads nowhere"),
        ("(/journal)", "(/lessons/three)", "leads nowhere"),
        ("(/journal)", "(/lessons/two#nowhere)", "leads nowhere"),
        ("(/journal)", "(/nowhere)", "leads nowhere"),
        ("(/journal)", "(http://127.0.0.1/)", "off this machine"),
        ("(/journal)", "(//example.com/)", "off this machine"),
        ("see = \"#claim\"", "see = \"#nowhere\"", "leads nowhere"),
        ("see = \"#claim\"", "see = \"/journal\"", "into this lesson"),
        ("see = \"#claim\"", "", "points to nothing"),
        ("[^rfc9293]", "[^rfc1]", "has no source"),
        ("[^rfc9293]", "[^rfc1]", "never cited"),
        ("handshake.[^rfc9293]", "handshake.", "cites no source"),
        ("[[sources]]\n", "[[sources]]\nid = \"rfc9293\"\ntitle = \"again\"\n[[sources]]\n", "same id"),
        ("id = \"two-pair\"", "id = \"two-probe\"", "given twice"),
        ("id = \"two-pair\"", "id = \"claim\"", "given twice"),
        ("id = \"two-pair\"", "id = \"Two Pair\"", "not a name"),
        ("hints = [\"a\", \"b\", \"c\"]", "hints = [\"a\", \"b\"]", "has 2 hints"),
        ("[[solution]]\ncommand = \"curl http://127.0.0.1:62893/echo\"", "", "no solution"),
        ("path = \"/whoami\"", "", "any request"),
        ("path = \"/whoami\"", "path = \"whoami\"", "not a path"),
        ("path = \"/whoami\"", "outcome = \"shut\"", "the outcome \"shut\""),
        ("path = \"/whoami\"", "listener = \"tcp-ehco\"", "the listener \"tcp-ehco\""),
        ("path = \"/whoami\"", "refused = \"cross\"", "the refusal \"cross\""),
        ("client = [\"terminal\"]", "client = [\"curl\"]", "the client \"curl\""),
        ("text = \"That\"", "text = \"That\"\nright = true", "2 right answers"),
        (LAST_RIGHT, FIRST_RIGHT, "same place"),
        ("right = true", "", "0 right answers"),
        ("because = \"It is.\"", "because = \"\"", "does not say why"),
        ("Before you read on, run this.", "Run this now!", "exclamation mark"),
        ("Before you read on, run this.", &long, "a sentence of 34 words"),
        ("minutes = 6", "minutes = 40", "takes 40 minutes"),
        ("minutes = 6", "minutes = 1", "takes 1 minute"),
        ("hints = [\"a\", \"b\", \"c\"]", "hints = [\"a\"]", "has 1 hint"),
        ("expect = \"...\"", "expect = \"port <prot>\"", "<prot> is no wildcard"),
        ("expect = \"...\"", "expect = \"<Number>\"", "<Number> is no wildcard"),
        ("expect = \"...\"", "expect = \"<ephemral>\"", "<ephemral> is no wildcard"),
        ("expect = \"...\"", "expect = \"port :<ephemeral to\"", "<ephemeral without >"),
        (
            "command = \"curl http://127.0.0.1:1/\"",
            "linux = \"curl http://127.0.0.1:1/\"",
            "linux is all that is given",
        ),
        ("does = \"Say hello\"\n", "", "no word on what this command does"),
        ("does = \"Say hello\"\n", "does = \" \"\n", "no word on what this command does"),
        ("does = \"Knock at port 80\"\n", "", "no word on what this command does"),
        ("does = \"Be refused\"", "does = \"Be refused.\"", "ends with a mark"),
        ("does = \"Be refused\"", &format!("does = \"{}\"", "a".repeat(61)), "takes 61 characters"),
        ("```run\ncommand = \"curl http://127.0.0.1:62893/\"", "```text\nnothing", "1 command to run"),
    ] {
        let found = faults(&spoilt(from, to));
        assert!(found.iter().any(|fault| fault.what.contains(what)), "{what}: {found:?}");
        assert!(found.iter().all(|fault| !fault.remedy.is_empty() && fault.lesson == "two"), "{found:?}");
    }
}

#[test]
fn a_misspelt_condition_is_told_with_what_it_can_be() {
    for (from, to, remedy) in [
        ("path = \"/whoami\"", "listener = \"tcp-ehco\"", "write \"tcp-echo\""),
        ("path = \"/whoami\"", "outcome = \"opne\"", "write \"open\""),
        ("[\"terminal\"]", "[\"terminl\"]", "write \"terminal\""),
        ("[\"terminal\"]", "[\"curl\"]", "use one of page, browser, terminal, raw, console, program"),
    ] {
        let told: Vec<String> = faults(&spoilt(from, to)).into_iter().map(|fault| fault.remedy).collect();
        assert_eq!(told, [remedy], "{to}");
    }
    assert_eq!(faults(&spoilt("[\"terminal\"]", "[\"console\"]")), []);
}

#[test]
fn authors_are_told_of_every_condition_and_of_every_placeholder() {
    const GUIDE: &str = include_str!("../../../docs/authoring.md");
    let check = serde_json::to_value(Check::default()).unwrap();
    for name in check.as_object().unwrap().keys() {
        assert!(GUIDE.contains(&format!("`{name}`")) || GUIDE.contains(&format!("`{name} = ")), "{name}");
    }
    for name in PLACEHOLDERS {
        assert!(GUIDE.contains(&format!("`{{{{{name}}}}}`")), "{name}");
    }
    for told in [
        format!("{} to {} minutes", validate::MINUTES.start(), validate::MINUTES.end()),
        format!("more than {} words", validate::MAX_WORDS),
        format!("at most {} characters", validate::MAX_DOES),
    ] {
        assert!(GUIDE.contains(&told), "{told}");
    }
}

#[test]
fn a_fault_of_a_block_has_its_line() {
    let source = spoilt("Not needed to go on.", "Not needed to go on!");
    let expected = source.lines().position(|line| line == "```aside").unwrap() + 1;
    assert_eq!(faults(&source)[0].line, expected);
}

#[test]
fn exercises_widgets_and_questions_have_names_of_their_own_in_the_course() {
    let found = validate::files(&[("two", GOOD), ("three", GOOD)]).unwrap_err();
    let named: Vec<&str> = found.iter().map(|fault| fault.what.as_str()).collect();
    for name in ["two-probe", "two-pair", "two-first", "two-second", "two-q1", "two-q2", "two-q3"] {
        assert!(named.iter().any(|what| what.contains(&format!("{name:?}"))), "{name}: {named:?}");
    }
    assert!(!named.iter().any(|what| what.contains("claim")), "headings may recur: {named:?}");
}

#[test]
fn links_lead_into_other_lessons() {
    let other = GOOD.replace("two-", "three-").replace("(/journal)", "(/lessons/two#two-probe)");
    assert!(validate::files(&[("two", GOOD), ("three", &other)]).is_ok());
}

#[test]
fn two_lessons_with_one_slug_are_a_fault() {
    let found = validate::files(&[("two", GOOD), ("two", GOOD)]).unwrap_err();
    assert!(found.iter().any(|fault| fault.what.contains("same slug")), "{found:?}");
}

#[test]
fn what_a_program_prints_between_angle_brackets_is_no_fault() {
    let printed = "expect = \"<html><title>a</title><port><a href='b'><p>it is < than <two words> <Error></p><time a='b'> <portal <i\"";
    assert_eq!(faults(&spoilt("expect = \"...\"", printed)), []);
}

#[test]
fn one_of_something_is_told_as_one() {
    let source = GOOD.replace("```run\ncommand = \"curl http://127.0.0.1:62893/\"", "```text\nnothing");
    let told: Vec<String> = faults(&source).into_iter().map(|fault| fault.what).collect();
    assert!(told.contains(&"the lesson has 1 command to run".to_owned()), "{told:?}");
}
