//! The server over real sockets, filed by risk. Each test has a server of its own on a port that the system chose.

#![expect(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "server/assets.rs"]
mod assets;
#[path = "server/auth.rs"]
mod auth;
#[path = "server/bind.rs"]
mod bind;
#[path = "server/capstone.rs"]
mod capstone;
#[path = "server/checks.rs"]
mod checks;
#[path = "server/console.rs"]
mod console;
#[path = "server/doctor.rs"]
mod doctor;
#[path = "server/echo.rs"]
mod echo;
#[path = "server/files.rs"]
mod files;
#[path = "server/guard.rs"]
mod guard;
#[path = "server/incidents.rs"]
mod incidents;
#[path = "server/ip.rs"]
mod ip;
#[path = "server/journal.rs"]
mod journal;
#[path = "server/key_value.rs"]
mod key_value;
#[path = "server/kinds.rs"]
mod kinds;
#[path = "server/lessons.rs"]
mod lessons;
#[path = "server/limits.rs"]
mod limits;
#[path = "server/listeners.rs"]
mod listeners;
#[path = "server/malformed.rs"]
mod malformed;
#[path = "server/metrics.rs"]
mod metrics;
#[cfg(target_os = "linux")]
#[path = "server/namespace.rs"]
mod namespace;
#[path = "server/on_demand.rs"]
mod on_demand;
#[path = "server/other_page.rs"]
mod other_page;
#[path = "server/own_course.rs"]
mod own_course;
#[path = "server/practice.rs"]
mod practice;
#[path = "server/probe.rs"]
mod probe;
#[path = "server/proxy.rs"]
mod proxy;
#[path = "server/representation.rs"]
mod representation;
#[path = "server/roundtrip.rs"]
mod roundtrip;
#[path = "server/scan.rs"]
mod scan;
#[path = "server/shutdown.rs"]
mod shutdown;
#[path = "server/sockets.rs"]
mod sockets;
#[path = "server/startup.rs"]
mod startup;
#[path = "server/states.rs"]
mod states;
#[path = "server/stream.rs"]
mod stream;
#[path = "server/tls.rs"]
mod tls;
#[path = "server/whoami.rs"]
mod whoami;
#[path = "server/zoo.rs"]
mod zoo;
