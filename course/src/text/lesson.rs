//! Contents, lessons and their parts.

use super::Reader;
use super::page::Page;
use crate::model::{Contents, Lesson, Section, Source, Summary, plain};
use crate::texts;

/// What leads somewhere: what to call it, and its path.
type Way = (String, String);

/// The lessons before and after one, as far as there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The lesson before.
    pub before: Option<Summary>,
    /// The lesson after.
    pub after: Option<Summary>,
}

/// A lesson as text, with a final line break.
pub fn lesson(lesson: &Lesson, around: &Around, reader: &Reader) -> String {
    let mut page = Page::new(reader, &lesson.sources);
    opening(&mut page, &lesson.summary);
    let of = lesson.sections.len();
    if of > 1 {
        page.step("", &format!("It has {of} parts. To read one at a time:"), &way(lesson, 0));
        page.gap();
    }
    for section in &lesson.sections {
        part(&mut page, section);
    }
    sources(&mut page, &lesson.sources, |_| true);
    ways(&mut page, around, None, None);
    page.finish()
}

/// One part of a lesson as text, counted from 0, with a final line break; empty where there is no such part.
pub fn excerpt(lesson: &Lesson, at: usize, around: &Around, reader: &Reader) -> String {
    let Some(section) = lesson.sections.get(at) else { return String::new() };
    let mut page = Page::new(reader, &lesson.sources);
    if at == 0 {
        opening(&mut page, &lesson.summary);
    }
    let place = format!("{}, part {} of {}", plain(&lesson.summary.title), at + 1, lesson.sections.len());
    page.words(&reader.paint.faint(&place));
    part(&mut page, section);
    let cited = texts::cited(&section.blocks);
    sources(&mut page, &lesson.sources, |source| cited.contains(&source.id.as_str()));
    let neighbour = |at: usize| lesson.sections.get(at).map(|section| (name(section), way(lesson, at)));
    words(&mut page, section);
    ways(&mut page, around, neighbour(at + 1), at.checked_sub(1).and_then(neighbour));
    page.finish()
}

/// The contents as text, with the command that fetches each lesson.
pub fn contents(contents: &Contents, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    page.heading("Lessons", '=');
    if contents.lessons.is_empty() {
        page.words("There are none: no lesson file was found when the lab started.");
    }
    for (index, lesson) in contents.lessons.iter().enumerate() {
        let number = format!("{}. ", index + 1);
        let title = reader.paint.strong(&plain(&lesson.title));
        page.hanging(&number, &format!("{title} ({})", minutes(lesson.minutes)));
        page.tight();
        page.inset(&" ".repeat(number.len()), |page| {
            page.text(&lesson.summary);
            page.tight();
            page.verbatim("", &reader.paint.command(&reader.curl(&format!("/lessons/{}", lesson.slug))));
        });
    }
    if let Some(first) = contents.lessons.first() {
        page.step("begin: ", &plain(&first.title), &format!("/lessons/{}/1", first.slug));
        page.step("help:  ", "How to read the course in a terminal", "/help");
    }
    page.finish()
}

/// What a lesson opens with: its title, what it is about, how long it takes.
fn opening(page: &mut Page<'_>, summary: &Summary) {
    page.title(&summary.title, '=');
    page.text(&summary.summary);
    page.words(&minutes(summary.minutes));
}

fn part(page: &mut Page<'_>, section: &Section) {
    if !section.title.is_empty() {
        page.title(&section.title, '-');
    }
    page.blocks(&section.blocks);
}

/// The works among all of a lesson, each with its number.
fn sources(page: &mut Page<'_>, all: &[Source], shown: impl Fn(&Source) -> bool) {
    let shown: Vec<(usize, &Source)> = all.iter().enumerate().filter(|(_, source)| shown(source)).collect();
    if shown.is_empty() {
        return;
    }
    page.heading("Sources", '-');
    for (index, source) in shown {
        let place = if source.place.is_empty() { String::new() } else { format!(", {}", source.place) };
        page.hanging(&format!("[{}] ", index + 1), &format!("{}{place}", source.title));
        page.tight();
    }
    page.gap();
}

/// The words of a part that the glossary explains, with the command that explains one.
fn words(page: &mut Page<'_>, section: &Section) {
    let terms = section.terms();
    if let Some(first) = terms.first() {
        page.step("words: ", &terms.join(", "), &format!("/glossary/{first}"));
        page.gap();
    }
}

/// The commands that go on and back: to other parts of the lesson, or else to other lessons.
fn ways(page: &mut Page<'_>, around: &Around, next: Option<Way>, back: Option<Way>) {
    let lesson = |summary: &Summary| {
        (
            format!("the lesson \u{201c}{}\u{201d}", plain(&summary.title)),
            format!("/lessons/{}/1", summary.slug),
        )
    };
    if let Some((name, path)) = next.or_else(|| around.after.as_ref().map(lesson)) {
        page.step("next: ", &name, &path);
    }
    if let Some((name, path)) = back.or_else(|| around.before.as_ref().map(lesson)) {
        page.step("back: ", &name, &path);
    }
    page.step("all:  ", "the contents", "/lessons");
}

/// What to call a part. The first has no title of its own.
fn name(section: &Section) -> String {
    if section.title.is_empty() { "the beginning".to_owned() } else { plain(&section.title) }
}

fn way(lesson: &Lesson, at: usize) -> String {
    format!("/lessons/{}/{}", lesson.summary.slug, at + 1)
}

pub(super) fn minutes(minutes: u16) -> String {
    format!("{minutes} {}", if minutes == 1 { "minute" } else { "minutes" })
}
