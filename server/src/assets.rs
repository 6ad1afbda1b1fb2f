//! The files of the page: built into a release, read from the disk on each request in development.

use std::borrow::Cow;
use std::path::{Component, Path};

use actix_web::http::header::{self, HeaderMap};
use rust_embed::RustEmbed;

use crate::represent::thousandths;

/// What the build put in: `dist/`, `glossary/` and `lessons/`, each compressible file beside its `.br` and `.gz`.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/embedded"]
struct Embedded;

/// A coding of a file's bytes (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    /// The name in `Content-Encoding`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }
}

/// A file to send.
pub(crate) struct Asset {
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) coding: Coding,
    /// Names exactly these bytes; absent where the file was read from disk.
    pub(crate) etag: Option<String>,
    pub(crate) media_type: String,
    /// Whether its name changes whenever its content does.
    pub(crate) immutable: bool,
}

/// Finds a file of the page, in the coding that the client likes best.
pub(crate) fn page(folder: Option<&Path>, path: &str, headers: &HeaderMap) -> Option<Asset> {
    if !is_plain(path) {
        return None;
    }
    let immutable = is_hashed(path);
    if let Some(folder) = page_folder(folder) {
        let bytes = std::fs::read(folder.join(path)).ok()?;
        return Some(Asset {
            bytes: bytes.into(),
            coding: Coding::Identity,
            etag: None,
            media_type: media_type(path),
            immutable,
        });
    }
    codings(headers).into_iter().find_map(|coding| {
        let file = Embedded::get(&format!("dist/{path}{}", coding.suffix()))?;
        let hash: String =
            file.metadata.sha256_hash().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Some(Asset {
            bytes: file.data,
            coding,
            etag: Some(format!("\"{hash}\"")),
            media_type: media_type(path),
            immutable,
        })
    })
}

/// The lesson files, by name, in the order of the course.
pub(crate) fn lessons(folder: Option<&Path>) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if let Some(folder) = lessons_folder(folder) {
        for file in std::fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "md")
                && let Some(name) = path.file_stem().and_then(|name| name.to_str())
            {
                files.push((name.to_owned(), std::fs::read_to_string(&path)?));
            }
        }
    } else {
        for path in Embedded::iter() {
            if let Some(name) = path.strip_prefix("lessons/en/").and_then(|name| name.strip_suffix(".md"))
                && let Some(file) = Embedded::get(&path)
            {
                files.push((name.to_owned(), String::from_utf8_lossy(&file.data).into_owned()));
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The glossary file: that of the folder of lessons, where it has one, or the lab's own.
pub(crate) fn glossary(folder: Option<&Path>) -> std::io::Result<String> {
    if let Some(path) = folder.map(|folder| folder.join("glossary.toml")).filter(|path| path.exists()) {
        return std::fs::read_to_string(path);
    }
    if let Some(folder) = in_checkout("../static/glossary") {
        return std::fs::read_to_string(folder.join("en.toml"));
    }
    let file = Embedded::get("glossary/en.toml").ok_or(std::io::ErrorKind::NotFound)?;
    Ok(String::from_utf8_lossy(&file.data).into_owned())
}

/// The folder that was asked for; else, in a development build, the one that the page is built into.
fn page_folder(asked: Option<&Path>) -> Option<Cow<'_, Path>> {
    asked.map(Cow::Borrowed).or_else(|| in_checkout("../dist"))
}

fn lessons_folder(asked: Option<&Path>) -> Option<Cow<'_, Path>> {
    asked.map(Cow::Borrowed).or_else(|| in_checkout("../static/lessons/en"))
}

#[cfg(debug_assertions)]
fn in_checkout(folder: &str) -> Option<Cow<'static, Path>> {
    Some(Cow::Owned(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)))
}

#[cfg(not(debug_assertions))]
fn in_checkout(_folder: &str) -> Option<Cow<'static, Path>> {
    None
}

