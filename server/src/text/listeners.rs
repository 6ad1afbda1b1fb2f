//! `/listeners` and what lies under it in a terminal.

use course::text::Reader;
use protocol::doctor::CURL_S;
use protocol::listeners::{Connections, Details, Exchange, Held, Kind, Listener, Listeners, Outcome, Over};
use protocol::zoo::Fault;

use super::{Paint, WIDTH, duration, table, visible, wrap};

/// A listener that was just started: where it is, what to type next, how to stop it.
pub(crate) fn started(listener: &Listener, reader: &Reader) -> String {
    let paint = reader.paint;
    let local = listener.local;
    let port = local.port();
    let step = |what: &str, command: String| format!("{what}\n\n    {}\n\n", paint.strong(&command));
    let mut text = format!(
        "Listener {}, {}, listens on {}\n\n",
        listener.id,
        paint.notation(listener.kind.name()),
        paint.notation(&local.to_string()),
    );
    if Fault::made_by(listener.kind) {
        let url = format!("http://{local}/");
        text.push_str(&step(
            "It is wrong on purpose. Ask it, and see how that ends:",
            reader.command("curl", &["--max-time", &CURL_S.to_string(), &url]),
        ));
        text.push_str(&step("Have the doctor look at it:", curl(reader, &[], &format!("/doctor?url={url}"))));
    } else if listener.accept {
        text.push_str(&step(first_words(listener.kind), talk(listener, reader)));
    } else {
        text.push_str(&step(
            "It does not accept yet: connections wait in your system's queue. Let it accept:",
            json(reader, "PATCH", &format!("/listeners/{}", listener.id), r#"{"accept":true}"#),
        ));
    }
    text.push_str(&step(
        "See its sockets as your system has them:",
        curl(reader, &[], &format!("/sockets?port={port}")),
    ));
    let stop = step("Stop it:", curl(reader, &["-X", "DELETE"], &format!("/listeners/{}", listener.id)));
    text.push_str(stop.strip_suffix('\n').unwrap_or(&stop));
    text
}

/// What to say to a listener first.
fn first_words(kind: Kind) -> &'static str {
    match kind {
        Kind::TcpEcho => "Talk to it. Every line that you type comes back; Ctrl-C ends it:",
        Kind::KeyValue => "Keep a value, then ask for it: get greeting. In nc, type the same words:",
        Kind::UdpEcho => "Send it datagrams. Every line that you type comes back; Ctrl-C ends it:",
        Kind::TlsEcho => "Talk to it through TLS. Every line that you type comes back:",
        Kind::HttpsHello => "Fetch the lab's certificate, then the page, verified with it:",
        Kind::HttpHello => "Ask it. It has a second page, /page:",
        Kind::OtherPage => {
            "It is for a browser: add ?lab= and echo= with two ports, and open it there. Or read it:"
        }
        Kind::Proxy => "Ask through it, twice, and look at X-Cache and Age:",
        _ => "Connect to it, and see what it does:",
    }
}

/// The command that talks to a listener.
fn talk(listener: &Listener, reader: &Reader) -> String {
    let talk = protocol::talk::talk(listener.kind, listener.local, &reader.lab);
    reader.command(talk.program, &talk.arguments)
}

/// A command that asks the lab, with options before the address.
fn curl(reader: &Reader, options: &[&str], path: &str) -> String {
    let address = format!("http://{}{path}", reader.lab);
    reader.command("curl", &[options, &[address.as_str()]].concat())
}

/// A command that sends JSON.
pub(super) fn json(reader: &Reader, method: &str, path: &str, body: &str) -> String {
    let address = format!("http://{}{path}", reader.lab);
    reader.command("curl", &["-X", method, &address, "-H", "Content-Type: application/json", "-d", body])
}

/// One listener, as it is now.
pub(crate) fn one(listener: &Listener, reader: &Reader) -> String {
    let paint = reader.paint;
    let accepts = if listener.accept {
        "yes"
    } else {
        "no: connections wait in the system's queue, and when that is full, in SYN-SENT"
    };
    let hold = if listener.hold {
        "no: it waits to be told, in CLOSE-WAIT"
    } else {
        "yes, when the other side has closed"
    };
    let mut rows = vec![
        ("listener", listener.id.to_string()),
        ("kind", paint.notation(listener.kind.name())),
        ("address", paint.notation(&listener.local.to_string())),
        ("accepts", accepts.to_owned()),
        ("closes its side", hold.to_owned()),
        ("backlog", listener.backlog.to_string()),
        ("accepted", listener.accepted.to_string()),
        ("open", listener.open.to_string()),
        ("turned away", listener.turned_away.to_string()),
        ("received", format!("{} bytes", listener.received_bytes)),
        ("sent", format!("{} bytes", listener.sent_bytes)),
        ("not in journal", format!("{} events, as too many came at once", listener.left_out)),
    ];
    match &listener.details {
        None => {}
        Some(Details::KeyValue(stored)) => {
            rows.push(("keys", format!("{} of at most {}", stored.keys, stored.max_keys)));
            rows.push(("kept", format!("{} of at most {} bytes", stored.bytes, stored.max_bytes)));
        }
        Some(Details::Proxy(cached)) => {
            rows.push(("target", paint.notation(&cached.target.to_string())));
            rows.push(("hits", cached.hits.to_string()));
            rows.push(("misses", cached.misses.to_string()));
            rows.push(("revalidated", cached.revalidated.to_string()));
            rows.push(("bypassed", cached.bypassed.to_string()));
            rows.push(("failed", cached.failed.to_string()));
            rows.push(("answers kept", format!("{} of at most {}", cached.entries, cached.max_entries)));
            rows.push(("kept", format!("{} of at most {} bytes", cached.bytes, cached.max_bytes)));
            rows.push(("made room", cached.evicted.to_string()));
        }
    }
    let stop = curl(reader, &["-X", "DELETE"], &format!("/listeners/{}", listener.id));
    format!("{}\nStop it:\n\n    {}\n", table(&rows), paint.strong(&stop))
}

