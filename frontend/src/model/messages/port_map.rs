//! The words of the map of all ports.

use std::net::IpAddr;

use concepts::port::{Port, Range, Span};
use concepts::service::service;
use protocol::probe::{Listener, State};
use protocol::scan::{Counts, Open};

use crate::model::messages::widgets::listener;
use crate::model::port_map::view::{column, row};
use crate::model::port_map::{Cell, News, Phase, PortMap, Watch};
use crate::model::time::{elapsed, grouped};

/// The field for the ports.
pub const PORTS_FIELD: &str = "Ports";
/// Begins.
pub const SCAN: &str = "Scan";
/// Begins once more.
pub const SCAN_AGAIN: &str = "Scan again";
/// Ends it.
pub const STOP: &str = "Stop";
/// The progress bar's name.
pub const PROGRESS: &str = "Ports that are done";
/// The cursor's name, for those who do not see the map.
pub const CURSOR: &str = "Map of all ports, 256 rows of 256 ports: cursor";
/// Makes the map bigger.
pub const ZOOM_IN: &str = "Zoom in";
/// Makes it smaller.
pub const ZOOM_OUT: &str = "Zoom out";
/// Shows all of it.
pub const ZOOM_WHOLE: &str = "Whole map";
/// How to use the map.
pub const MAP_HELP: &str = "Each row holds 256 ports; port 0 stands at the top left. Point at a cell, or move the cursor with the arrow keys; + and - zoom, dragging moves the map.";
/// What the colours and marks mean.
pub const LEGEND: &str = "Marks of the map";
/// A cell that was not dialled.
pub const NOT_TRIED: &str = "not tried";
/// The strip of ranges at the map's left: the class of each and its name.
pub const RANGES: [(&str, &str); 3] = [("system", "System"), ("user", "User"), ("dynamic", "Dynamic")];
/// The columns of the table.
pub const COLUMNS: [&str; 4] = ["Port", "Process", "Usual service", "Bound to"];
/// No service is listed.
pub const NO_SERVICE: &str = "none listed";
/// More ports are open than the table shows.
pub const MORE_ROWS: &str = "The table shows the first 200. Choose fewer ports to see the others.";
/// Where no port is open.
pub const NONE_OPEN: &str = "No port was found open.";
/// Where none was found yet.
pub const NONE_YET: &str = "None so far.";

/// The table's name.
pub fn table(count: usize) -> String {
    format!("Open ports: {count}")
}

/// This machine's own range.
pub fn lent(span: Span) -> String {
    format!("lent here: {span}")
}

/// The process that listens.
pub fn process(listener: Option<&Listener>) -> String {
    match listener.map(|listener| (listener.process.as_ref(), listener.pid)) {
        Some((Some(process), Some(pid))) => format!("{process} ({pid})"),
        Some((Some(process), None)) => process.clone(),
        Some((None, Some(pid))) => format!("process {pid}"),
        Some((None, None)) => "of another user".to_owned(),
        None => "not told".to_owned(),
    }
}

/// Who listens on an open port, in a sentence.
pub fn who(open: &Open) -> String {
    match &open.listener {
        Some(one) => listener(one.process.as_deref(), one.pid, &one.local.to_string()),
        None => "Something listens; the system does not tell what.".to_owned(),
    }
}

/// What is usual on a port.
pub fn usual(port: u16) -> Option<String> {
    service(port).map(|service| format!("Usual there: {}, {}.", service.name, service.what))
}

/// The name of a button that moves the cursor.
pub fn show(port: u16) -> String {
    format!("Show port {port} on the map")
}

/// What a mark of the map stands for, in one word.
pub const fn cell(cell: Cell) -> &'static str {
    match cell {
        Cell::Unknown => NOT_TRIED,
        Cell::Known(state) => state.word(),
    }
}

/// The two bytes of a port number.
pub fn bytes(port: u16) -> String {
    format!("{} × 256 + {}", row(port), column(port))
}

/// The range of a port, and whether this machine lends it.
pub fn range(port: u16, ephemeral: Option<Span>) -> String {
    if Port::new(port).is_none() {
        return "Reserved: nothing can listen on 0.".to_owned();
    }
    let name = Range::of(port).name();
    match ephemeral {
        Some(span) if span.contains(port) => format!("{name} port, lent by this machine."),
        _ => format!("{name} port."),
    }
}

