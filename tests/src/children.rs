//! Starting other programs, beside tests that close sockets and look whether they are closed.
//!
//! From its start until it has become its program, a child has a copy of every descriptor of this process. A listener that
//! is closed meanwhile listens on in the child, a port that was freed is not free yet. So nothing is started while something
//! is closed, and a start is over when the child has let go of all of them.

use std::io::{self, PipeReader, Read as _};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The least number of the descriptor that tells when a child has let go of what is not for it: a system closes the highest
/// last (Linux does; where it does not, the child is only nearly done).
#[cfg(unix)]
const LAST: i32 = 900;

/// Nothing is started in this process while this lives.
pub struct Alone(#[expect(dead_code, reason = "it is held, not looked at")] MutexGuard<'static, ()>);

/// Waits until no child is on its way, and keeps others from being started: what is closed now is closed. Whoever holds it
/// starts nothing, and does not ask for it again.
#[must_use]
pub fn alone() -> Alone {
    static ONE: Mutex<()> = Mutex::new(());
    // A test that failed leaves nothing half done here.
    Alone(ONE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Closes something, such as a listener, so that no child has it any more.
pub fn close<T>(open: T) {
    let _alone = alone();
    drop(open);
}

/// Starts a program where the caller keeps others from being started, and goes on doing so.
///
/// # Errors
/// Those of [`Command::spawn`].
#[expect(clippy::disallowed_methods, reason = "this is the one way to start a program")]
pub fn starts_in(_alone: &Alone, program: &mut Command) -> io::Result<Child> {
    let (mut end, last) = last()?;
    let child = program.spawn()?;
    drop(last);
    // The system goes on here as soon as the child has a memory of its own, which is before it closes anything (execve(2)).
    // This pipe ends when it has.
    end.read_to_end(&mut Vec::new())?;
    Ok(child)
}

/// A pipe that ends when nobody has its other side any more, which is the last thing that a child lets go of.
#[cfg(unix)]
fn last() -> io::Result<(PipeReader, std::os::fd::OwnedFd)> {
    let (end, side) = io::pipe()?;
    Ok((end, rustix::io::fcntl_dupfd_cloexec(&side, LAST)?))
}

/// Elsewhere a child has from the beginning only what is for it.
#[cfg(not(unix))]
fn last() -> io::Result<(PipeReader, io::PipeWriter)> {
    io::pipe()
}

/// A program that a test starts.
pub trait Program {
    /// Starts it, and returns once the child has become it and has nothing else of this process.
    ///
    /// # Errors
    /// Those of [`Command::spawn`].
    fn starts(&mut self) -> io::Result<Child>;

    /// Runs it to its end without input, and gives how it ended and what it printed.
    ///
    /// # Errors
    /// Those of [`Command::spawn`], and of reading what it prints.
    fn runs(&mut self) -> io::Result<Output>;
}

impl Program for Command {
    fn starts(&mut self) -> io::Result<Child> {
        starts_in(&alone(), self)
    }

    fn runs(&mut self) -> io::Result<Output> {
        self.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).starts()?.wait_with_output()
    }
}
