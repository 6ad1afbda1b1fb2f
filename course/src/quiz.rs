//! Quizzes taken one question at a time: what is asked without giving the answer away, and the verdict.

use serde::{Deserialize, Serialize};

use crate::model::{Block, Lesson, Question, Text};

/// The reply of `GET /quiz/{question}`: a question with its answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Asked {
    /// The name of the question.
    pub id: String,
    /// The name of its lesson.
    pub lesson: String,
    /// Its number among the questions of its lesson, from 1.
    pub number: usize,
    /// How many questions the lesson asks.
    pub of: usize,
    /// The question.
    pub ask: Text,
    /// The answers, of which one is right.
    pub choices: Vec<Choice>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// The letter that names it: `a` for the first.
    pub letter: char,
    /// The answer.
    pub text: Text,
}

/// The reply of `GET /quiz/{question}/{letter}`: whether an answer is right, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The name of the question.
    pub id: String,
    /// The name of its lesson.
    pub lesson: String,
    /// The answer that was given.
    pub choice: Choice,
    /// Whether it is right.
    pub right: bool,
    /// Why it is right; or the misconception behind it, and what is the case instead.
    pub because: Text,
    /// For a wrong answer: the address of the part of the lesson that refutes it.
    pub see: Option<String>,
    /// The name of the lesson's next question, if there is one.
    pub next: Option<String>,
}

/// The questions of a lesson, in order.
pub fn questions(lesson: &Lesson) -> Vec<&Question> {
    let blocks = lesson.sections.iter().flat_map(|section| &section.blocks);
    blocks
        .flat_map(|block| if let Block::Quiz(questions) = block { questions.as_slice() } else { &[] })
        .collect()
}

/// The answers of a question, each with its letter.
pub fn lettered(question: &Question) -> impl Iterator<Item = (char, &crate::model::Answer)> {
    ('a'..='z').zip(&question.answers)
}

/// A question of a lesson by its name, without what is right; `None` where the lesson does not ask it.
pub fn asked(lesson: &Lesson, id: &str) -> Option<Asked> {
    let questions = questions(lesson);
    let at = questions.iter().position(|question| question.id == id)?;
    let question = questions.get(at)?;
    Some(Asked {
        id: question.id.clone(),
        lesson: lesson.summary.slug.clone(),
        number: at + 1,
        of: questions.len(),
        ask: question.ask.clone(),
        choices: lettered(question)
            .map(|(letter, answer)| Choice { letter, text: answer.text.clone() })
            .collect(),
    })
}

/// What comes of an answer, in letters of either size; `None` where there is no such question or answer.
pub fn verdict(lesson: &Lesson, id: &str, letter: &str) -> Option<Verdict> {
    let questions = questions(lesson);
    let at = questions.iter().position(|question| question.id == id)?;
    let (letter, answer) =
        lettered(questions.get(at)?).find(|(own, _)| own.to_string() == letter.to_ascii_lowercase())?;
    let slug = &lesson.summary.slug;
    Some(Verdict {
        id: id.to_owned(),
        lesson: slug.clone(),
        choice: Choice { letter, text: answer.text.clone() },
        right: answer.right,
        because: answer.because.clone(),
        see: answer.see.as_deref().map(|see| format!("/lessons/{slug}/{}", see.trim_start_matches('#'))),
        next: questions.get(at + 1).map(|question| question.id.clone()),
    })
}
