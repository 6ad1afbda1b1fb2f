//! Lesson files: read, checked and set as text.

mod good;
mod parse;
mod text;
mod validate;
