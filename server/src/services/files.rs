//! What a shared folder holds, and what of it is shared.

use std::io;
use std::path::{Path, PathBuf};

use protocol::files::{File, Listing};

/// How many entries a listing shows.
const MAX_ENTRIES: usize = 1_000;

/// Lists `folder`, which lies below `root`: no hidden names, no links that lead out.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn list(root: &Path, folder: &Path, path: &str) -> io::Result<Listing> {
    let mut entries = Vec::new();
    for one in std::fs::read_dir(folder)? {
        let one = one?;
        let name = one.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !is_inside(root, &one.path()) {
            continue;
        }
        // Follows links, as asking for the file does. What has gone meanwhile is left out.
        let Ok(metadata) = std::fs::metadata(one.path()) else { continue };
        let bytes = (!metadata.is_dir()).then_some(metadata.len());
        let slash = if bytes.is_none() { "/" } else { "" };
        entries.push(File { href: format!("{}{slash}", encoded(&name)), name, bytes });
    }
    entries.sort_by(|one, other| (one.bytes.is_some(), &one.name).cmp(&(other.bytes.is_some(), &other.name)));
    let left_out = entries.len().saturating_sub(MAX_ENTRIES) as u64;
    entries.truncate(MAX_ENTRIES);
    Ok(Listing { path: path.to_owned(), entries, left_out })
}

/// Whether a path still lies below the root when its links are followed.
pub(crate) fn is_inside(root: &Path, path: &Path) -> bool {
    let resolved: Option<PathBuf> = std::fs::canonicalize(path).ok();
    resolved.is_some_and(|path| path.starts_with(root))
}

/// A name as one segment of a path (RFC 3986, section 3.3): all but unreserved characters percent-encoded.
fn encoded(name: &str) -> String {
    let mut segment = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => segment.push(byte.into()),
            byte => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    segment
}
