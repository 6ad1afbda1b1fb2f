//! Comparing what a command printed with what a lesson expects.
//!
//! Expected text is shown to the learner with each wildcard named in words; a wildcard is a word in angle
//! brackets that says what stands there:
//!
//! | wildcard | stands for |
//! |---|---|
//! | `<port>` | a number from 1 to 65535 |
//! | `<ephemeral>` | a number from 1024 to 65535 |
//! | `<number>` | digits, with `,` or `.` between them where it is long or has decimals |
//! | `<time>` | a duration with its unit (`38 µs`, `1.2 ms`), or a time of day (`12:30:45`) |
//! | `<word>` | one or more characters other than spaces |
//! | `<any>` | any text inside the line, or none |
//!
//! A line of just `...` stands for any number of lines, or none. A run of spaces or tabs equals any
//! other, because columns differ in width from machine to machine. Spaces at the end of a line and empty
//! lines at the end of the text do not count.

use core::fmt;

/// The wildcards, as the head of this module lists them.
pub const WILDCARDS: [&str; 6] = ["<port>", "<ephemeral>", "<number>", "<time>", "<word>", "<any>"];

/// The first line on which the output differs from what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The line of the expected text, counted from 1.
    pub line: usize,
    /// What was expected there; `None` where nothing more was expected.
    pub expected: Option<String>,
    /// What was printed there; `None` where nothing more was printed.
    pub actual: Option<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |text: &Option<String>| match text {
            Some(text) => format!("{text:?}"),
            None => "the end".to_owned(),
        };
        write!(
            f,
            "line {} of the expected text differs: expected {}, printed {}",
            self.line,
            show(&self.expected),
            show(&self.actual)
        )
    }
}

impl core::error::Error for Mismatch {}

