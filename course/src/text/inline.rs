//! Inline text without type faces: code between backquotes, citations as numbers, links with their address.

use concepts::paint::Paint;

use crate::model::{Inline, Source};

/// The words of a text. A citation becomes the number of its source, counted from 1.
pub(super) fn render(text: &[Inline], sources: &[Source], paint: Paint) -> String {
    text.iter().map(|inline| one(inline, sources, paint)).collect()
}

fn one(inline: &Inline, sources: &[Source], paint: Paint) -> String {
    match inline {
        Inline::Text(text) | Inline::Term { text, .. } => text.clone(),
        Inline::Emphasis(text) => render(text, sources, paint),
        Inline::Strong(text) => paint.strong(&render(text, sources, Paint::Plain)),
        Inline::Code(code) => format!("`{}`", paint.within(code)),
        Inline::Notation(parts) => paint.parts(parts),
        Inline::Link { href, text } => {
            let words = render(text, sources, paint);
            // Within a page, and where the words are the address, there is nothing to add.
            if href.starts_with('#') || words == *href { words } else { format!("{words} ({})", path(href)) }
        }
        Inline::Cite(id) => match sources.iter().position(|source| source.id == *id) {
            Some(index) => paint.faint(&format!(" [{}]", index + 1)),
            None => String::new(),
        },
        Inline::Break => "\n".to_owned(),
    }
}

/// The path that has in a terminal what a link leads to: a part of a lesson has one of its own.
pub(super) fn path(href: &str) -> String {
    href.replacen('#', "/", 1)
}
