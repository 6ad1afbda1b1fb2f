//! Lesson files to lessons: TOML front matter between `+++` lines, then Markdown whose fenced
//! blocks `run`, `widget`, `exercise`, `quiz`, `notes` and `aside` carry the live parts.
//!
//! Reading goes on after a fault, so that the author sees all of them at once.

mod characters;
mod fence;
mod forms;
mod front;
mod glossary;
mod inline;
mod markdown;
mod messages;
mod stray;

pub use self::glossary::glossary;
pub(crate) use self::glossary::located as located_glossary;
use crate::fault::{Fault, Faults};
use crate::model::{Block, Lesson, Section, Source, Summary};
use crate::texts;

/// A lesson with the lines of its file, for a fault to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The lesson.
    pub lesson: Lesson,
    /// For each section, the line on which it begins and the line of each of its blocks, counted from 1.
    pub lines: Vec<(usize, Vec<usize>)>,
    /// What would make its file a better one, as far as the lesson itself does not show it.
    pub advice: Vec<Fault>,
}

/// Reads a lesson file.
///
/// `slug` is the lesson's name in addresses; `source` is the text of the file, its placeholders
/// filled in already (see [`crate::facts::fill`]). Whether the lesson is a good one is for
/// [`crate::validate`] to say.
///
/// # Errors
/// Everything that cannot be read as a lesson, in the order of the lines.
pub fn lesson(slug: &str, source: &str) -> Result<Lesson, Vec<Fault>> {
    located(slug, source).map(|located| located.lesson)
}

/// Reads a lesson file and keeps the lines.
///
/// # Errors
/// As [`lesson`].
pub fn located(slug: &str, source: &str) -> Result<Located, Vec<Fault>> {
    let mut faults = Faults::of(slug);
    let source = characters::clean(&mut faults, source);
    let (front, body, body_line) = front::split(&mut faults, &source);
    let items = markdown::items(&mut faults, body, body_line);
    let front = front.and_then(|text| front::read(&mut faults, text));
    let (sections, lines) = sections(items);
    match front {
        Some(front) if !faults.is_broken() => {
            let summary = Summary {
                slug: slug.to_owned(),
                title: front.title,
                summary: front.summary,
                minutes: front.minutes,
                exercises: exercises(&sections),
                questions: questions(&sections),
            };
            Ok(Located {
                lesson: Lesson {
                    summary,
                    sources: in_order_of_use(front.sources, &sections),
                    sections,
                    terms: Vec::new(),
                },
                lines,
                advice: faults.into_vec(),
            })
        }
        _ => Err(faults.into_vec()),
    }
}

/// The blocks under their headings. The first section has no title; it is left out where it is empty.
fn sections(items: Vec<(usize, markdown::Item)>) -> (Vec<Section>, Vec<(usize, Vec<usize>)>) {
    let mut sections = vec![Section { id: String::new(), title: Vec::new(), blocks: Vec::new() }];
    let mut lines = vec![(0, Vec::new())];
    for (line, item) in items {
        match item {
            markdown::Item::Section { id, title } => {
                sections.push(Section { id, title, blocks: Vec::new() });
                lines.push((line, Vec::new()));
            }
            markdown::Item::Block(block) => {
                if let (Some(section), Some((_, lines))) = (sections.last_mut(), lines.last_mut()) {
                    section.blocks.push(block);
                    lines.push(line);
                }
            }
        }
    }
    if sections.first().is_some_and(|section| section.blocks.is_empty()) {
        sections.remove(0);
        lines.remove(0);
    }
    (sections, lines)
}

/// The sources as a reader meets them, since each is cited by its place among them. One that is never cited comes last.
fn in_order_of_use(mut sources: Vec<Source>, sections: &[Section]) -> Vec<Source> {
    let cited = texts::cited(sections.iter().flat_map(|section| &section.blocks));
    sources.sort_by_key(|source| cited.iter().position(|id| *id == source.id).unwrap_or(usize::MAX));
    sources
}

fn exercises(sections: &[Section]) -> Vec<String> {
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Exercise(exercise) => Some(exercise.id.clone()),
            _ => None,
        })
        .collect()
}

fn questions(sections: &[Section]) -> usize {
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    blocks
        .map(|block| match block {
            Block::Quiz(questions) => questions.len(),
            _ => 0,
        })
        .sum()
}
