//! `GET /help`: how to read the course in a terminal.

use serde::{Deserialize, Serialize};

/// The reply of `GET /help`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Help {
    /// The addresses by which the course is read, in the order in which a reader needs them.
    pub ways: Vec<Way>,
}

/// An address of the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Way {
    /// The path, such as `/lessons/ports/2`; an example where it has parts that change.
    pub path: String,
    /// What it gives.
    pub gives: String,
}
