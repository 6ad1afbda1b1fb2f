//! The cheat sheet: every command of the course once, by lesson and part.

use serde::{Deserialize, Serialize};

use crate::model::{Block, Lesson, Text};
use crate::shell::Variants;

/// The reply of `GET /cheatsheet`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cheatsheet {
    /// The lessons that have commands, in the order of the course.
    pub lessons: Vec<Sheet>,
}

/// The commands of one lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sheet {
    /// The lesson's name in the address.
    pub slug: String,
    /// The lesson's title.
    pub title: Text,
    /// Its parts that have commands.
    pub groups: Vec<Group>,
}

/// The commands of one part of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// Where the part is: `/lessons/{slug}#{id}`.
    pub href: String,
    /// The part's title; empty for what stands before the first heading.
    pub title: Text,
    /// What to type for what.
    pub entries: Vec<Entry>,
}

/// What to type for one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CheatsheetEntry"))]
pub struct Entry {
    /// What it does, in a few words; `null` where the course does not say.
    pub does: Option<String>,
    /// Mostly one command, sometimes several that belong together, one after the other.
    pub steps: Vec<Variants>,
}

/// Gathers the commands of a course: those to run, those at the foot of widgets, those that solve exercises and say what they do. What was
/// there before, in whatever lesson, is left out.
pub fn gather(lessons: &[Lesson]) -> Cheatsheet {
    let mut taken: Vec<Vec<Variants>> = Vec::new();
    let mut sheets = Vec::new();
    for lesson in lessons {
        let mut groups = Vec::new();
        for section in &lesson.sections {
            let mut entries = Vec::new();
            for entry in section.blocks.iter().filter_map(entry) {
                if !taken.contains(&entry.steps) {
                    taken.push(entry.steps.clone());
                    entries.push(entry);
                }
            }
            if !entries.is_empty() {
                let mark = if section.id.is_empty() { "" } else { "#" };
                let href = format!("/lessons/{}{mark}{}", lesson.summary.slug, section.id);
                groups.push(Group { href, title: section.title.clone(), entries });
            }
        }
        if !groups.is_empty() {
            let (slug, title) = (lesson.summary.slug.clone(), lesson.summary.title.clone());
            sheets.push(Sheet { slug, title, groups });
        }
    }
    Cheatsheet { lessons: sheets }
}

/// What a block has for the cheat sheet.
pub(crate) fn entry(block: &Block) -> Option<Entry> {
    let (steps, does) = match block {
        Block::Run(run) => (vec![run.command.clone()], &run.does),
        Block::Widget(widget) => (widget.command.iter().cloned().collect(), &widget.does),
        // One that would give a case away says nothing of what it does, and is no command to look up.
        Block::Exercise(exercise) if exercise.does.is_some() => (exercise.solution.clone(), &exercise.does),
        _ => return None,
    };
    (!steps.is_empty()).then(|| Entry { does: does.clone(), steps })
}
