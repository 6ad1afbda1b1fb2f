//! The model of a lesson: what the server sends and the page draws.

use concepts::notation::Part;
use serde::{Deserialize, Serialize};

use crate::exercise::Exercise;
use crate::glossary::Term;
use crate::shell::Variants;
use crate::widget::Widget;

/// Text with its marks, as it stands on one line or in one paragraph.
pub type Text = Vec<Inline>;

/// The words of a text without their marks, for a window's title or a search.
pub fn plain(text: &[Inline]) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Term { text, .. } => text.clone(),
            Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => plain(text),
            Inline::Notation(parts) => parts.iter().map(|part| part.text.as_str()).collect(),
            Inline::Cite(_) => String::new(),
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

/// The reply of `GET /lessons`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contents {
    /// The lessons, in the order to take them.
    pub lessons: Vec<Summary>,
}

/// One line of the contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// The name in the address: `/lessons/{slug}`.
    pub slug: String,
    /// The title.
    pub title: Text,
    /// What the lesson is about, in a sentence.
    pub summary: Text,
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// The identifiers of its exercises, in order.
    pub exercises: Vec<String>,
    /// How many questions its quizzes ask.
    pub questions: usize,
}

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lesson {
    /// Its line in the contents.
    #[serde(flatten)]
    pub summary: Summary,
    /// The works that its claims rest on. A citation in the text names one by its `id`.
    pub sources: Vec<Source>,
    /// Its parts in order. The first has no title: it is what stands before the first heading.
    pub sections: Vec<Section>,
    /// The terms of the glossary that are marked in its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
}

/// A work that a claim rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The name that citations use, such as `rfc6335`.
    pub id: String,
    /// What it is, such as `RFC 6335: IANA Procedures for the Management of ... Port Number Registry`.
    pub title: String,
    /// Where in it, such as `section 6`; empty where it means the whole.
    #[serde(default)]
    pub place: String,
}

/// A part of a lesson under one heading of the second level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Section {
    /// The name in the address: `/lessons/{slug}#{id}`. Empty for the first, untitled part.
    pub id: String,
    /// The heading.
    pub title: Text,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A block of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading of the third level.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// A list; each item holds blocks.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A table; every row has as many cells as the head.
    Table {
        /// The head's cells.
        head: Vec<Text>,
        /// The rows' cells.
        rows: Vec<Vec<Text>>,
    },
    /// Text shown as it is, such as bytes on the wire or a program. Not meant to be run.
    Code {
        /// The language after the fence, or empty.
        language: String,
        /// The name under which a learner keeps it, where it is a program to run.
        file: Option<String>,
        /// The text, without a final line break.
        text: String,
    },
    /// A remark set apart from the text.
    Aside(Vec<Block>),
    /// A command to run in a terminal.
    Run(Run),
    /// A live widget.
    Widget(Widget),
    /// An exercise that the lab checks.
    Exercise(Exercise),
    /// Questions.
    Quiz(Vec<Question>),
    /// Notes for the teacher; shown to nobody else.
    Notes(Vec<Block>),
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Stressed text.
    Emphasis(Text),
    /// Strongly stressed text: a term where it is explained.
    Strong(Text),
    /// Text in code type that the colour grammar does not know.
    Code(String),
    /// An address, a port or a protocol in the colour grammar, with its parts.
    Notation(Vec<Part>),
    /// A link inside the course (`/lessons/ports#ranges`, `#ranges`) or to another address of the lab.
    Link {
        /// Where it leads; never off the machine.
        href: String,
        /// Its text.
        text: Text,
    },
    /// A term of the glossary. The server marks it in the lessons that it sends; in lesson files it is plain text.
    Term {
        /// The name of the term: `/glossary/{id}`.
        id: String,
        /// The word as it stands in the text.
        text: String,
    },
    /// A reference to a source of the lesson by its identifier.
    Cite(String),
    /// A line break.
    Break,
}

/// A command to run in a terminal, and what it prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// The command as each shell wants it.
    pub command: Variants,
    /// What it prints in the terminal, on standard output and standard error alike, with wildcards such as `<port>`.
    pub expect: String,
    /// The exit status, 0 unless said otherwise. Of no account where it stays.
    pub exit: u8,
    /// Whether it goes on until Ctrl-C ends it, as a server does. What it is expected to print is all that it prints until
    /// the next such command, or the section's end.
    pub stays: bool,
    /// What to look at in the output, if anything.
    pub note: Option<Text>,
    /// What it does, in a few plain words, for the cheat sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<String>,
}

/// One question of a quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Question {
    /// The name of the question, unique in its lesson.
    pub id: String,
    /// The question.
    pub ask: Text,
    /// The answers, in the order to show; exactly one is right.
    pub answers: Vec<Answer>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Its text.
    pub text: Text,
    /// Whether it is the right one.
    pub right: bool,
    /// Why it is right; or, for a wrong one, the misconception behind it and what is the case instead.
    pub because: Text,
    /// For a wrong answer: the place in this lesson that refutes it, `#` and a widget's or section's identifier.
    pub see: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_keeps_the_words_and_drops_the_marks() {
        let word = |text: &str| Inline::Text(text.to_owned());
        let text = vec![
            Inline::Strong(vec![word("a"), Inline::Emphasis(vec![word("b")])]),
            Inline::Break,
            Inline::Code("c".to_owned()),
            Inline::Cite("rfc1".to_owned()),
            Inline::Link { href: "#d".to_owned(), text: vec![word("d")] },
            Inline::Notation(concepts::notation::parts("127.0.0.1:80").unwrap_or_default()),
        ];
        assert_eq!(plain(&text), "ab cd127.0.0.1:80");
    }

    #[test]
    fn a_lesson_is_flat_in_json() {
        let json = r#"{"slug":"a","title":[],"summary":[],"minutes":5,"exercises":[],"questions":0,"sources":[],"sections":[]}"#;
        let lesson: Lesson = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&lesson).unwrap(), json);
    }
}
