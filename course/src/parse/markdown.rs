//! Markdown to blocks and inline text, with the line of each block.
//!
//! Accepts what a lesson can show: headings of the second and third level, paragraphs, lists,
//! tables, fences, emphasis, links, code, citations. Anything else is a fault rather than lost.

use core::iter::Peekable;
use core::ops::Range;

use concepts::notation;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag};

use super::{characters, fence, stray};
use crate::fault::Faults;
use crate::model::{Block, Inline, Text, plain};

/// What stands on the outermost level of a lesson.
#[expect(clippy::large_enum_variant, reason = "nearly every item is a block, and none lives long")]
pub(super) enum Item {
    /// A heading of the second level: a section begins.
    Section { id: String, title: Text },
    /// Anything else.
    Block(Block),
}

/// Reads Markdown whose first line is line `first_line` of the file.
pub(super) fn items(faults: &mut Faults, source: &str, first_line: usize) -> Vec<(usize, Item)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_OLD_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = Parser::new_ext(source, options).into_offset_iter().peekable();
    Walk { source, first_line, events, faults, depth: 0 }.items()
}

/// As [`items`], where no section may begin.
pub(super) fn blocks(faults: &mut Faults, source: &str, first_line: usize) -> Vec<Block> {
    let items = items(faults, source, first_line);
    let mut blocks = Vec::new();
    for (line, item) in items {
        match item {
            Item::Block(block) if fence::is_live(&block) => {
                faults.add(
                    line,
                    "a live part stands inside another block",
                    "move it to the outermost level of the lesson",
                );
            }
            Item::Block(block) => blocks.push(block),
            Item::Section { .. } => {
                faults.add(
                    line,
                    "a section begins inside another block",
                    "use a heading of the third level, ###",
                );
            }
        }
    }
    blocks
}

struct Walk<'a, 'f> {
    source: &'a str,
    first_line: usize,
    events: Peekable<OffsetIter<'a>>,
    faults: &'f mut Faults,
    depth: usize,
}

/// How deep lists and marks may be nested: deeper text is a mistake, and would exhaust the stack.
const MAX_DEPTH: usize = 16;

impl Walk<'_, '_> {
    fn line(&self, range: &Range<usize>) -> usize {
        self.first_line + self.source.get(..range.start).unwrap_or_default().matches('\n').count()
    }

