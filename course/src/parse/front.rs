//! The front matter of a lesson file: TOML between two lines of `+++`.

use serde::Deserialize;

use super::{forms, inline};
use crate::fault::Faults;
use crate::model::{Source, Text};

const REMEDY: &str =
    "begin the file with a line of +++, then title, summary, minutes and [[sources]] in TOML, then +++";

/// What stands in the front matter.
pub(super) struct Front {
    pub(super) title: Text,
    pub(super) summary: Text,
    pub(super) minutes: u16,
    pub(super) sources: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontForm {
    title: String,
    summary: String,
    minutes: u16,
    #[serde(default)]
    sources: Vec<SourceForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceForm {
    id: String,
    title: String,
    #[serde(default)]
    place: String,
}

/// The front matter, what follows it, and the line on which that begins.
pub(super) fn split<'a>(faults: &mut Faults, source: &'a str) -> (Option<&'a str>, &'a str, usize) {
    let Some(rest) = source.strip_prefix("+++\n") else {
        faults.add(1, "the file does not begin with its front matter", REMEDY);
        return (None, source, 1);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let (front, tail) = rest.split_at(at);
            let body = tail.get(line.len()..).unwrap_or_default();
            return (Some(front), body, front.matches('\n').count() + 3);
        }
        at += line.len();
    }
    faults.add(1, "the front matter has no end", REMEDY);
    (None, "", 1)
}

/// Reads the front matter; its first line is the second of the file.
pub(super) fn read(faults: &mut Faults, text: &str) -> Option<Front> {
    let form: FrontForm = forms::read(faults, "the front matter", text, 2)?;
    let sources = form.sources.into_iter();
    Some(Front {
        title: inline::required(faults, 2, "title", &form.title),
        summary: inline::required(faults, 2, "summary", &form.summary),
        minutes: form.minutes,
        sources: sources.map(|form| Source { id: form.id, title: form.title, place: form.place }).collect(),
    })
}
