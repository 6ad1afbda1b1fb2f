//! What is wrong with a lesson file, where, and what to do about it.

use core::fmt;

/// One thing wrong with a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The slug of the lesson; empty where only its text was looked at.
    pub lesson: String,
    /// The line of the file, counted from 1; 0 where the fault belongs to no line.
    pub line: usize,
    /// What is wrong, and why.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
    /// Whether a lesson can be taught all the same: it is about how much there is and how it reads, and nothing in it is
    /// broken.
    pub is_advice: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.lesson.is_empty(), self.line) {
            (false, 0) => write!(f, "{}: ", self.lesson)?,
            (false, line) => write!(f, "{}, line {line}: ", self.lesson)?,
            (true, 0) => {}
            (true, line) => write!(f, "line {line}: ")?,
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl core::error::Error for Fault {}

/// Gathers the faults of one lesson, so that several are told at once.
#[derive(Debug)]
pub(crate) struct Faults {
    lesson: String,
    found: Vec<Fault>,
}

impl Faults {
    pub(crate) fn of(lesson: &str) -> Self {
        Self { lesson: lesson.to_owned(), found: Vec::new() }
    }

    pub(crate) fn add(&mut self, line: usize, what: impl Into<String>, remedy: impl Into<String>) {
        self.tell(line, what.into(), remedy.into(), false);
    }

    /// Something without which the lesson would be a better one.
    pub(crate) fn advise(&mut self, line: usize, what: impl Into<String>, remedy: impl Into<String>) {
        self.tell(line, what.into(), remedy.into(), true);
    }

    pub(crate) fn tell(&mut self, line: usize, what: String, remedy: String, is_advice: bool) {
        let fault = Fault { lesson: self.lesson.clone(), line, what, remedy, is_advice };
        if !self.found.contains(&fault) {
            self.found.push(fault);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether there is more than advice.
    pub(crate) fn is_broken(&self) -> bool {
        self.found.iter().any(|fault| !fault.is_advice)
    }

    /// Those that were found elsewhere, in the same lesson.
    pub(crate) fn extend(&mut self, faults: &[Fault]) {
        self.found.extend_from_slice(faults);
    }

    /// The faults in the order of their lines.
    pub(crate) fn into_vec(mut self) -> Vec<Fault> {
        self.found.sort_by_key(|fault| fault.line);
        self.found
    }
}
