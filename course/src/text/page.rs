//! A page of text that grows block by block, one empty line between two blocks.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::{MAX_WIDTH, MIN_WIDTH, Reader, inline};
use crate::model::{Source, Text};
use crate::shell::Variants;

/// Commands, output and code are set in by this much.
pub(super) const INDENT: &str = "    ";

pub(super) struct Page<'a> {
    pub(super) reader: &'a Reader,
    pub(super) width: usize,
    pub(super) indent: String,
    /// Whether it was said what stands between angle brackets in output.
    pub(super) told_wildcards: bool,
    out: String,
    sources: &'a [Source],
}

impl<'a> Page<'a> {
    pub(super) fn new(reader: &'a Reader, sources: &'a [Source]) -> Self {
        let width = reader.width.clamp(MIN_WIDTH, MAX_WIDTH);
        Self { reader, width, indent: String::new(), told_wildcards: false, out: String::new(), sources }
    }

    pub(super) fn finish(mut self) -> String {
        self.tight();
        self.out
    }

    /// Takes back the empty line after the last block.
    pub(super) fn tight(&mut self) {
        if self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    /// An empty line, after blocks that were set tight.
    pub(super) fn gap(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn inset(&mut self, by: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.indent.len();
        // Deep lists stop moving to the right while there is still room for words.
        if length + by.len() < self.width / 2 {
            self.indent.push_str(by);
        }
        inside(self);
        self.indent.truncate(length);
    }

    pub(super) fn inline(&self, text: &Text) -> String {
        inline::render(text, self.sources, self.reader.paint)
    }

    pub(super) fn words(&mut self, words: &str) {
        self.hanging("", words);
    }

    pub(super) fn text(&mut self, text: &Text) {
        self.words(&self.inline(text));
    }

    /// A paragraph after a mark such as `- `; its further lines stand under its first word.
    pub(super) fn hanging(&mut self, mark: &str, words: &str) {
        let first = format!("{}{mark}", self.indent);
        let further = format!("{}{}", self.indent, " ".repeat(display_width(mark)));
        for line in wrapped(words, self.width, &first, &further) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    pub(super) fn title(&mut self, title: &Text, mark: char) {
        self.heading(&crate::model::plain(title), mark);
    }

    /// A heading with a line under it.
    pub(super) fn heading(&mut self, words: &str, mark: char) {
        self.words(&self.reader.paint.strong(words));
        self.tight();
        let line: String = core::iter::repeat_n(mark, display_width(words).min(self.width)).collect();
        self.out.push_str(&self.reader.paint.faint(&line));
        self.out.push_str("\n\n");
    }

    /// Text that stays as it is, each line behind `before`.
    pub(super) fn verbatim(&mut self, before: &str, text: &str) {
        for line in text.lines() {
            let line = format!("{}{before}{line}", self.indent);
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    pub(super) fn command(&mut self, command: &Variants) {
        self.typed(INDENT, command.of(self.reader.shell));
    }

    /// A command after the mark of its shell.
    pub(super) fn typed(&mut self, before: &str, command: &str) {
        let Reader { paint, shell, .. } = self.reader;
        self.verbatim(before, &format!("{} {}", paint.faint(shell.prompt()), paint.command(command)));
    }

    /// What comes next, or came before, with the command that asks for it.
    pub(super) fn step(&mut self, mark: &str, words: &str, path: &str) {
        self.hanging(&self.reader.paint.faint(mark), words);
        self.tight();
        let indent = " ".repeat(display_width(mark));
        self.verbatim(&indent, &self.reader.paint.command(&self.reader.curl(path)));
        self.tight();
    }
}

/// Words in lines of a width, the first behind `first` and the others behind `further`. Only a word that is wider goes beyond it.
pub(super) fn wrapped(words: &str, width: usize, first: &str, further: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(further)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(words, options).into_iter().map(Into::into).collect()
}
