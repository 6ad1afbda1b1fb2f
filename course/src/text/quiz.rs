//! A question by itself, and what comes of an answer.

use super::Reader;
use super::inline::path;
use super::page::Page;
use crate::quiz::{Asked, Verdict};

/// A question as text, with the commands that answer it.
pub fn question(asked: &Asked, reader: &Reader) -> String {
    let mut page = Page::new(reader, &[]);
    let place = format!("Question {} of {} in the lesson {}", asked.number, asked.of, asked.lesson);
    page.words(&reader.paint.faint(&place));
    page.text(&asked.ask);
    let answers: Vec<_> =
        asked.choices.iter().map(|choice| (choice.letter, page.inline(&choice.text))).collect();
    page.choices(answers.iter().map(|(letter, words)| (*letter, words.as_str())));
    page.words("Answer with the letter of your choice at the end, for example:");
    page.typed(super::page::INDENT, &reader.curl(&format!("/quiz/{}/a", asked.id)));
    page.finish()
}

/// Whether an answer is right, why, and where to go on.
pub fn verdict(verdict: &Verdict, reader: &Reader) -> String {
    let Verdict { id, lesson, choice, right, because, see, next } = verdict;
    let mut page = Page::new(reader, &[]);
    page.hanging(&format!("{}) ", choice.letter), &page.inline(&choice.text));
    let word = if *right { reader.paint.good("Right.") } else { reader.paint.bad("Not this one.") };
    page.words(&format!("{word} {}", page.inline(because)));
    if let Some(see) = see.as_ref().filter(|_| !right) {
        page.step("see:   ", "what refutes it", &path(see));
    }
    match next.as_ref().filter(|_| *right) {
        _ if !right => page.step("again: ", "the same question", &format!("/quiz/{id}")),
        Some(next) => page.step("next: ", "another question", &format!("/quiz/{next}")),
        None => page.step(
            "next: ",
            &format!("that was the last question on {lesson}; what else there is"),
            "/lessons",
        ),
    }
    page.finish()
}
