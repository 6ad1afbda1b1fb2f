//! How far a learner is, as the page keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use course::model::Summary;

/// Everything that is kept about a learner's way through the course.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The address of the place that was read last, such as `/lessons/ports#knock`.
    pub place: Option<String>,
    /// Lessons, by slug.
    pub lessons: BTreeMap<String, LessonProgress>,
}

/// How far a learner is in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonProgress {
    /// Solved exercises: identifier to the sentence that says by what.
    pub exercises: BTreeMap<String, String>,
    /// Questions answered right, by identifier, with how many tries it took.
    pub questions: BTreeMap<String, u32>,
}

/// Where a lesson stands, in the contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing in it was done yet.
    Untouched,
    /// Something was done.
    Begun,
    /// Every exercise is solved and every question answered.
    Done,
}

impl Progress {
    /// Where a lesson stands.
    pub fn standing(&self, lesson: &Summary) -> Standing {
        let Some(done) = self.lessons.get(&lesson.slug) else { return Standing::Untouched };
        let exercises = lesson.exercises.iter().filter(|id| done.exercises.contains_key(*id)).count();
        if exercises == lesson.exercises.len() && done.questions.len() >= lesson.questions {
            Standing::Done
        } else if done.exercises.is_empty() && done.questions.is_empty() {
            Standing::Untouched
        } else {
            Standing::Begun
        }
    }

    /// How many of a lesson's exercises are solved.
    pub fn solved(&self, lesson: &Summary) -> usize {
        let Some(done) = self.lessons.get(&lesson.slug) else { return 0 };
        lesson.exercises.iter().filter(|id| done.exercises.contains_key(*id)).count()
    }
}