/// A listener that was stopped.
pub(crate) fn stopped(listener: &Listener, paint: Paint) -> String {
    let connections = if listener.accepted == 1 { "connection" } else { "connections" };
    format!(
        "Listener {} ({}) has stopped: {} is free again.\nIt accepted {} {connections}, received {} bytes and sent {} bytes.\n",
        listener.id,
        listener.kind.name(),
        paint.notation(&listener.local.to_string()),
        listener.accepted,
        listener.received_bytes,
        listener.sent_bytes,
    )
}

/// All listeners.
pub(crate) fn list(all: &Listeners, reader: &Reader) -> String {
    let paint = reader.paint;
    let start = paint.strong(&json(reader, "POST", "/listeners", r#"{"kind":"tcp-echo"}"#));
    if all.listeners.is_empty() {
        return format!("There is no practice listener now. Start one:\n\n    {start}\n");
    }
    let line = |[id, kind, local, accepts, open, accepted]: [&str; 6]| {
        let pad = |text: &str, width: usize| format!("{text}{:1$}", "", width.saturating_sub(visible(text)));
        format!("{id:>3}  {}  {}  {accepts:<7}  {open:>4}  {accepted:>8}\n", pad(kind, 16), pad(local, 21))
    };
    let mut text = paint.faint(line(["id", "kind", "address", "accepts", "open", "accepted"]).trim_end());
    text.push('\n');
    for one in &all.listeners {
        text.push_str(&line([
            &one.id.to_string(),
            &paint.notation(one.kind.name()),
            &paint.notation(&one.local.to_string()),
            if one.accept { "yes" } else { "no" },
            &one.open.to_string(),
            &one.accepted.to_string(),
        ]));
    }
    text.push_str(&format!("{} of at most {}\n", all.listeners.len(), all.limit));
    text
}

/// The connections that the lab holds.
pub(crate) fn connections(all: &Connections, reader: &Reader) -> String {
    let paint = reader.paint;
    let id = all.listener;
    if all.connections.is_empty() {
        let open = json(reader, "POST", &format!("/listeners/{id}/connections"), r#"{"count":4}"#);
        return format!(
            "The lab holds no connection to listener {id} now. Open some:\n\n    {}\n",
            paint.strong(&open)
        );
    }
    let mut text = String::new();
    for held in &all.connections {
        text.push_str(&connection(held, paint));
    }
    text.push_str(&format!("{} of at most {}\n", all.connections.len(), all.limit));
    text
}

fn connection(held: &Held, paint: Paint) -> String {
    let local =
        held.local.map_or_else(|| "no port yet".to_owned(), |local| paint.notation(&local.to_string()));
    let pad = " ".repeat(21_usize.saturating_sub(visible(&local)));
    let outcome = match held.outcome {
        Outcome::Connected => paint.good("connected"),
        Outcome::Waiting => paint.faint("waiting"),
        Outcome::Failed => {
            paint.bad(&format!("failed ({})", held.errno.as_deref().unwrap_or("no reason given")))
        }
    };
    let took = held.elapsed_us.map(|us| format!(" in {}", duration(us))).unwrap_or_default();
    format!("{local}{pad} to {}  {outcome}{took}\n", paint.notation(&held.remote.to_string()))
}

/// What came of messages.
pub(crate) fn exchange(exchange: &Exchange, paint: Paint) -> String {
    let mut text = String::new();
    for (message, number) in exchange.messages.iter().zip(1..) {
        let local = message.local.map_or_else(|| "no port yet".to_owned(), |local| local.to_string());
        let pad = " ".repeat(21_usize.saturating_sub(local.len()));
        let local = paint.notation(&local);
        let took = duration(message.elapsed_us);
        match &message.failure {
            None => text.push_str(&format!("{number:>3}  {local}{pad}  {} in {took}\n", paint.good("back"))),
            Some(failure) => {
                text.push_str(&format!(
                    "{number:>3}  {local}{pad}  {} after {took}\n",
                    paint.bad("not back")
                ));
                text.push_str(&format!("{}\n", wrap(failure, WIDTH)));
            }
        }
    }
    let over = match exchange.over {
        Over::Kept => "all over one connection",
        Over::New => "each over a connection of its own",
    };
    text.push_str(&format!("{over}, {} in all\n", duration(exchange.elapsed_us)));
    text
}
