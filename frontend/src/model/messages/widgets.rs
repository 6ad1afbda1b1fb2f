//! The words of the live widgets.

use concepts::anatomy::{HostKind, PieceKind};
use concepts::port::Range;
use protocol::connection::TcpInfo;

use crate::model::ruler::Reading;
use crate::model::time::{elapsed, grouped};

/// Before the command at a widget's foot.
pub const SAME: &str = "The same in a terminal";

/// The field of the anatomy.
pub const ANATOMY_FIELD: &str = "An address";
/// A piece that was not written.
pub const FILLED_IN: &str = "filled in";

/// The name of a piece of an address.
pub const fn piece_name(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Scheme => "Scheme",
        PieceKind::UserInfo => "User",
        PieceKind::Host => "Host",
        PieceKind::Port => "Port",
        PieceKind::Path => "Path",
        PieceKind::Query => "Query",
        PieceKind::Fragment => "Fragment",
        PieceKind::Delimiter => "Sign",
    }
}

/// What a piece of an address does.
pub fn piece_does(kind: PieceKind, written: bool, host: HostKind) -> &'static str {
    match (kind, written, host) {
        (PieceKind::Scheme, true, _) => "which protocol to speak",
        (PieceKind::Scheme, false, _) => "none was written, so http is taken",
        (PieceKind::UserInfo, ..) => "a user name or password; browsers no longer send it without asking",
        (PieceKind::Host, _, HostKind::V4(address)) if address.is_loopback() => {
            "which machine: this one, as for every address that begins with 127"
        }
        (PieceKind::Host, _, HostKind::V4(_)) => "which machine: an IPv4 address, 32 bits",
        (PieceKind::Host, _, HostKind::V6(address)) if address.is_loopback() => {
            "which machine: this one, by its IPv6 loopback address"
        }
        (PieceKind::Host, _, HostKind::V6(_)) => "which machine: an IPv6 address, 128 bits, in brackets",
        (PieceKind::Host, _, HostKind::Name) => {
            "which machine, by name; the name must first be turned into an address"
        }
        (PieceKind::Port, true, _) => "which program on that machine",
        (PieceKind::Port, false, _) => "none was written, so the scheme's own port is taken",
        (PieceKind::Path, true, _) => "what to ask that program for",
        (PieceKind::Path, false, _) => "none was written, so the root is asked for",
        (PieceKind::Query, ..) => "parameters of what is asked for",
        (PieceKind::Fragment, ..) => "a place inside the page; it never leaves the browser",
        (PieceKind::Delimiter, ..) => "a sign between pieces",
    }
}

/// The browser's end of a connection.
pub const END_BROWSER: &str = "your browser";
/// The lab's end.
pub const END_LAB: &str = "the lab";
/// Asks for the connection once more.
pub const ASK_AGAIN: &str = "Ask again";
/// While it asks.
pub const ASKING: &str = "Asking…";
/// Before the connection was told.
pub const NOT_ASKED: &str = "not known yet";

/// What one connection has carried.
pub fn carried(requests: u64, id: u64) -> String {
    let plural = if requests == 1 { "" } else { "s" };
    format!("Connection no. {id} has carried {} request{plural}.", grouped(requests))
}

/// The answer came over another connection than the one before: one that was opened for it, or one that was there already.
pub fn other_connection(port: u16, requests: u64) -> String {
    if requests == 1 {
        format!(
            "A new connection: the browser opened another one, and the system lent it port {port}. The lab's end is the same; only the pair differs."
        )
    } else {
        format!(
            "Another connection: your browser keeps several open, and this time it took the one from port {port}. The lab's end is the same; only the pair differs."
        )
    }
}

/// The shortest round trip, or where the system does not tell it, the smoothed one.
pub fn round_trip(info: &TcpInfo) -> String {
    match info.min_rtt_us {
        Some(us) => {
            format!("The shortest round trip that your system saw on it took {}.", elapsed(us.into()))
        }
        None => format!("Your system puts its round trip at {}.", elapsed(info.rtt_us.into())),
    }
}

/// While no request from a terminal came.
pub const WAITING: &str = "Waiting for a request from your terminal";
/// What to do meanwhile.
pub const WAITING_HINT: &str = "Type the command below into a terminal and press Enter. It will appear here.";
/// A request from a terminal came.
pub const ARRIVED: &str = "There it is";
/// The terminal's end.
pub const END_TERMINAL: &str = "your terminal";
/// Waits for another.
pub const ANOTHER: &str = "Wait for another";

