//! Fences that were meant for something else: a misspelt name, a form without its name, an end that is missing.

use crate::fault::Faults;
use crate::near::meant;

/// The fences that carry the live parts of a lesson.
const NAMES: [&str; 6] = ["run", "widget", "exercise", "quiz", "notes", "aside"];

/// Languages whose names come near to one of [`NAMES`].
const LANGUAGES: [&str; 3] = ["node", "ron", "ruby"];

/// What begins a line of each form. Of a quiz, one such line is enough.
const FORMS: [(&str, &[&str], usize); 4] = [
    ("quiz", &["[[question]]", "[[question.answer]]"], 1),
    ("exercise", &["id", "prompt", "hints", "solved", "[check]", "[[solution]]"], 3),
    ("widget", &["name", "id", "title", "lead"], 3),
    ("run", &["command", "linux", "powershell", "cmd", "expect", "exit", "does"], 2),
];

/// Tells a fence that is none of a lesson's and that its author surely meant to be one. Learners would be shown what is
/// in it. Other fences are code, to be shown as it is.
pub(super) fn is_told(faults: &mut Faults, line: usize, words: &str, body: &str) -> bool {
    let name = words.split([' ', ',', '{']).next().unwrap_or_default();
    let small = name.to_lowercase();
    if let Some(meant) = meant(&small, &NAMES).filter(|_| !LANGUAGES.contains(&small.as_str())) {
        let (what, remedy) = if name == meant {
            (format!("the fence `{meant}` has more words after its name"), format!("write `{meant}` alone"))
        } else {
            (format!("no fence is named `{name}`"), format!("write `{meant}`"))
        };
        faults.add(line, what, remedy);
        return true;
    }
    // Whoever names the language of these forms, or says that it is text, shows them.
    let form = if matches!(small.as_str(), "toml" | "text") { None } else { form(body) };
    if let Some(form) = form {
        let what = if name.is_empty() {
            format!("a fence without a name holds what belongs into `{form}`")
        } else {
            format!("no fence is named `{name}`, and this one holds what belongs into `{form}`")
        };
        faults.add(line, what, format!("write `{form}`; or `toml`, to show it as it is"));
    }
    form.is_some()
}

/// The form that a text is, by the keys that begin its lines.
fn form(body: &str) -> Option<&'static str> {
    let keys: Vec<&str> = body.lines().filter_map(key).collect();
    let first = keys.first()?;
    let is = |(_, names, least): &&(&str, &[&str], usize)| {
        names.contains(first) && names.iter().filter(|name| keys.contains(name)).count() >= *least
    };
    FORMS.iter().find(is).map(|(form, ..)| *form)
}

/// The key or the table that a line of TOML begins with.
fn key(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('[') { Some(line) } else { line.split_once('=').map(|(key, _)| key.trim()) }
}

/// Tells a fence that has no end of its own: it goes on to the end of the file, or into the next fence. `text` is the
/// whole of it, with the line that opens it.
pub(super) fn is_open(faults: &mut Faults, line: usize, text: &str) -> bool {
    let Some(mark) = text.trim_start().chars().next() else { return false };
    let length = |line: &str| line.trim_start().chars().take_while(|c| *c == mark).count();
    let least = length(text);
    let after = |line: &str| !line.trim().trim_start_matches(mark).is_empty();
    let rest = text.lines().skip(1);
    if let Some(next) = rest.clone().position(|line| length(line) >= least && after(line)) {
        let what = format!("a fence begins inside another; perhaps the fence of line {line} is not closed");
        let end = mark.to_string().repeat(least);
        let remedy = format!("close that of line {line} with a line of {end}, or take it away");
        faults.add(line + 1 + next, what, remedy);
        return true;
    }
    let closed = rest.last().is_some_and(|line| length(line) >= least && !after(line));
    if !closed {
        let remedy = format!("end it with a line of {}", mark.to_string().repeat(least));
        faults.add(line, "this fence is not closed: it goes on to the end of the file", remedy);
    }
    !closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str, body: &str) -> Option<String> {
        let mut faults = Faults::of("");
        let is_told = is_told(&mut faults, 1, words, body);
        let told = faults.into_vec().pop().map(|fault| fault.to_string());
        assert_eq!(is_told, told.is_some());
        told
    }

    #[test]
    fn a_misspelt_fence_is_told_with_what_was_meant() {
        for (words, name) in [
            ("note", "notes"),
            ("Notes", "notes"),
            ("NOTES", "notes"),
            ("excercise", "exercise"),
            ("exercice", "exercise"),
            ("exercises", "exercise"),
            ("runn", "run"),
            ("Run", "run"),
            ("rnu", "run"),
            ("quizz", "quiz"),
            ("wigdet", "widget"),
            ("asides", "aside"),
        ] {
            let expected = format!("line 1: no fence is named `{words}`; write `{name}`");
            assert_eq!(told(words, "The teacher's words.").as_deref(), Some(expected.as_str()));
        }
        assert!(told("run curl", "").is_some_and(|told| told.ends_with("write `run` alone")));
    }

    #[test]
    fn a_form_without_its_name_is_told() {
        for (body, form) in [
            ("[[question]]\nid = \"a\"\n", "quiz"),
            ("id = \"a\"\nprompt = \"b\"\nhints = []\n", "exercise"),
            ("prompt = \"b\"\nid = \"a\"\n[check]\npath = \"/\"", "exercise"),
            ("\nname = \"probe\"\nid = \"a\"\ntitle = \"b\"\n", "widget"),
            ("command = \"curl\"\nexpect = \"\"", "run"),
        ] {
            for words in ["", "task", "code"] {
                assert!(
                    told(words, body).is_some_and(|told| told.contains(&format!("write `{form}`"))),
                    "{body}"
                );
            }
            assert_eq!((told("toml", body), told("text", body)), (None, None));
        }
    }

    #[test]
    fn code_stays_code() {
        for words in [
            "",
            "text",
            "http",
            "toml",
            "python server.py",
            "javascript server.mjs",
            "node server.js",
            "ron",
            "ruby",
            "rust",
            "sh",
            "bash",
            "json",
            "go",
            "c",
            "r",
            "lua",
            "sql",
            "console",
            "powershell",
            "html",
            "css",
            "yaml",
            "ini",
            "nginx",
            "diff",
            "dockerfile",
            "make",
            "xml",
            "java",
            "kotlin",
            "swift",
            "perl",
            "php",
            "hosts",
            "tsv",
            "csv",
            "dns",
        ] {
            for body in [
                "",
                "GET / HTTP/1.1\n",
                "name = input()\nprint(name)\n",
                "[package]\nname = \"a\"\n",
                "id = 5\ncount = 6",
            ] {
                assert_eq!(told(words, body), None, "{words} {body}");
            }
        }
    }

    #[test]
    fn a_fence_without_an_end_is_told_where_it_begins() {
        let open = |text: &str| {
            let mut faults = Faults::of("");
            is_open(&mut faults, 13, text).then(|| faults.into_vec().remove(0).line)
        };
        for (text, line) in [
            ("```run\na\n```", None),
            ("```run\na\n```\n", None),
            ("```\n```", None),
            ("~~~text\n```run\n~~~", None),
            ("````text\n```run\n```\n````", None),
            ("```run\na", Some(13)),
            ("```run", Some(13)),
            ("```run\na\n\n```widget\nb\n```", Some(16)),
        ] {
            assert_eq!(open(text), line, "{text}");
        }
    }
}
