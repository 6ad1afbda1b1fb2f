//! Whether exercises are solved: what they ask for against what the journal holds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use course::exercise::{Asked, Evidence, Exercise, Visited};
use course::model::{Block, Lesson};
use protocol::capstone::Step;
use protocol::checks::Checked;
use protocol::journal::{Closer, Entry, Event, Step as Moment};

/// Up to which entry of the journal nothing counts for an exercise any more, since it was reset. Holds no more names than
/// the course has exercises.
#[derive(Default)]
pub(crate) struct Resets(Mutex<HashMap<String, u64>>);

impl Resets {
    /// An exercise is to be done again: what the journal holds by now, up to entry `number`, does not count.
    pub(crate) fn reset(&self, exercise: &Exercise, number: u64) {
        self.names().insert(exercise.id.clone(), number);
    }

    fn since(&self, exercise: &Exercise) -> u64 {
        self.names().get(&exercise.id).copied().unwrap_or_default()
    }

    fn names(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        // Nothing that holds the lock can panic half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The exercises of a lesson, in order.
pub(crate) fn exercises(lesson: &Lesson) -> impl Iterator<Item = &Exercise> {
    let blocks = lesson.sections.iter().flat_map(|section| &section.blocks);
    blocks.filter_map(|block| if let Block::Exercise(exercise) = block { Some(exercise) } else { None })
}

/// Whether some exercise asks for a step of the capstone.
pub(crate) fn ask_for_the_capstone(lessons: &[Lesson]) -> bool {
    lessons.iter().flat_map(exercises).any(|exercise| exercise.check.capstone.is_some())
}

/// What the journal holds, as checks see it.
pub(crate) struct Held<'a> {
    /// The entries that count for something, oldest first.
    entries: Vec<&'a Arc<Entry>>,
    /// What each of them is evidence of.
    evidence: Vec<Evidence<'a>>,
    resets: &'a Resets,
}

impl<'a> Held<'a> {
    /// From the entries of the journal, oldest first, and the steps of the capstone that stand, each with the entry with which it
    /// was reached.
    pub(crate) fn of(
        journal: &'a [Arc<Entry>],
        reached: &'a [(Step, Arc<Entry>)],
        resets: &'a Resets,
    ) -> Self {
        let mut all: Vec<_> = journal.iter().filter_map(|entry| Some((entry, evidence(entry)?))).collect();
        all.extend(reached.iter().map(|(step, entry)| (entry, Evidence::Reached(step.word()))));
        all.sort_by_key(|(entry, _)| entry.id);
        let (entries, evidence) = all.into_iter().unzip();
        Self { entries, evidence, resets }
    }

    /// Whether an exercise of a lesson is solved.
    pub(crate) fn check(&self, lesson: &Lesson, exercise: &Exercise) -> Checked {
        let since = self.resets.since(exercise);
        let first = self.entries.partition_point(|entry| entry.id <= since);
        let counted = self.evidence.get(first..).unwrap_or_default();
        let newest = exercise.check.solved_by(counted).and_then(|at| self.entries.get(first + at));
        Checked {
            exercise: exercise.id.clone(),
            lesson: lesson.summary.slug.clone(),
            solved_by: newest.map(|entry| entry.as_ref().clone()),
        }
    }
}

/// Whether a request only looked at exercises, or began them anew: that solves none.
fn is_look(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path == "/checks" || path.starts_with("/checks/")
}

/// An entry as checks see it; `None` of what counts for none.
fn evidence(entry: &Entry) -> Option<Evidence<'_>> {
    match &entry.event {
        Event::Request(request) if is_look(&request.target) => None,
        Event::Request(request) => Some(Evidence::Asked(Asked {
            method: &request.method,
            target: &request.target,
            host: &request.host,
            client: request.client.word(),
            outcome: request.outcome.as_deref(),
            status: request.status,
            request_bytes: request.request_bytes,
            connection: entry.connection.id,
            refused: request.refused.as_ref().map(|refused| refused.code.as_str()),
        })),
        Event::Practice(practice) => {
            let (received_bytes, said) = match &practice.step {
                Moment::Accepted => return None,
                // A client that resets wanted to know whether somebody listens, and no more.
                Moment::Closed(closed) if closed.by == Closer::Reset => return None,
                Moment::Said(said) => (None, Some(said.as_str())),
                Moment::Closed(closed) => (Some(closed.received_bytes), None),
                Moment::Datagram(datagram) => (Some(datagram.received_bytes), None),
            };
            let address = entry.connection.local.ip();
            let visited = Visited { kind: practice.kind.word(), address, received_bytes, said };
            (!practice.own).then_some(Evidence::Visited(visited))
        }
    }
}
