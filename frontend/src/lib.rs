//! The page.
pub mod model;
