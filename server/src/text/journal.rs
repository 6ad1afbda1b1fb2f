//! `GET /journal` and `/journal/stream` in a terminal: one line an entry.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use protocol::journal::{Closer, Entry, Event, Journal, Practice, Request, Step};

use super::{Paint, WIDTH, clock, cut, duration, shown, visible};

/// How wide the column of clients is.
const CLIENT: usize = 8;

/// The names of the columns.
pub(crate) fn head(paint: Paint) -> String {
    let line = line("id", "utc", "client", " port", "status", "took", "what");
    format!("{}\n", paint.faint(line.trim_end()))
}

/// One entry.
pub(crate) fn entry(entry: &Entry, paint: Paint) -> String {
    let row = match &entry.event {
        Event::Request(request) => of_request(request),
        Event::Practice(practice) => of_practice(practice, entry.connection.local),
    };
    let start = line(
        &entry.id.to_string(),
        &clock(entry.time_ms),
        &cut(&shown(&row.client), CLIENT),
        &paint.port(&format!("{:>5}", entry.connection.peer.port())),
        &row.status,
        &row.took.map(duration).unwrap_or_default(),
        "",
    );
    let room = WIDTH.saturating_sub(visible(&start) + visible(&row.end));
    format!("{start}{}{}\n", cut(&shown(&row.what), room), row.end)
}

/// What the columns of one entry say.
struct Row {
    client: String,
    status: String,
    took: Option<u64>,
    what: String,
    /// What stands at the end whatever else must be cut.
    end: String,
}

fn of_request(request: &Request) -> Row {
    Row {
        client: request.client.word().to_owned(),
        status: request.status.to_string(),
        took: Some(request.duration_us),
        what: format!("{} {}", request.method, request.target),
        end: match (&request.refused, &request.outcome) {
            (Some(refused), _) => format!(" refused: {}{}", refused.code, left_out(refused.left_out)),
            (None, Some(outcome)) => format!(" {outcome}"),
            (None, None) => String::new(),
        },
    }
}

fn of_practice(practice: &Practice, local: SocketAddr) -> Row {
    let name = practice.process.as_ref().and_then(|process| process.name.clone());
    let client = if practice.own { "lab".to_owned() } else { name.unwrap_or_else(|| "unknown".to_owned()) };
    // Little room is left: what a listener is stands in the row of the accept, and its port in each.
    let port = local.port();
    let bytes = |received: u64, sent: u64| format!(":{port} {received} B in, {sent} out");
    let (status, took, what) = match &practice.step {
        Step::Accepted => {
            let usual = local.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST);
            let address = if usual { format!(":{port}") } else { local.to_string() };
            ("accept", None, format!("{address} {}", practice.kind.name()))
        }
        Step::Said(said) => ("said", None, format!(":{port} {said}")),
        Step::Datagram(one) => ("packet", None, bytes(one.received_bytes, one.sent_bytes)),
        Step::Closed(closed) => {
            let word = match closed.by {
                Closer::Client => "closed",
                Closer::Listener => "ended",
                Closer::Idle => "idle",
                Closer::Reset => "reset",
            };
            (word, Some(closed.duration_us), bytes(closed.received_bytes, closed.sent_bytes))
        }
    };
    Row { client, status: status.to_owned(), took, what, end: left_out(practice.left_out) }
}

/// How many were left out right before.
fn left_out(count: u64) -> String {
    if count > 0 { format!(" (+{count})") } else { String::new() }
}

/// The whole journal, newest first.
pub(crate) fn render(journal: &Journal, paint: Paint) -> String {
    let mut text = head(paint);
    for one in &journal.entries {
        text.push_str(&entry(one, paint));
    }
    text.push_str(&format!("{} of {} entries since the lab started\n", journal.entries.len(), journal.total));
    text
}

/// What a reader is told that was too slow.
pub(crate) fn missed(count: u64, paint: Paint) -> String {
    format!(
        "{}\n",
        paint.bad(&format!("... {count} entries missed: this reader was too slow or away too long"))
    )
}

fn line(id: &str, time: &str, client: &str, port: &str, status: &str, took: &str, request: &str) -> String {
    format!("{id:>5}  {time:<12}  {client:<CLIENT$}  {port}  {status:>6}  {took:>8}  {request}")
}
