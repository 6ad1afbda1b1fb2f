//! Lesson files: read, checked and set as text.

#![expect(clippy::panic, clippy::expect_used, reason = "a test that cannot go on fails")]

#[cfg(not(feature = "parse"))]
compile_error!("lesson files are read by the feature parse: cargo test -p course --features parse");

mod cheatsheet;
mod glossary;
mod good;
mod parse;
mod search;
mod text;
mod validate;
