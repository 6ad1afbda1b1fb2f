//! The page: `frontend/` through trunk into `dist/`.

use std::fs;

use crate::command::{cargo, path_with, run};
use crate::{Outcome, report, stamp, tools};

/// Everything that goes into the page.
pub(crate) const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "concepts",
    "protocol",
    "course/Cargo.toml",
    "course/src",
    "frontend",
    "static/styles",
    "static/icons",
    "xtask/src/split.rs",
    "xtask/src/styles.rs",
];

/// Builds the page, unless it stands and nothing that goes into it has changed.
pub(crate) fn build() -> Outcome {
    let wanted = stamp::of(INPUTS)?;
    let mark = crate::root().join("dist").join(".stamp");
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let tools = tools::ensure()?;
    let step = report::begin("building the page", "about 90 s the first time, 30 s after a change");
    let mut fetch = cargo();
    fetch.args(["fetch", "--locked", "--target", wasm()]);
    run(&mut fetch)?;
    let mut trunk = crate::command::command(&tools.trunk);
    trunk.args(["build", "--release", "--offline", "--locked"]);
    trunk.env("PATH", path_with(&tools.bin));
    // A colour setting of the shell that trunk takes for a flag of its own and refuses.
    trunk.env_remove("NO_COLOR");
    for (name, value) in &tools.environment {
        trunk.env(name, value);
    }
    run(&mut trunk)?;
    fs::write(&mark, wanted).map_err(|error| format!("could not write {}: {error}", mark.display()))?;
    step.end();
    Ok(())
}

const fn wasm() -> &'static str {
    crate::wasm_target::NAME
}
