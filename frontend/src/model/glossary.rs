//! The glossary as the page sets it.

use course::glossary::Term;
use course::model::{Summary, plain};

/// The letters that terms begin with, each with the first term.
pub fn letters(terms: &[Term]) -> Vec<(char, &str)> {
    let mut letters: Vec<(char, &str)> = Vec::new();
    for term in terms {
        let Some(letter) = term.name.chars().next().map(|c| c.to_ascii_uppercase()) else { continue };
        if letters.last().is_none_or(|(last, _)| *last != letter) {
            letters.push((letter, &term.id));
        }
    }
    letters
}

/// Where a term is taught, and the title of the lesson; nothing where the course has no such lesson.
pub fn taught<'a>(term: &'a Term, lessons: &[Summary]) -> Option<(&'a str, String)> {
    let href = term.taught.as_deref()?;
    let slug = href.strip_prefix("/lessons/")?.split('#').next()?;
    let lesson = lessons.iter().find(|lesson| lesson.slug == slug)?;
    Some((href, plain(&lesson.title)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::model::Inline;

    fn term(name: &str, taught: Option<&str>) -> Term {
        let (id, taught) = (name.to_lowercase(), taught.map(str::to_owned));
        Term { id, name: name.into(), forms: Vec::new(), means: Vec::new(), taught, source: None }
    }

    #[test]
    fn each_letter_leads_to_the_first_term_that_begins_with_it() {
        let terms = [term("accept", None), term("address", None), term("TCP", None), term("terminal", None)];
        assert_eq!(letters(&terms), [('A', "accept"), ('T', "tcp")]);
        assert_eq!(letters(&[]), []);
    }

    #[test]
    fn a_term_names_the_lesson_that_teaches_it() {
        let title = vec![Inline::Text("Ports".into())];
        let summary = Summary {
            slug: "ports".into(),
            title,
            summary: Vec::new(),
            minutes: 5,
            exercises: Vec::new(),
            questions: 0,
        };
        let found = |href| {
            taught(&term("a", href), std::slice::from_ref(&summary))
                .map(|(href, title)| (href.to_owned(), title))
        };
        assert_eq!(
            found(Some("/lessons/ports#knock")),
            Some(("/lessons/ports#knock".into(), "Ports".into()))
        );
        assert_eq!(found(Some("/lessons/ip#bits")), None);
        assert_eq!(found(None), None);
    }
}
