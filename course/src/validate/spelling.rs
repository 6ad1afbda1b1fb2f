//! Words that stand for something, and are almost spelt: placeholders in the text of a file, wildcards in expected output.

use super::walk;
use crate::facts::{self, PLACEHOLDERS, USUAL_PORT};
use crate::fault::{Fault, Faults};
use crate::model::Block;
use crate::near::meant;
use crate::output::NAMES;
use crate::parse::Located;

/// What is wrong with the placeholders of a file, before they are filled in.
pub(super) fn placeholders(text: &str) -> Vec<Fault> {
    let mut faults = Faults::of("");
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        port(&mut faults, number, line);
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("{{") {
            half(&mut faults, number, before);
            let Some((name, tail)) = facts::named(after) else {
                let what = "a placeholder begins with {{ and does not end on its line";
                faults.add(number, what, "end it with }}, or write single braces");
                rest = after;
                continue;
            };
            if !PLACEHOLDERS.contains(&name) {
                unknown(&mut faults, number, name);
            }
            rest = tail;
        }
        half(&mut faults, number, rest);
    }
    faults.into_vec()
}

fn unknown(faults: &mut Faults, line: usize, name: &str) {
    let shown: String = name.chars().take(40).collect();
    let remedy = match meant(name, &PLACEHOLDERS) {
        Some(meant) => format!("write {{{{{meant}}}}}"),
        None => format!("use one of {}, or write single braces", PLACEHOLDERS.join(", ")),
    };
    faults.add(line, format!("there is no fact named {shown:?}"), remedy);
}

/// The lab's usual port after a colon: learners may have started it on another.
fn port(faults: &mut Faults, line: usize, text: &str) {
    let typed = format!(":{USUAL_PORT}");
    if text.split(&typed).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())) {
        let what = format!("{USUAL_PORT} is the lab's port only where nobody chose another");
        faults.advise(line, what, "write {{port}} instead");
    }
}

/// A fact's name in single braces stays as it is. That may be meant: `/probe/{port}`.
fn half(faults: &mut Faults, line: usize, text: &str) {
    for name in PLACEHOLDERS {
        let single = format!("{{{name}}}");
        if text.contains(&single) {
            let what = format!("{single} in single braces is shown as it is, and not filled in");
            faults.advise(line, what, format!("write {{{{{name}}}}} where the fact is meant"));
        }
    }
}

/// Wildcards of expected output that are almost spelt. What is no wildcard has to be printed as it is.
pub(super) fn wildcards(faults: &mut Faults, located: &Located) {
    for (line, block) in walk::blocks(located) {
        let Block::Run(run) = block else { continue };
        for name in run.expect.lines().filter_map(without_end) {
            let what = format!("<{name} without > is no wildcard, and expected as it stands");
            faults.advise(line, what, format!("write <{name}>"));
        }
        for word in
            run.expect.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(word, _)| word))
        {
            let letters = !word.is_empty() && word.chars().all(|c| c.is_alphabetic());
            let lower = word.to_lowercase();
            if !letters || NAMES.contains(&word) {
                continue;
            }
            if let Some(name) = meant(&lower, &NAMES) {
                let what = format!("<{word}> is no wildcard, and expected as it stands");
                faults.advise(line, what, format!("write <{name}>, unless <{word}> is really printed"));
            }
        }
    }
}

/// The wildcard that a line begins and does not end.
fn without_end(line: &str) -> Option<&'static str> {
    let mut pieces = line.split('<').skip(1);
    pieces.find_map(|piece| {
        let word = piece.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        NAMES.into_iter().find(|name| *name == word && !piece.contains('>'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_placeholder_is_told_with_its_line_and_what_was_meant() {
        let told = |text: &str| -> Vec<(usize, String, bool)> {
            placeholders(text).into_iter().map(|fault| (fault.line, fault.remedy, fault.is_advice)).collect()
        };
        assert_eq!(told("{{lab}} and {{ port }}\n{\"a\":{\"b\":1}}\n/x/{id}"), []);
        let write = |line, name: &str| (line, format!("write {{{{{name}}}}}"), false);
        assert_eq!(
            told("a\n{{lba}} {{practise_port}}\n\n{{ephemeral-first}}"),
            [write(2, "lab"), write(2, "practice_port"), write(4, "ephemeral_first")]
        );
        let strange = told("{{nonsense}}");
        assert!(strange[0].1.starts_with("use one of lab, port,"), "{strange:?}");
        assert_eq!(told("{{lab}\n}}")[0], (1, "end it with }}, or write single braces".to_owned(), false));
        for half in ["curl {lab}/", "curl {lab}}/", "{{port}} {lab}", "{lab} {{port}}"] {
            assert_eq!(told(half), [(1, "write {{lab}} where the fact is meant".to_owned(), true)], "{half}");
        }
        for typed in ["command = \"curl http://127.0.0.1:62893/\"", "at localhost:62893"] {
            assert_eq!(told(typed), [(1, "write {{port}} instead".to_owned(), true)], "{typed}");
        }
        assert_eq!(told("usually 62893, :628930, :6289"), []);
    }

    #[test]
    fn a_word_is_taken_for_the_nearest_name_and_another_for_none() {
        for (word, name) in [
            ("nmber", Some("number")),
            ("numbre", Some("number")),
            ("prot", Some("port")),
            ("ephemral", Some("ephemeral")),
            ("times", Some("time")),
            ("title", None),
            ("html", None),
            ("p", None),
            ("a", None),
            ("pre", None),
        ] {
            assert_eq!(meant(word, &NAMES), name, "{word}");
        }
    }
}
