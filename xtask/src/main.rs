//! `cargo xtask`: everything that is done to this project from a command line.
//!
//! Depends on the standard library alone, so that it compiles in a second and starts at once.
//! Each task is a file; `report` prints, `command` runs programs.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program talks on both")]

mod check;
mod command;
mod dev;
mod page;
mod report;
mod server;
mod split;
mod stamp;
mod styles;
mod tools;
mod wasm_target;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Loopback Lab: tasks

  cargo xtask run [ARGS]    build what has changed, start the server; ARGS go to the server (try --help)
  cargo xtask test [STAGE]  everything: format, build, lints, unit, api, lessons, browser; or stages by name
  cargo xtask build         build the page and the server, start nothing
  cargo xtask dev [ARGS]    start the server from the sources, build again whenever a file changes
  cargo xtask openapi       write server/openapi.json anew: what the server says of its addresses
  cargo xtask setup         get the tools that the page is built with, and nothing else
  cargo xtask split         split the module of the page that trunk is building; trunk calls it

The first run gets the WebAssembly target, trunk, wasm-bindgen and wasm-split: about 5 minutes on two cores.
They are kept in .tools; set LOOPBACK_LAB_TOOLS to keep them in another folder.
";

/// A task's end: nothing, or what went wrong, why, and what to do next.
pub(crate) type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let outcome = match task.as_str() {
        "run" => build().and_then(|()| server::run(&rest)),
        "test" => check::all(&rest),
        "build" => build(),
        "dev" => dev::watch(&rest),
        "openapi" => check::renew_description(),
        "setup" => tools::ensure().map(|_| ()),
        "split" => split::staged(),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no task {other:?}.\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Outcome {
    page::build()?;
    server::build().map(|_| ())
}

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The folder that cargo builds into.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}
