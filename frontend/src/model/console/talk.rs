//! One connection of the console, from the wish to connect to its end, with a bounded account of what went over it.

use core::net::SocketAddr;
use std::collections::VecDeque;

use protocol::console::{By, Event};
use protocol::sockets::{Process, State};

use crate::model::console::dump::{self, Row};

/// The addresses to choose from. `localhost` is not looked up by the lab; it stands for 127.0.0.1.
pub const HOSTS: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

/// How many rows the account has at most; the oldest make room.
pub const MAX_ROWS: usize = 400;

/// How many rows one piece of bytes has at most.
const PIECE_ROWS: usize = 120;

/// Where to connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// One of [`HOSTS`].
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Target {
    /// The lab, where this is its address and port.
    pub fn lab(authority: &str) -> Option<Self> {
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
            _ => (authority, 80),
        };
        Some(Self { host: host.trim_start_matches('[').trim_end_matches(']').to_owned(), port })
    }

    /// As it stands in an address: `127.0.0.1:80`, `[::1]:80`.
    pub fn authority(&self) -> String {
        let Self { host, port } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }

    /// Whether the page itself was fetched from there.
    pub fn is_lab(&self, authority: &str) -> bool {
        Self::lab(authority).is_some_and(|lab| lab.port == self.port)
    }

    /// Whether a socket is the one that is meant.
    pub fn is(&self, local: SocketAddr) -> bool {
        let host = if self.host == "localhost" { HOSTS[0] } else { &self.host };
        local.port() == self.port && local.ip().to_string() == host
    }

    /// The address of the lab that connects there.
    pub fn path(&self, consent: bool) -> String {
        let consent = if consent { "&consent=yes" } else { "" };
        format!("/console?port={}&host={}{consent}", self.port, self.host)
    }

    /// The address that tells who listens there.
    pub fn listeners(&self) -> String {
        format!("/sockets?state=listen&protocol=tcp&port={}", self.port)
    }

    /// What another program does the same with: its name and what it is given.
    pub fn command(&self, has_nc: bool) -> (&'static str, Vec<String>) {
        if has_nc {
            ("nc", vec![self.host.clone(), self.port.to_string()])
        } else {
            ("curl", vec![format!("telnet://{}", self.authority())])
        }
    }
}

/// What came over the line from the lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An event.
    Event(Event),
    /// Bytes; the event before them told when.
    Bytes(Vec<u8>),
    /// The line has ended.
    Gone,
}

/// How a connection ended, where the lab has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It was not made.
    Refused(Event),
    /// It was, and has ended.
    Closed(Event),
    /// The line to the lab was not opened.
    Unopened,
    /// The line to the lab broke off.
    Lost,
}

/// Where a connection stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// None was wished for.
    #[default]
    Idle,
    /// Looks whether the lab opened the port.
    Looking,
    /// It did not; the learner is asked. Who listens there, where the system tells.
    Asking(Option<Process>),
    /// Connecting.
    Connecting,
    /// Connected.
    Open,
    /// Ended.
    Ended(End),
}

/// What happens to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The learner wants it.
    Want(Target),
    /// The learner has to be asked first.
    Ask(Option<Process>),
    /// The learner does not want it after all.
    Cancel,
    /// It is dialled.
    Dial,
    /// These bytes were handed to the lab.
    Gave(Vec<u8>),
    /// The lab told this.
    Heard(Vec<Heard>),
}

/// A part of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Counts up.
    pub id: usize,
    /// What it tells of.
    pub what: What,
}

/// What a part of the account tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Bytes that went over the connection.
    Bytes {
        /// Whether they came from the peer.
        came: bool,
        /// When, in microseconds since the connection was made.
        at_us: u64,
        /// How many.
        length: usize,
        /// As rows.
        rows: Vec<Row>,
        /// How many the rows leave out.
        left_out: usize,
    },
    /// Anything else.
    Note(Event),
}

impl What {
    fn rows(&self) -> usize {
        match self {
            Self::Bytes { rows, .. } => rows.len() + 1,
            Self::Note(_) => 1,
        }
    }
}

