//! What the page asks of practice listeners, as JSON: the few bodies that there are, written out.

use protocol::listeners::{Over, Side};

use crate::model::microscope::stage::Experiment;

/// How many connections may wait where nobody accepts: as few as can be asked for, so that the rest is soon seen in
/// SYN-SENT.
const SHORT_QUEUE: u32 = 1;

/// Asks for the listener of an experiment, on a port that the system chooses.
pub fn begin(experiment: Experiment) -> String {
    let more = match experiment {
        Experiment::Plain => String::new(),
        Experiment::Hold => r#","hold":true"#.to_owned(),
        Experiment::Full => format!(r#","accept":false,"backlog":{SHORT_QUEUE}"#),
    };
    format!(r#"{{"kind":"tcp-echo"{more}}}"#)
}

/// Asks the listener to accept from now on.
pub const ACCEPT: &str = r#"{"accept":true}"#;

/// Asks for so many connections more.
pub fn open(count: usize) -> String {
    format!(r#"{{"count":{count}}}"#)
}

/// Asks for so many messages to be sent.
pub fn send(count: usize, over: Over) -> String {
    let over = match over {
        Over::Kept => "kept",
        Over::New => "new",
    };
    format!(r#"{{"count":{count},"over":"{over}"}}"#)
}

/// Where the listener with this number is found.
pub fn listener(id: u64) -> String {
    format!("/listeners/{id}")
}

/// Where its connections are found.
pub fn connections(id: u64) -> String {
    format!("/listeners/{id}/connections")
}

/// Where the connections are found of which one side is to be closed.
pub fn side(id: u64, side: Side) -> String {
    let word = match side {
        Side::Client => "client",
        Side::Server => "server",
    };
    format!("/listeners/{id}/connections?side={word}")
}

/// Where its messages are sent.
pub fn messages(id: u64) -> String {
    format!("/listeners/{id}/messages")
}

/// Where the sockets of a port are found.
pub fn sockets(port: u16) -> String {
    format!("/sockets?port={port}")
}

/// Where the sockets of a port are followed.
pub fn watched(port: u16) -> String {
    format!("/sockets/stream?port={port}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::listeners::{Change, Kind, NewListener, Open, Send};

    #[test]
    fn the_lab_reads_what_the_page_writes() {
        let new = |experiment| serde_json::from_str::<NewListener>(&begin(experiment)).unwrap();
        let plain = NewListener {
            kind: Kind::TcpEcho,
            host: None,
            port: 0,
            backlog: None,
            accept: None,
            hold: None,
            target: None,
        };
        assert_eq!(new(Experiment::Plain), plain);
        assert_eq!(new(Experiment::Hold), NewListener { hold: Some(true), ..plain.clone() });
        let full = NewListener { accept: Some(false), backlog: Some(SHORT_QUEUE), ..plain };
        assert_eq!(new(Experiment::Full), full);
        let change: Change = serde_json::from_str(ACCEPT).unwrap();
        assert_eq!(change, Change { accept: Some(true), hold: None });
        assert_eq!(serde_json::from_str::<Open>(&open(5)).unwrap(), Open { count: 5 });
        for over in [Over::Kept, Over::New] {
            assert_eq!(serde_json::from_str::<Send>(&send(8, over)).unwrap(), Send { count: 8, over });
        }
        for one in [Side::Client, Side::Server] {
            let word = serde_json::to_value(one).unwrap();
            assert!(side(1, one).ends_with(&format!("={}", word.as_str().unwrap())));
        }
    }
}
