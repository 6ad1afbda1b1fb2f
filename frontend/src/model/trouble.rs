//! What can go wrong when the page asks the lab, told so that the learner knows what to do next.

use protocol::problem::Problem;

use crate::model::messages;

/// How long the page waits for a complete answer, in milliseconds: longer than the longest probe takes.
pub const PATIENCE_MS: u32 = 15_000;

/// Why a request of the page brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No answer at all: no connection, or it broke off.
    Unreachable,
    /// No complete answer within [`PATIENCE_MS`].
    Slow,
    /// The lab refused, and said why.
    Refused(Problem),
    /// An answer that this page cannot read: another program on the port, or another version of the lab.
    Unreadable {
        /// The status of the answer.
        status: u16,
    },
}

impl Trouble {
    /// What happened and why.
    pub fn detail(&self) -> String {
        match self {
            Self::Unreachable => messages::UNREACHABLE.to_owned(),
            Self::Slow => messages::SLOW.to_owned(),
            Self::Refused(problem) => problem.detail.clone(),
            Self::Unreadable { status } => messages::unreadable(*status),
        }
    }

    /// What to do next.
    pub fn next(&self) -> &str {
        match self {
            Self::Unreachable => messages::UNREACHABLE_NEXT,
            Self::Slow => messages::SLOW_NEXT,
            Self::Refused(problem) => &problem.next,
            Self::Unreadable { .. } => messages::UNREADABLE_NEXT,
        }
    }
}
