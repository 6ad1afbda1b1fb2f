//! Every text of a lesson, with the line of the block it stands in.

use crate::model::{Block, Inline, Text};
use crate::parse::Located;

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

/// Every text of a block and of the blocks inside it.
pub(crate) fn of_block(block: &Block) -> Vec<&Text> {
    match block {
        Block::Heading(text) | Block::Paragraph(text) => vec![text],
        Block::List { items, .. } => items.iter().flatten().flat_map(of_block).collect(),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).collect(),
        Block::Code { .. } => Vec::new(),
        Block::Aside(blocks) | Block::Notes(blocks) => blocks.iter().flat_map(of_block).collect(),
        Block::Run(run) => run.note.iter().collect(),
        Block::Widget(widget) => vec![&widget.lead],
        Block::Exercise(exercise) => {
            [&exercise.prompt, &exercise.solved].into_iter().chain(&exercise.hints).collect()
        }
        Block::Quiz(questions) => {
            let mut texts = Vec::new();
            for question in questions {
                texts.push(&question.ask);
                texts.extend(question.answers.iter().flat_map(|answer| [&answer.text, &answer.because]));
            }
            texts
        }
    }
}

/// The identifiers of the sources that blocks cite, in that order.
pub(crate) fn cited<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Vec<&'a str> {
    let texts = blocks.into_iter().flat_map(of_block);
    let pieces = texts.flat_map(|text| pieces(text));
    pieces.filter_map(|piece| if let Inline::Cite(id) = piece { Some(id.as_str()) } else { None }).collect()
}

/// Every piece of a text, the pieces inside marks and links included.
pub(crate) fn pieces(text: &[Inline]) -> Vec<&Inline> {
    let mut all = Vec::new();
    for inline in text {
        all.push(inline);
        if let Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } = inline {
            all.extend(pieces(inner));
        }
    }
    all
}
