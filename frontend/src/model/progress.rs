//! How far a learner is, as the page keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use course::model::{Contents, Summary};

/// The name under which progress is kept in the browser.
pub const KEY: &str = "loopback-lab.progress";

/// Everything that is kept about a learner's way through the course.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The address of the place that was read last, such as `/lessons/ports#knock`.
    pub place: Option<String>,
    /// What to call that place, such as `Ports · Knock on one port`.
    pub place_title: Option<String>,
    /// Lessons, by slug.
    pub lessons: BTreeMap<String, LessonProgress>,
}

/// How far a learner is in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonProgress {
    /// Solved exercises: identifier to the sentence that says by what.
    pub exercises: BTreeMap<String, String>,
    /// Exercises that were reset: identifier to when, in milliseconds since 1970-01-01 00:00 UTC.
    /// What the journal holds from before does not solve them again.
    pub resets: BTreeMap<String, u64>,
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

/// What changes progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Progress as another tab left it.
    Replace(Progress),
    /// A place is being read.
    Visit {
        /// Its address.
        place: String,
        /// What to call it.
        title: String,
    },
    /// An exercise of a lesson was solved, by what the sentence says.
    Solve {
        /// The lesson.
        slug: String,
        /// The exercise.
        id: String,
        /// The sentence.
        by: String,
    },
    /// An exercise of a lesson is to be done again.
    Reset {
        /// The lesson.
        slug: String,
        /// The exercise.
        id: String,
        /// When, in milliseconds since 1970-01-01 00:00 UTC.
        at_ms: u64,
    },
    /// A question of a lesson was answered right.
    Answer {
        /// The lesson.
        slug: String,
        /// The question.
        id: String,
        /// After how many tries, the right one included.
        tries: u32,
    },
    /// All is to be done again.
    Forget {
        /// Every lesson with its exercises, so that old entries of the journal do not solve them again.
        contents: Option<Contents>,
        /// When, in milliseconds since 1970-01-01 00:00 UTC.
        at_ms: u64,
    },
}

impl Progress {
    /// Progress after a step.
    pub fn after(&self, step: Step) -> Self {
        let mut next = self.clone();
        match step {
            Step::Replace(other) => return other,
            Step::Visit { place, title } => {
                next.place = Some(place);
                next.place_title = Some(title);
            }
            Step::Solve { slug, id, by } => {
                next.lessons.entry(slug).or_default().exercises.entry(id).or_insert(by);
            }
            Step::Reset { slug, id, at_ms } => {
                let lesson = next.lessons.entry(slug).or_default();
                lesson.exercises.remove(&id);
                lesson.resets.insert(id, at_ms);
            }
            Step::Answer { slug, id, tries } => {
                next.lessons.entry(slug).or_default().questions.entry(id).or_insert(tries);
            }
            Step::Forget { contents, at_ms } => {
                next = Self::default();
                for lesson in contents.into_iter().flat_map(|contents| contents.lessons) {
                    let resets = lesson.exercises.into_iter().map(|id| (id, at_ms)).collect();
                    next.lessons.insert(lesson.slug, LessonProgress { resets, ..LessonProgress::default() });
                }
            }
        }
        next
    }

    /// Where a lesson stands.
    pub fn standing(&self, lesson: &Summary) -> Standing {
        let Some(done) = self.lessons.get(&lesson.slug) else { return Standing::Untouched };
        if self.solved(lesson) == lesson.exercises.len() && done.questions.len() >= lesson.questions {
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

    /// The sentence that says by what an exercise was solved, if it was.
    pub fn evidence(&self, slug: &str, id: &str) -> Option<&str> {
        self.lessons.get(slug)?.exercises.get(id).map(String::as_str)
    }

    /// Since when entries of the journal count for an exercise, in milliseconds since 1970-01-01 00:00 UTC.
    pub fn counts_since(&self, slug: &str, id: &str) -> u64 {
        self.lessons.get(slug).and_then(|lesson| lesson.resets.get(id)).copied().unwrap_or_default()
    }

    /// After how many tries a question was answered right, if it was.
    pub fn tries(&self, slug: &str, id: &str) -> Option<u32> {
        self.lessons.get(slug)?.questions.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson() -> Summary {
        Summary {
            slug: "ports".into(),
            title: Vec::new(),
            summary: Vec::new(),
            minutes: 9,
            exercises: vec!["knock".into()],
            questions: 1,
        }
    }

    fn solve() -> Step {
        Step::Solve { slug: "ports".into(), id: "knock".into(), by: "your curl".into() }
    }

    fn answer(tries: u32) -> Step {
        Step::Answer { slug: "ports".into(), id: "q".into(), tries }
    }

    #[test]
    fn a_lesson_goes_from_untouched_to_done_and_back() {
        let start = Progress::default();
        assert_eq!(start.standing(&lesson()), Standing::Untouched);
        let begun = start.after(solve());
        assert_eq!(begun.standing(&lesson()), Standing::Begun);
        let done = begun.after(answer(2));
        assert_eq!(done.standing(&lesson()), Standing::Done);
        let again = done.after(Step::Reset { slug: "ports".into(), id: "knock".into(), at_ms: 7 });
        assert_eq!(again.standing(&lesson()), Standing::Begun);
        assert_eq!(again.counts_since("ports", "knock"), 7);
    }

    #[test]
    fn the_first_evidence_and_the_first_count_of_tries_stay() {
        let progress = Progress::default().after(solve()).after(Step::Solve {
            slug: "ports".into(),
            id: "knock".into(),
            by: "a later one".into(),
        });
        assert_eq!(progress.evidence("ports", "knock"), Some("your curl"));
        assert_eq!(progress.after(answer(3)).after(answer(1)).tries("ports", "q"), Some(3));
    }

    #[test]
    fn forgetting_keeps_old_requests_from_solving_again() {
        let progress = Progress::default().after(solve()).after(Step::Forget {
            contents: Some(Contents { lessons: vec![lesson()] }),
            at_ms: 99,
        });
        assert_eq!(progress.standing(&lesson()), Standing::Untouched);
        assert_eq!(progress.counts_since("ports", "knock"), 99);
    }

    #[test]
    fn progress_of_an_older_page_still_reads() {
        let text = r#"{"lessons":{"ports":{"exercises":{"knock":"by hand"}}}}"#;
        let progress: Progress = serde_json::from_str(text).unwrap();
        assert_eq!(progress.solved(&lesson()), 1);
    }
}
