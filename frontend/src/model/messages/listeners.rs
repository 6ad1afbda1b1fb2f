//! The words of the widget that starts practice listeners.

use protocol::listeners::{Kind, Listener};
use protocol::sockets::Protocol;

use crate::model::listeners::Done;

/// The kinds that are offered, with what each does.
pub const OFFERED: [(Kind, &str); 7] = [
    (
        Kind::TcpEcho,
        "Sends back every byte that it gets. Open two terminals: each has a connection of its own.",
    ),
    (
        Kind::UdpEcho,
        "Sends back every datagram. There is no connection: nothing is accepted, nothing is closed.",
    ),
    (
        Kind::Daytime,
        "Sends the date and time to whoever connects, then closes. It does so without being asked.",
    ),
    (
        Kind::HttpHello,
        "A small web page that says which two sockets it travelled between. curl or a browser asks for it.",
    ),
    (
        Kind::HttpsHello,
        "The same page inside TLS. curl is given the lab's own certificate, so that it can verify who answers.",
    ),
    (
        Kind::TlsEcho,
        "Sends back every byte, sealed. What you type is plain on your screen only; between the sockets it is not.",
    ),
    (
        Kind::KeyValue,
        "Keeps values under keys, and speaks as Redis does: redis-cli can talk to it, and so can you, line by line.",
    ),
];

/// What a kind does, where it is offered.
pub fn does(kind: Kind) -> &'static str {
    OFFERED.iter().find(|(one, _)| *one == kind).map_or("", |(_, does)| does)
}

/// The field of the kind.
pub const KIND: &str = "Service";
/// The field of the address.
pub const ADDRESS: &str = "Address";
/// The field of the port.
pub const PORT: &str = "Port";
/// In the field of the port while it is empty: the system chooses.
pub const ANY_PORT: &str = "any";
/// Starts one.
pub const START: &str = "Start";
/// While it starts.
pub const STARTING: &str = "Starting…";
/// Stops one.
pub const STOP: &str = "Stop";
/// None runs.
pub const EMPTY: &str =
    "No practice listener runs now. Choose a service and start it; it stays until you stop it, or the lab.";
/// Over the list.
pub const LIST: &str = "Listeners that run now";
/// A listener of a card has ended, and the card had no part in it.
pub const LOST: &str = "It runs no more: it was stopped from somewhere else, or the lab was started anew.";
/// So has one of two that belong together.
pub const PAIR_LOST: &str = "They run no more: one was stopped from somewhere else, so the other was stopped too, or the lab was started anew.";
/// Why nothing is told of what came to a listener, to which so many connections were made.
pub const fn quiet(accepted: u64) -> &'static str {
    if accepted == 0 {
        "Nobody has come yet. Talk to it:"
    } else {
        "What came was so long ago that the journal has left it. Talk to it:"
    }
}
/// No program of this system talks to it.
pub const NO_TOOL: &str = "This system comes with no program that speaks to it from this shell.";
/// Under which name a screen reader lists what happened.
pub const HAPPENED: &str = "What happened there last";

/// The button that stops one, for those who hear it without its row.
pub fn stop(listener: &Listener) -> String {
    format!("{STOP} {} at {}", listener.kind.name(), listener.local)
}

/// What was done, in a sentence.
pub fn done(done: &Done) -> String {
    match done {
        Done::Started(one) => format!("{} listens on {}.", sentence_start(one.kind), one.local),
        Done::Stopped(one) => format!("{} at {} has stopped.", sentence_start(one.kind), one.local),
    }
}

fn sentence_start(kind: Kind) -> String {
    let name = kind.name();
    let mut letters = name.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

/// What one has counted.
pub fn counts(one: &Listener) -> String {
    let came = match (one.kind.transport(), one.accepted) {
        (Protocol::Udp, 1) => "1 datagram".to_owned(),
        (Protocol::Udp, count) => format!("{count} datagrams"),
        (Protocol::Tcp, count) => format!("{count} accepted, {} open", one.open),
    };
    let away = if one.turned_away > 0 { format!(", {} turned away", one.turned_away) } else { String::new() };
    format!("{came}{away} · {}", super::practice::bytes(one.received_bytes, one.sent_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_offered_says_what_it_does() {
        for (kind, words) in OFFERED {
            assert_eq!(does(kind), words);
        }
        assert_eq!(sentence_start(Kind::Daytime), "Daytime");
    }
}
