//! The cheat sheet.

use super::Reader;
use super::page::{INDENT, Page};
use crate::cheatsheet::{Cheatsheet, Group};
use crate::model::plain;

/// Every command of the course as text, by lesson and part.
pub fn cheatsheet(sheet: &Cheatsheet, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    page.heading("Cheat sheet", '=');
    page.words("Numbers in the commands, such as in /listeners/1, are examples: put yours in their place.");
    for lesson in &sheet.lessons {
        page.heading(&plain(&lesson.title), '-');
        for group in &lesson.groups {
            commands(&mut page, group);
        }
    }
    page.step("all: ", "the contents", "/lessons");
    page.finish()
}

fn commands(page: &mut Page<'_>, group: &Group) {
    if !group.title.is_empty() {
        page.words(&plain(&group.title));
        page.tight();
    }
    for entry in &group.entries {
        if let Some(does) = &entry.does {
            page.hanging("  ", &format!("{does}:"));
            page.tight();
        }
        for step in &entry.steps {
            page.typed(INDENT, step.of(page.reader.shell));
            page.tight();
        }
    }
    page.gap();
}
