//! The bytes of a connection, below HTTP: what arrived, exactly as it arrived, beside what the HTTP library makes of it.
//!
//! The library keeps headers in a hash map, so their order and spelling are gone once it has read them. Here each
//! connection's bytes are followed as they pass by. Depends on no other room.

pub(crate) mod framing;
pub(crate) mod head;
pub(crate) mod stream;