/// What stands on the map at a port, in one sentence, for those who do not see it.
pub fn spoken(map: &PortMap, port: u16) -> String {
    let mut text = format!("{port}, {}", cell(map.cell(port)));
    if let Some(open) = map.open_at(port) {
        let process = open.listener.as_ref().and_then(|listener| listener.process.as_ref());
        for part in [process, open.service.as_ref()].into_iter().flatten() {
            text.push_str(", ");
            text.push_str(part);
        }
    }
    text
}

/// How far a scan is.
pub fn progress(map: &PortMap) -> String {
    let done = grouped(u64::from(map.counts.done()));
    let rate = map.rate().map(|rate| format!(", {} a second", grouped(rate))).unwrap_or_default();
    format!("{done} of {} ports{rate}. Open so far: {}.", grouped(u64::from(map.count)), map.open.len())
}

/// Where the map stands, in words.
pub fn standing(map: &PortMap) -> String {
    let host = map.host.map(|host| host.to_string()).unwrap_or_default();
    match map.phase {
        Phase::Before => "Nothing was tried yet. The lab will make one real connection to each port you choose, and each cell takes the colour of its answer.".to_owned(),
        Phase::Running => format!("Connecting to {} of {host}.", ports(map.count)),
        Phase::Done => {
            format!("Done: {} on {host}, after {}.{}", totals(&map.counts), elapsed(map.elapsed_us), met(&map.counts))
        }
        Phase::Stopped => format!(
            "Stopped after {} of {}. What was tried until then stays on the map.",
            grouped(u64::from(map.counts.done())),
            ports(map.count)
        ),
        Phase::Gone => "The lab went away in the middle of the scan. Start it again, then scan again.".to_owned(),
        // 200: what was refused a moment ago is possible by now.
        Phase::Refused(200 | 429) => "The lab refused: a scan of this browser is under way already, maybe in another tab. Wait until it has ended or stop it there, then scan again.".to_owned(),
        Phase::Refused(503) => "The lab refused: other programs have as many scans under way as it makes at once. Scan again in a moment.".to_owned(),
        Phase::Refused(status) => format!("The lab refused this scan with status {status}. Change the ports or the address, or load the page again."),
    }
}

fn ports(count: u32) -> String {
    if count == 1 { "1 port".to_owned() } else { format!("{} ports", grouped(u64::from(count))) }
}

fn totals(counts: &Counts) -> String {
    let one = |count: u32, word: &str| format!("{} {word}", grouped(u64::from(count)));
    let mut parts = vec![one(counts.open, "open"), one(counts.closed, "closed")];
    if counts.filtered > 0 {
        parts.push(one(counts.filtered, "filtered"));
    }
    if counts.error > 0 {
        parts.push(one(counts.error, "could not be tried"));
    }
    parts.join(", ")
}

fn met(counts: &Counts) -> String {
    match counts.self_connects {
        0 => String::new(),
        1 => " Once, a connection met itself: your system lent it the very port that was dialled. That port counts as closed.".to_owned(),
        times => format!(" {times} connections met themselves: your system lent each the very port that was dialled. Those ports count as closed."),
    }
}

/// Whether the map keeps watching.
pub fn watching(watch: &Watch, host: Option<IpAddr>) -> String {
    match watch {
        Watch::Off => String::new(),
        Watch::On(withheld) => {
            let host = host.map(|host| host.to_string()).unwrap_or_default();
            let more = withheld.as_ref().map(|withheld| format!(" {withheld}")).unwrap_or_default();
            format!("Watching. Start a server on {host} in a terminal, and its cell lights up; stop it, and the cell goes dark.{more}")
        }
        Watch::Blind => "The map does not watch: the lab or the system does not tell who begins to listen. Scan again to see what changed.".to_owned(),
    }
}

/// A change while the map watched; a mark and the word of the state stand before it.
pub fn news(news: &News) -> String {
    let News { port, state, process } = news;
    let who = process.as_deref().unwrap_or("a program");
    match state {
        State::Open => format!("Port {port}: {who} listens there now."),
        State::Closed => format!("Port {port}: {who} no longer listens there."),
        State::Filtered => {
            format!("Port {port}: something listens, and does not take connections.")
        }
        State::Error => format!("Port {port} could not be tried."),
    }
}
