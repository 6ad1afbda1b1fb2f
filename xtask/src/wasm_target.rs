//! The WebAssembly target of the Rust compiler.
//!
//! rustup has it. Where rustup's server is out of reach and the system is Debian, its
//! packages hold a tool chain and the standard library's source, from which the target's
//! library is built once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{answers, command, output, run};
use crate::{Outcome, report, tools};

/// The target's name.
pub(crate) const NAME: &str = "wasm32-unknown-unknown";

/// Debian's packages of a tool chain that can build for the target.
const DEBIAN: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// Makes sure that the target can be built for; returns what the build must have in its environment.
pub(crate) fn ensure() -> Outcome<BTreeMap<String, String>> {
    if has_target("rustc") {
        return Ok(BTreeMap::new());
    }
    if answers("rustup", "--version") {
        let step = report::begin("getting the WebAssembly target", "seconds");
        let added = run(command("rustup").args(["target", "add", NAME]));
        step.end();
        if added.is_ok() && has_target("rustc") {
            return Ok(BTreeMap::new());
        }
    }
    if Path::new("/etc/debian_version").exists() && output(command("id").arg("-u")).as_deref() == Some("0") {
        return debian();
    }
    Err(format!(
        "the Rust compiler has no target {NAME}, and rustup could not add it.\n\
         With a network: `rustup target add {NAME}`. On Debian without rustup's server: run this once as root, \
         so that it can install {}.",
        DEBIAN.join(", ")
    ))
}

fn has_target(rustc: &str) -> bool {
    let sysroot = output(command(rustc).args(["--print", "sysroot"]));
    sysroot.is_some_and(|sysroot| library(Path::new(&sysroot)).is_dir() && has_core(Path::new(&sysroot)))
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(NAME).join("lib")
}

fn has_core(sysroot: &Path) -> bool {
    fs::read_dir(library(sysroot)).is_ok_and(|inside| {
        inside.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

/// Debian's tool chain, with the target's library built from Debian's source of it.
fn debian() -> Outcome<BTreeMap<String, String>> {
    let usr = Path::new("/usr");
    if !has_core(usr) {
        let step = report::begin("installing Debian's Rust for the web", "about 1 min");
        run(command("apt-get").args(["update", "-q"]))?;
        run(command("apt-get").args(["install", "-y", "-q", "--no-install-recommends"]).args(DEBIAN))?;
        step.end();
        let step = report::begin("building the target's standard library", "about 1 min");
        build_std(usr)?;
        step.end();
    }
    // /usr/bin first: trunk and cargo then find this tool chain and not rustup's.
    let path = crate::command::path_with(&tools::folder().join("bin"));
    Ok(BTreeMap::from([
        ("PATH".to_owned(), format!("/usr/bin:{}", path.to_string_lossy())),
        ("RUSTC".to_owned(), "/usr/bin/rustc".to_owned()),
        ("CARGO".to_owned(), "/usr/bin/cargo".to_owned()),
        // What two compilers build must not be mixed.
        ("CARGO_TARGET_DIR".to_owned(), crate::target_dir().join("debian").to_string_lossy().into_owned()),
    ]))
}

fn build_std(usr: &Path) -> Outcome {
    let folder = tools::folder().join("std");
    let fault = |error| format!("could not write in {}: {error}", folder.display());
    fs::create_dir_all(folder.join("src")).map_err(fault)?;
    fs::write(folder.join("src/lib.rs"), "").map_err(fault)?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).map_err(fault)?;
    let mut cargo = command("/usr/bin/cargo");
    cargo.current_dir(&folder).args([
        "build",
        "--release",
        "-Z",
        "build-std=std,panic_abort",
        "--target",
        NAME,
    ]);
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", "/usr/bin/rustc")
        .env("CARGO_TARGET_DIR", folder.join("target"));
    run(&mut cargo)?;
    let built = folder.join("target").join(NAME).join("release/deps");
    let to = library(usr);
    fs::create_dir_all(&to).map_err(|error| format!("could not make {}: {error}", to.display()))?;
    for entry in fs::read_dir(&built).map_err(fault)?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "rlib") && !path.to_string_lossy().contains("libempty") {
            fs::copy(&path, to.join(entry.file_name()))
                .map_err(|error| format!("could not copy {} to {}: {error}", path.display(), to.display()))?;
        }
    }
    Ok(())
}
