//! What was typed before, to be fetched back with the arrow keys.

use crate::model::console::typed::Reading;

/// How many lines are kept.
const MOST: usize = 50;

/// A line as it was typed, and how it was to be read.
pub type Line = (String, Reading);

/// The lines that were sent, and where among them the learner is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    lines: Vec<Line>,
    /// How many steps back from what is being typed.
    back: usize,
    /// What was being typed before the first step back.
    begun: Option<Line>,
}

impl History {
    /// With one line more, unless it is the same as the last.
    #[must_use]
    pub fn with(&self, line: Line) -> Self {
        let mut lines = self.lines.clone();
        if !line.0.is_empty() && lines.last() != Some(&line) {
            lines.push(line);
        }
        let surplus = lines.len().saturating_sub(MOST);
        lines.drain(..surplus);
        Self { lines, back: 0, begun: None }
    }

    /// One step back, or forward again; `now` is what stands in the field. `None` where there is nothing further.
    #[must_use]
    pub fn step(&self, is_back: bool, now: &Line) -> Option<(Self, Line)> {
        let back = if is_back { self.back + 1 } else { self.back.checked_sub(1)? };
        let begun = if self.back == 0 { Some(now.clone()) } else { self.begun.clone() };
        let line = match back {
            0 => begun.clone()?,
            back => self.lines.get(self.lines.len().checked_sub(back)?)?.clone(),
        };
        Some((Self { lines: self.lines.clone(), back, begun }, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        (text.to_owned(), Reading::Line)
    }

    #[test]
    fn goes_back_and_forward_to_what_was_begun() {
        let history = History::default().with(line("one")).with(line("two")).with(line("two")).with(line(""));
        let begun = line("three");
        let (history, two) = history.step(true, &begun).unwrap();
        let (history, one) = history.step(true, &two).unwrap();
        assert_eq!((two, one.clone()), (line("two"), line("one")));
        assert!(history.step(true, &one).is_none());
        let (history, two) = history.step(false, &one).unwrap();
        let (history, last) = history.step(false, &two).unwrap();
        assert_eq!((two, last.clone()), (line("two"), begun));
        assert!(history.step(false, &last).is_none());
    }

    #[test]
    fn keeps_so_many_lines() {
        let many = (0..MOST + 5).fold(History::default(), |history, n| history.with(line(&n.to_string())));
        assert_eq!(many.lines.len(), MOST);
        assert_eq!(many.lines.first(), Some(&line("5")));
    }
}
