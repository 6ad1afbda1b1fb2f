//! `GET /journal` and `/journal/stream` in a terminal: one line an entry.

use protocol::journal::{Client, Entry, Journal};

use super::{Paint, WIDTH, clock, cut, duration, shown, visible};

/// The names of the columns.
pub(crate) fn head(paint: Paint) -> String {
    let line = line("id", "utc", "client", " port", "status", "took", "request");
    format!("{}\n", paint.faint(line.trim_end()))
}

/// One entry.
pub(crate) fn entry(entry: &Entry, paint: Paint) -> String {
    let client = match entry.client {
        Client::Page => "page",
        Client::Browser => "browser",
        Client::Terminal => "terminal",
        Client::Raw => "raw",
        Client::Program => "program",
    };
    let result = entry.outcome.as_deref().map(|outcome| format!(" {outcome}")).unwrap_or_default();
    let start = line(
        &entry.id.to_string(),
        &clock(entry.time_ms),
        client,
        &paint.port(&format!("{:>5}", entry.connection.peer.port())),
        &entry.status.to_string(),
        &duration(entry.duration_us),
        "",
    );
    let room = WIDTH.saturating_sub(visible(&start) + visible(&result));
    let request = cut(&format!("{} {}", shown(&entry.method), shown(&entry.target)), room);
    format!("{start}{request}{result}\n")
}

/// The whole journal, newest first.
pub(crate) fn render(journal: &Journal, paint: Paint) -> String {
    let mut text = head(paint);
    for one in &journal.entries {
        text.push_str(&entry(one, paint));
    }
    text.push_str(&format!(
        "{} of {} requests since the lab started\n",
        journal.entries.len(),
        journal.total
    ));
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
    format!("{id:>5}  {time:<12}  {client:<8}  {port}  {status:>6}  {took:>8}  {request}")
}
