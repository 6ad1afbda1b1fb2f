//! The blocks of a lesson.

use super::Reader;
use super::page::{INDENT, Page};
use crate::exercise::Exercise;
use crate::model::{Block, Question, Run, Text};
use crate::output::{self, Piece, pieces};
use crate::quiz::lettered;
use crate::widget::Widget;

/// Said once a page, after the first output that differs from run to run.
const WILDCARDS: &str =
    "(Between < and > stands what differs from run to run. Three dots stand for more lines.)";

/// A paragraph by itself, behind the words that it begins with.
pub fn paragraph(before: &str, text: &Text, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    let words = format!("{before}{}", page.inline(text));
    page.words(&words);
    page.finish()
}

impl Page<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                let words = crate::model::plain(text);
                self.words(&self.reader.paint.strong(&format!("* {words} *")));
            }
            Block::Paragraph(text) => self.text(text),
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table { head, rows } => self.table(head, rows),
            Block::Code { file, text, .. } => {
                if let Some(file) = file {
                    self.words(&format!("Keep this as {file}:"));
                }
                self.verbatim(INDENT, &self.reader.paint.within(text));
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
        self.gap();
    }

    fn run(&mut self, run: &Run) {
        self.command(&run.command);
        if !run.expect.is_empty() {
            self.tight();
            let lines: Vec<String> = run.expect.lines().map(|line| self.expected(line)).collect();
            self.verbatim(INDENT, &lines.join("\n"));
            let differs = run.expect.lines().flat_map(pieces).any(|piece| !matches!(piece, Piece::Text(_)));
            if differs && !self.told_wildcards {
                self.told_wildcards = true;
                self.words(&self.reader.paint.faint(WILDCARDS));
            }
        }
        if run.stays {
            self.words("It goes on until you press Ctrl-C. Type what follows into a second terminal.");
        } else if run.exit != 0 {
            self.words(&format!("The command ends with exit code {}.", run.exit));
        }
        if let Some(note) = &run.note {
            self.text(note);
        }
    }

    /// A line of expected output. What differs from run to run is named in words.
    fn expected(&self, line: &str) -> String {
        let paint = self.reader.paint;
        let piece = |piece| match piece {
            Piece::Text(text) => paint.within(text),
            Piece::Wildcard(name @ ("port" | "ephemeral")) => {
                paint.port(&format!("<{}>", output::words(name)))
            }
            Piece::Wildcard("any") => paint.faint("<...>"),
            Piece::Wildcard(name) => paint.faint(&format!("<{}>", output::words(name))),
            Piece::Lines => paint.faint("..."),
        };
        pieces(line).into_iter().map(piece).collect()
    }

    fn widget(&mut self, widget: &Widget) {
        self.words(&self.reader.paint.strong(&format!("[On the page: {}]", widget.title)));
        self.text(&widget.lead);
        if let Some(command) = &widget.command {
            self.words("In a terminal, begin with:");
            self.command(command);
        }
    }

    fn exercise(&mut self, exercise: &Exercise) {
        let words = format!("{} {}", self.reader.paint.strong("Exercise:"), self.inline(&exercise.prompt));
        self.words(&words);
        self.words(
            "The lab sees by itself when you have done it. Ask whether it has; the answer tells how to get a hint.",
        );
        self.typed(INDENT, &self.reader.curl(&format!("/checks/{}", exercise.id)));
    }

    fn quiz(&mut self, questions: &[Question]) {
        for (index, question) in questions.iter().enumerate() {
            let words = self.inline(&question.ask);
            let mark = self.reader.paint.strong(&format!("Question {}: ", index + 1));
            self.hanging(&mark, &words);
            let answers = lettered(question).map(|(letter, answer)| (letter, self.inline(&answer.text)));
            let answers: Vec<_> = answers.collect();
            self.choices(answers.iter().map(|(letter, words)| (*letter, words.as_str())));
            self.inset("   ", |page| page.typed("", &page.reader.curl(&format!("/quiz/{}/a", question.id))));
        }
        self.words("Answer with the letter of your choice at the end of the command.");
    }

    /// Answers behind their letters, directly under their question.
    pub(super) fn choices<'a>(&mut self, answers: impl Iterator<Item = (char, &'a str)>) {
        for (letter, words) in answers {
            self.tight();
            self.inset("   ", |page| page.hanging(&format!("{letter}) "), words));
        }
    }
}
