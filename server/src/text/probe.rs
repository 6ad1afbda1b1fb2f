//! `GET /probe/{port}` in a terminal.

use protocol::probe::{Probe, State};

use super::{Paint, duration, shown, table};

/// The result first, then what it rests on.
pub(crate) fn render(probe: &Probe, paint: Paint) -> String {
    let mut rows = vec![
        ("target", paint.notation(&probe.target.to_string())),
        ("state", word(probe.state, paint)),
        ("elapsed", duration(probe.elapsed_us)),
        ("reason", probe.reason.clone()),
    ];
    if let Some(errno) = &probe.errno {
        rows.push(("errno", errno.clone()));
    }
    if let Some(service) = &probe.service {
        rows.push(("service", service.clone()));
    }
    if let Some(listener) = &probe.listener {
        let who = match (&listener.process, listener.pid) {
            (Some(process), Some(pid)) => format!("{} (pid {pid})", shown(process)),
            (None, Some(pid)) => format!("pid {pid}"),
            _ => "a process that this user may not see".to_owned(),
        };
        rows.push(("listener", format!("{} by {who}", paint.notation(&listener.local.to_string()))));
    }
    table(&rows)
}

/// A state in its word and its colour.
pub(super) fn word(state: State, paint: Paint) -> String {
    let word = state.word();
    match state {
        State::Open => paint.good(word),
        State::Closed | State::Error => paint.bad(word),
        State::Filtered => paint.faint(word),
    }
}
