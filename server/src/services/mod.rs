//! What the lab does, apart from HTTP: no type of the web framework in here.

pub(crate) mod auth;
pub(crate) mod bind;
pub(crate) mod budget;
pub(crate) mod capstone;
pub(crate) mod checks;
pub(crate) mod console;
pub(crate) mod doctor;
pub(crate) mod echo;
pub(crate) mod files;
pub(crate) mod glossary;
pub(crate) mod host;
pub(crate) mod ip;
pub(crate) mod journal;
pub(crate) mod key_value;
pub(crate) mod lessons;
pub(crate) mod listeners;
pub(crate) mod mask;
pub(crate) mod probe;
pub(crate) mod proxy;
pub(crate) mod roundtrip;
pub(crate) mod scan;
pub(crate) mod search;
pub(crate) mod sockets;
pub(crate) mod tls;
