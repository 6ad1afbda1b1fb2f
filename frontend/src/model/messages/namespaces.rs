//! The words of the look from another network.

use protocol::probe::Listener;

use crate::model::namespaces::{Finding, Guess};

/// What to do first.
pub const PREDICT: &str = "In the new network, a program connects to this address. What happens?";
/// The port field.
pub const PORT: &str = "Port of 127.0.0.1";
/// Of the port field.
pub const PORT_FAULT: &str = "A port is a number from 1 to 65535.";
/// Tries it.
pub const TRY: &str = "Make the network, and try";
/// While it tries.
pub const TRYING: &str = "Trying…";
/// Before anything is predicted.
pub const FIRST: &str = "Say first what you expect.";
/// The network that the lab is in.
pub const HERE: &str = "Here, where the lab runs";
/// The new network.
pub const INSIDE: &str = "In a network of its own";
/// Before the interfaces.
pub const INTERFACES: &str = "Interfaces";
/// A connect before anything was changed.
pub const BEFORE: &str = "Connect";
/// A connect while the lab listens inside.
pub const MEANWHILE: &str = "While the lab listens inside, connect again";
/// The lab could not listen inside.
pub const UNBOUND: &str = "The lab could not listen inside";

/// What may happen, to choose from.
pub const fn guess(guess: Guess) -> &'static str {
    match guess {
        Guess::Reached => "It reaches what listens here",
        Guess::Refused => "It is refused at once",
        Guess::Silence => "It waits, and nothing comes back",
    }
}

/// Whether it came out as expected.
pub fn verdict(said: Guess, came: Option<Guess>) -> &'static str {
    match came {
        Some(came) if came == said => "As you said.",
        Some(Guess::Reached) => "Not as you said: it was answered.",
        Some(Guess::Refused) => "Not as you said: it was refused at once.",
        Some(Guess::Silence) => "Not as you said: nothing came back.",
        None => "It could not be tried.",
    }
}

/// What it means; the address stands before it.
pub const fn finding(finding: Finding) -> Option<&'static str> {
    match finding {
        Finding::Withheld | Finding::Other => None,
        Finding::NotReachedInside => Some(
            "is open here, and nobody is there in the new network. Its loopback is another one, so the pair was even free to \
             be bound there.",
        ),
        Finding::NotReachedHere => Some(
            "had a server in the new network. From here it could not be reached: here the same address leads to another place.",
        ),
    }
}

/// Who listens, in short.
pub fn holder(listener: &Listener) -> String {
    match (&listener.process, listener.pid) {
        (Some(process), Some(pid)) => format!("{process} (process {pid})"),
        (Some(process), None) => process.clone(),
        (None, Some(pid)) => format!("process {pid}"),
        (None, None) => "another user's program".to_owned(),
    }
}
