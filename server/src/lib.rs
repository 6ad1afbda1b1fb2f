//! The server of Loopback Lab: it listens on loopback, answers the page and the terminal, and keeps the journal.
//!
//! Arrows point one way: routes -> services -> os -> protocol -> concepts. `startup::run` is the one way to start
//! it, for the binary and for the tests alike.

pub mod check;
pub mod config;
pub mod inside;
pub mod startup;
pub mod state;

mod assets;
mod gate;
mod guard;
mod log;
mod malformed;
mod note;
mod openapi;
mod os;
mod problem;
mod represent;
mod routes;
mod services;
mod text;
mod wire;
