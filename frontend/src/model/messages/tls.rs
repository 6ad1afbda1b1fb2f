//! The words of the TLS inspector.

use protocol::tls::{Outcome, Presented, Record, Truster};

/// Starts the lab's own server.
pub const START: &str = "Start a server";
/// While it starts.
pub const STARTING: &str = "Starting…";
/// Stops it.
pub const STOP: &str = "Stop it";
/// Where it listens.
pub const RUNS: &str = "The lab's HTTPS server listens on";
/// Where it listened.
pub const RAN: &str = "The lab's HTTPS server was at";
/// It was stopped here.
pub const STOPPED: &str = "It is stopped: what is shown above is how it was.";
/// When it ends.
pub const LEAVES: &str = "It is stopped when you leave this lesson.";
/// Before the name that was asked for.
pub const ASKED_FOR: &str = "asked for";
/// The field for the name.
pub const HOST: &str = "Ask for";
/// The field for the port.
pub const PORT: &str = "Port";
/// An example of a port.
pub const PLACEHOLDER: &str = "443";
/// Greets it.
pub const GREET: &str = "Shake hands";
/// While it does.
pub const GREETING: &str = "Shaking hands…";
/// What was typed is no port.
pub const NO_PORT: &str = "A port is a number from 1 to 65535.";
/// Over what was agreed.
pub const AGREED: &str = "What both sides agreed on";
/// What was agreed.
pub const FACTS: [&str; 4] = ["version", "cipher suite", "keys by", "spoken inside"];
/// No protocol was chosen.
pub const NO_ALPN: &str = "nothing was chosen";
/// Over the certificates.
pub const CHAIN: &str = "Who vouches for whom";
/// Between two certificates.
pub const SIGNED_BY: &str = "signed by";
/// It is its own.
pub const ITSELF: &str = "signed by itself";
/// What a certificate tells.
pub const TOLD: [&str; 5] = ["made out to", "valid", "key", "signed by", "SHA-256"];
/// It is made out to nobody.
pub const NO_NAMES: &str = "no name: it only signs others";
/// Over the verdicts.
pub const VERDICT: &str = "Who trusts it";
/// Before the remedy.
pub const REMEDY: &str = "What to do:";
/// Over the records.
pub const RECORDS: &str = "What can be seen from outside";
/// What records are.
pub const RECORDS_NOTE: &str = "The records of this handshake in their order, each with its first bytes, as they went over the connection.";

/// The addresses and names to ask for.
pub const HOSTS: [&str; 4] = ["127.0.0.1", "localhost", "::1", "127.0.0.3"];

/// What came of it, in a line.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Secured => "Encrypted",
        Outcome::NotTls => "This is not TLS",
        Outcome::Failed => "The handshake failed",
        Outcome::Late => "No handshake: nothing came in time",
        Outcome::Unreachable => "No connection",
    }
}

/// Who trusts, or does not.
pub const fn truster(by: Truster) -> &'static str {
    match by {
        Truster::System => "A client of this system, by the system's list",
        Truster::Lab => "A client that was handed the lab's authority",
    }
}

/// Whether they do.
pub const fn trusts(yes: bool) -> &'static str {
    if yes { "trusts it" } else { "does not trust it" }
}

/// What a certificate is, by its place.
pub const fn place(index: usize, one: &Presented) -> &'static str {
    match (index, one.sent) {
        (0, _) => "The server's own",
        (_, true) => "Sent along",
        (_, false) => "Not sent: whoever trusts it has it already",
    }
}

/// Who sent a record.
pub const fn sender(sent: bool) -> &'static str {
    if sent { "client" } else { "server" }
}

/// What a record holds.
pub fn record(record: &Record) -> &'static str {
    let hello = record.begins.get(..2);
    match (record.holds.as_str(), hello) {
        ("handshake", Some("01")) => "hello of the client, readable",
        ("handshake", Some("02")) => "hello of the server, readable",
        ("handshake", _) => "handshake, readable",
        ("application_data", _) => "encrypted",
        ("change_cipher_spec", _) => "kept from older versions, without meaning",
        ("alert", _) => "an alert",
        _ => "another kind",
    }
}

/// How many bytes.
pub fn bytes(count: usize) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}

/// From when until when.
pub fn valid(from: &str, until: &str) -> String {
    format!("{from} to {until}")
}

/// More names than are told.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}
