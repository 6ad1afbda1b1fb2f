//! The course: lesson files, filled with the facts of this machine, then read.

use std::path::Path;

use concepts::port::Span;
use course::facts::{self, Facts, PRACTICE_PORT, SECOND_PORT, USUAL_PORT};
use course::fault::Fault;
use course::glossary::mark;
use course::model::{Contents, Lesson, Summary};
use course::text::Around;
use course::{parse, validate};

use crate::assets;

/// Why there is no lesson to give.
#[derive(Debug)]
pub(crate) enum LessonError {
    /// The folder cannot be read.
    Folder(std::io::Error),
    /// No lesson has this name; these are the names there are.
    Unknown(Vec<String>),
    /// The lesson file has faults.
    Faults(Vec<Fault>),
}

/// One lesson file.
struct Source {
    slug: String,
    text: String,
}

/// The contents, in the order of the course.
pub(crate) fn contents(folder: Option<&Path>, facts: &Facts) -> Result<Contents, LessonError> {
    let lessons =
        sources(folder)?.into_iter().map(|source| read(&source, facts).map(|lesson| lesson.summary));
    Ok(Contents { lessons: lessons.collect::<Result<Vec<Summary>, _>>()? })
}

/// One lesson, and what stands before and after it. A neighbour that has faults is passed over.
pub(crate) fn lesson(
    folder: Option<&Path>,
    slug: &str,
    facts: &Facts,
) -> Result<(Lesson, Around), LessonError> {
    let sources = sources(folder)?;
    let Some(at) = sources.iter().position(|source| source.slug == slug) else {
        return Err(LessonError::Unknown(sources.into_iter().map(|source| source.slug).collect()));
    };
    let lesson = |at: usize| sources.get(at).map(|source| read(source, facts));
    let neighbour = |at: usize| Some(lesson(at)?.ok()?.summary);
    let around = Around { before: at.checked_sub(1).and_then(neighbour), after: neighbour(at + 1) };
    let mut lesson = lesson(at).unwrap_or_else(|| Err(LessonError::Unknown(Vec::new())))?;
    // A lesson is worth more than its glossary: without one, its words are not marked. `/glossary` says why.
    if let Ok(glossary) = super::glossary::glossary(folder) {
        mark(&mut lesson, &glossary);
    }
    Ok((lesson, around))
}

/// Every lesson without faults, in the order of the course.
pub(crate) fn all(folder: Option<&Path>, facts: &Facts) -> Result<Vec<Lesson>, LessonError> {
    Ok(sources(folder)?.iter().filter_map(|source| read(source, facts).ok()).collect())
}

/// What was seen of the lesson files of a folder.
pub(crate) struct Look {
    /// How many there are.
    pub(crate) lessons: usize,
    /// What is wrong with them and what would make them better, each with the name of its file.
    pub(crate) faults: Vec<(String, Fault)>,
}

impl Look {
    /// Whether they cannot be taught from as they are.
    pub(crate) fn is_broken(&self) -> bool {
        self.lessons == 0 || self.faults.iter().any(|(_, fault)| !fault.is_advice)
    }
}

/// Looks through the lesson files of a folder, as they would read on a machine that tells everything.
pub(crate) fn look(folder: &Path) -> std::io::Result<Look> {
    let facts = Facts {
        lab: format!("127.0.0.1:{USUAL_PORT}"),
        port: USUAL_PORT,
        peer_port: Some(54132),
        ephemeral: Some(Span { first: 32768, last: 60999 }),
        first_unprivileged: Some(1024),
        practice_port: PRACTICE_PORT,
        second_port: SECOND_PORT,
        system: system(),
    };
    let files = assets::lessons(Some(folder))?;
    let mut faults = Vec::new();
    let mut filled = Vec::new();
    for (name, text) in &files {
        let found = validate::placeholders(text);
        let broken = found.iter().any(|fault| !fault.is_advice);
        faults.extend(found.into_iter().map(|fault| (format!("{name}.md"), fault)));
        // Where one cannot be filled in, the file is not looked at further.
        if let Ok(text) = facts::fill(text, &facts)
            && !broken
        {
            filled.push((slug(name), text));
        }
    }
    let borrowed: Vec<_> = filled.iter().map(|(slug, text)| (*slug, text.as_str())).collect();
    for fault in validate::files(&borrowed).err().unwrap_or_default() {
        let file = files.iter().map(|(name, _)| name).find(|name| slug(name) == fault.lesson);
        faults.push((format!("{}.md", file.unwrap_or(&fault.lesson)), fault));
    }
    let found = glossary(folder, files.len(), &borrowed)?;
    faults.extend(found.into_iter().map(|fault| ("glossary.toml".to_owned(), fault)));
    Ok(Look { lessons: files.len(), faults })
}

/// What is wrong with the glossary that goes with some lessons, of which there are so many files.
fn glossary(folder: &Path, files: usize, filled: &[(&str, &str)]) -> std::io::Result<Vec<Fault>> {
    let text = assets::glossary(Some(folder))?;
    let lessons: Vec<Lesson> =
        filled.iter().filter_map(|(slug, text)| parse::lesson(slug, text).ok()).collect();
    // Where one lesson cannot be read, nobody knows what it teaches. And a folder without a glossary of its own is
    // served with the lab's, which leads into no other lessons.
    Ok(if lessons.len() == files && folder.join("glossary.toml").exists() {
        validate::glossary_file(&text, &lessons)
    } else {
        parse::glossary(&text).err().unwrap_or_default()
    })
}

fn sources(folder: Option<&Path>) -> Result<Vec<Source>, LessonError> {
    let files = assets::lessons(folder).map_err(LessonError::Folder)?;
    Ok(files.into_iter().map(|(name, text)| Source { slug: slug(&name).to_owned(), text }).collect())
}

/// The slugs of the lessons, in the order of the course.
pub(crate) fn slugs(folder: Option<&Path>) -> std::io::Result<Vec<String>> {
    Ok(assets::lessons(folder)?.iter().map(|(name, _)| slug(name).to_owned()).collect())
}

/// `02-ports` without its number, which is there for the order alone.
fn slug(name: &str) -> &str {
    match name.split_once('-') {
        Some((number, slug)) if number.bytes().all(|byte| byte.is_ascii_digit()) => slug,
        _ => name,
    }
}

fn read(source: &Source, facts: &Facts) -> Result<Lesson, LessonError> {
    let filled = facts::fill(&source.text, facts)
        .map_err(|fault| LessonError::Faults(vec![Fault { lesson: source.slug.clone(), ..fault }]))?;
    parse::lesson(&source.slug, &filled).map_err(LessonError::Faults)
}

/// The name of this system as lessons write it.
pub(crate) fn system() -> String {
    match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_that_lessons_should_not_type_is_the_labs() {
        assert_eq!(USUAL_PORT, crate::config::DEFAULT_PORT);
    }

    #[test]
    fn the_number_before_a_name_is_for_the_order_alone() {
        assert_eq!(slug("02-ports"), "ports");
        assert_eq!(slug("ports"), "ports");
        assert_eq!(slug("a-b"), "a-b");
    }
}
