//! What can be found, and in which order it is told.

use super::fold::{Fit, Folded, Place};
use super::{Found, Hit, Kind, MAX_HITS, Piece};
use crate::cheatsheet;
use crate::glossary::Glossary;
use crate::model::{Block, Lesson, plain};
use crate::shell::Shell;
use crate::texts;

/// How many characters of a text are shown before what was found in it, and in all.
const BEFORE: usize = 60;
const EXCERPT: usize = 180;

/// Everything that can be found in a course.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    kind: Kind,
    href: String,
    title: String,
    within: String,
    body: String,
    /// What it is called, other names included.
    names: Folded,
    folded_body: Folded,
}

impl Index {
    /// Takes in a course. Commands are those of one shell.
    pub fn of(lessons: &[Lesson], glossary: &Glossary, shell: Shell) -> Self {
        let mut index = Self::default();
        for lesson in lessons {
            index.lesson(lesson);
        }
        for term in &glossary.terms {
            let names = [core::slice::from_ref(&term.name), &term.forms].concat().join(", ");
            index.add(Kind::Term, format!("/glossary#{}", term.id), &term.name, "", &plain(&term.means));
            if let Some(entry) = index.entries.last_mut() {
                entry.names = Folded::of(&names);
            }
        }
        for sheet in &cheatsheet::gather(lessons).lessons {
            let lesson = plain(&sheet.title);
            for group in &sheet.groups {
                let title = if group.title.is_empty() { lesson.clone() } else { plain(&group.title) };
                for command in group.entries.iter().flat_map(|entry| &entry.steps) {
                    index.add(Kind::Command, group.href.clone(), &title, &lesson, command.of(shell));
                }
            }
        }
        index
    }

    fn lesson(&mut self, lesson: &Lesson) {
        let summary = &lesson.summary;
        let (name, about) = (plain(&summary.title), plain(&summary.summary));
        let address = format!("/lessons/{}", summary.slug);
        self.add(Kind::Lesson, address.clone(), &name, "", &about);
        for section in &lesson.sections {
            let (href, title) = if section.id.is_empty() {
                (address.clone(), name.clone())
            } else {
                let href = format!("{address}#{}", section.id);
                let title = plain(&section.title);
                self.add(Kind::Section, href.clone(), &title, &name, "");
                (href, title)
            };
            for block in &section.blocks {
                for text in text_of(block) {
                    self.add(Kind::Text, href.clone(), &title, &name, &text);
                }
            }
        }
    }

    fn add(&mut self, kind: Kind, href: String, title: &str, within: &str, body: &str) {
        // One kind of space, so that an excerpt may begin behind any.
        let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
        // The title of a text is told with it, and found by itself.
        let named = matches!(kind, Kind::Lesson | Kind::Section | Kind::Term);
        self.entries.push(Entry {
            kind,
            href,
            title: title.to_owned(),
            within: within.to_owned(),
            names: Folded::of(if named { title } else { "" }),
            folded_body: Folded::of(&body),
            body,
        });
    }

    /// The places that have every word of a question, the best first; of several texts in one part of a lesson the best alone.
    pub fn find(&self, query: &str) -> Found {
        let words = Folded::words(query);
        let mut rated: Vec<(u32, &Entry)> = Vec::new();
        if !words.is_empty() {
            rated.extend(self.entries.iter().filter_map(|entry| Some((entry.rate(&words)?, entry))));
        }
        // Among equals, the order of the course.
        rated.sort_by_key(|(rate, _)| core::cmp::Reverse(*rate));
        let mut told: Vec<&Entry> = Vec::new();
        for (_, entry) in rated {
            if !told.iter().any(|other| other.is_told_by(entry)) {
                told.push(entry);
            }
        }
        let hits = told.iter().take(MAX_HITS).map(|entry| entry.hit(&words)).collect();
        Found { query: query.to_owned(), total: told.len(), hits }
    }
}

