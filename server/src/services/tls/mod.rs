//! TLS at both ends: the lab's own authority with the certificate of its practice listeners, and the handshake of a client
//! that looks at what a service presents.

mod authority;
mod greet;
mod inspect;
mod judge;
mod presented;
mod records;

pub(crate) use authority::Tls;
pub(super) use greet::{Overheard, Secured, explain, greet};
pub(crate) use inspect::{Name, inspect};
pub(super) use judge::by_system;
pub(super) use presented::presented;
