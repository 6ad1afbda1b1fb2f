//! Characters that no author means to write: those that a terminal obeys, or that change what is seen of the text
//! around them. They come with a text that was copied, or as an escape.

use concepts::paint::is_unsafe;
use toml::{Table, Value};

use crate::fault::Faults;

const REMEDY: &str = "delete it, and type again what stands around it";

/// How much is shown of what stands before such a character.
const BEFORE: usize = 16;

/// A file's text with line ends of one kind and without such characters, each of which is told with its line.
pub(super) fn clean(faults: &mut Faults, source: &str) -> String {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
    if !source.contains(is_bad) {
        return source;
    }
    for (index, line) in source.split('\n').enumerate() {
        for (at, c) in line.char_indices().filter(|(_, c)| is_bad(*c)) {
            tell(faults, index + 1, c, line.get(..at).unwrap_or_default());
        }
    }
    source.replace(is_bad, "\u{fffd}")
}

/// A text in which an entity of Markdown may have become such a character.
pub(super) fn check(faults: &mut Faults, line: usize, text: &str) {
    if let Some((before, c)) = first(text) {
        tell(faults, line, c, before);
    }
}

/// Whether the strings of a TOML text are free of such characters: an escape may have become one. Tells it else.
pub(super) fn are_plain(faults: &mut Faults, text: &str, first_line: usize) -> bool {
    let table = text.parse::<Table>().unwrap_or_default();
    let Some(c) = table.values().find_map(within) else { return true };
    let escapes = ["\\u", "\\U", "\\x", "\\e", "\\b", "\\f", "\\r"];
    let line = text.lines().position(|line| escapes.iter().any(|escape| line.contains(escape)));
    faults.add(
        first_line + line.unwrap_or_default(),
        format!("an escape stands for {}, which can change what a terminal shows", named(c)),
        "leave it out",
    );
    false
}

fn within(value: &Value) -> Option<char> {
    match value {
        Value::String(text) => first(text).map(|(_, c)| c),
        Value::Array(values) => values.iter().find_map(within),
        Value::Table(table) => table.values().find_map(within),
        _ => None,
    }
}

fn first(text: &str) -> Option<(&str, char)> {
    let (at, c) = text.char_indices().find(|(_, c)| is_bad(*c))?;
    Some((text.get(..at).unwrap_or_default(), c))
}

fn is_bad(c: char) -> bool {
    is_unsafe(c) && !matches!(c, '\n' | '\t')
}

fn tell(faults: &mut Faults, line: usize, c: char, before: &str) {
    let before: String = before.chars().filter(|c| !is_bad(*c)).collect();
    let from = before.chars().count().saturating_sub(BEFORE);
    let seen: String = before.trim_end().chars().skip(from).collect();
    let place =
        if seen.is_empty() { "begins this".to_owned() } else { format!("stands after {:?}", seen.trim()) };
    faults.add(line, format!("{} {place}, and can change what a terminal shows", named(c)), REMEDY);
}

fn named(c: char) -> String {
    let kind = if c.is_control() { "a control character" } else { "an invisible character" };
    format!("{kind} (U+{:04X})", u32::from(c))
}
