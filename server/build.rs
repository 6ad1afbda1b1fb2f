//! Gathers what a release carries inside: the built page, the lessons and the glossary, each compressible file beside its brotli
//! and gzip forms. A development build carries nothing and reads the folders at run time.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, error, fs};

/// Files below this size gain nothing from compression, in bytes.
const WORTH_COMPRESSING: usize = 200;

fn main() -> Result<(), Box<dyn error::Error>> {
    let embedded = PathBuf::from(env::var("OUT_DIR")?).join("embedded");
    if embedded.exists() {
        fs::remove_dir_all(&embedded)?;
    }
    fs::create_dir_all(&embedded)?;
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("PROFILE")? == "release" {
        // While there is no page, this runs on every build: cargo cannot watch what is not there.
        println!("cargo::rerun-if-changed=../dist");
        println!("cargo::rerun-if-changed=../static/lessons");
        println!("cargo::rerun-if-changed=../static/glossary");
        gather(Path::new("../dist"), &embedded.join("dist"), true)?;
        gather(Path::new("../static/lessons"), &embedded.join("lessons"), false)?;
        gather(Path::new("../static/glossary"), &embedded.join("glossary"), false)?;
    }
    Ok(())
}

fn gather(from: &Path, to: &Path, compress: bool) -> Result<(), Box<dyn error::Error>> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        let target = to.join(name);
        if path.is_dir() {
            gather(&path, &target, compress)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        if compress && bytes.len() >= WORTH_COMPRESSING && is_compressible(&path) {
            keep_if_smaller(&with_suffix(&target, ".br"), &brotli(&bytes)?, bytes.len())?;
            keep_if_smaller(&with_suffix(&target, ".gz"), &gzip(&bytes)?, bytes.len())?;
        }
        fs::write(target, bytes)?;
    }
    Ok(())
}

fn is_compressible(path: &Path) -> bool {
    const KINDS: [&str; 9] = ["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt", "ico"];
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| KINDS.contains(&extension))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn keep_if_smaller(path: &Path, bytes: &[u8], than: usize) -> Result<(), Box<dyn error::Error>> {
    if bytes.len() < than {
        fs::write(path, bytes)?;
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn error::Error>> {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 4096, 11, 22).write_all(bytes)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn error::Error>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
