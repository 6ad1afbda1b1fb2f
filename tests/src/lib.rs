//! What the tests share: a lab to talk to and a browser to drive.
//!
//! A harness fails by panicking, with a message that says what was expected.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test harness fails by panicking"
)]

pub mod browser;
pub mod children;
pub mod lab;

/// The slugs of the course's lessons, in their order.
pub const COURSE: [&str; 13] = [
    "address",
    "ip",
    "loopback",
    "ports",
    "sockets",
    "binding",
    "serve",
    "verify",
    "uses",
    "troubleshoot",
    "secure",
    "observe",
    "challenge",
];
