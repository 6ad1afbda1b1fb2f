//! What can go wrong when the page asks the lab, told so that the learner knows what to do next.

use protocol::problem::Problem;

use crate::model::messages;

/// Why a request of the page brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No answer at all: no connection, or it broke off.
    Unreachable,
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
            Self::Refused(problem) => problem.detail.clone(),
            Self::Unreadable { status } => messages::unreadable(*status),
        }
    }

    /// What to do next.
    pub fn next(&self) -> &str {
        match self {
            Self::Unreachable => messages::UNREACHABLE_NEXT,
            Self::Refused(problem) => &problem.next,
            Self::Unreadable { .. } => messages::UNREADABLE_NEXT,
        }
    }
}
