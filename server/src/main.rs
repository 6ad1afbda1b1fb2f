//! The binary `loopback-lab`: settings in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::startup::main(&server::config::Config::from_arguments())
}
