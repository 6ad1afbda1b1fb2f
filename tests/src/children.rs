//! Starting other programs, beside tests that close sockets and look whether they are closed.
//!
//! From its start until it has become its program, a child has a copy of every descriptor of this process. A listener that
//! is closed meanwhile listens on in the child, a port that was freed is not free yet. The start of a program returns when
//! the child has become it, so that it is enough that nothing is started while something is closed.

use std::io;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    program.spawn()
}

/// A program that a test starts.
pub trait Program {
    /// Starts it, and returns once the child has become it.
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
