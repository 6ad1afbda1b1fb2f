//! `GET /namespace/{port}` in a terminal.

use protocol::namespace::{Namespaces, Network};
use protocol::probe::Probe;

use super::{Paint, WIDTH, cut, shown, visible, wrap};

/// The widths of the first column and of each further one.
const FIRST: usize = 22;
const COLUMN: usize = 29;

/// The two networks side by side, then what it means.
pub(crate) fn render(seen: &Namespaces, paint: Paint) -> String {
    let mut text = format!("{}\n\n", paint.notation(&seen.target.to_string()));
    let inside = seen.inside.as_ref();
    let names = |network: &Network| {
        let names: Vec<_> = network.interfaces.iter().map(|one| shown(&one.name)).collect();
        cut(&names.join(" "), COLUMN - 1)
    };
    let mut row = |name: &str, here: String, there: Option<String>| {
        let there = there.unwrap_or_default();
        if !(name.is_empty() && here.is_empty() && there.is_empty()) {
            text.push_str(&line(&paint.faint(name), &here, &there));
        }
    };
    row("", paint.faint("here"), inside.map(|_| paint.faint("in a network of its own")));
    row("interfaces", names(&seen.here), inside.map(names));
    row("connect", word(&seen.here.before, paint), inside.map(|one| word(&one.before, paint)));
    row("", holder(&seen.here.before), inside.map(|one| holder(&one.before)));
    if let (Some(here), Some(there)) = (&seen.here.meanwhile, inside.and_then(|one| one.meanwhile.as_ref())) {
        row("a listener inside", String::new(), Some(paint.good("bound")));
        row("connect again", word(here, paint), Some(word(there, paint)));
        row("", holder(here), Some(holder(there)));
    }
    if let Some(fault) = &seen.fault {
        row(
            "a listener inside",
            String::new(),
            Some(paint.bad(fault.errno.as_deref().unwrap_or("not bound"))),
        );
        text.push_str(&format!("\n{}\n", wrap(&shown(&fault.reason), WIDTH)));
    }
    let said = seen.withheld.as_ref().map(|withheld| withheld.reason.clone()).unwrap_or_else(|| {
        "The same address and the same port, in two networks: two places. A container mostly has a network of its own."
            .to_owned()
    });
    text.push_str(&format!("\n{}\n", wrap(&shown(&said), WIDTH)));
    text
}

fn line(name: &str, here: &str, there: &str) -> String {
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(visible(text)));
    let line = format!("{name}{}{here}{}{there}", pad(name, FIRST), pad(here, COLUMN));
    format!("{}\n", line.trim_end())
}

fn word(probe: &Probe, paint: Paint) -> String {
    let errno = probe.errno.as_ref().map(|errno| format!(" {errno}")).unwrap_or_default();
    format!("{}{errno}", super::probe::word(probe.state, paint))
}

/// Who listens, where the system tells.
fn holder(probe: &Probe) -> String {
    let Some(listener) = &probe.listener else { return String::new() };
    let pid = listener.pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default();
    let name = listener.process.as_deref().map(shown).unwrap_or_default();
    format!("{}{pid}", cut(&name, COLUMN - 1 - pid.len())).trim().to_owned()
}