/// What the arrival shows.
pub fn arrived(who: &str, port: u16, clock: &str) -> String {
    format!(
        "At {clock}, {who} asked the system for a connection, and the system lent it port {port}. When {who} ended, the port was given back; run it again and the number is likely another."
    )
}

/// What bytes typed by hand show.
pub fn arrived_raw(port: u16, clock: &str) -> String {
    format!(
        "At {clock}, bytes without a User-Agent came from port {port}, which the system lent for this connection."
    )
}

/// The ruler's field.
pub const PORT_FIELD: &str = "Port";
/// The ruler's slider.
pub const RULER_SLIDER: &str = "Marker on the ruler";
/// The drawing, for those who do not see it.
pub const RULER_LABEL: &str =
    "All 65,536 port numbers to scale: System 0 to 1023, User 1024 to 49151, Dynamic 49152 to 65535";
/// This machine's own range on the ruler.
pub const RULER_EPHEMERAL: &str = "lent here";

/// Where a port falls.
pub fn falls_into(number: u16, range: Range) -> String {
    let who = match range {
        Range::System => "assigned by IANA",
        Range::User => "assigned by IANA on request",
        Range::Dynamic => "never assigned to a service",
    };
    let span = range.span();
    format!("{number} is in the {} range, {} to {}: {who}.", range.name(), span.first, span.last)
}

/// The service at a port.
pub fn service_at(reading: &Reading) -> String {
    match reading.service {
        Some(service) if service.registered => {
            format!("Registered there: {} ({}).", service.name, service.what)
        }
        Some(service) => format!("Not registered, but often {}: {}.", service.name, service.what),
        None => "No well-known service is listed here for it.".to_owned(),
    }
}

/// Whether this machine lends a port.
pub fn lent(reading: &Reading, range: Option<concepts::port::Span>) -> String {
    match (reading.lent, range) {
        (Some(true), Some(range)) => {
            format!(
                "This machine lends it to outgoing connections (its ephemeral range is {} to {}).",
                range.first, range.last
            )
        }
        (Some(false), Some(range)) => {
            format!(
                "This machine does not lend it (its ephemeral range is {} to {}).",
                range.first, range.last
            )
        }
        _ => "The system does not tell which ports it lends.".to_owned(),
    }
}

/// The probe's choice of address.
pub const HOST_FIELD: &str = "Address";
/// The probe's button.
pub const KNOCK: &str = "Knock";
/// While it knocks.
pub const KNOCKING: &str = "Knocking…";
/// Over the earlier probes.
pub const EARLIER: &str = "Earlier knocks";
/// Before the answer's time.
pub const AFTER: &str = "after";

/// Who listens.
pub fn listener(process: Option<&str>, pid: Option<u32>, local: &str) -> String {
    match (process, pid) {
        (Some(process), Some(pid)) => format!("{process} (process {pid}) listens on {local}."),
        (Some(process), None) => format!("{process} listens on {local}."),
        (None, Some(pid)) => format!("Process {pid} listens on {local}."),
        (None, None) => format!("Something of another user listens on {local}."),
    }
}

/// The service that is usual at the port.
pub fn usual(service: &str) -> String {
    format!("Usual there: {service}.")
}

/// Sends the verbose reader's request.
pub const READ: &str = "Send the request";
/// Sends it again.
pub const READ_AGAIN: &str = "Send it again";
/// The lines' name.
pub const LINES: &str = "The exchange, line by line";
/// Asks to choose a line.
pub const CHOOSE_LINE: &str = "Choose a line to see what it says.";
/// What cannot be seen.
pub const UNSEEN: &str = "more headers of the browser, which a page cannot see";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_called_new_only_where_this_was_its_first_request() {
        assert!(other_connection(50_123, 1).starts_with("A new connection: "));
        let pooled = other_connection(50_123, 4);
        assert!(pooled.starts_with("Another connection: ") && pooled.contains("50123"), "{pooled}");
    }

    #[test]
    fn the_round_trip_is_the_shortest_where_the_system_tells_it() {
        let mut info = TcpInfo {
            rtt_us: 20_700,
            rttvar_us: 1,
            snd_cwnd: 10,
            snd_mss: 32_741,
            rcv_mss: 536,
            total_retrans: 0,
            min_rtt_us: Some(12),
            bytes_sent: None,
            bytes_acked: None,
            bytes_received: None,
        };
        assert_eq!(round_trip(&info), "The shortest round trip that your system saw on it took 12 µs.");
        info.min_rtt_us = None;
        assert_eq!(round_trip(&info), "Your system puts its round trip at 20.7 ms.");
    }
}
