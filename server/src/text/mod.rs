//! Replies as a terminal shows them: aligned, at most 80 columns wide, coloured only on request.

pub(crate) mod auth;
pub(crate) mod bind;
pub(crate) mod capstone;
pub(crate) mod checks;
pub(crate) mod doctor;
pub(crate) mod echo;
pub(crate) mod fetch;
pub(crate) mod files;
pub(crate) mod help;
pub(crate) mod host;
pub(crate) mod incidents;
pub(crate) mod ip;
pub(crate) mod journal;
pub(crate) mod key_value;
pub(crate) mod listeners;
pub(crate) mod namespace;
pub(crate) mod on_demand;
pub(crate) mod probe;
pub(crate) mod problem;
pub(crate) mod roundtrip;
pub(crate) mod scan;
pub(crate) mod sockets;
pub(crate) mod tls;
pub(crate) mod welcome;
pub(crate) mod whoami;
pub(crate) mod zoo;

use concepts::paint::stripped;
pub(crate) use concepts::paint::{Paint, is_unsafe};
pub(crate) use course::text::WIDTH;
use serde::Serialize;

/// A value as JSON with a final line break, indented for people to read.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    // Our own types always serialize: their maps have string keys and their implementations are derived.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Label and value, the values aligned; a value that is too long goes on under its own beginning.
pub(crate) fn table(rows: &[(&str, String)]) -> String {
    let label = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    rows.iter()
        .map(|(name, value)| {
            let indent = format!("\n{:1$}", "", label + 2);
            format!("{name:<label$}  {}\n", wrap(value, WIDTH - label - 2).replace('\n', &indent))
        })
        .collect()
}

/// Breaks text between words so that no line is wider than `width`; a word that is wider stays whole.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            let length = visible(word);
            if used > 0 && used + 1 + length > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// How many columns a text takes, colour codes left out.
pub(crate) fn visible(text: &str) -> usize {
    stripped(text).chars().count()
}

/// A text from outside, safe to show in a terminal: control characters become visible ones, so that
/// no request can move the cursor or colour the screen of whoever reads the journal.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect()
}

/// A phrase as a sentence: with a capital and a full stop.
pub(crate) fn sentence(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars.next().map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str())).unwrap_or_default()
}

/// At most `columns` columns of a text, with an ellipsis where something was cut off.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(columns.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The time of day in UTC, from milliseconds since 1970.
pub(crate) fn clock(time_ms: u64) -> String {
    let seconds = time_ms / 1000 % 86_400;
    format!("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, time_ms % 1000)
}

/// A day in UTC, from milliseconds since 1970: year, month, day.
pub(crate) fn date(ms: i64) -> String {
    // Counted from 1 March of the year 0, so that a leap day is the last of its year; 400 years have 146,097 days.
    let days = ms.div_euclid(86_400_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + later)
}

/// A duration as people read it.
pub(crate) fn duration(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..1_000_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        _ => format!("{}.{} s", us / 1_000_000, us % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_only_on_request_and_never_in_the_width() {
        assert_eq!(Paint::Plain.notation("127.0.0.1:80"), "127.0.0.1:80");
        let coloured = Paint::Colour.notation("127.0.0.1:80");
        assert_ne!(coloured, "127.0.0.1:80");
        assert_eq!(visible(&coloured), 12);
    }

    #[test]
    fn long_values_go_on_under_their_beginning() {
        let text = table(&[("a", "word ".repeat(30).trim_end().to_owned()), ("longer", "x".to_owned())]);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().nth(1).unwrap().starts_with("        word"), "{text}");
    }

    #[test]
    fn a_day_is_that_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_772_323_200, "2026-03-01"),
            (4_107_542_400, "2100-03-01"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(date(seconds * 1000), day);
        }
    }

    #[test]
    fn nothing_from_outside_controls_the_terminal() {
        assert_eq!(shown("a\u{1b}[31mb\r\n\u{9b}c"), "a\u{fffd}[31mb\u{fffd}\u{fffd}\u{fffd}c");
        assert_eq!(shown("a\u{202e}b\u{2066}c"), "a\u{fffd}b\u{fffd}c");
    }
}
