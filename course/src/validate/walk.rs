//! Every text of a lesson, with the line of the block it stands in.

use crate::model::{Block, Text};
use crate::parse::Located;
use crate::texts::of_block;

/// The line of a block; 0 where the lesson was read without its lines.
pub(super) fn line(located: &Located, section: usize, block: usize) -> usize {
    located.lines.get(section).and_then(|(_, lines)| lines.get(block)).copied().unwrap_or_default()
}

/// The line of a section's heading.
pub(super) fn section_line(located: &Located, section: usize) -> usize {
    located.lines.get(section).map(|(line, _)| *line).unwrap_or_default()
}

/// Every block on the outermost level, with its line.
pub(super) fn blocks(located: &Located) -> impl Iterator<Item = (usize, &Block)> {
    located.lesson.sections.iter().enumerate().flat_map(move |(section, content)| {
        content.blocks.iter().enumerate().map(move |(index, block)| (line(located, section, index), block))
    })
}

/// Every text of the lesson, titles included, with its line.
pub(super) fn texts(located: &Located) -> Vec<(usize, &Text)> {
    let mut all = vec![(2, &located.lesson.summary.title), (2, &located.lesson.summary.summary)];
    for (index, section) in located.lesson.sections.iter().enumerate() {
        all.push((section_line(located, index), &section.title));
    }
    for (line, block) in blocks(located) {
        all.extend(of_block(block).into_iter().map(|text| (line, text)));
    }
    all
}
