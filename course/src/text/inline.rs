//! Inline text without type faces: code between backquotes, citations as numbers, links with their address.

use crate::model::Inline;

/// The words of a text. A citation becomes the number of its source, counted from 1.
pub(super) fn render(text: &[Inline], sources: &[&str]) -> String {
    text.iter().map(|inline| one(inline, sources)).collect()
}

fn one(inline: &Inline, sources: &[&str]) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::Emphasis(text) | Inline::Strong(text) => render(text, sources),
        Inline::Code(code) => format!("`{code}`"),
        Inline::Notation(parts) => parts.iter().map(|part| part.text.as_str()).collect(),
        Inline::Link { href, text } => {
            let words = render(text, sources);
            if href.starts_with('#') || words == *href { words } else { format!("{words} ({href})") }
        }
        Inline::Cite(id) => match sources.iter().position(|source| source == id) {
            Some(index) => format!(" [{}]", index + 1),
            None => String::new(),
        },
        Inline::Break => "\n".to_owned(),
    }
}
