//! Whether exercises are solved, and by what: `GET /checks` and `GET /checks/{exercise}`.

use serde::{Deserialize, Serialize};

use crate::journal::Entry;

/// The reply of `GET /checks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checks {
    /// The exercises, in the order of the course.
    pub checks: Vec<Checked>,
}

/// Whether one exercise is solved. The reply of `GET /checks/{exercise}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checked {
    /// The exercise.
    pub exercise: String,
    /// The lesson that it stands in.
    pub lesson: String,
    /// The newest entry of the journal that solves it; `null` where there is none. Entries from before it was reset do
    /// not count.
    pub solved_by: Option<Entry>,
}