/// A connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Talk {
    /// Where it leads.
    pub target: Option<Target>,
    /// Where it stands.
    pub phase: Phase,
    /// What happened, oldest first.
    pub entries: VecDeque<Entry>,
    /// How many parts of the account made room for newer ones.
    pub dropped: usize,
    /// The near and the far end, once there are any.
    pub ends: Option<(SocketAddr, SocketAddr)>,
    /// Whether this side has closed.
    pub half_closed: bool,
    /// Whether the peer's side has.
    pub peer_done: bool,
    /// The state of this end, as it was told last.
    pub state: Option<State>,
    /// How many bytes have come.
    pub came: usize,
    given: VecDeque<Vec<u8>>,
    came_at_us: u64,
    count: usize,
    rows: usize,
}

/// What a learner can do to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Close this side.
    HalfClose,
    /// Close both.
    Close,
    /// Break off.
    Reset,
}

impl Act {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::HalfClose, Self::Close, Self::Reset];

    /// The command to the lab: [`protocol::console::Command`] as JSON.
    pub const fn command(self) -> &'static str {
        match self {
            Self::HalfClose => "\"half-close\"",
            Self::Close => "\"close\"",
            Self::Reset => "\"reset\"",
        }
    }
}

impl Talk {
    /// What it is after a step.
    #[must_use]
    pub fn after(&self, step: Step) -> Self {
        let mut next = self.clone();
        match step {
            Step::Want(target) => {
                next = Self { target: Some(target), phase: Phase::Looking, ..Self::default() };
            }
            Step::Ask(who) => next.phase = Phase::Asking(who),
            Step::Cancel => next.phase = Phase::Idle,
            Step::Dial => next.phase = Phase::Connecting,
            Step::Gave(bytes) => next.given.push_back(bytes),
            Step::Heard(all) => all.into_iter().for_each(|heard| next.hear(heard)),
        }
        next
    }

    /// The state that follows for this end; `None` where none does: the connection is gone.
    pub fn follows(&self, act: Act) -> Option<State> {
        match act {
            Act::Reset => None,
            _ if self.peer_done => Some(State::LastAck),
            Act::HalfClose | Act::Close => Some(State::FinWait2),
        }
    }

    /// Whether there is a connection to act on.
    pub fn can(&self, act: Act) -> bool {
        self.phase == Phase::Open && !(act == Act::HalfClose && self.half_closed)
    }

