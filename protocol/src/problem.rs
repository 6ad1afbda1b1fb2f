//! Errors on the wire: problem details (RFC 9457), always with a stable code and the next step.

use serde::{Deserialize, Serialize};

/// The media type of a problem in JSON (RFC 9457, section 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Something that went wrong, told to the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// `about:blank#` and the code: there is no page elsewhere to look it up on.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short summary, the same for every problem of this code.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// A stable name for programs, such as `port_invalid`.
    pub code: String,
    /// What happened and why.
    pub detail: String,
    /// What to do next.
    pub next: String,
}
