//! Practice cases: `POST /incidents`, `GET /incidents/{case}`, `GET /incidents/{case}/log` and
//! `POST /incidents/{case}/answer`.
//!
//! A case is a log that the lab makes up. The number of the case is all that it is made from, so that nothing is kept: the
//! same number is the same case, in every lab.

use serde::{Deserialize, Serialize};

/// The highest number of a case; they begin at 1.
pub const MAX_CASE: u32 = 9999;

/// What every line of a log begins with, after a `#` in its head.
pub const MARK: &str = "PRACTICE";

/// What an incident can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Incident {
    /// One source tries many ports.
    PortScan,
    /// One source tries many passwords.
    PasswordGuessing,
    /// One source asks under a name that is not the server's.
    OddHosts,
    /// One source asks for what nobody links to.
    PathProbing,
}

impl Incident {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::PortScan, Self::PasswordGuessing, Self::OddHosts, Self::PathProbing];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PortScan => "port-scan",
            Self::PasswordGuessing => "password-guessing",
            Self::OddHosts => "odd-hosts",
            Self::PathProbing => "path-probing",
        }
    }
}

/// The reply of `POST /incidents` and `GET /incidents/{case}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IncidentCase"))]
pub struct Case {
    /// Its number.
    pub case: u32,
    /// How many lines its log has, the head included.
    pub lines: u32,
    /// Where the log is.
    pub log: String,
    /// What the incident can be.
    pub kinds: Vec<Incident>,
}

/// The reply of `GET /incidents/{case}/log`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IncidentLog"))]
pub struct Log {
    /// The number of the case.
    pub case: u32,
    /// The lines, the head included. All of it is made up.
    pub lines: Vec<String>,
}

/// What is asked about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IncidentQuestion"))]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What kind of incident it is.
    Kind,
    /// The address that it comes from.
    Source,
    /// The line in which it begins.
    Line,
    /// Whether it got what it was after.
    Succeeded,
}

/// What an answer to one question is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IncidentPart"))]
pub struct Part {
    /// The question.
    pub question: Question,
    /// Whether the answer is right.
    pub right: bool,
    /// Why, or what was taken for it.
    pub because: String,
}

/// The reply of `POST /incidents/{case}/answer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IncidentVerdict"))]
pub struct Verdict {
    /// The number of the case.
    pub case: u32,
    /// Whether every part is right.
    pub solved: bool,
    /// One for each question.
    pub parts: Vec<Part>,
}

impl Verdict {
    /// The words that the journal has for what came of an answer: solved, and not.
    pub const WORDS: [&str; 2] = ["solved", "unsolved"];

    /// The one for this.
    pub fn word(&self) -> &'static str {
        Self::WORDS[usize::from(!self.solved)]
    }
}
