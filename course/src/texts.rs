//! The texts of blocks, and the pieces of texts.

use crate::model::{Block, Inline, Text};

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
