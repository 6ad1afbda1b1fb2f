//! The binary `loopback-lab`: settings in, exit code out.

use std::process::ExitCode;

use server::config::Order;
use server::{check, inside, startup};

fn main() -> ExitCode {
    match Order::from_arguments() {
        Order::Run(config) => startup::main(&config),
        Order::Check(folder) => check::main(&folder),
        Order::Inside(target) => inside::main(target),
    }
}
