//! What the live wire says of practice listeners.

use protocol::journal::{Closed, Closer, Datagram, Practice, Step};

/// A step in one word.
pub const fn word(step: &Step) -> &'static str {
    match step {
        Step::Accepted => "accepted",
        Step::Said(_) => "asked",
        Step::Closed(Closed { by: Closer::Reset, .. }) => "reset",
        Step::Closed(_) => "closed",
        Step::Datagram(_) => "datagram",
    }
}

/// What there is to say of a step besides who took it and where.
pub fn story(step: &Step) -> String {
    match step {
        Step::Accepted => String::new(),
        Step::Said(said) => said.clone(),
        Step::Closed(Closed { received_bytes, sent_bytes, by, .. }) => {
            format!("{} · {}", bytes(*received_bytes, *sent_bytes), closer(*by))
        }
        Step::Datagram(Datagram { received_bytes, sent_bytes }) => bytes(*received_bytes, *sent_bytes),
    }
}

/// Bytes in both directions, as the listener counts them.
pub fn bytes(received: u64, sent: u64) -> String {
    format!("{} in, {sent} out", count(received))
}

fn count(bytes: u64) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

/// Who ended a connection, or why.
pub const fn closer(by: Closer) -> &'static str {
    match by {
        Closer::Client | Closer::Reset => "by the client",
        Closer::Listener => "by the listener",
        Closer::Idle => "nothing came for too long",
    }
}

/// What a screen reader is told.
pub fn sentence(practice: &Practice, who: &str, local: &str, peer_port: u16) -> String {
    let story = story(&practice.step);
    let rest = if story.is_empty() { String::new() } else { format!(": {story}") };
    format!("{} at {local}, {} {who} from {peer_port}{rest}", practice.kind.name(), word(&practice.step))
}

/// How many events the journal left out before one.
pub fn left_out(count: u64) -> String {
    if count == 1 { "1 more was not kept".to_owned() } else { format!("{count} more were not kept") }
}

/// Names of the details of a step.
pub mod detail {
    /// The number of the listener.
    pub const LISTENER: &str = "Listener";
    /// The process at the other end.
    pub const PROCESS: &str = "Process";
    /// What the system did not tell.
    pub const UNTOLD: &str = "not told by your system";
    /// How long the connection was open.
    pub const OPEN: &str = "Open for";
}

/// A process by its number and name.
pub fn process(pid: u32, name: Option<&str>) -> String {
    name.map_or_else(|| format!("pid {pid}"), |name| format!("{name} (pid {pid})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_ended_is_told_in_a_line() {
        let closed = Closed { received_bytes: 12, sent_bytes: 12, duration_us: 38, by: Closer::Client };
        assert_eq!(story(&Step::Closed(closed)), "12 bytes in, 12 out · by the client");
        assert_eq!(story(&Step::Datagram(Datagram { received_bytes: 1, sent_bytes: 1 })), "1 byte in, 1 out");
        assert_eq!(story(&Step::Said("SET greeting".into())), "SET greeting");
    }
}
