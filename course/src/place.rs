//! The parts of a lesson, found by the names that addresses give them.

use serde::{Deserialize, Serialize};

use crate::glossary::Term;
use crate::model::{Block, Inline, Lesson, Section, Source, Text};

/// The reply of `GET /lessons/{slug}/{section}`: one part of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Excerpt {
    /// The lesson's name in the address.
    pub slug: String,
    /// The lesson's title.
    pub title: Text,
    /// The number of the part, from 1.
    pub number: usize,
    /// How many parts the lesson has.
    pub of: usize,
    /// The part.
    pub section: Section,
    /// The works that the claims of the whole lesson rest on.
    pub sources: Vec<Source>,
    /// The terms of the glossary that are marked in this part.
    pub terms: Vec<Term>,
}

impl Lesson {
    /// The place of the part that a name means, counted from 0: its number from 1, its own name, or the name of a
    /// widget, an exercise or a question in it.
    pub fn part(&self, name: &str) -> Option<usize> {
        if let Ok(number) = name.parse::<usize>() {
            return number.checked_sub(1).filter(|at| *at < self.sections.len());
        }
        let named = |section: &Section| {
            !name.is_empty()
                && (section.id == name || section.blocks.iter().any(|block| has_name(block, name)))
        };
        self.sections.iter().position(named)
    }

    /// One part of the lesson, counted from 0.
    pub fn excerpt(&self, at: usize) -> Option<Excerpt> {
        let section = self.sections.get(at)?.clone();
        let marked = section.terms();
        let terms = self.terms.iter().filter(|term| marked.contains(&term.id.as_str())).cloned().collect();
        Some(Excerpt {
            slug: self.summary.slug.clone(),
            title: self.summary.title.clone(),
            number: at + 1,
            of: self.sections.len(),
            sources: self.sources.clone(),
            terms,
            section,
        })
    }
}

impl Section {
    /// The names of the terms of the glossary that are marked in it, in the order of the text.
    pub fn terms(&self) -> Vec<&str> {
        let mut names = Vec::new();
        terms_of_blocks(&self.blocks, &mut names);
        names
    }
}

fn terms_of_blocks<'a>(blocks: &'a [Block], names: &mut Vec<&'a str>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => terms_of_text(text, names),
            Block::List { items, .. } => items.iter().for_each(|item| terms_of_blocks(item, names)),
            Block::Aside(inner) => terms_of_blocks(inner, names),
            Block::Run(run) => run.note.iter().for_each(|note| terms_of_text(note, names)),
            _ => {}
        }
    }
}

fn terms_of_text<'a>(text: &'a [Inline], names: &mut Vec<&'a str>) {
    for inline in text {
        match inline {
            Inline::Term { id, .. } => names.push(id),
            Inline::Emphasis(inner) => terms_of_text(inner, names),
            _ => {}
        }
    }
}

fn has_name(block: &Block, name: &str) -> bool {
    match block {
        Block::Widget(widget) => widget.id == name,
        Block::Exercise(exercise) => exercise.id == name,
        Block::Quiz(questions) => questions.iter().any(|question| question.id == name),
        _ => false,
    }
}
