//! Names and the links to them.

use std::collections::{HashMap, HashSet};

use super::walk;
use crate::fault::Faults;
use crate::model::{Block, Inline};
use crate::parse::Located;
use crate::texts;

/// The first parts of the lab's other addresses that a lesson may link to.
const ADDRESSES: [&str; 11] = [
    "cheatsheet",
    "echo",
    "files",
    "glossary",
    "health",
    "help",
    "host",
    "journal",
    "probe",
    "roundtrip",
    "whoami",
];

const NAME_REMEDY: &str = "use lower-case letters, digits and hyphens, and no other thing's name";

/// The names in each lesson that a link can lead to: sections, widgets, exercises and questions.
pub(super) type Targets = HashMap<String, HashSet<String>>;

pub(super) fn targets(lessons: &[Located]) -> Targets {
    let of = |located: &Located| named(located).into_iter().map(|(_, name, _)| name.to_owned()).collect();
    lessons.iter().map(|located| (located.lesson.summary.slug.clone(), of(located))).collect()
}

/// Everything in a lesson that has a name: its line, its name, and whether that must be unique in the whole
/// course. Headings may recur in other lessons; what progress is kept of may not.
fn named(located: &Located) -> Vec<(usize, &str, bool)> {
    let mut all = Vec::new();
    for (index, section) in located.lesson.sections.iter().enumerate() {
        if !section.title.is_empty() {
            all.push((walk::section_line(located, index), section.id.as_str(), false));
        }
    }
    for (line, block) in walk::blocks(located) {
        match block {
            Block::Widget(widget) => all.push((line, widget.id.as_str(), true)),
            Block::Exercise(exercise) => all.push((line, exercise.id.as_str(), true)),
            Block::Quiz(questions) => {
                all.extend(questions.iter().map(|question| (line, question.id.as_str(), true)))
            }
            _ => {}
        }
    }
    all
}

/// Names that are badly formed or given twice. `taken` holds those of the lessons before.
pub(super) fn names(faults: &mut Faults, located: &Located, taken: &mut HashSet<String>) {
    let mut here = HashSet::new();
    for (line, name, in_course) in named(located) {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(good) {
            faults.add(line, format!("{name:?} is not a name for an address"), NAME_REMEDY);
        }
        if !here.insert(name) {
            faults.add(line, format!("the name {name:?} is given twice in this lesson"), NAME_REMEDY);
        } else if in_course && !taken.insert(name.to_owned()) {
            faults.add(line, format!("the name {name:?} is given in another lesson too"), NAME_REMEDY);
        }
    }
}

/// Links that lead nowhere, citations without a source and sources that are never cited.
pub(super) fn check(faults: &mut Faults, located: &Located, targets: &Targets) {
    let lesson = &located.lesson;
    let sources: HashSet<&str> = lesson.sources.iter().map(|source| source.id.as_str()).collect();
    if sources.len() < lesson.sources.len() {
        faults.add(2, "two sources have the same id", "rename one, or cite the same source twice");
    }
    let mut cited = HashSet::new();
    for (line, text) in walk::texts(located) {
        for piece in texts::pieces(text) {
            match piece {
                Inline::Cite(id) => {
                    cited.insert(id.as_str());
                    if !sources.contains(id.as_str()) {
                        let what = format!("the citation {id:?} has no source");
                        faults.add(
                            line,
                            what,
                            "add it to [[sources]] in the front matter, or correct its id",
                        );
                    }
                }
                Inline::Link { href, .. } => link(faults, line, href, &lesson.summary.slug, targets),
                _ => {}
            }
        }
    }
    for source in &lesson.sources {
        if !cited.contains(source.id.as_str()) {
            let what = format!("the source {:?} is never cited", source.id);
            faults.add(2, what, format!("cite it as [^{}], or remove it", source.id));
        }
    }
    for (line, block) in walk::blocks(located) {
        if let Block::Quiz(questions) = block {
            let answers = questions.iter().flat_map(|question| &question.answers);
            for see in answers.filter_map(|answer| answer.see.as_deref()) {
                if !see.starts_with('#') {
                    faults.add(
                        line,
                        format!("{see:?} does not point into this lesson"),
                        "write see = \"#name\"",
                    );
                }
                link(faults, line, see, &lesson.summary.slug, targets);
            }
        }
    }
}

fn link(faults: &mut Faults, line: usize, href: &str, slug: &str, targets: &Targets) {
    let has = |slug: &str, name: &str| targets.get(slug).is_some_and(|names| names.contains(name));
    let good = if let Some(name) = href.strip_prefix('#') {
        has(slug, name)
    } else if href.starts_with("//") || !href.starts_with('/') {
        let what = format!("the link {href:?} leads off this machine");
        faults.add(
            line,
            what,
            "link to the lab alone: #name, /lessons/slug#name or another of its addresses",
        );
        return;
    } else if let Some(rest) = href.strip_prefix("/lessons/") {
        match rest.split_once('#') {
            Some((slug, name)) => has(slug, name),
            None => targets.contains_key(rest),
        }
    } else {
        let first = href.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
        href == "/lessons" || ADDRESSES.contains(&first)
    };
    if !good {
        faults.add(
            line,
            format!("the link {href:?} leads nowhere"),
            "correct it, or add what it should lead to",
        );
    }
}
