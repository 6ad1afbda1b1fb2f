//! Search over the course: titles, headings, text, the glossary and commands; in any script.

#[cfg(feature = "parse")]
mod fold;
#[cfg(feature = "parse")]
mod index;

use serde::{Deserialize, Serialize};

#[cfg(feature = "parse")]
pub use self::index::Index;

/// How many characters a question may have.
pub const MAX_QUERY: usize = 100;

/// How many words of a question count: all others must be left out.
pub const MAX_WORDS: usize = 8;

/// How many hits are told.
pub const MAX_HITS: usize = 20;

/// The reply of `GET /search?q=`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    /// What was asked for.
    pub query: String,
    /// How many places there are.
    pub total: usize,
    /// The best of them, the best first.
    pub hits: Vec<Hit>,
}

/// A place that has every word of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SearchHit"))]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Where it is: an address of the page.
    pub href: String,
    /// The title of the lesson or part, or the term.
    pub title: String,
    /// The lesson that it stands in; empty for lessons and terms.
    pub within: String,
    /// Its text around the first word that was found, or the command; empty where there is none beside the title.
    pub excerpt: Vec<Piece>,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SearchKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A lesson, by its title or summary.
    Lesson,
    /// A part of a lesson, by its heading.
    Section,
    /// A term of the glossary.
    Term,
    /// A command.
    Command,
    /// Text in a part of a lesson.
    Text,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SearchPiece"))]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was asked for.
    pub hit: bool,
}