    /// The items up to the end of the enclosing tag, or of the text.
    fn items(&mut self) -> Vec<(usize, Item)> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.events.peek().cloned() {
            let line = self.line(&range);
            if begins_inline(&event) {
                items.push((line, Item::Block(Block::Paragraph(self.inlines(true)))));
                continue;
            }
            self.events.next();
            match event {
                Event::End(_) => break,
                Event::Start(tag) => {
                    if !self.descend(line) {
                        continue;
                    }
                    if let Some(item) = self.item(line, range, tag) {
                        items.push((line, item));
                    }
                    self.depth -= 1;
                }
                Event::Rule => {
                    self.faults.add(
                        line,
                        "a horizontal rule is not drawn",
                        "begin a section with ## instead",
                    );
                }
                _ => self.unknown(line),
            }
        }
        items
    }

    fn item(&mut self, line: usize, range: Range<usize>, tag: Tag<'_>) -> Option<Item> {
        Some(match tag {
            Tag::Paragraph => Item::Block(Block::Paragraph(self.inlines(false))),
            Tag::Heading { level: HeadingLevel::H2, id, .. } => {
                let title = self.inlines(false);
                let id = id.map_or_else(|| slug(&plain(&title)), |id| id.to_string());
                Item::Section { id, title }
            }
            Tag::Heading { level, .. } => {
                if level != HeadingLevel::H3 {
                    let what = format!("a heading of level {} is not drawn", level as usize);
                    self.faults.add(
                        line,
                        what,
                        "use ## for a section or ### inside one; the title is in the front matter",
                    );
                }
                Item::Block(Block::Heading(self.inlines(false)))
            }
            Tag::List(first) => Item::Block(self.list(first.is_some())),
            Tag::Table(_) => Item::Block(self.table()),
            Tag::CodeBlock(kind) => {
                let body = self.code();
                match kind {
                    CodeBlockKind::Fenced(info) => {
                        characters::check(self.faults, line, &info);
                        let whole = self.source.get(range).unwrap_or_default();
                        if stray::is_open(self.faults, line, whole) {
                            return None;
                        }
                        Item::Block(fence::block(self.faults, line, &info, &body)?)
                    }
                    CodeBlockKind::Indented => {
                        self.faults.add(
                            line,
                            "an indented block is easily made by mistake",
                            "use a fence of three backquotes",
                        );
                        return None;
                    }
                }
            }
            _ => {
                self.unknown(line);
                self.skip();
                return None;
            }
        })
    }

    /// Goes into the tag that has just begun; passes over it where it is too deep.
    fn descend(&mut self, line: usize) -> bool {
        if self.depth == MAX_DEPTH {
            self.faults.add(
                line,
                "lists or marks are nested too deep",
                "nest them at most a few levels deep",
            );
            self.skip();
            return false;
        }
        self.depth += 1;
        true
    }

    fn mark(&mut self, line: usize, tag: Tag<'_>) -> Option<Inline> {
        match tag {
            Tag::Emphasis => Some(Inline::Emphasis(self.inlines(false))),
            Tag::Strong => Some(Inline::Strong(self.inlines(false))),
            Tag::Link { dest_url, .. } => {
                characters::check(self.faults, line, &dest_url);
                Some(Inline::Link { href: dest_url.to_string(), text: self.inlines(false) })
            }
            _ => {
                self.unknown(line);
                self.skip();
                None
            }
        }
    }

    fn unknown(&mut self, line: usize) {
        self.faults.add(
            line,
            "this is not drawn: HTML, an image, a block quote or a note",
            "use paragraphs, lists, tables and the fences of a lesson; in text, write < and > as code",
        );
    }

    /// Passes over everything up to the end of the tag that has just begun.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => depth += 1,
                Some((Event::End(_), _)) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }

    fn list(&mut self, ordered: bool) -> Block {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
            let mut blocks = Vec::new();
            for (line, item) in self.items() {
                match item {
                    Item::Block(block) if !fence::is_live(&block) => blocks.push(block),
                    _ => self.faults.add(
                        line,
                        "a live part or a section stands in a list",
                        "end the list before it",
                    ),
                }
            }
            items.push(blocks);
        }
        Block::List { ordered, items }
    }

    fn table(&mut self) -> Block {
        let mut rows: Vec<Vec<Text>> = Vec::new();
        loop {
            match self.events.next() {
                Some((Event::Start(Tag::TableHead | Tag::TableRow), _)) => rows.push(Vec::new()),
                Some((Event::Start(Tag::TableCell), _)) => {
                    let cell = self.inlines(false);
                    if let Some(row) = rows.last_mut() {
                        row.push(cell);
                    }
                }
                Some((Event::End(pulldown_cmark::TagEnd::Table), _)) | None => break,
                Some(_) => {}
            }
        }
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Block::Table { head, rows }
    }

    fn code(&mut self) -> String {
        let mut body = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) => body.push_str(&text),
                _ => break,
            }
        }
        body
    }

    /// The inline text up to the end of the enclosing tag, which is consumed. In a tight list no
    /// tag encloses it: it then ends before whatever is not inline.
    fn inlines(&mut self, tight: bool) -> Text {
        let mut text = Text::new();
        while let Some((event, range)) = self.events.peek().cloned() {
            let line = self.line(&range);
            if tight && !begins_inline(&event) {
                break;
            }
            self.events.next();
            match event {
                Event::End(_) => break,
                Event::Text(words) => {
                    characters::check(self.faults, line, &words);
                    push_words(&mut text, &words);
                }
                Event::SoftBreak => push_words(&mut text, " "),
                Event::HardBreak => text.push(Inline::Break),
                Event::Code(code) => text.push(
                    notation::parts(&code).map_or_else(|| Inline::Code(code.to_string()), Inline::Notation),
                ),
                Event::FootnoteReference(id) => text.push(Inline::Cite(id.to_string())),
                Event::Start(tag) => {
                    if self.descend(line) {
                        text.extend(self.mark(line, tag));
                        self.depth -= 1;
                    }
                }
                _ => self.unknown(line),
            }
        }
        text
    }
}

fn begins_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
    )
}

fn push_words(text: &mut Text, words: &str) {
    if let Some(Inline::Text(last)) = text.last_mut() {
        last.push_str(words);
    } else {
        text.push(Inline::Text(words.to_owned()));
    }
}

/// The name of a heading in addresses: its letters and digits in lower case, hyphens between words.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
