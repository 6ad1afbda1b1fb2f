//! What the page knows and how it changes: pure state, messages, and the words it shows.
//!
//! Depends on `protocol`, `course` and `concepts`. No browser, no Yew: everything here runs in native tests.

pub mod auth;
pub mod bind;
pub mod builder;
pub mod bytes;
pub mod cache;
pub mod capstone;
pub mod console;
pub mod curl;
pub mod detective;
pub mod figures;
pub mod glossary;
pub mod ip;
pub mod journey;
pub mod json;
pub mod key_value;
pub mod lab;
pub mod lease;
pub mod listeners;
pub mod log_line;
pub mod messages;
pub mod metrics;
pub mod microscope;
pub mod namespaces;
pub mod other_page;
pub mod own_server;
pub mod place;
pub mod port_map;
pub mod progress;
pub mod request;
pub mod reuse;
pub mod ruler;
pub mod search;
pub mod settings;
pub mod sight;
pub mod table;
pub mod time;
pub mod tls;
pub mod trips;
pub mod trouble;
pub mod verbose;
pub mod wire;
pub mod words;
pub mod zoo;
