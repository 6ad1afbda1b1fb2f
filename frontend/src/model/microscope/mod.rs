//! The microscope: the connections to one practice listener, as the system's own table shows them.
//!
//! `life` knows the way of a connection through the states of TCP, `view` reads one look at the table after the
//! other, `stage` names what can be done and where it can stand, `scope` holds both together with what the learner does, and `request` writes what is asked of the lab.

pub mod life;
pub mod request;
pub mod scope;
pub mod stage;
pub mod view;