    /// Whether bytes can be sent.
    pub fn can_send(&self) -> bool {
        self.phase == Phase::Open && !self.half_closed
    }

    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Gone => match self.phase {
                Phase::Connecting => self.phase = Phase::Ended(End::Unopened),
                Phase::Open => self.phase = Phase::Ended(End::Lost),
                _ => {}
            },
            Heard::Bytes(bytes) => {
                self.came += bytes.len();
                self.add_bytes(true, self.came_at_us, &bytes);
            }
            Heard::Event(event) => self.learn(event),
        }
    }

    fn learn(&mut self, event: Event) {
        match &event {
            Event::Received { at_us, .. } => {
                self.came_at_us = *at_us;
                return;
            }
            Event::Sent { at_us, .. } => {
                let bytes = self.given.pop_front().unwrap_or_default();
                self.add_bytes(false, *at_us, &bytes);
                return;
            }
            Event::Unsent { .. } => drop(self.given.pop_front()),
            Event::Connected { local, peer, .. } => {
                self.phase = Phase::Open;
                self.ends = Some((*local, *peer));
                self.state = Some(State::Established);
            }
            Event::Refused { .. } => self.phase = Phase::Ended(End::Refused(event.clone())),
            Event::HalfClosed { by, state, .. } => {
                self.half_closed |= *by == By::You;
                self.peer_done |= *by == By::Peer;
                self.state = *state;
            }
            Event::Closed { state, .. } => {
                self.state = *state;
                self.phase = Phase::Ended(End::Closed(event.clone()));
            }
            Event::Limit { .. } => {}
        }
        self.add(What::Note(event));
    }

    fn add_bytes(&mut self, came: bool, at_us: u64, bytes: &[u8]) {
        let (rows, left_out) = dump::rows(bytes, PIECE_ROWS);
        self.add(What::Bytes { came, at_us, length: bytes.len(), rows, left_out });
    }

    fn add(&mut self, what: What) {
        self.rows += what.rows();
        self.entries.push_back(Entry { id: self.count, what });
        self.count += 1;
        while self.rows > MAX_ROWS
            && let Some(oldest) = self.entries.pop_front()
        {
            self.rows -= oldest.what.rows();
            self.dropped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CONNECTED: &str =
        r#"{"connected":{"local":"127.0.0.1:40000","peer":"127.0.0.1:80","elapsed_us":9}}"#;

    fn told(events: &[&str]) -> Vec<Heard> {
        events.iter().map(|event| Heard::Event(serde_json::from_str(event).unwrap())).collect()
    }

    fn open() -> Talk {
        let target = Target { host: "127.0.0.1".into(), port: 80 };
        let wanted = Talk::default().after(Step::Want(target)).after(Step::Dial);
        wanted.after(Step::Heard(told(&[CONNECTED])))
    }

    #[test]
    fn commands_are_those_of_the_lab() {
        use protocol::console::Command;
        let commands = [Command::HalfClose, Command::Close, Command::Reset];
        for (act, command) in Act::ALL.into_iter().zip(commands) {
            assert_eq!(serde_json::from_str::<Command>(act.command()).unwrap(), command);
        }
    }

    #[test]
    fn what_was_given_is_told_once_it_was_sent() {
        let talk = open().after(Step::Gave(b"hi\n".to_vec()));
        assert_eq!(talk.entries.len(), 1);
        let talk = talk.after(Step::Heard(told(&[r#"{"sent":{"bytes":3,"at_us":7}}"#])));
        let Some(Entry { what: What::Bytes { came: false, at_us: 7, length: 3, .. }, .. }) =
            talk.entries.back()
        else {
            panic!("{:?}", talk.entries)
        };
        let mut came = told(&[r#"{"received":{"bytes":2,"at_us":11}}"#]);
        came.push(Heard::Bytes(b"ok".to_vec()));
        let talk = talk.after(Step::Heard(came));
        assert!(matches!(talk.entries.back().unwrap().what, What::Bytes { came: true, at_us: 11, .. }));
    }

    #[test]
    fn the_state_that_follows_is_told_before() {
        let talk = open();
        assert_eq!(talk.follows(Act::HalfClose), Some(State::FinWait2));
        assert_eq!(talk.follows(Act::Reset), None);
        let done = talk
            .after(Step::Heard(told(&[r#"{"half_closed":{"by":"peer","state":"close-wait","at_us":1}}"#])));
        assert_eq!((done.state, done.follows(Act::Close)), (Some(State::CloseWait), Some(State::LastAck)));
        assert!(done.can_send() && done.can(Act::HalfClose));
        let closed = done.after(Step::Heard(told(&[
            r#"{"closed":{"by":"you","reset":false,"errno":null,"state":null,"sent":0,"received":0,"at_us":2}}"#,
        ])));
        assert!(!closed.can(Act::Close) && !closed.can_send());
        assert_eq!(closed.after(Step::Heard(vec![Heard::Gone])), closed);
    }

    #[test]
    fn a_line_that_breaks_off_is_told_as_what_it_is() {
        let gone = || Step::Heard(vec![Heard::Gone]);
        assert_eq!(open().after(gone()).phase, Phase::Ended(End::Lost));
        assert_eq!(Talk::default().after(Step::Dial).after(gone()).phase, Phase::Ended(End::Unopened));
    }

    #[test]
    fn a_target_is_written_and_known() {
        let target = Target { host: "::1".into(), port: 8000 };
        assert_eq!(target.path(true), "/console?port=8000&host=::1&consent=yes");
        assert_eq!(target.authority(), "[::1]:8000");
        assert!(target.is("[::1]:8000".parse().unwrap()) && !target.is("127.0.0.1:8000".parse().unwrap()));
        assert!(target.is_lab("localhost:8000") && !target.is_lab("127.0.0.1:18000"));
        assert_eq!(Target::lab("[::1]:8000"), Some(target.clone()));
        assert_eq!(Target::lab("[::1]").map(|lab| (lab.host, lab.port)), Some(("::1".into(), 80)));
        assert_eq!(target.command(true).1, ["::1", "8000"]);
        assert_eq!(target.command(false).1, ["telnet://[::1]:8000"]);
    }

    proptest! {
        #[test]
        fn the_account_is_bounded_and_says_what_it_dropped(pieces in prop::collection::vec("[a\\n]{0,200}", 0..20)) {
            let talk = pieces.iter().fold(open(), |talk, piece| talk.after(Step::Heard(vec![Heard::Bytes(piece.clone().into())])));
            prop_assert!(talk.entries.iter().map(|entry| entry.what.rows()).sum::<usize>() <= MAX_ROWS);
            prop_assert_eq!(talk.entries.len() + talk.dropped, pieces.len() + 1);
            prop_assert_eq!(talk.came, pieces.concat().len());
        }
    }
}
