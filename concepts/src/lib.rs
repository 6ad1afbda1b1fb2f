//! What an address, a port, a socket and a range *are*: parsing, classifying, explaining.
//!
//! Pure: no input or output, no clock, no operating system. Every other room of the
//! house may depend on this one; it depends on nothing but serde.

pub mod anatomy;
pub mod bind;
pub mod ip;
pub mod loopback;
pub mod notation;
pub mod port;
pub mod port_set;
pub mod service;
pub mod spread;
pub mod target;
