//! Lessons and contents as plain text for a terminal.
//!
//! Widgets cannot be drawn there: each is replaced by the command that does the same. Hints,
//! answers and the teacher's notes are left to the page.

mod inline;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::exercise::Exercise;
use crate::model::{Block, Contents, Lesson, Question, Run, Text};
use crate::shell::{Shell, Variants};
use crate::widget::Widget;

/// The narrowest text that is set, in columns.
pub const MIN_WIDTH: usize = 40;

/// The widest text that is set, in columns.
pub const MAX_WIDTH: usize = 200;

/// Commands, output and code are set in by this much.
const INDENT: &str = "    ";

/// A lesson as text, with a final line break.
///
/// Lines have at most `width` columns, itself held between [`MIN_WIDTH`] and [`MAX_WIDTH`]; only
/// words that cannot be broken, and text that must stay as it is (commands, output, code), go
/// beyond it. Commands are those of the shell that this program's system has.
pub fn lesson(lesson: &Lesson, width: usize) -> String {
    let ids = lesson.sources.iter().map(|source| source.id.as_str()).collect();
    let mut page = Page::new(width, ids);
    page.title(&lesson.summary.title, '=');
    page.text(&lesson.summary.summary);
    page.words(&minutes(lesson.summary.minutes));
    for section in &lesson.sections {
        if !section.title.is_empty() {
            page.title(&section.title, '-');
        }
        page.blocks(&section.blocks);
    }
    if !lesson.sources.is_empty() {
        page.words("Sources");
        page.rule("Sources", '-');
    }
    for (index, source) in lesson.sources.iter().enumerate() {
        let place = if source.place.is_empty() { String::new() } else { format!(", {}", source.place) };
        page.hanging(&format!("[{}] ", index + 1), &format!("{}{place}", source.title));
        page.tight();
    }
    page.finish()
}

/// The contents as text, with the command that fetches each lesson; `lab` is the lab's host and port.
pub fn contents(contents: &Contents, lab: &str, width: usize) -> String {
    let mut page = Page::new(width, Vec::new());
    page.words("Lessons");
    page.rule("Lessons", '=');
    if contents.lessons.is_empty() {
        page.words("There are none: no lesson file was found when the lab started.");
    }
    for (index, lesson) in contents.lessons.iter().enumerate() {
        let number = format!("{}. ", index + 1);
        page.hanging(&number, &format!("{} ({})", page.inline(&lesson.title), minutes(lesson.minutes)));
        page.tight();
        page.inset(&" ".repeat(number.len()), |page| {
            page.text(&lesson.summary);
            page.tight();
            page.verbatim("", &format!("curl {lab}/lessons/{}", lesson.slug));
        });
    }
    page.finish()
}

fn minutes(minutes: u16) -> String {
    format!("{minutes} {}", if minutes == 1 { "minute" } else { "minutes" })
}

/// Text that grows block by block, one empty line between two blocks.
struct Page<'a> {
    out: String,
    width: usize,
    indent: String,
    sources: Vec<&'a str>,
}

impl<'a> Page<'a> {
    fn new(width: usize, sources: Vec<&'a str>) -> Self {
        Self { out: String::new(), width: width.clamp(MIN_WIDTH, MAX_WIDTH), indent: String::new(), sources }
    }

    fn finish(mut self) -> String {
        self.tight();
        self.out
    }

