//! One page a route, and the frame around them.

pub(crate) mod app;
mod lesson;
mod lost;
mod start;
