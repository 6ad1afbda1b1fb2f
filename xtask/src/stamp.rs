//! Whether something must be built again: a hash of the names and contents that go into it.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::Path;

use crate::Outcome;

/// A hash of every file below the given paths of the workspace, by name and content.
pub(crate) fn of(paths: &[&str]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(&crate::root().join(path), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Outcome {
    let fault = |error| format!("could not read {}: {error}", path.display());
    if path.is_dir() {
        let mut inside = fs::read_dir(path)
            .map_err(fault)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(fault)?;
        inside.sort();
        for path in inside {
            add(&path, hasher)?;
        }
    } else if path.exists() {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(path).map_err(fault)?);
    }
    Ok(())
}