/// The text of a block that a learner may look for; not the notes for the teacher, nor what gives an answer away.
fn text_of(block: &Block) -> Vec<String> {
    match block {
        Block::Notes(_) => Vec::new(),
        Block::Code { text, .. } => vec![text.clone()],
        Block::Exercise(exercise) => vec![plain(&exercise.prompt)],
        Block::Quiz(questions) => questions.iter().map(|question| plain(&question.ask)).collect(),
        Block::Widget(widget) => vec![format!("{} {}", widget.title, plain(&widget.lead))],
        other => texts::of_block(other).into_iter().map(|text| plain(text)).collect(),
    }
}

impl Entry {
    /// Whether whoever is told of this place needs not be told of the other.
    fn is_told_by(&self, other: &Self) -> bool {
        match other.kind {
            Kind::Command => self.kind == Kind::Command && self.body == other.body,
            Kind::Text => self.kind != Kind::Command && self.href == other.href,
            _ => false,
        }
    }

    /// How well it has every word; `None` where it lacks one.
    fn rate(&self, words: &[Vec<char>]) -> Option<u32> {
        let mut rate = match self.kind {
            Kind::Lesson => 60,
            Kind::Term => 35,
            Kind::Section => 30,
            Kind::Command => 10,
            Kind::Text => 0,
        };
        for word in words {
            let best = |folded: &Folded| folded.places(word).into_iter().map(|place| place.fit).max();
            let in_title = best(&self.names).map(|fit| match fit {
                Fit::Word => 100,
                Fit::Start => 80,
                Fit::Inside => 50,
            });
            let in_body = best(&self.folded_body).map(|fit| match fit {
                Fit::Word => 30,
                Fit::Start => 20,
                Fit::Inside => 10,
            });
            rate += in_title.max(in_body)?;
        }
        let called_so = !self.names.is_empty() && Folded::of(&self.title).is(words);
        Some(if called_so { rate + 200 } else { rate })
    }

    fn hit(&self, words: &[Vec<char>]) -> Hit {
        Hit {
            kind: self.kind,
            href: self.href.clone(),
            title: self.title.clone(),
            within: self.within.clone(),
            excerpt: self.excerpt(words),
        }
    }

    /// The body around the first word that is in it, what was asked for set apart.
    fn excerpt(&self, words: &[Vec<char>]) -> Vec<Piece> {
        let places = words.iter().flat_map(|word| self.folded_body.places(word));
        let mut marks: Vec<(usize, usize)> =
            places.map(|place: Place| self.folded_body.bytes(place)).collect();
        marks.sort_unstable();
        let first = marks.first().map_or(0, |(start, _)| *start);
        let (start, end) = window(&self.body, first);
        let mut pieces = Vec::new();
        let mut push = |text: &str, hit: bool| {
            if !text.is_empty() {
                pieces.push(Piece { text: text.to_owned(), hit });
            }
        };
        push(if start > 0 { "… " } else { "" }, false);
        let mut at = start;
        for (from, to) in marks {
            if from >= at && to <= end {
                push(self.body.get(at..from).unwrap_or_default(), false);
                push(self.body.get(from..to).unwrap_or_default(), true);
                at = to;
            }
        }
        push(self.body.get(at..end).unwrap_or_default(), false);
        push(if end < self.body.len() { " …" } else { "" }, false);
        pieces
    }
}

/// The part of a text that is shown around a place, in bytes: whole words, where it has words.
fn window(text: &str, first: usize) -> (usize, usize) {
    if text.chars().count() <= EXCERPT {
        return (0, text.len());
    }
    let before = text.get(..first).unwrap_or_default();
    let far = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let start = match before.get(far..).and_then(|near| near.find(' ')) {
        Some(space) if far > 0 => far + space + 1,
        _ => far,
    };
    let rest = text.get(start..).unwrap_or_default();
    let Some((long, _)) = rest.char_indices().nth(EXCERPT) else { return (start, text.len()) };
    let shown = rest.get(..long).unwrap_or_default();
    // Not before what was found: a text without spaces is cut where it is long enough.
    let least = first - start;
    let end = shown.rfind(' ').filter(|end| *end > least).unwrap_or(long);
    (start, start + end)
}
