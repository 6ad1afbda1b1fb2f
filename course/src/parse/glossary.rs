//! Glossary files to glossaries: TOML, one `[[term]]` a word, its explanation in inline Markdown.

use serde::Deserialize;
use toml::Spanned;

use super::{characters, forms, inline};
use crate::facts::{self, PLACEHOLDERS};
use crate::fault::{Fault, Faults};
use crate::glossary::{Glossary, Term, id};
use crate::validate::prose;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossaryForm {
    #[serde(default)]
    term: Vec<TermForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermForm {
    name: Spanned<String>,
    #[serde(default)]
    forms: Vec<String>,
    means: String,
    taught: Option<String>,
    source: Option<String>,
}

/// Reads a glossary file.
///
/// # Errors
/// Everything that cannot be read as a glossary, in the order of the lines: TOML that is none, a word without an
/// explanation or with a long one, a placeholder, a spelling that two terms have, a term out of the order of the alphabet.
pub fn glossary(source: &str) -> Result<Glossary, Vec<Fault>> {
    located(source).map(|(glossary, _)| glossary)
}

/// Reads a glossary file and keeps the line of each term.
///
/// # Errors
/// As [`glossary`].
pub(crate) fn located(source: &str) -> Result<(Glossary, Vec<usize>), Vec<Fault>> {
    let mut faults = Faults::of("glossary");
    let source = &characters::clean(&mut faults, source);
    placeholders(&mut faults, source);
    let form: Option<GlossaryForm> = forms::read(&mut faults, "the glossary", source, 1);
    let mut taken: Vec<String> = Vec::new();
    let mut terms: Vec<Term> = Vec::new();
    let mut lines = Vec::new();
    for form in form.map(|form| form.term).unwrap_or_default() {
        let line = source.get(..form.name.span().start).unwrap_or_default().matches('\n').count() + 1;
        let term = read(&mut faults, line, form);
        let spellings = || core::iter::once(&term.name).chain(&term.forms);
        for spelling in spellings() {
            if id(spelling).is_empty() {
                faults.add(line, format!("{spelling:?} has no letter or digit"), "name a word");
            } else if taken.contains(&id(spelling)) {
                faults.add(line, format!("there is a term {spelling:?} already"), "explain it once");
            }
        }
        // Of one term, spellings may differ in a hyphen alone.
        taken.extend(spellings().map(|spelling| id(spelling)));
        if terms.last().is_some_and(|last| last.id > term.id) {
            let what = format!("the term {:?} is out of the order of the alphabet", term.name);
            faults.add(line, what, "move it to where a reader looks for it");
        }
        terms.push(term);
        lines.push(line);
    }
    if faults.is_empty() { Ok((Glossary { terms }, lines)) } else { Err(faults.into_vec()) }
}

/// What a word means is the same on every machine: nothing is filled in here.
fn placeholders(faults: &mut Faults, source: &str) {
    for (index, line) in source.lines().enumerate() {
        let name = line.split_once("{{").and_then(|(_, after)| facts::named(after)).map(|(name, _)| name);
        if name.is_some_and(|name| PLACEHOLDERS.contains(&name)) {
            let what = "a placeholder in the glossary is shown as it is, and not filled in";
            faults.add(index + 1, what, "say in words what stands there, such as: the port of the lab");
        }
    }
}

fn read(faults: &mut Faults, line: usize, form: TermForm) -> Term {
    let name = form.name.into_inner();
    let means = inline::required(faults, line, "means", &form.means);
    prose::plain(faults, line, &means, false);
    if form.taught.as_deref().is_some_and(|taught| !taught.starts_with("/lessons/")) {
        let what = format!("{name:?} is taught in no lesson");
        faults.add(line, what, "write taught = \"/lessons/slug#section\"");
    }
    Term { id: id(&name), forms: form.forms, means, taught: form.taught, source: form.source, name }
}