/// Compares expected text, with wildcards, with the text that was printed.
///
/// ```
/// use course::expect::compare;
/// assert!(compare("HTTP/1.1 200 OK\n...\nport <port>", "HTTP/1.1 200 OK\r\na: b\r\n\r\nport 54132\n").is_ok());
/// assert_eq!(compare("port <port>", "port 0").unwrap_err().line, 1);
/// ```
///
/// # Errors
/// The first line that differs. After a `...` line that is the furthest one reached.
pub fn compare(expected: &str, actual: &str) -> Result<(), Mismatch> {
    let (expected, actual) = (lines(expected), lines(actual));
    let (mut at, mut reading) = (0, 0);
    // Where to go on after the last `...` line: the expected line behind it, and the printed line to try next.
    let mut resume: Option<(usize, usize)> = None;
    let mut furthest = (0, 0);
    loop {
        if expected.get(at).is_some_and(|line| line.trim() == "...") {
            at += 1;
            resume = Some((at, reading));
            continue;
        }
        match (expected.get(at), actual.get(reading)) {
            (None, None) => return Ok(()),
            (Some(pattern), Some(line)) if line_matches(&columns(pattern), &columns(line)) => {
                at += 1;
                reading += 1;
            }
            _ => {
                if at > furthest.0 || furthest == (0, 0) {
                    furthest = (at, reading);
                }
                match resume {
                    Some((behind, next)) if next < actual.len() => {
                        resume = Some((behind, next + 1));
                        (at, reading) = (behind, next + 1);
                    }
                    _ => {
                        let text =
                            |lines: &[&str], index: usize| lines.get(index).map(|line| (*line).to_owned());
                        return Err(Mismatch {
                            line: furthest.0 + 1,
                            expected: text(&expected, furthest.0),
                            actual: text(&actual, furthest.1),
                        });
                    }
                }
            }
        }
    }
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// A line with one space in place of each run of spaces and tabs.
fn columns(line: &str) -> String {
    let mut before = None;
    let kept = line.chars().map(|c| if c == '\t' { ' ' } else { c });
    kept.filter(|&c| before.replace(c) != Some(' ') || c != ' ').collect()
}

/// Whether a line is what the pattern describes. Keeps the set of places in the line which the
/// pattern so far can end at, so that the time is bounded by the product of both lengths.
fn line_matches(pattern: &str, line: &str) -> bool {
    let mut places = vec![0];
    let mut rest = pattern;
    while !rest.is_empty() {
        let mut next = Vec::new();
        if let Some(wildcard) = WILDCARDS.iter().find(|wildcard| rest.starts_with(**wildcard)) {
            for &place in &places {
                let tail = line.get(place..).unwrap_or_default();
                let ends =
                    (0..=tail.len()).filter(|&end| tail.get(..end).is_some_and(|text| fits(wildcard, text)));
                next.extend(ends.map(|end| place + end));
            }
            rest = rest.get(wildcard.len()..).unwrap_or_default();
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            let (literal, behind) = rest.split_at(length);
            next.extend(
                places
                    .iter()
                    .filter(|&&p| line.get(p..).is_some_and(|t| t.starts_with(literal)))
                    .map(|p| p + length),
            );
            rest = behind;
        }
        next.sort_unstable();
        next.dedup();
        places = next;
    }
    places.contains(&line.len())
}

fn fits(wildcard: &str, text: &str) -> bool {
    match wildcard {
        "<port>" => number(text).is_some_and(|number| number >= 1),
        "<ephemeral>" => number(text).is_some_and(|number| number >= 1024),
        "<number>" => is_number(text),
        "<time>" => is_time(text),
        "<word>" => !text.is_empty() && !text.contains(char::is_whitespace),
        _ => true,
    }
}

fn number(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn is_number(text: &str) -> bool {
    let groups = text.split([',', '.']);
    groups.into_iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_time(text: &str) -> bool {
    let of_day = || {
        let parts: Vec<&str> = text.split(':').collect();
        parts.len() == 3 && parts.iter().all(|part| part.len() >= 2 && is_number(part))
    };
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    let amount = text.strip_suffix(unit).unwrap_or_default();
    let units = ["ns", "µs", "us", "ms", "s", "min", "h"];
    (is_number(amount) && units.contains(&unit.trim_start())) || of_day()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_wildcard_takes_what_it_names_and_nothing_else() {
        for (pattern, good, bad) in [
            ("<port>", ["1", "62893"], ["0", "65536"]),
            ("<ephemeral>", ["1024", "60999"], ["80", "70000"]),
            ("<number>", ["1,024", "0.25"], ["", "1."]),
            ("<time>", ["38 µs", "12:30:45.120"], ["38", "1:2:3"]),
            ("<word>", ["a", "a-b"], ["", "a b"]),
            ("x<any>", ["x", "x y z"], ["", "y"]),
        ] {
            for text in good {
                assert_eq!(compare(pattern, text), Ok(()), "{pattern} {text}");
            }
            for text in bad {
                assert!(compare(pattern, text).is_err(), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn wildcards_stand_beside_text() {
        assert_eq!(
            compare("127.0.0.1:<ephemeral> -> <any>:80 in <time>.", "127.0.0.1:5000 -> a b:80 in 1.5ms."),
            Ok(())
        );
        assert!(compare("<word>=<number>", "a=b").is_err());
        assert_eq!(compare("a <b> c", "a <b> c"), Ok(()));
    }

    #[test]
    fn three_points_stand_for_any_lines() {
        assert_eq!(compare("a\n...\nb", "a\nb"), Ok(()));
        assert_eq!(compare("...\nb\n...", "x\ny\nb\nz"), Ok(()));
        assert_eq!(compare("...\na\nb", "a\na\nb"), Ok(()));
        assert_eq!(compare("...", ""), Ok(()));
        assert!(compare("a\n...\nb", "a\nb\nc").is_err());
    }

    #[test]
    fn reports_the_first_line_that_differs() {
        let mismatch = compare("a\nport <port>\nc", "a\nport x\nc").unwrap_err();
        assert_eq!(
            (mismatch.line, mismatch.expected.as_deref(), mismatch.actual.as_deref()),
            (2, Some("port <port>"), Some("port x"))
        );
        let mismatch = compare("a", "a\nb").unwrap_err();
        assert_eq!((mismatch.line, mismatch.expected, mismatch.actual.as_deref()), (2, None, Some("b")));
        let mismatch = compare("...\na\nb", "x\na\nc\ny").unwrap_err();
        assert_eq!((mismatch.line, mismatch.actual.as_deref()), (3, Some("c")));
    }

    #[test]
    fn columns_may_be_wider() {
        assert_eq!(compare("state  open", "state     open"), Ok(()));
        assert_eq!(compare("1 <number>", "1\t2"), Ok(()));
        assert!(compare("state open", "stateopen").is_err());
    }

    #[test]
    fn ends_of_lines_do_not_count() {
        assert_eq!(compare("a\nb", "a  \r\nb\r\n\r\n"), Ok(()));
    }

    proptest! {
        #[test]
        fn every_text_is_what_it_is(text in "[a-z .\\n<>]*") {
            prop_assert_eq!(compare(&text, &text), Ok(()));
        }

        #[test]
        fn another_last_line_never_passes(text in "[a-z]{0,5}", other in "[a-z]{1,5}") {
            prop_assume!(text != other);
            let compared = compare(&format!("same\n{text}"), &format!("same\n{other}"));
            prop_assert!(compared.is_err());
        }

        #[test]
        fn no_text_panics(expected in "([a-zé<>.\\n ]|<any>|<time>|<port>)*", actual in "[a-zé0-9:.\\n ]*") {
            let _ = compare(&expected, &actual);
        }

        #[test]
        fn three_points_swallow_what_is_put_in(before in "[a-z]{1,3}", inside in "[a-z\\n]*", after in "[0-9]{1,3}") {
            let compared = compare(&format!("{before}\n...\n{after}"), &format!("{before}\n{inside}\n{after}"));
            prop_assert_eq!(compared, Ok(()));
        }
    }
}
