//! The glossary: its file, read. A teacher's folder of lessons may bring a `glossary.toml`; else it is the lab's own.

use std::path::Path;

use course::fault::Fault;
use course::glossary::Glossary;
use course::parse;

use crate::assets;

/// Why there is no glossary to give.
#[derive(Debug)]
pub(crate) enum GlossaryError {
    /// Its file cannot be read.
    File(std::io::Error),
    /// Its file has faults.
    Faults(Vec<Fault>),
}

/// The glossary, as it goes with the lessons that are served: it leads into no other.
pub(crate) fn glossary(folder: Option<&Path>) -> Result<Glossary, GlossaryError> {
    let text = assets::glossary(folder).map_err(GlossaryError::File)?;
    let mut glossary = parse::glossary(&text).map_err(GlossaryError::Faults)?;
    let slugs = super::lessons::slugs(folder).map_err(GlossaryError::File)?;
    glossary.keep_taught(|slug| slugs.iter().any(|one| one == slug));
    Ok(glossary)
}
