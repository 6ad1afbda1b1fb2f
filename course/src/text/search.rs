//! What was found.

use super::Reader;
use super::inline::path;
use super::page::Page;
use crate::search::{Found, Hit, Kind, Piece};

/// What was found as text, each place with the command that shows it.
pub fn found(found: &Found, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    let Found { query, total, hits } = found;
    match (total, hits.len()) {
        (0, _) => {
            page.words(&format!(
                "Nothing has {query:?} in it. Ask for fewer words, or for the beginning of one."
            ));
            page.step("or: ", "the words of the course", "/glossary");
        }
        (1, _) => page.words("1 place, the command to read it below:"),
        (total, told) if *total == told => page.words(&format!("{total} places, the best first:")),
        (total, told) => page.words(&format!("{total} places; the best {told}:")),
    }
    for hit in hits {
        one(&mut page, hit);
    }
    page.finish()
}

fn one(page: &mut Page<'_>, hit: &Hit) {
    let paint = page.reader.paint;
    let kind = match hit.kind {
        Kind::Lesson => "lesson".to_owned(),
        Kind::Term => "glossary".to_owned(),
        Kind::Section | Kind::Text => format!("in {}", hit.within),
        Kind::Command => format!("command, in {}", hit.within),
    };
    page.words(&format!("{} {}", paint.strong(&hit.title), paint.faint(&format!("({kind})"))));
    page.tight();
    let excerpt: String = hit.excerpt.iter().map(|piece| piece_of(page, piece)).collect();
    page.inset("    ", |page| {
        if hit.kind == Kind::Command {
            let command: String = hit.excerpt.iter().map(|piece| piece.text.as_str()).collect();
            page.typed("", &command);
            page.tight();
        } else if !excerpt.is_empty() {
            page.words(&excerpt);
            page.tight();
        }
        page.verbatim("", &page.reader.paint.command(&page.reader.curl(&path(&hit.href))));
    });
}

fn piece_of(page: &Page<'_>, piece: &Piece) -> String {
    if piece.hit { page.reader.paint.strong(&piece.text) } else { piece.text.clone() }
}
