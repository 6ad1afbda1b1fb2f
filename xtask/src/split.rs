//! Splits the page's module where the page says so, into what is loaded first and the parts that lessons need later, and has
//! its styles joined.
//!
//! Trunk calls this once it has staged the page, before it puts it into `dist/`. From the module that cargo linked (with its
//! relocations and names), wasm-split makes a main module, one for each part, and a script that loads them; wasm-bindgen
//! then does with the main module what trunk had it do with the whole. Both take the place of what trunk staged.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{command, run};
use crate::{Outcome, styles, target_dir, tools, wasm_target};

/// The script that loads the parts, as wasm-split calls it.
const LOADER: &str = "__wasm_split.js";

/// Splits what trunk has staged.
pub(crate) fn staged() -> Outcome {
    let stage = std::env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or("trunk calls this while it builds the page; to build it: `cargo xtask build`")?;
    let profile = match std::env::var("TRUNK_PROFILE").as_deref() {
        Ok("debug") => "debug",
        _ => "page",
    };
    let whole = target_dir().join(wasm_target::NAME).join(profile).join("frontend.wasm");
    let name = staged_name(&stage)?;
    let split = target_dir().join("split");
    if split.exists() {
        fs::remove_dir_all(&split).map_err(fault("remove", &split))?;
    }
    run(command(tools::splitter()?).arg(whole).arg(&split).args(["--out-name", &name]))?;
    let mut bindgen = command(tools::bindgen());
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--keep-lld-exports",
        "--out-name",
        &name,
        "--out-dir",
    ]);
    bindgen.arg(&stage).arg(split.join(format!("{name}.wasm")));
    run(&mut bindgen)?;
    let main = stage.join(format!("{name}_bg.wasm"));
    fs::write(&main, without_custom_sections(&read(&main)?)?).map_err(fault("write", &main))?;
    take_over(&split, &stage, &name)?;
    styles::join(&stage)
}

/// The name of the staged module and its script, with the hash that trunk gave it.
fn staged_name(stage: &Path) -> Outcome<String> {
    let inside = fs::read_dir(stage).map_err(fault("read", stage))?;
    let names: Vec<_> = inside.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names
        .iter()
        .find_map(|name| name.strip_suffix("_bg.wasm"))
        .map(str::to_owned)
        .ok_or_else(|| format!("{} holds no module of the page", stage.display()))
}

/// Brings the parts and their loader to the stage, each with the page's hash in its name, which changes with every build.
fn take_over(split: &Path, stage: &Path, name: &str) -> Outcome {
    let mut names = Vec::new();
    for entry in fs::read_dir(split).map_err(fault("read", split))?.flatten() {
        let Ok(old) = entry.file_name().into_string() else { continue };
        if old == format!("{name}.wasm") {
            continue;
        }
        let new = format!("{name}-{}", old.trim_start_matches('_').trim_start_matches("split_"));
        names.push((old, new));
    }
    let script = format!("{name}.js");
    for (folder, old, new) in
        names.iter().map(|(old, new)| (split, old, new)).chain([(stage, &script, &script)])
    {
        let path = folder.join(old);
        let bytes = read(&path)?;
        let bytes = if old.ends_with(".wasm") {
            without_custom_sections(&bytes)?
        } else {
            let text = String::from_utf8(bytes).map_err(|error| format!("{}: {error}", path.display()))?;
            // Only where a file is asked for: a module goes on calling what it imports by the old name.
            let asked = |text: String, word: &str, old: &str, new: &str| {
                text.replace(&format!("{word}\"./{old}\""), &format!("{word}\"./{new}\""))
            };
            names
                .iter()
                .fold(text, |text, (old, new)| asked(asked(text, "from ", old, new), "new URL(", old, new))
                .into_bytes()
        };
        let path = stage.join(new);
        fs::write(&path, bytes).map_err(fault("write", &path))?;
    }
    if names.iter().any(|(old, _)| old == LOADER) {
        Ok(())
    } else {
        Err(format!("wasm-split wrote no {LOADER}: does the page name a part to split off?"))
    }
}

/// A module without names and notes of the tools, which nothing reads any more: its sections but those with the number 0
/// (WebAssembly Core Specification, section 5.5).
fn without_custom_sections(module: &[u8]) -> Outcome<Vec<u8>> {
    const HEADER: usize = 8;
    let broken = || "a part of the page is no whole WebAssembly module".to_owned();
    let mut kept = module.get(..HEADER).ok_or_else(broken)?.to_vec();
    let mut at = HEADER;
    while let Some(id) = module.get(at) {
        let (length, start) = number(module, at + 1).ok_or_else(broken)?;
        let end = start + length;
        let section = module.get(at..end).ok_or_else(broken)?;
        if *id != 0 {
            kept.extend_from_slice(section);
        }
        at = end;
    }
    Ok(kept)
}

/// An unsigned number of up to 32 bits in LEB128, and where the next byte is.
fn number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
    }
    None
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(fault("read", path))
}

fn fault(verb: &str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let start = format!("could not {verb} {}", path.display());
    move |error| format!("{start}: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_only_sections_with_the_number_0() {
        let header = b"\0asm\x01\0\0\0";
        let module = [&header[..], &[0, 3, 1, b'x', 9], &[1, 0x81, 0, 7], &[0, 2, 1, b'y'], &[3, 0]].concat();
        let kept = [&header[..], &[1, 0x81, 0, 7], &[3, 0]].concat();
        assert_eq!(without_custom_sections(&module), Ok(kept));
        assert!(without_custom_sections(&module[..module.len() - 1]).is_err());
        assert!(without_custom_sections(b"\0asm").is_err());
    }
}
