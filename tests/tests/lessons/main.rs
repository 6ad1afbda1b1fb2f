//! The lessons as learners meet them: every file is valid, every command prints what the lesson says, every
//! exercise is solved by its own solution and by nothing less.
//!
//! Commands run through `sh` and so need a POSIX system. A tool that is missing fails the test with its name.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod commands;
mod confusions;
mod course_files;
mod exercises;
mod files;
mod glossary;
mod shell;
mod turn;
