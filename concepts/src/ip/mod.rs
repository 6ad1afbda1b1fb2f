//! IP addresses: how they are written and read, their bits, prefixes, and what they are set aside for.

pub mod block;
pub mod prefix;
pub mod read;
mod registry;
pub mod v4;
pub mod v6;
