//! Inline Markdown in the strings of TOML forms.

use super::markdown::{self, Item};
use crate::fault::Faults;
use crate::model::{Block, Text};

/// Reads one paragraph of inline Markdown; an empty string is an empty text.
pub(super) fn text(faults: &mut Faults, line: usize, source: &str) -> Text {
    let mut items = markdown::items(faults, source, line).into_iter();
    match (items.next(), items.next()) {
        (None, _) => Vec::new(),
        (Some((_, Item::Block(Block::Paragraph(text)))), None) => text,
        _ => {
            let what = "this string is more than one paragraph of text";
            faults.add(line, what, "write a single paragraph here, without headings, lists or fences");
            Vec::new()
        }
    }
}

/// As [`text`]; an empty string is a fault.
pub(super) fn required(faults: &mut Faults, line: usize, name: &str, source: &str) -> Text {
    if source.trim().is_empty() {
        faults.add(line, format!("{name} is empty"), "write a sentence for the learner");
    }
    text(faults, line, source)
}
