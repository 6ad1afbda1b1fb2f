//! Live parts: exercises that can be solved, questions that teach, sections that cite.

use super::{CLIENTS, HINTS, LISTENERS, MAX_DOES, OUTCOMES, PRACTICAL_PROSE, REFUSALS, counted, walk};
use crate::cheatsheet;
use crate::exercise::{Check, Exercise};
use crate::fault::Faults;
use crate::model::{Block, Inline, Question};
use crate::near::meant;
use crate::parse::Located;
use crate::texts;

pub(super) fn check(faults: &mut Faults, located: &Located) {
    for (line, block) in walk::blocks(located) {
        if let Some(entry) = cheatsheet::entry(block) {
            does(faults, line, entry.does.as_deref());
        }
        match block {
            Block::Exercise(form) => exercise(faults, line, form),
            Block::Quiz(questions) if questions.is_empty() => {
                faults.add(line, "this quiz asks nothing", "add a [[question]]");
            }
            Block::Quiz(questions) => questions.iter().for_each(|form| question(faults, line, form)),
            _ => {}
        }
    }
    right_answers(faults, located);
    for (index, section) in located.lesson.sections.iter().enumerate() {
        let live = |block: &Block| {
            matches!(block, Block::Run(_) | Block::Widget(_) | Block::Exercise(_) | Block::Quiz(_))
        };
        let is_prose =
            |block: &&Block| matches!(block, Block::Paragraph(_) | Block::List { .. } | Block::Table { .. });
        let prose = section.blocks.iter().filter(is_prose).count();
        let practical = prose <= PRACTICAL_PROSE && section.blocks.iter().any(live);
        let mut texts = section.blocks.iter().flat_map(texts::of_block);
        let cites =
            texts.any(|text| texts::pieces(text).iter().any(|piece| matches!(piece, Inline::Cite(_))));
        if !practical && !cites && prose > 0 && !section.title.is_empty() {
            let what = format!("the section {:?} makes claims and cites no source", section.id);
            faults.advise(
                walk::section_line(located, index),
                what,
                "cite one as [^id] and list it in the front matter",
            );
        }
    }
}

/// A command without a word on what it does is of little use on the cheat sheet.
fn does(faults: &mut Faults, line: usize, does: Option<&str>) {
    let length = does.map_or(0, |does| does.chars().count());
    if length == 0 {
        let what = "the cheat sheet has no word on what this command does";
        faults.advise(line, what, "add does = \"...\", such as \"See who has a port\"");
    } else if length > MAX_DOES {
        let what = format!("what this command does takes {length} characters to say");
        faults.advise(line, what, format!("say it in {MAX_DOES}, for the cheat sheet"));
    } else if does.is_some_and(|does| does.ends_with(['.', ':', '!'])) {
        let what = "what this command does ends with a mark, and is no sentence";
        faults.advise(line, what, "leave the mark out: the cheat sheet puts a colon there");
    }
}

/// A learner who notices that the right answer always stands in the same place stops reading.
fn right_answers(faults: &mut Faults, located: &Located) {
    let quizzes = walk::blocks(located).filter_map(|(line, block)| match block {
        Block::Quiz(questions) => Some((line, questions)),
        _ => None,
    });
    let places: Vec<(usize, Option<usize>)> = quizzes
        .flat_map(|(line, questions)| questions.iter().map(move |question| (line, question)))
        .map(|(line, question)| (line, question.answers.iter().position(|answer| answer.right)))
        .collect();
    if let [(line, first), rest @ ..] = places.as_slice()
        && rest.len() > 1
        && rest.iter().all(|(_, place)| place == first)
    {
        faults.advise(
            *line,
            "the right answers all stand in the same place",
            "put the answers in another order",
        );
    }
}

fn exercise(faults: &mut Faults, line: usize, exercise: &Exercise) {
    let id = &exercise.id;
    if exercise.hints.len() != HINTS {
        let what = format!("the exercise {id:?} has {}", counted(exercise.hints.len(), "hint", "hints"));
        faults.advise(line, what, format!("give {HINTS}, each saying more than the one before"));
    }
    if exercise.solution.is_empty() {
        faults.add(line, format!("the exercise {id:?} has no solution"), "add [[solution]] with a command");
    }
    let check = &exercise.check;
    if *check == Check::default() {
        faults.add(line, format!("any request solves the exercise {id:?}"), "name a condition under [check]");
    }
    let clients = check.client.iter().map(|word| (word, "client", CLIENTS.as_slice()));
    let outcome = check.outcome.iter().map(|word| (word, "outcome", OUTCOMES.as_slice()));
    let refused = check.refused.iter().map(|word| (word, "refusal", REFUSALS.as_slice()));
    let listener = check.listener.iter().map(|word| (word, "listener", LISTENERS.as_slice()));
    for (word, kind, known) in clients.chain(outcome).chain(refused).chain(listener) {
        if known.contains(&word.as_str()) {
            continue;
        }
        let what = format!("the exercise {id:?} waits for the {kind} {word:?}, which there is not");
        let remedy = meant(word, known)
            .map_or_else(|| format!("use one of {}", known.join(", ")), |meant| format!("write {meant:?}"));
        faults.add(line, what, remedy);
    }
    for path in check.path.iter().chain(&check.except) {
        if !path.starts_with('/') {
            faults.add(line, format!("{path:?} is not a path"), "begin it with /");
        }
    }
}

fn question(faults: &mut Faults, line: usize, question: &Question) {
    let id = &question.id;
    let right = question.answers.iter().filter(|answer| answer.right).count();
    if right != 1 {
        faults.add(
            line,
            format!("the question {id:?} has {right} right answers"),
            "mark exactly one with right = true",
        );
    }
    if question.answers.len() < 2 {
        faults.add(
            line,
            format!("the question {id:?} leaves no choice"),
            "add a wrong answer that people really give",
        );
    }
    for answer in &question.answers {
        if answer.because.is_empty() {
            let what = format!("an answer to {id:?} does not say why it is right or wrong");
            faults.add(line, what, "fill in because: every wrong answer teaches");
        }
        if !answer.right && answer.see.is_none() {
            let what = format!("a wrong answer to {id:?} points to nothing that refutes it");
            faults.add(line, what, "add see = \"#name\" of a widget or section in this lesson");
        }
    }
}
