//! The search field: what was typed, what was found, which place is chosen.

use course::search::{Found, MAX_QUERY, MAX_WORDS};
use course::shell::Shell;

use crate::model::trouble::Trouble;
use course::quote::percent;

/// The state of the search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// What stands in the field.
    pub text: String,
    /// What was found last. It stays until the next answer, so that the list does not flicker.
    pub found: Option<Found>,
    /// Why the last question had no answer.
    pub trouble: Option<Trouble>,
    /// The place that Enter goes to, counted from 0.
    pub chosen: Option<usize>,
}

/// What happens to the search.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The field's text has changed.
    Typed(String),
    /// An answer came to a question.
    Answered(String, Result<Found, Trouble>),
    /// The choice moves on by one place, or back.
    Move(Direction),
}

/// A direction in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the next place.
    Down,
    /// To the place before.
    Up,
}

impl Search {
    /// The state after something happened.
    pub fn after(&self, step: Step) -> Self {
        let mut next = self.clone();
        match step {
            Step::Typed(text) => {
                next.text = text;
                if next.question().is_none() {
                    (next.found, next.trouble, next.chosen) = (None, None, None);
                }
            }
            // An answer to what stands in the field no more says nothing about what does.
            Step::Answered(question, _) if next.question() != Some(question.clone()) => {}
            Step::Answered(_, Ok(found)) => {
                next.chosen = (!found.hits.is_empty()).then_some(0);
                (next.found, next.trouble) = (Some(found), None);
            }
            Step::Answered(_, Err(trouble)) => {
                (next.found, next.trouble, next.chosen) = (None, Some(trouble), None);
            }
            Step::Move(direction) => next.chosen = next.moved(direction),
        }
        next
    }

    /// What to ask for: the words that count; nothing where there is no word.
    pub fn question(&self) -> Option<String> {
        let words: Vec<&str> = self.text.split_whitespace().take(MAX_WORDS).collect();
        let question: String = words.join(" ").chars().take(MAX_QUERY).collect();
        (!question.is_empty()).then_some(question)
    }

    /// Whether what was found answers what stands in the field.
    pub fn is_current(&self) -> bool {
        self.found.as_ref().is_some_and(|found| self.question().as_deref() == Some(&found.query))
    }

    fn moved(&self, direction: Direction) -> Option<usize> {
        let places = self.found.as_ref().map_or(0, |found| found.hits.len());
        let last = places.checked_sub(1)?;
        Some(match (self.chosen, direction) {
            (None, Direction::Down) => 0,
            (Some(at), Direction::Down) if at < last => at + 1,
            (Some(_), Direction::Down) => 0,
            (None | Some(0), Direction::Up) => last,
            (Some(at), Direction::Up) => at - 1,
        })
    }
}

/// The address that answers a question.
///
/// ```
/// use course::shell::Shell;
/// assert_eq!(frontend::model::search::target("a b", Shell::Cmd), "/search?q=a%20b&shell=cmd");
/// ```
pub fn target(question: &str, shell: Shell) -> String {
    format!("/search?q={}&shell={}", percent(question, ""), shell.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::search::{Hit, Kind};
    use proptest::prelude::*;

    fn found(places: usize) -> Found {
        let hit = Hit {
            kind: Kind::Term,
            href: "/glossary#a".into(),
            title: "a".into(),
            within: String::new(),
            excerpt: Vec::new(),
        };
        Found { query: "a".into(), total: places, hits: vec![hit; places] }
    }

    fn typed(text: &str) -> Search {
        Search::default().after(Step::Typed(text.into()))
    }

    #[test]
    fn only_the_answer_to_what_stands_there_counts() {
        let search = typed(" port  80 ");
        assert_eq!(search.question().as_deref(), Some("port 80"));
        let stale = search.after(Step::Answered("port".into(), Ok(found(1))));
        assert_eq!(stale, search);
        let answered = search.after(Step::Answered("port 80".into(), Ok(found(2))));
        assert_eq!((answered.found.as_ref().map(|found| found.total), answered.chosen), (Some(2), Some(0)));
        let more = answered.after(Step::Typed("port 8".into()));
        assert!(more.found.is_some(), "what was found stays until the next answer");
        assert!(
            !more.is_current() && typed("a").after(Step::Answered("a".into(), Ok(found(1)))).is_current()
        );
        let broken = more.after(Step::Answered("port 8".into(), Err(Trouble::Slow)));
        assert_eq!((broken.found, broken.trouble, broken.chosen), (None, Some(Trouble::Slow), None));
        assert_eq!(more.after(Step::Typed("  ".into())), Search { text: "  ".into(), ..Search::default() });
        assert_eq!(typed("x").after(Step::Answered("x".into(), Ok(found(0)))).chosen, None);
    }

    #[test]
    fn the_choice_goes_round() {
        let search = typed("a").after(Step::Answered("a".into(), Ok(found(3))));
        let walk = |steps: &[Direction]| {
            steps.iter().fold(search.clone(), |search, step| search.after(Step::Move(*step))).chosen
        };
        use Direction::{Down, Up};
        assert_eq!(
            [walk(&[]), walk(&[Down]), walk(&[Down, Down, Down]), walk(&[Up])],
            [Some(0), Some(1), Some(0), Some(2)]
        );
        assert_eq!(Search::default().after(Step::Move(Down)).chosen, None);
    }

    #[test]
    fn too_much_is_cut_to_what_the_lab_takes() {
        assert_eq!(typed("a b c d e f g h i j").question().as_deref(), Some("a b c d e f g h"));
        assert_eq!(
            typed(&"é".repeat(300)).question().map(|question| question.chars().count()),
            Some(MAX_QUERY)
        );
    }

    proptest! {
        #[test]
        fn the_address_has_nothing_but_plain_characters(question in "\\PC{0,9}") {
            let target = target(&question, Shell::Linux);
            let plain = |c: char| c.is_ascii_alphanumeric() || "/?=&%".contains(c);
            prop_assert!(target.chars().all(plain), "{}", target);
            prop_assert_eq!(target.matches(['&', '?']).count(), 2);
        }
    }
}