    /// Takes back the empty line after the last block.
    fn tight(&mut self) {
        if self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    fn inset(&mut self, by: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.indent.len();
        // Deep lists stop moving to the right while there is still room for words.
        if length + by.len() < self.width / 2 {
            self.indent.push_str(by);
        }
        inside(self);
        self.indent.truncate(length);
    }

    fn inline(&self, text: &Text) -> String {
        inline::render(text, &self.sources)
    }

    fn words(&mut self, words: &str) {
        self.hanging("", words);
    }

    fn text(&mut self, text: &Text) {
        self.words(&self.inline(text));
    }

    /// A paragraph after a mark such as `- `; its further lines stand under its first word.
    fn hanging(&mut self, mark: &str, words: &str) {
        let first = format!("{}{mark}", self.indent);
        let further = format!("{}{}", self.indent, " ".repeat(mark.chars().count()));
        let options = Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&further)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        for line in textwrap::wrap(words, options) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    fn title(&mut self, title: &Text, mark: char) {
        let words = self.inline(title);
        self.words(&words);
        self.rule(&words, mark);
    }

    /// A line under a heading.
    fn rule(&mut self, under: &str, mark: char) {
        self.tight();
        let length = textwrap::core::display_width(under).min(self.width);
        self.out.extend(core::iter::repeat_n(mark, length));
        self.out.push_str("\n\n");
    }

    /// Text that stays as it is, each line behind `before`.
    fn verbatim(&mut self, before: &str, text: &str) {
        for line in text.lines() {
            let line = format!("{}{before}{line}", self.indent);
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    fn command(&mut self, command: &Variants) {
        let shell = Shell::here();
        self.verbatim(INDENT, &format!("{} {}", shell.prompt(), command.of(shell)));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                let words = self.inline(text);
                self.words(&format!("* {words} *"));
            }
            Block::Paragraph(text) => self.text(text),
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table { head, rows } => self.table(head, rows),
            Block::Code { file, text, .. } => {
                if let Some(file) = file {
                    self.words(&format!("Keep this as {file}:"));
                }
                self.verbatim(INDENT, text);
            }
            Block::Aside(blocks) => self.inset("| ", |page| page.blocks(blocks)),
            Block::Run(run) => self.run(run),
            Block::Widget(widget) => self.widget(widget),
            Block::Exercise(exercise) => self.exercise(exercise),
            Block::Quiz(questions) => self.quiz(questions),
            Block::Notes(_) => {}
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>]) {
        for (index, item) in items.iter().enumerate() {
            let mark = if ordered { format!("{}. ", index + 1) } else { "- ".to_owned() };
            let rest = match item.split_first() {
                Some((Block::Paragraph(text), rest)) => {
                    let words = self.inline(text);
                    self.hanging(&mark, &words);
                    rest
                }
                _ => {
                    self.hanging(&mark, "");
                    item.as_slice()
                }
            };
            self.tight();
            self.inset(&" ".repeat(mark.len()), |page| page.blocks(rest));
            self.tight();
        }
        self.out.push('\n');
    }

    /// A row is a line where the table fits the width; else each cell gets its own, after its column's name.
    fn table(&mut self, head: &[Text], rows: &[Vec<Text>]) {
        let cells = |row: &[Text]| row.iter().map(|cell| self.inline(cell)).collect::<Vec<_>>();
        let (head, rows): (Vec<String>, Vec<Vec<String>>) =
            (cells(head), rows.iter().map(|row| cells(row)).collect());
        let lines = || core::iter::once(&head).chain(&rows);
        let column = |index: usize| {
            lines().filter_map(|row| row.get(index)).map(|cell| textwrap::core::display_width(cell)).max()
        };
        let widths: Vec<usize> = (0..head.len()).filter_map(column).collect();
        let total = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1) + self.indent.len();
        if total <= self.width {
            let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
            let set = |row: &[String]| {
                let cells = row.iter().zip(&widths);
                cells.map(|(cell, &width)| format!("{cell:<width$}")).collect::<Vec<_>>().join("  ")
            };
            let all: Vec<String> =
                [set(&head), set(&rule)].into_iter().chain(rows.iter().map(|row| set(row))).collect();
            self.verbatim("", &all.join("\n"));
            return;
        }
        for row in &rows {
            for (name, cell) in head.iter().zip(row) {
                self.hanging("", &format!("{name}: {cell}"));
                self.tight();
            }
            self.out.push('\n');
        }
    }

    fn run(&mut self, run: &Run) {
        self.command(&run.command);
        if !run.expect.is_empty() {
            self.tight();
            self.verbatim(INDENT, &run.expect);
        }
        if run.stays {
            self.words("It goes on until you press Ctrl-C.");
        } else if run.exit != 0 {
            self.words(&format!("The command ends with exit status {}.", run.exit));
        }
        if let Some(note) = &run.note {
            self.text(note);
        }
    }

    fn widget(&mut self, widget: &Widget) {
        self.words(&format!("[On the page: {}]", widget.title));
        self.text(&widget.lead);
        if let Some(command) = &widget.command {
            self.words("In a terminal, begin with:");
            self.command(command);
        }
    }

    fn exercise(&mut self, exercise: &Exercise) {
        let words = format!("Exercise: {}", self.inline(&exercise.prompt));
        self.words(&words);
        self.words("The lab sees by itself when it is solved. The page shows that, and hints.");
    }

    fn quiz(&mut self, questions: &[Question]) {
        for (index, question) in questions.iter().enumerate() {
            let words = self.inline(&question.ask);
            self.hanging(&format!("Question {}: ", index + 1), &words);
            for (letter, answer) in ('a'..='z').zip(&question.answers) {
                let words = self.inline(&answer.text);
                self.tight();
                self.inset("   ", |page| page.hanging(&format!("{letter}) "), &words));
            }
        }
        self.words("The answers, each with its reason, are on the page: open this lesson in a browser.");
    }
}
