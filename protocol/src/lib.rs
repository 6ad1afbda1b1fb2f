//! What page, terminal and server say to each other, one type for each reply and event.
//!
//! These are the JSON shapes of the addresses. Depends on `concepts` and serde alone.
//! Times are milliseconds since 1970-01-01 00:00 UTC; durations are whole microseconds; sizes are bytes.

pub mod auth;
pub mod bind;
pub mod capstone;
pub mod certificate;
pub mod checks;
pub mod connection;
pub mod console;
pub mod doctor;
pub mod echo;
pub mod fetch;
pub mod files;
pub mod health;
pub mod help;
pub mod host;
pub mod incidents;
pub mod ip;
pub mod journal;
pub mod key_value;
pub mod listeners;
pub mod metrics;
pub mod namespace;
pub mod on_demand;
pub mod probe;
pub mod problem;
pub mod proxy;
pub mod roundtrip;
pub mod scan;
pub mod sockets;
pub mod talk;
pub mod tls;
pub mod zoo;
