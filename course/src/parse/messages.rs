//! What the library for TOML says of a form that it cannot read, in words for an author, with a remedy.

use crate::exercise::Check;
use crate::near::meant;

/// What is wrong with a form, and what to do about it. `message` is what the library says, `line` the text of the line
/// that it means.
pub(super) fn form(what: &str, message: &str, line: &str) -> (String, String) {
    let names = quoted(message);
    let line = line.trim();
    let (told, remedy) = if message.starts_with("unknown field") {
        let (word, known) = word_of(&names);
        let remedy = if known.contains(&"check") && toml::from_str::<Check>(line).is_ok() {
            "write [check] on a line of its own before what solves the exercise".to_owned()
        } else if let Some(meant) = meant(word, known).filter(|_| line.starts_with('[')) {
            format!("write {}", line.replacen(word, meant, 1))
        } else {
            name(word, known)
        };
        (format!("it has no field `{word}`"), remedy)
    } else if message.starts_with("missing field") {
        let (word, _) = word_of(&names);
        let remedy = match word {
            "check" => "add [check], and under it what solves the exercise".to_owned(),
            _ => format!("add a line: {word} = ..."),
        };
        (format!("`{word}` is missing"), remedy)
    } else if message.starts_with("unknown variant") {
        let (word, known) = word_of(&names);
        (format!("nothing is named {word:?} here"), name(word, known))
    } else if let Some((told, remedy)) = kind(message, line) {
        (told, remedy)
    } else if message.starts_with("duplicate key") {
        let remedy =
            if line.starts_with('[') { in_two_brackets(line) } else { "give each name once".to_owned() };
        ("this is given twice".to_owned(), remedy)
    } else {
        syntax(message)
    };
    (format!("{what} cannot be read: {told}"), remedy)
}

/// What is wrong with the parameters of a widget, and what to do about it. `widget` is its name as it stands.
pub(super) fn widget(message: &str, widget: &str) -> (String, String) {
    let names = quoted(message);
    let (word, known) = word_of(&names);
    if message.starts_with("unknown variant") {
        (format!("there is no such widget as `{word}`"), name(word, known))
    } else if message.starts_with("unknown field") {
        let all = [known, &["id", "title", "lead", "command", "does"]].concat();
        let has = if known.is_empty() { "takes none".to_owned() } else { format!("has {}", ticked(known)) };
        let remedy = meant(word, &all).map_or("leave it out".to_owned(), |meant| format!("write `{meant}`"));
        (format!("the widget `{widget}` has no parameter `{word}`; it {has}"), remedy)
    } else if message.starts_with("missing field") {
        let remedy = match word {
            "name" => "add name = \"...\", such as \"probe\"".to_owned(),
            _ => format!("add a line: {word} = ..."),
        };
        (
            if word == "name" {
                "this widget has no name".to_owned()
            } else {
                format!("the widget `{widget}` needs `{word}`")
            },
            remedy,
        )
    } else {
        let (told, remedy) = kind(message, "").unwrap_or_else(|| syntax(message));
        (format!("the widget `{widget}` cannot be read: {told}"), remedy)
    }
}

/// A value of the wrong kind, or out of its range.
fn kind(message: &str, line: &str) -> Option<(String, String)> {
    let rest = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "))?;
    let (given, expected) = rest.rsplit_once(", expected ")?;
    let (expected, remedy) = match expected {
        "u8" => ("a whole number", "write a number from 0 to 255, without quotes".to_owned()),
        "u16" => ("a whole number", "write a number from 0 to 65535, without quotes".to_owned()),
        "u32" | "u64" => ("a whole number", "write a whole number, without quotes".to_owned()),
        "a boolean" => ("true or false", "write true or false, without quotes".to_owned()),
        "a string" => ("text", "put it between double quotes".to_owned()),
        "a sequence" if line.starts_with('[') => ("one of several", in_two_brackets(line)),
        "a sequence" => ("a list", "write it as a list: [\"...\", \"...\"]".to_owned()),
        other => (other, "correct this line of TOML".to_owned()),
    };
    Some((format!("{} stands where {expected} belongs", given.replace('`', "")), remedy))
}

/// Text that is no TOML.
fn syntax(message: &str) -> (String, String) {
    let (told, remedy) =
        if message.starts_with("string values must be quoted") || message.starts_with("invalid boolean") {
            (
                "a value is no number and no text between quotes",
                "write a number in digits, and words between double quotes",
            )
        } else if message.starts_with("unexpected key or value") {
            (
                "something stands after the end of a value",
                "put the whole text between two double quotes; inside it, write \\\" for each",
            )
        } else if message.starts_with("invalid basic string") {
            (
                "a text has no end on its line",
                "end it with a double quote; a text of several lines stands between three and three",
            )
        } else if message.starts_with("key with no value") {
            (
                "this line is not of the form name = value",
                "give the value behind =; a text of several lines stands between \"\"\" and \"\"\"",
            )
        } else {
            (message, "correct this line of TOML")
        };
    (told.to_owned(), remedy.to_owned())
}

fn in_two_brackets(line: &str) -> String {
    format!("there may be several: write [[{}]]", line.trim_matches(['[', ']']))
}

/// The remedy for a word that is none of those that are known.
fn name(word: &str, known: &[&str]) -> String {
    meant(word, known)
        .map_or_else(|| format!("use one of {}", ticked(known)), |meant| format!("write `{meant}`"))
}

fn ticked(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The words between backquotes: first the one that the message is about, then those that are known.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn word_of<'a, 'b>(names: &'b [&'a str]) -> (&'a str, &'b [&'a str]) {
    names.split_first().map_or(("", &[]), |(word, known)| (*word, known))
}
