//! Whether lessons are good ones: every link leads somewhere, every claim has a source, every
//! question teaches, every sentence is short.
//!
//! A claim cannot be told from other sentences by a program. The rule that stands in for it: a
//! section cites at least one source, unless it is a practical one: it holds a command, a widget,
//! an exercise or a quiz, and at most [`PRACTICAL_PROSE`] paragraphs, lists or tables. What stands
//! before the first heading only opens the lesson and needs none.

mod links;
mod parts;
pub(crate) mod prose;
mod spelling;
mod walk;

use std::collections::HashSet;

use crate::fault::{Fault, Faults};
use crate::glossary::{self, Glossary};
use crate::model::{Block, Lesson};
use crate::parse::{self, Located};

/// How many paragraphs, lists and tables a practical section may hold without a citation.
pub const PRACTICAL_PROSE: usize = 2;

/// How many words a sentence may have.
pub const MAX_WORDS: usize = 30;

/// How many live widgets, commands to run and exercises each lesson has at least.
pub const MIN_LIVE: usize = 2;

/// How many questions close each lesson at least.
pub const MIN_QUESTIONS: usize = 3;

/// How many characters may say what a command does.
pub const MAX_DOES: usize = 60;

/// How many hints each exercise has.
pub const HINTS: usize = 3;

/// The words that the journal has for results: those of a probe, the findings of the doctor, the sorts of addresses,
/// and what came of an answer about a practice case.
pub const OUTCOMES: [&str; 38] = [
    "open",
    "closed",
    "filtered",
    "error",
    "answered",
    "redirected",
    "error_status",
    "not_a_url",
    "refused",
    "wrong_address",
    "silent",
    "not_tried",
    "spoke_first",
    "empty",
    "reset",
    "cut_short",
    "slow",
    "no_answer",
    "not_http",
    "tls_on_plain",
    "plain_on_tls",
    "tls_failed",
    "untrusted",
    "public",
    "loopback",
    "private",
    "shared",
    "link_local",
    "documentation",
    "benchmarking",
    "multicast",
    "broadcast",
    "unspecified",
    "transition",
    "protocol",
    "reserved",
    "solved",
    "unsolved",
];

/// The kinds of clients that the journal tells apart.
pub const CLIENTS: [&str; 6] = ["page", "browser", "terminal", "raw", "console", "program"];

/// The kinds of practice listeners that there are.
pub const LISTENERS: [&str; 16] = [
    "tcp-echo",
    "udp-echo",
    "daytime",
    "http-hello",
    "https-hello",
    "tls-echo",
    "other-page",
    "key-value",
    "proxy",
    "silent",
    "accept-close",
    "reset",
    "slow",
    "half-answer",
    "mystery",
    "notice-board",
];

/// The codes with which the lab's guard refuses.
pub const REFUSALS: [&str; 4] = ["cross_site", "host_unknown", "not_json", "origin_foreign"];

/// How many minutes a lesson takes.
pub const MINUTES: core::ops::RangeInclusive<u16> = 5..=12;

/// Reads and checks a whole course; the faults name their lines.
///
/// Each file is a slug and the text of the file, its placeholders filled in, in the order of the course.
///
/// # Errors
/// Every fault found. A file that cannot be read is not checked further.
pub fn files(files: &[(&str, &str)]) -> Result<Vec<Lesson>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut located = Vec::new();
    for (slug, source) in files {
        match parse::located(slug, source) {
            Ok(lesson) => located.push(lesson),
            Err(more) => faults.extend(more),
        }
    }
    faults.extend(check(&located));
    if faults.is_empty() {
        Ok(located.into_iter().map(|located| located.lesson).collect())
    } else {
        Err(faults)
    }
}

/// What is wrong with the placeholders of a lesson file, before they are filled in; with advice on what looks like one, and
/// on a port that should be one.
pub fn placeholders(text: &str) -> Vec<Fault> {
    spelling::placeholders(text)
}

/// Checks lessons that have been read already. The faults name no lines; [`files`] does.
pub fn course(lessons: &[Lesson]) -> Vec<Fault> {
    let bare = |lesson: &Lesson| Located { lesson: lesson.clone(), lines: Vec::new(), advice: Vec::new() };
    check(&lessons.iter().map(bare).collect::<Vec<_>>())
}

