//! Lesson files: read, checked and set as text.

#![expect(clippy::panic, clippy::expect_used, reason = "a test that cannot go on fails")]

mod good;
mod parse;
mod text;
mod validate;
