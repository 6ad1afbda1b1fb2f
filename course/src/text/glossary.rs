//! The glossary, and one term of it.

use super::Reader;
use super::inline::path;
use super::page::Page;
use crate::glossary::{Glossary, Term};

/// All terms as text.
pub fn glossary(glossary: &Glossary, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    page.heading("Glossary", '=');
    for term in &glossary.terms {
        page.words(&reader.paint.strong(&term.name));
        page.tight();
        page.inset("    ", |page| page.text(&term.means));
    }
    if let Some(first) = glossary.terms.first() {
        page.step("more: ", "a term by itself, with where it is taught", &format!("/glossary/{}", first.id));
    }
    page.finish()
}

/// One term as text, with where it is taught.
pub fn term(term: &Term, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    page.words(&reader.paint.strong(&term.name));
    page.tight();
    page.inset("    ", |page| {
        page.text(&term.means);
        if !term.forms.is_empty() {
            page.words(&format!("Also: {}.", term.forms.join(", ")));
        }
        if let Some(source) = &term.source {
            page.words(&reader.paint.faint(&format!("Source: {source}")));
        }
    });
    if let Some(taught) = &term.taught {
        page.step("taught: ", "the part of the course that is about it", &path(taught));
    }
    page.step("all:    ", "the whole glossary", "/glossary");
    page.finish()
}
