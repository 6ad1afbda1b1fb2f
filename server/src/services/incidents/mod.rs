//! Practice cases: a made-up log with one incident in it, and what an answer about it is worth.
//!
//! Pure: the number of a case is all that goes in. Nothing is kept, nothing is looked up, nothing really happened.

mod cast;
mod judge;
mod story;

use protocol::incidents::{Case, Incident, Log, MAX_CASE};

pub(crate) use judge::{Answer, judge};
pub(crate) use story::Story;

/// A case by its number; nothing where there is no such case.
pub(crate) fn open(case: u32) -> Option<Story> {
    (1..=MAX_CASE).contains(&case).then(|| Story::tell(case))
}

/// The number of a case, from random bits.
pub(crate) const fn chosen(bits: u64) -> u32 {
    (bits % MAX_CASE as u64) as u32 + 1
}

/// What is told of a case before it is solved.
pub(crate) fn described(story: &Story) -> Case {
    Case {
        case: story.case,
        lines: u32::try_from(story.text().len()).unwrap_or(u32::MAX),
        log: format!("/incidents/{}/log", story.case),
        kinds: Incident::ALL.to_vec(),
    }
}

/// Its log.
pub(crate) fn log(story: &Story) -> Log {
    Log { case: story.case, lines: story.text() }
}