/// Whether a path stays where it begins: names only, none of them hidden.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0', ':'])
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(name) if !name.as_encoded_bytes().starts_with(b".")))
}

/// Whether a file's name holds a hash of its content: a run of at least 12 hexadecimal digits, as the page's build
/// writes them.
fn is_hashed(path: &str) -> bool {
    path.split(['-', '_', '.', '/'])
        .any(|piece| piece.len() >= 12 && piece.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

fn media_type(path: &str) -> String {
    let media = mime_guess::from_path(path).first_or_octet_stream();
    let text = media.type_() == "text" || media.subtype() == "json" || media.subtype() == "manifest+json";
    if text { format!("{media}; charset=utf-8") } else { media.to_string() }
}

/// The codings that the client takes, the one it likes best first; of two that it likes the same, the smaller.
/// Identity comes last unless it is refused (RFC 9110, section 12.5.3).
fn codings(headers: &HeaderMap) -> Vec<Coding> {
    let wishes: Vec<(String, u16)> = headers
        .get_all(header::ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|wish| {
            let mut pieces = wish.split(';').map(str::trim);
            let name = pieces.next()?.to_ascii_lowercase();
            let quality =
                pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(Some(1000), thousandths)?;
            Some((name, quality))
        })
        .collect();
    let quality = |name: &str| {
        let of =
            |wanted: &str| wishes.iter().find_map(|(name, quality)| (name == wanted).then_some(*quality));
        of(name).or_else(|| of("*"))
    };
    let mut liked: Vec<(u16, Coding)> = [(Coding::Brotli, "br"), (Coding::Gzip, "gzip")]
        .into_iter()
        .filter_map(|(coding, name)| {
            quality(name).filter(|&quality| quality > 0).map(|quality| (quality, coding))
        })
        .collect();
    let identity = quality("identity");
    if identity != Some(0) || liked.is_empty() {
        liked.push((
            identity.filter(|_| wishes.iter().any(|(name, _)| name == "identity")).unwrap_or(0),
            Coding::Identity,
        ));
    }
    liked.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    liked.into_iter().map(|(_, coding)| coding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_that_is_liked_best_comes_first() {
        use Coding::{Brotli, Gzip, Identity};
        for (accept, wanted) in [
            ("gzip, deflate, br, zstd", vec![Brotli, Gzip, Identity]),
            ("br;q=0.5, gzip;q=0.8", vec![Gzip, Brotli, Identity]),
            ("gzip;q=0, br;q=0", vec![Identity]),
            ("identity, br;q=0.5", vec![Identity, Brotli]),
            ("*", vec![Brotli, Gzip, Identity]),
            ("*;q=0, gzip", vec![Gzip]),
            ("identity;q=0", vec![Identity]),
            ("", vec![Identity]),
            ("GZIP", vec![Gzip, Identity]),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
            assert_eq!(codings(&headers), wanted, "{accept}");
        }
        assert_eq!(codings(&HeaderMap::new()), [Identity]);
    }

    #[test]
    fn only_hashed_names_are_immutable() {
        assert!(is_hashed("frontend-7b1f8e0c2d3a4b5c_bg.wasm"));
        assert!(is_hashed("snippets/main-0123456789ab.js"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("deadbeef.js"));
    }

    #[test]
    fn no_path_leaves_the_folder() {
        for path in
            ["", "../Cargo.toml", "a/../../b", "/etc/passwd", ".git/config", "a/.b", "..\\x", "c:x", "a\0"]
        {
            assert!(!is_plain(path), "{path:?}");
        }
        assert!(is_plain("snippets/a/inline0.js"));
    }

    #[test]
    fn scripts_and_wasm_have_the_types_that_browsers_insist_on() {
        assert_eq!(media_type("a.wasm"), "application/wasm");
        assert_eq!(media_type("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("index.html"), "text/html; charset=utf-8");
        assert_eq!(media_type("a.svg"), "image/svg+xml");
    }
}
