//! Finds the terms of the glossary in the text of lessons.

use super::Glossary;
use crate::model::{Block, Inline, Lesson, Text, plain};
use crate::texts::{of_block, pieces};

/// Marks the first occurrence of each term in each part of a lesson, and puts the terms that occur beside the lesson.
///
/// Paragraphs, lists, remarks and the notes to commands are looked through. Code, links, headings and tables stay as they
/// are, and so does a term that the part itself sets in strong type: there, it is being explained.
pub fn mark(lesson: &mut Lesson, glossary: &Glossary) {
    let forms = forms(glossary);
    let mut used = vec![false; glossary.terms.len()];
    for section in &mut lesson.sections {
        let mut marker =
            Marker { glossary, forms: &forms, seen: vec![false; glossary.terms.len()], used: &mut used };
        marker.explained(&section.blocks);
        marker.blocks(&mut section.blocks);
    }
    let terms = glossary.terms.iter().zip(used).filter(|(_, used)| *used);
    lesson.terms = terms.map(|(term, _)| term.clone()).collect();
}

/// Every spelling with the place of its term, the longest first: what is longer says more exactly what is meant.
fn forms(glossary: &Glossary) -> Vec<(&str, usize)> {
    let mut all: Vec<(&str, usize)> = glossary
        .terms
        .iter()
        .enumerate()
        .flat_map(|(at, term)| {
            core::iter::once(&term.name).chain(&term.forms).map(move |form| (form.as_str(), at))
        })
        .collect();
    all.sort_by_key(|(form, _)| core::cmp::Reverse(form.len()));
    all
}

struct Marker<'a, 'u> {
    glossary: &'a Glossary,
    forms: &'a [(&'a str, usize)],
    /// Which terms were met in this part.
    seen: Vec<bool>,
    /// Which terms were marked in this lesson.
    used: &'u mut [bool],
}

impl Marker<'_, '_> {
    /// Takes what is set in strong type for seen.
    fn explained(&mut self, blocks: &[Block]) {
        let texts: Vec<&Text> = blocks.iter().flat_map(of_block).collect();
        for piece in texts.into_iter().flat_map(|text| pieces(text)) {
            let Inline::Strong(text) = piece else { continue };
            let words = plain(text);
            while let Some((_, _, at)) = self.find(&words) {
                self.see(at);
            }
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(text) => self.text(text),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(item)),
                Block::Aside(inner) => self.blocks(inner),
                Block::Run(run) => run.note.iter_mut().for_each(|note| self.text(note)),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &mut Text) {
        let before = core::mem::take(text);
        for inline in before {
            match inline {
                Inline::Text(words) => self.words(text, &words),
                Inline::Emphasis(mut inner) => {
                    self.text(&mut inner);
                    text.push(Inline::Emphasis(inner));
                }
                other => text.push(other),
            }
        }
    }

    fn words(&mut self, text: &mut Text, words: &str) {
        let mut rest = words;
        while let Some((start, length, at)) = self.find(rest) {
            self.see(at);
            if let Some(used) = self.used.get_mut(at) {
                *used = true;
            }
            let (before, tail) = rest.split_at(start);
            let (word, after) = tail.split_at(length);
            if !before.is_empty() {
                text.push(Inline::Text(before.to_owned()));
            }
            let id = self.glossary.terms.get(at).map(|term| term.id.clone()).unwrap_or_default();
            text.push(Inline::Term { id, text: word.to_owned() });
            rest = after;
        }
        if !rest.is_empty() {
            text.push(Inline::Text(rest.to_owned()));
        }
    }

    fn see(&mut self, at: usize) {
        if let Some(seen) = self.seen.get_mut(at) {
            *seen = true;
        }
    }

    /// The first term in a text that was not seen in this part: where it begins, how long it is, and which one it is.
    fn find(&self, words: &str) -> Option<(usize, usize, usize)> {
        let mut before = ' ';
        let mut passed = 0;
        for (start, c) in words.char_indices() {
            let begins = joins(c) && !joins(before);
            before = c;
            if !begins || start < passed {
                continue;
            }
            let rest = words.get(start..).unwrap_or_default();
            // The longest spelling decides, also where it was seen: "port number" is no new "port".
            let found = self.forms.iter().find(|(form, _)| begins_with(rest, form));
            let Some((form, at)) = found else { continue };
            if self.seen.get(*at) == Some(&false) {
                return Some((start, form.len(), *at));
            }
            passed = start + form.len();
        }
        None
    }
}

/// Whether a character belongs to a word; hyphens do, so that a part of a compound is not taken for the word.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// Whether a text begins with a word as a whole, in letters of either size.
fn begins_with(text: &str, word: &str) -> bool {
    let (head, tail) = (text.get(..word.len()), text.get(word.len()..).unwrap_or_default());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word)) && !tail.chars().next().is_some_and(joins)
}
