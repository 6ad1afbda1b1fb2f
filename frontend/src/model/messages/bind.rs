//! The words of the bind matrix and of the port conflict.

use std::net::IpAddr;

use concepts::bind::Bound;
use protocol::bind::When;

use crate::model::bind::Guess;

/// Over the first column of the matrix.
pub const BOUND_TO: &str = "The server binds";
/// Over the others.
pub const DIALLED: &str = "A client connects to";
/// What to do first.
pub const PREDICT: &str =
    "Press the cells to predict: does a connection reach that server, or is it refused?";
/// Tries it.
pub const TRY: &str = "Try every cell";
/// While it tries.
pub const TRYING: &str = "Binding…";
/// Clears what was predicted and what came of it.
pub const AGAIN: &str = "Predict again";
/// What the rows say.
pub const RULES: &str = "What each takes in";
/// Over the listeners on one port number.
pub const SIDE_BY_SIDE: &str = "Three servers on one port number, at the same time";
/// Between a listener and who answers there.
pub const ANSWERED_BY: &str = "is answered by";
/// Nobody took a connection in.
pub const BY_NOBODY: &str = "was reached by nobody";
/// A row that was not tried.
pub const BY_THE_RULE: &str = "by the rule, not tried";
/// A row that could not be bound.
pub const NOT_BOUND: &str = "not bound";
/// A prediction that was right.
pub const RIGHT: &str = "as you said";
/// One that was not.
pub const WRONG: &str = "not as you said";
/// A cell of which nothing is expected.
pub const UNKNOWN: &str = "?";

/// A result in a word.
pub const fn word(guess: Guess) -> &'static str {
    match guess {
        Guess::Reached => "reached",
        Guess::Refused => "refused",
    }
}

/// A prediction in a word.
pub const fn expected(guess: Guess) -> &'static str {
    match guess {
        Guess::Reached => "reached?",
        Guess::Refused => "refused?",
    }
}

/// A cell's prediction, for those who do not see where it stands.
pub fn cell(bound: Bound, destination: &str, guess: Option<Guess>) -> String {
    let guess = guess.map_or("no prediction", word);
    format!("Bound to {}, connect to {destination}: {guess}", name(bound))
}

/// A bound address as the lesson writes it: that of all IPv6 addresses in brackets, as it stands before a port.
pub fn address(bound: Bound) -> String {
    match bound.address {
        IpAddr::V6(address) if address.is_unspecified() => format!("[{address}]"),
        address => address.to_string(),
    }
}

/// A bound address with what tells it from its namesake.
pub fn name(bound: Bound) -> String {
    match note(bound) {
        Some(note) => format!("{} ({note})", address(bound)),
        None => address(bound),
    }
}

/// What tells two sockets apart that are bound to the same address.
pub fn note(bound: Bound) -> Option<&'static str> {
    let all_of_v6 = bound.address.is_unspecified() && bound.address.is_ipv6();
    all_of_v6.then_some(if bound.only_v6 { "IPv6 alone" } else { "dual stack" })
}

/// What an address takes in.
pub fn rule(bound: Bound) -> &'static str {
    match (bound.address.is_unspecified(), bound.address.is_ipv4(), bound.only_v6) {
        (false, ..) => "what is sent to this very address, and nothing else",
        (true, true, _) => "what is sent to any IPv4 address of this machine; no IPv6",
        (true, false, true) => "what is sent to any IPv6 address of this machine; no IPv4",
        (true, false, false) => "what is sent to any address of this machine, of either family",
    }
}

/// How the predictions came out.
pub fn score(port: u16, right: usize, of: usize) -> String {
    match of {
        0 => format!("Tried on port {port}."),
        _ => format!(
            "Tried on port {port}: of the cells that were tried, {right} of {of} came out as you predicted."
        ),
    }
}

/// The field for the address of the conflict.
pub const HOST: &str = "Address";
/// The field for its port.
pub const PORT: &str = "Port";
/// In the empty field: the system chooses.
pub const ANY: &str = "any";
/// Binds twice.
pub const TWICE: &str = "Bind it twice";
/// Of the port field.
pub const PORT_FAULT: &str = "A port is a number from 0 to 65535; 0 or nothing lets your system choose.";

/// When an attempt was made.
pub const fn when(when: When) -> &'static str {
    match when {
        When::First => "First",
        When::Again => "Again, while the first listens",
        When::Afterwards => "After the first hung up on a client, and ended",
    }
}

/// How an attempt was made.
pub const fn how(reuse: bool) -> &'static str {
    if reuse { "with SO_REUSEADDR" } else { "without SO_REUSEADDR" }
}

/// It was bound.
pub const BOUND: &str = "bound";
/// It was not, and the error has no name.
pub const NOT: &str = "not bound";

/// What is left of the connections.
pub fn waiting(count: usize) -> String {
    match count {
        0 => "The system's table shows no connection of this port in TIME-WAIT.".to_owned(),
        1 => "One connection of this port is in TIME-WAIT now: its server's side closed first.".to_owned(),
        _ => format!(
            "{count} connections of this port are in TIME-WAIT now: their server's side closed first."
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;
    use concepts::notation::parts;

    #[test]
    fn all_of_ipv6_is_written_as_in_the_lesson_and_told_apart() {
        let bound = |address, only_v6| Bound { address, only_v6 };
        let all = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        assert_eq!(name(bound(all, true)), "[::] (IPv6 alone)");
        assert_eq!(name(bound(all, false)), "[::] (dual stack)");
        assert_eq!(name(bound(IpAddr::V6(Ipv6Addr::LOCALHOST), true)), "::1");
        assert_eq!(name(bound(IpAddr::V4(Ipv4Addr::UNSPECIFIED), false)), "0.0.0.0");
        assert!(parts(&address(bound(all, true))).is_some(), "it takes the colour of an address");
    }
}
