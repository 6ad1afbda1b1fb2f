//! The glossary as it is served: every term leads into the course, and every term of the course leads into it.

use std::collections::HashSet;

use course::glossary::{Glossary, mark};
use course::{parse, validate};
use tests::lab::Lab;

use crate::files;

const FILE: &str = include_str!("../../../static/glossary/en.toml");

fn glossary() -> Glossary {
    parse::glossary(FILE).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn every_term_is_taught_where_it_says() {
    let lessons = files::lessons(&files::facts(&Lab::start()));
    let glossary = glossary();
    for term in &glossary.terms {
        assert!(term.taught.is_some(), "{} is taught nowhere", term.name);
    }
    assert!(glossary.terms.len() >= 60, "only {} terms", glossary.terms.len());
    assert_eq!(validate::glossary(&glossary, &lessons), []);
}

#[test]
fn every_term_in_a_lesson_resolves() {
    let lab = Lab::start();
    let mut count = 0;
    for mut lesson in files::lessons(&files::facts(&lab)) {
        mark(&mut lesson, &glossary());
        let beside: HashSet<&str> = lesson.terms.iter().map(|term| term.id.as_str()).collect();
        let marked: HashSet<&str> = lesson.sections.iter().flat_map(|section| section.terms()).collect();
        assert_eq!(beside, marked, "{}", lesson.summary.slug);
        for term in marked {
            assert_eq!(lab.get(&format!("/glossary/{term}")).status, 200, "{term}");
            count += 1;
        }
    }
    assert!(count >= 80, "only {count} terms are marked");
}

#[test]
fn every_link_of_the_glossary_is_answered() {
    let lab = Lab::start();
    let served: Glossary = serde_json::from_value(lab.json("/glossary")).expect("a glossary");
    assert_eq!(served.terms.len(), glossary().terms.len());
    for term in &served.terms {
        for form in [&term.id, &term.name].into_iter().chain(&term.forms) {
            let target = format!("/glossary/{}", form.replace(' ', "%20"));
            assert_eq!(lab.json(&target)["id"], term.id.as_str(), "{target}");
        }
        if let Some(taught) = &term.taught {
            let target = taught.replacen('#', "/", 1);
            assert_eq!(lab.get(&target).status, 200, "{}: {target}", term.name);
        }
    }
}
