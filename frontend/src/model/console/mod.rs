//! The raw console: what is typed into it, what it shows, and where its connection stands.

pub mod dump;
pub mod history;
pub mod talk;
pub mod typed;
