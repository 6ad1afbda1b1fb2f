//! `loopback-lab inside ADDRESS`: what a child of the lab does for `GET /namespace/{port}`. It leaves its network for a new one,
//! looks at the address there, tells what it saw as a line of JSON, and listens there until its input ends.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use crate::services::namespace;

/// Looks, tells, and waits. Must be the first thing that the process does: one with threads cannot leave its network.
#[must_use]
pub fn main(target: SocketAddr) -> ExitCode {
    let (told, _listener) = namespace::look_inside(target);
    let mut output = io::stdout().lock();
    if writeln!(output, "{told}").and_then(|()| output.flush()).is_err() {
        // Nobody reads it any more.
        return ExitCode::FAILURE;
    }
    // However it ends, there is nothing more to do. What is typed into it is not kept.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    ExitCode::SUCCESS
}
