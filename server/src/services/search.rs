//! The search's index, made when it is first asked for and again when the course has changed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use course::facts::Facts;
use course::search::{Found, Index};
use course::shell::Shell;

use super::glossary;
use super::lessons::{self, LessonError};
use crate::assets;

/// The index of the course as it was last asked for.
#[derive(Default)]
pub(crate) struct Searcher(Mutex<Option<(u64, Arc<Index>)>>);

impl Searcher {
    /// What the course has for a question, with the commands of one shell.
    pub(crate) fn find(
        &self,
        folder: Option<&Path>,
        facts: &Facts,
        shell: Shell,
        query: &str,
    ) -> Result<Found, LessonError> {
        // The port that a connection was lent is no place to look for, and would make each connection's course another.
        let facts = Facts { peer_port: None, ..facts.clone() };
        let mark = mark(folder, &facts, shell)?;
        let kept = self.kept().clone().filter(|(of, _)| *of == mark);
        let index = match kept {
            Some((_, index)) => index,
            None => {
                let lessons = lessons::all(folder, &facts)?;
                // Without a glossary, the lessons can still be searched; `/glossary` says what is wrong with it.
                let glossary = glossary::glossary(folder).unwrap_or_default();
                let index = Arc::new(Index::of(&lessons, &glossary, shell));
                *self.kept() = Some((mark, Arc::clone(&index)));
                index
            }
        };
        Ok(index.find(query))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<(u64, Arc<Index>)>> {
        // What is kept is whole at any time: a thread that panicked left it as it was.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A number that changes whenever the files, the facts in them or the shell do.
fn mark(folder: Option<&Path>, facts: &Facts, shell: Shell) -> Result<u64, LessonError> {
    let mut hasher = DefaultHasher::new();
    assets::lessons(folder).map_err(LessonError::Folder)?.hash(&mut hasher);
    // A glossary that cannot be read is none.
    assets::glossary(folder).unwrap_or_default().hash(&mut hasher);
    format!("{facts:?}{shell:?}").hash(&mut hasher);
    Ok(hasher.finish())
}
