//! The log on standard error: refusals for the audit, warnings, and on request a line for each answer.
//!
//! Text by default, one line a record; `--log-format json` for programs, with each request. `RUST_LOG` overrides.
//! Nothing of a request's header is logged but what the journal keeps too, and control characters never are.

use actix_web::HttpRequest;
use protocol::connection::Connection;
use protocol::journal::Entry;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{Config, LogFormat};
use crate::problem::Failure;
use crate::services::mask;
use crate::text::shown;

/// The target of the audit's records.
const AUDIT: &str = "loopback_lab::audit";

/// The target of the records of answers.
const ACCESS: &str = "loopback_lab::access";

/// Starts the log of this process. A second call changes nothing.
pub(crate) fn start(config: &Config) {
    let default = match (config.quiet, config.log_format) {
        (true, _) => "error",
        // What the HTTP library says of broken connections is no fault of the lab.
        (false, LogFormat::Text) => "warn,actix_http=off",
        (false, LogFormat::Json) => "warn,actix_http=off,loopback_lab::access=info",
    };
    let asked = std::env::var("RUST_LOG").ok().and_then(|asked| asked.parse::<Targets>().ok());
    let filter = asked.or_else(|| default.parse().ok()).unwrap_or_default();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let lines = match config.log_format {
        LogFormat::Text => lines.with_target(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let _ = tracing_subscriber::registry().with(lines).try_init();
}

/// One line for a request that the guard refused.
pub(crate) fn refused(connection: &Connection, refusal: &Failure, request: &HttpRequest) {
    tracing::warn!(
        target: AUDIT,
        code = refusal.code,
        status = refusal.status.as_u16(),
        peer = %connection.peer,
        connection = connection.id,
        method = %shown(&mask::cut(request.method().as_str(), 32)),
        path = %shown(&mask::cut(request.path(), 128)),
        "refused"
    );
}

/// One line for a request that a practice listener refused.
pub(crate) fn refused_by_listener(connection: &Connection, code: &str, status: u16) {
    tracing::warn!(
        target: AUDIT,
        code,
        status,
        peer = %connection.peer,
        listener = %connection.local,
        connection = connection.id,
        "refused"
    );
}

/// One line for bytes that were no request.
pub(crate) fn unread(connection: &Connection, failure: &Failure) {
    tracing::warn!(
        target: AUDIT,
        code = failure.code,
        status = failure.status.as_u16(),
        peer = %connection.peer,
        connection = connection.id,
        "not a request"
    );
}

/// One line for an answer.
pub(crate) fn answered(entry: &Entry) {
    let Some(request) = entry.request() else { return };
    tracing::info!(
        target: ACCESS,
        id = entry.id,
        peer = %entry.connection.peer,
        method = %shown(&request.method),
        path = %shown(&request.target),
        status = request.status,
        duration_us = request.duration_us,
        "answered"
    );
}
