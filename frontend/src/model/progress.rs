//! How far a learner is, as the page keeps it.

use serde::Deserialize;

use course::model::{Contents, Summary};

use crate::model::json::{list, string};

/// The name under which progress is kept in the browser.
pub const KEY: &str = "loopback-lab.progress";

/// Everything that is kept about a learner's way through the course.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The address of the place that was read last, such as `/lessons/ports#knock`.
    pub place: Option<String>,
    /// What to call that place, such as `Ports · Knock on one port`.
    pub place_title: Option<String>,
    /// Lessons that were begun, in the order in which they were.
    pub lessons: Vec<LessonProgress>,
}

/// How far a learner is in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LessonProgress {
    /// The lesson's name in its address.
    pub slug: String,
    /// Its exercises that were solved or reset.
    pub exercises: Vec<ExerciseProgress>,
    /// Its questions that were answered right.
    pub questions: Vec<QuestionProgress>,
}

/// What was done about an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ExerciseProgress {
    /// Its identifier.
    pub id: String,
    /// The sentence that says by what it was solved, if it is.
    pub by: Option<String>,
    /// When it was reset, in milliseconds since 1970-01-01 00:00 UTC, or 0. What the journal holds
    /// from before does not solve it again.
    pub reset_ms: u64,
}

/// A question that was answered right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct QuestionProgress {
    /// Its identifier.
    pub id: String,
    /// After how many tries, the right one included.
    pub tries: u32,
}

impl LessonProgress {
    fn to_json(&self) -> String {
        let exercises = list(self.exercises.iter().map(|ExerciseProgress { id, by, reset_ms }| {
            format!(r#"{{"id":{},"by":{},"reset_ms":{reset_ms}}}"#, string(id), optional(by.as_deref()))
        }));
        let questions = list(
            self.questions
                .iter()
                .map(|QuestionProgress { id, tries }| format!(r#"{{"id":{},"tries":{tries}}}"#, string(id))),
        );
        let slug = string(&self.slug);
        format!(r#"{{"slug":{slug},"exercises":{exercises},"questions":{questions}}}"#)
    }
}

fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), string)
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
    /// Progress as the JSON that it is read from.
    pub fn to_json(&self) -> String {
        let lessons = list(self.lessons.iter().map(LessonProgress::to_json));
        let (place, title) = (optional(self.place.as_deref()), optional(self.place_title.as_deref()));
        format!(r#"{{"place":{place},"place_title":{title},"lessons":{lessons}}}"#)
    }

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
                next.exercise_mut(slug, id).by.get_or_insert(by);
            }
            Step::Reset { slug, id, at_ms } => {
                let exercise = next.exercise_mut(slug, id);
                exercise.by = None;
                exercise.reset_ms = at_ms;
            }
            Step::Answer { slug, id, tries } => {
                if self.tries(&slug, &id).is_none() {
                    next.lesson_mut(slug).questions.push(QuestionProgress { id, tries });
                }
            }
            Step::Forget { contents, at_ms } => {
                next = Self::default();
                for lesson in contents.into_iter().flat_map(|contents| contents.lessons) {
                    for id in lesson.exercises {
                        next.exercise_mut(lesson.slug.clone(), id).reset_ms = at_ms;
                    }
                }
            }
        }
        next
    }

    fn lesson(&self, slug: &str) -> Option<&LessonProgress> {
        self.lessons.iter().find(|lesson| lesson.slug == slug)
    }

    fn exercise(&self, slug: &str, id: &str) -> Option<&ExerciseProgress> {
        self.lesson(slug)?.exercises.iter().find(|exercise| exercise.id == id)
    }

    fn lesson_mut(&mut self, slug: String) -> &mut LessonProgress {
        let at = self.lessons.iter().position(|lesson| lesson.slug == slug).unwrap_or(self.lessons.len());
        if at == self.lessons.len() {
            self.lessons.push(LessonProgress { slug, ..LessonProgress::default() });
        }
        &mut self.lessons[at]
    }

    fn exercise_mut(&mut self, slug: String, id: String) -> &mut ExerciseProgress {
        let all = &mut self.lesson_mut(slug).exercises;
        let at = all.iter().position(|exercise| exercise.id == id).unwrap_or(all.len());
        if at == all.len() {
            all.push(ExerciseProgress { id, ..ExerciseProgress::default() });
        }
        &mut all[at]
    }

    /// Where a lesson stands.
    pub fn standing(&self, lesson: &Summary) -> Standing {
        let solved = self.solved(lesson);
        let answered = self.lesson(&lesson.slug).map_or(0, |done| done.questions.len());
        if solved == lesson.exercises.len() && answered >= lesson.questions {
            Standing::Done
        } else if solved + answered == 0 {
            Standing::Untouched
        } else {
            Standing::Begun
        }
    }

    /// How many of a lesson's exercises are solved.
    pub fn solved(&self, lesson: &Summary) -> usize {
        lesson.exercises.iter().filter(|id| self.evidence(&lesson.slug, id).is_some()).count()
    }

    /// The sentence that says by what an exercise was solved, if it was.
    pub fn evidence(&self, slug: &str, id: &str) -> Option<&str> {
        self.exercise(slug, id)?.by.as_deref()
    }

    /// Since when entries of the journal count for an exercise, in milliseconds since 1970-01-01 00:00 UTC.
    pub fn counts_since(&self, slug: &str, id: &str) -> u64 {
        self.exercise(slug, id).map_or(0, |exercise| exercise.reset_ms)
    }

    /// After how many tries a question was answered right, if it was.
    pub fn tries(&self, slug: &str, id: &str) -> Option<u32> {
        self.lesson(slug)?.questions.iter().find(|question| question.id == id).map(|question| question.tries)
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
        let progress = Progress::default()
            .after(solve())
            .after(Step::Forget { contents: Some(Contents { lessons: vec![lesson()] }), at_ms: 99 });
        assert_eq!(progress.standing(&lesson()), Standing::Untouched);
        assert_eq!(progress.counts_since("ports", "knock"), 99);
    }

    #[test]
    fn what_is_kept_reads_back() {
        let visit = Step::Visit { place: "/lessons/ports".into(), title: "Ports · \"Knock\"".into() };
        let reset = Step::Reset { slug: "ports".into(), id: "other".into(), at_ms: 1_795_389_047_406 };
        let progress = Progress::default().after(solve()).after(answer(2)).after(visit).after(reset);
        for progress in [progress, Progress::default()] {
            assert_eq!(serde_json::from_str::<Progress>(&progress.to_json()).unwrap(), progress);
        }
    }

    #[test]
    fn progress_of_an_older_page_still_reads() {
        let text = r#"{"lessons":[{"slug":"ports","exercises":[{"id":"knock","by":"by hand"}]}]}"#;
        let progress: Progress = serde_json::from_str(text).unwrap();
        assert_eq!(progress.solved(&lesson()), 1);
    }
}
