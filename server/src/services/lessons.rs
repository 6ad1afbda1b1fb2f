//! The course: lesson files, filled with the facts of this machine, then read.

use std::path::Path;

use course::facts::{self, Facts};
use course::fault::Fault;
use course::model::{Contents, Lesson};
use course::parse;

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
    Ok(Contents { lessons: all(folder, facts)?.into_iter().map(|lesson| lesson.summary).collect() })
}

/// Every lesson, in the order of the course.
pub(crate) fn all(folder: Option<&Path>, facts: &Facts) -> Result<Vec<Lesson>, LessonError> {
    sources(folder)?.iter().map(|source| read(source, facts)).collect()
}

/// One lesson.
pub(crate) fn lesson(folder: Option<&Path>, slug: &str, facts: &Facts) -> Result<Lesson, LessonError> {
    let sources = sources(folder)?;
    match sources.iter().find(|source| source.slug == slug) {
        Some(source) => read(source, facts),
        None => Err(LessonError::Unknown(sources.into_iter().map(|source| source.slug).collect())),
    }
}

fn sources(folder: Option<&Path>) -> Result<Vec<Source>, LessonError> {
    let files = assets::lessons(folder).map_err(LessonError::Folder)?;
    Ok(files.into_iter().map(|(name, text)| Source { slug: slug(&name).to_owned(), text }).collect())
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
    fn the_number_before_a_name_is_for_the_order_alone() {
        assert_eq!(slug("02-ports"), "ports");
        assert_eq!(slug("ports"), "ports");
        assert_eq!(slug("a-b"), "a-b");
    }
}
