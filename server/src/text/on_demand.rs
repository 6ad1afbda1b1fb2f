//! `/status` and `/delay` in a terminal.

use protocol::on_demand::{Delayed, OnDemand};

use super::{Paint, duration, table};

/// A status and what its class says.
pub(crate) fn status(told: &OnDemand, paint: Paint) -> String {
    let name = told.phrase.as_deref().unwrap_or("(no name is registered)");
    table(&[("status", paint.good(&format!("{} {name}", told.status))), ("class", told.class.clone())])
}

/// How long an answer was held back.
pub(crate) fn delayed(delayed: &Delayed, _: Paint) -> String {
    table(&[("asked", format!("{} ms", delayed.asked_ms)), ("waited", duration(delayed.waited_us))])
}
