//! The words of the glossary, the cheat sheet and the search.

use course::search::Kind;

/// The glossary's heading and the link to it.
pub const GLOSSARY: &str = "Glossary";
/// What it is.
pub const GLOSSARY_LEAD: &str = "The words of this course, each in a sentence or two. In a lesson, rest on a dotted word, or press it, to see its meaning.";
/// A glossary without a word.
pub const GLOSSARY_EMPTY: &str =
    "The glossary has no terms: the file glossary.toml beside the lessons is empty.";
/// The letters that lead into it.
pub const LETTERS: &str = "By first letter";
/// The cheat sheet's heading and the link to it.
pub const CHEATSHEET: &str = "Cheat sheet";
/// What it is.
pub const CHEATSHEET_LEAD: &str = "Every command of the course, in its order, with the port of your own lab. Other numbers, such as in `/listeners/1`, are examples: put yours in their place.";
/// A course without a command.
pub const CHEATSHEET_EMPTY: &str = "The lessons that the lab serves have no commands.";
/// Prints it.
pub const PRINT: &str = "Print";
/// While one of them is on its way.
pub const LOADING: &str = "Fetching it from the lab…";
/// The links to both, under the lessons.
pub const LOOK_UP: &str = "Look up";

/// Other forms of a term.
pub fn also(forms: &[String]) -> String {
    format!("also: {}", forms.join(", "))
}

/// Where a term is taught.
pub fn taught(lesson: &str) -> String {
    format!("Taught in: {lesson}")
}

/// The search's button, field and heading.
pub const SEARCH: &str = "Search";
/// The key that opens it.
pub const SEARCH_KEY: &str = "/";
/// What can be found.
pub const SEARCH_HINT: &str =
    "Lessons, headings, text, the glossary and commands. Several words narrow it down.";
/// The list's name.
pub const SEARCH_RESULTS: &str = "Places";
/// How to move in it.
pub const SEARCH_KEYS: &str = "↑ ↓ choose, Enter goes there, Esc closes";
/// A search without an answer.
pub const SEARCH_NONE_NEXT: &str = "Try fewer words, or the beginning of one.";

/// Nothing was found.
pub fn none(query: &str) -> String {
    format!("Nothing has “{query}” in it.")
}

/// How many places were found, of which so many are listed.
pub fn places(total: usize, listed: usize) -> String {
    match total {
        0 => "No place".to_owned(),
        1 => "1 place".to_owned(),
        total if total == listed => format!("{total} places"),
        total => format!("{total} places, the best {listed} listed"),
    }
}

/// What a place is.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Lesson => "Lesson",
        Kind::Section => "Part",
        Kind::Term => "Glossary",
        Kind::Command => "Command",
        Kind::Text => "Text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_agree_with_their_numbers() {
        assert_eq!([places(0, 0), places(1, 1), places(3, 3)], ["No place", "1 place", "3 places"]);
        assert_eq!(places(42, 20), "42 places, the best 20 listed");
    }
}