/// Terms of a glossary that a course does not teach where they say. What else is wrong with a glossary is told when it is read.
/// The faults name no lines; [`glossary_file`] does.
pub fn glossary(glossary: &Glossary, lessons: &[Lesson]) -> Vec<Fault> {
    taught(glossary, &[], lessons)
}

/// Reads and checks the glossary file of a course.
pub fn glossary_file(source: &str, lessons: &[Lesson]) -> Vec<Fault> {
    match parse::located_glossary(source) {
        Ok((glossary, lines)) => taught(&glossary, &lines, lessons),
        Err(faults) => faults,
    }
}

/// A lesson that is not there is advice alone: learners are not led to it.
fn taught(glossary: &Glossary, lines: &[usize], lessons: &[Lesson]) -> Vec<Fault> {
    let mut faults = Faults::of("glossary");
    for (index, term) in glossary.terms.iter().enumerate() {
        let line = lines.get(index).copied().unwrap_or_default();
        let Some(taught) = &term.taught else { continue };
        let slug = glossary::lesson_of(taught);
        let what = format!("{:?} is taught at {taught:?}, which is not there", term.name);
        let Some(lesson) = lessons.iter().find(|lesson| lesson.summary.slug == slug) else {
            faults.advise(line, what, "name a lesson of the course, or leave it out");
            continue;
        };
        if taught.split_once('#').is_some_and(|(_, name)| lesson.part(name).is_none()) {
            let named = lesson.sections.iter().map(|section| section.id.as_str());
            let names: Vec<&str> = named.filter(|id| !id.is_empty()).collect();
            let remedy = format!("name a part of that lesson, such as {}", names.join(", "));
            faults.add(line, what, remedy);
        }
    }
    faults.into_vec()
}

fn check(lessons: &[Located]) -> Vec<Fault> {
    let targets = links::targets(lessons);
    let mut taken = HashSet::new();
    let mut slugs = HashSet::new();
    let mut all = Vec::new();
    for located in lessons {
        let lesson = &located.lesson;
        let mut faults = Faults::of(&lesson.summary.slug);
        faults.extend(&located.advice);
        if !slugs.insert(lesson.summary.slug.as_str()) {
            faults.add(0, "another lesson has the same slug", "rename one of the two files");
        }
        whole(&mut faults, lesson);
        links::check(&mut faults, located, &targets);
        links::names(&mut faults, located, &mut taken);
        parts::check(&mut faults, located);
        prose::check(&mut faults, located);
        spelling::wildcards(&mut faults, located);
        all.extend(faults.into_vec());
    }
    all
}

/// What every lesson must have enough of.
fn whole(faults: &mut Faults, lesson: &Lesson) {
    let blocks = || lesson.sections.iter().flat_map(|section| &section.blocks);
    let count = |kind: fn(&Block) -> bool| blocks().filter(|block| kind(block)).count();
    for (one, many, found) in [
        ("live widget", "live widgets", count(|block| matches!(block, Block::Widget(_)))),
        ("command to run", "commands to run", count(|block| matches!(block, Block::Run(_)))),
        ("exercise", "exercises", count(|block| matches!(block, Block::Exercise(_)))),
    ] {
        if found < MIN_LIVE {
            let remedy = format!("add {many}, so that there are {MIN_LIVE}");
            faults.advise(0, format!("the lesson has {}", counted(found, one, many)), remedy);
        }
    }
    let close = lesson.sections.last().map(|section| section.blocks.as_slice()).unwrap_or_default();
    let asked: usize =
        close.iter().map(|block| if let Block::Quiz(quiz) = block { quiz.len() } else { 0 }).sum();
    if asked < MIN_QUESTIONS {
        let what = format!("the last section asks {}", counted(asked, "question", "questions"));
        faults.advise(0, what, format!("close the lesson with a quiz of at least {MIN_QUESTIONS}"));
    }
    if !MINUTES.contains(&lesson.summary.minutes) {
        let what =
            format!("the lesson takes {}", counted(lesson.summary.minutes.into(), "minute", "minutes"));
        faults.advise(2, what, format!("plan for {} to {}, or split it", MINUTES.start(), MINUTES.end()));
    }
}

/// So many of something.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
