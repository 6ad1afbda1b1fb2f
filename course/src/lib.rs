//! What a lesson is: the model that server, page, terminal and tests share and, behind the
//! feature `parse`, the reader of lesson files with its validation.
//!
//! Depends on `concepts` alone, besides libraries. Knows nothing of HTTP, of a browser or of a file system.

pub mod cheatsheet;
pub mod exercise;
pub mod glossary;
pub mod model;
pub mod output;
pub mod place;
pub mod quiz;
pub mod quote;
pub mod search;
pub mod shell;
pub mod widget;

#[cfg(feature = "parse")]
pub mod expect;
#[cfg(feature = "parse")]
pub mod facts;
#[cfg(feature = "parse")]
pub mod fault;
#[cfg(feature = "parse")]
mod near;
#[cfg(feature = "parse")]
pub mod parse;
#[cfg(feature = "parse")]
pub mod text;
#[cfg(feature = "parse")]
mod texts;
#[cfg(feature = "parse")]
pub mod validate;
