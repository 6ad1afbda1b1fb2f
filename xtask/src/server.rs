//! The server: building it in release, with the page and the lessons inside, and starting it.

use std::path::PathBuf;
use std::process::Stdio;

use crate::command::{cargo, command};
use crate::{Outcome, report};

/// Builds the server in release and returns its path.
pub(crate) fn build() -> Outcome<PathBuf> {
    let binary = crate::target_dir().join("release").join(name());
    let step = (!binary.exists()).then(|| report::begin("building the server", "about 2 min the first time"));
    let mut build = cargo();
    build.args(["build", "--release", "--locked", "--package", "server", "--bin", "loopback-lab"]);
    crate::command::run(&mut build)?;
    if let Some(step) = step {
        step.end();
    }
    if binary.exists() { Ok(binary) } else { Err(format!("cargo built no {}", binary.display())) }
}

/// Builds the server where needed, then becomes it.
pub(crate) fn run(args: &[String]) -> Outcome {
    let mut server = command(build()?);
    server.args(args).stdin(Stdio::inherit());
    become_it(server)
}

/// The program's file name on this system.
pub(crate) const fn name() -> &'static str {
    if cfg!(windows) { "loopback-lab.exe" } else { "loopback-lab" }
}

/// Replaces this process, so that signals and the exit status are the server's own.
#[cfg(unix)]
fn become_it(mut server: std::process::Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    let error = server.exec();
    Err(format!("could not start {}: {error}", server.get_program().to_string_lossy()))
}

#[cfg(not(unix))]
fn become_it(mut server: std::process::Command) -> Outcome {
    let status = server.status().map_err(|error| format!("could not start the server: {error}"))?;
    std::process::exit(status.code().unwrap_or(1));
}
