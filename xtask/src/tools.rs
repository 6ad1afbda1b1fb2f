//! The tools that the page is built with: trunk, wasm-bindgen at the version of Cargo.lock, and what splits its module.
//!
//! Taken from PATH where the right version is there, else from the tools folder, else built
//! into it. Built without optimisation: they run for seconds, and optimising them takes minutes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{answers, command, output, outside_cargo, run};
use crate::{Outcome, report, wasm_target};

/// The series of trunk that `Trunk.toml` is written for, and the release that is installed.
const TRUNK_SERIES: &str = "0.21.";
const TRUNK: &str = "0.21.14";

/// The release of the program that splits the page's module; it fits wasm_split_helpers 0.2. It tells no version, so it is
/// kept in a folder that does.
const SPLIT: &str = "0.2.4";

/// What the page's build needs.
pub(crate) struct Tools {
    /// The trunk to call.
    pub(crate) trunk: PathBuf,
    /// The folder to put in front of PATH.
    pub(crate) bin: PathBuf,
    /// Settings for the build, such as which Rust tool chain to use.
    pub(crate) environment: BTreeMap<String, String>,
}

/// The folder that tools are kept in.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("LOOPBACK_LAB_TOOLS")
        .map_or_else(|| crate::root().join(".tools"), |folder| crate::root().join(folder))
}

/// Makes sure that everything the page is built with is there.
pub(crate) fn ensure() -> Outcome<Tools> {
    let environment = wasm_target::ensure()?;
    let bin = folder().join("bin");
    let bindgen = locked_version("wasm-bindgen")?;
    let trunk = find("trunk", &bin, |version| {
        version.strip_prefix("trunk ").is_some_and(|v| v.starts_with(TRUNK_SERIES))
    });
    let has_bindgen =
        find("wasm-bindgen", &bin, |version| version == format!("wasm-bindgen {bindgen}")).is_some();
    if trunk.is_none() {
        let arguments = ["--no-default-features", "--locked"];
        install("trunk", TRUNK, &folder(), &arguments, "about 3 min on two cores")?;
    }
    if !has_bindgen {
        // Its own lock file may name releases that a mirror does not have yet, so it is left aside.
        let arguments = ["--bin", "wasm-bindgen"];
        install("wasm-bindgen-cli", &bindgen, &folder(), &arguments, "about 1 min on two cores")?;
    }
    splitter()?;
    let build = folder().join("build");
    if build.exists() {
        fs::remove_dir_all(&build)
            .map_err(|error| format!("could not remove {}: {error}", build.display()))?;
    }
    Ok(Tools { trunk: trunk.unwrap_or_else(|| bin.join("trunk")), bin, environment })
}

/// The wasm-bindgen to call: that of the tools folder, else the one on PATH.
pub(crate) fn bindgen() -> PathBuf {
    let ours = folder().join("bin").join("wasm-bindgen").with_extension(std::env::consts::EXE_EXTENSION);
    if ours.exists() { ours } else { PathBuf::from("wasm-bindgen") }
}

/// The program that splits the page's module. Makes sure that it is there.
pub(crate) fn splitter() -> Outcome<PathBuf> {
    let root = folder().join(format!("wasm-split-{SPLIT}"));
    let program = root.join("bin").join("wasm-split-cli").with_extension(std::env::consts::EXE_EXTENSION);
    if !program.exists() {
        let arguments = ["--locked", "--features", "build-binary"];
        install("wasm_split_cli_support", SPLIT, &root, &arguments, "about 30 s on two cores")?;
    }
    Ok(program)
}

/// A program of the right version, in the tools folder or on PATH.
fn find(name: &str, bin: &Path, right: impl Fn(&str) -> bool) -> Option<PathBuf> {
    [bin.join(name), PathBuf::from(name)]
        .into_iter()
        .find(|program| output(command(program).arg("--version")).is_some_and(|version| right(&version)))
}

fn install(package: &str, version: &str, root: &Path, arguments: &[&str], usual: &str) -> Outcome {
    if answers("cargo-binstall", "-V") && binstall(package, version, root) {
        return Ok(());
    }
    let step = report::begin(&format!("building {package} {version}"), usual);
    let mut cargo = outside_cargo();
    cargo.args(["install", package, "--version", version, "--root"]).arg(root).args(arguments);
    cargo.env("CARGO_TARGET_DIR", folder().join("build"));
    for (name, value) in [("OPT_LEVEL", "0"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
    }
    run(&mut cargo).map_err(|error| {
        format!(
            "{error}\n{package} {version} could not be built. It needs a C compiler and a way to the package \
             registry.\nInstall it yourself (`cargo install {package} --version {version}`) and try again: a {package} \
             of that version on PATH is used as it is."
        )
    })?;
    step.end();
    Ok(())
}

/// Tries a prebuilt program; where it can't be downloaded, it is built instead.
fn binstall(package: &str, version: &str, root: &Path) -> bool {
    let step =
        report::begin(&format!("getting {package} {version}"), "seconds, where its download is in reach");
    let mut cargo = outside_cargo();
    cargo.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"]).arg(root);
    cargo.arg(format!("{package}@{version}"));
    let done = run(&mut cargo).is_ok();
    step.end();
    done
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Outcome<String> {
    let path = crate::root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&path).map_err(|error| format!("could not read {}: {error}", path.display()))?;
    version_in(&lock, package).ok_or_else(|| format!("{} names no {package}", path.display()))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "yew"), None);
    }
}
