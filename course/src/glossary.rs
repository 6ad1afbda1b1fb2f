//! The glossary: the words of the course, what they mean, and where they are taught.

#[cfg(feature = "parse")]
mod mark;

use serde::{Deserialize, Serialize};

#[cfg(feature = "parse")]
pub use self::mark::mark;
use crate::model::Text;

/// How many terms are named to who asks for one that there is not.
#[cfg(feature = "parse")]
const MOST_NEAR: usize = 5;

/// How many characters a word may have to be compared with terms that are like it.
#[cfg(feature = "parse")]
const LONGEST: usize = 40;

/// The reply of `GET /glossary`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Glossary {
    /// The terms, in the order of the alphabet.
    pub terms: Vec<Term>,
}

/// A word of the course; also the reply of `GET /glossary/{term}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Term {
    /// The name in the address: `/glossary/{id}`.
    pub id: String,
    /// The word as it is written.
    pub name: String,
    /// Other forms of it: plurals, other spellings.
    pub forms: Vec<String>,
    /// What it means.
    pub means: Text,
    /// The part of the course that teaches it; absent where the course that is served has no such lesson.
    pub taught: Option<String>,
    /// The work that a claim in the explanation rests on.
    pub source: Option<String>,
}

impl Glossary {
    /// The term that a word means: by its name or another form, in letters of either size, with spaces, hyphens and
    /// underscores alike.
    pub fn find(&self, word: &str) -> Option<&Term> {
        let wanted = id(word);
        let is = |form: &String| id(form) == wanted;
        let named = |term: &&Term| is(&term.name) || term.forms.iter().any(is);
        // What a term is called comes before what another is called as well.
        self.terms.iter().find(|term| term.id == wanted).or_else(|| self.terms.iter().find(named))
    }
}

#[cfg(feature = "parse")]
impl Glossary {
    /// The terms that somebody may have meant who asked for a word that is not there, the likeliest first.
    pub fn near(&self, word: &str) -> Vec<&Term> {
        let wanted = id(word);
        let length = wanted.chars().count();
        if length > LONGEST {
            return Vec::new();
        }
        let most = 1 + length / 4;
        let far = |form: &String| {
            let form = id(form);
            let within = wanted.len() >= 3 && (form.contains(&wanted) || wanted.contains(&form));
            if within { 1 } else { distance(&form, &wanted) }
        };
        let of = |term: &Term| core::iter::once(&term.name).chain(&term.forms).map(far).min();
        let mut near: Vec<(usize, &Term)> = self
            .terms
            .iter()
            .filter_map(|term| Some((of(term)?, term)))
            .filter(|(far, _)| *far <= most)
            .collect();
        near.sort_by_key(|(far, _)| *far);
        near.into_iter().take(MOST_NEAR).map(|(_, term)| term).collect()
    }

    /// Leaves out where a term is taught, if the course that is served does not have that lesson: a teacher may bring other ones.
    pub fn keep_taught(&mut self, has: impl Fn(&str) -> bool) {
        for term in &mut self.terms {
            term.taught = term.taught.take().filter(|taught| has(lesson_of(taught)));
        }
    }
}

/// The slug of the lesson that an address leads to.
#[cfg(feature = "parse")]
pub(crate) fn lesson_of(taught: &str) -> &str {
    taught.trim_start_matches("/lessons/").split('#').next().unwrap_or_default()
}

/// A word as it stands in an address: small letters and digits, hyphens between words.
pub(crate) fn id(word: &str) -> String {
    let words = word.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// How many characters must be put in, left out or changed to make one word of the other.
#[cfg(feature = "parse")]
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (at, a) in one.chars().enumerate() {
        let mut before = at;
        let mut last = at + 1;
        if let Some(first) = row.first_mut() {
            *first = last;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(other.chars()) {
            last = (before + usize::from(a != b)).min(*cell + 1).min(last + 1);
            before = core::mem::replace(cell, last);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;

    fn glossary() -> Glossary {
        let term = |name: &str, forms: &[&str]| Term {
            id: id(name),
            name: name.into(),
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            means: Vec::new(),
            taught: Some("/lessons/ports#knock".into()),
            source: None,
        };
        Glossary {
            terms: vec![
                term("loopback", &["loopback address"]),
                term("port", &["ports"]),
                term("TIME-WAIT", &[]),
            ],
        }
    }

    #[test]
    fn a_term_is_found_in_each_of_its_spellings() {
        for (word, found) in [
            ("loopback", Some("loopback")),
            ("Loopback_Address", Some("loopback")),
            ("PORTS", Some("port")),
            ("time wait", Some("time-wait")),
            ("TIME_WAIT", Some("time-wait")),
            ("", None),
            ("por", None),
        ] {
            assert_eq!(glossary().find(word).map(|term| term.id.as_str()), found, "{word}");
        }
    }

    #[test]
    fn who_errs_by_a_letter_or_two_is_understood() {
        let glossary = glossary();
        let near = |word: &str| glossary.near(word).first().map(|term| term.id.clone());
        for (word, found) in [
            ("lopback", Some("loopback")),
            ("loobpack", Some("loopback")),
            ("por", Some("port")),
            ("prot", Some("port")),
            ("back", Some("loopback")),
            ("timewait", Some("time-wait")),
            ("elephant", None),
            (&"port".repeat(11), None),
            ("", None),
        ] {
            assert_eq!(near(word).as_deref(), found, "{word}");
        }
    }

    #[test]
    fn the_distance_counts_changes() {
        for (one, other, far) in [
            ("", "", 0),
            ("a", "", 1),
            ("", "ab", 2),
            ("port", "port", 0),
            ("port", "sport", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!((distance(one, other), distance(other, one)), (far, far), "{one} {other}");
        }
    }

    #[test]
    fn a_lesson_that_is_not_served_teaches_nothing() {
        let mut glossary = glossary();
        glossary.keep_taught(|slug| slug == "ports");
        assert!(glossary.terms.iter().all(|term| term.taught.is_some()));
        glossary.keep_taught(|_| false);
        assert!(glossary.terms.iter().all(|term| term.taught.is_none()));
    }
}
