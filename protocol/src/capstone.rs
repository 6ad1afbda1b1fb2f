//! The last exercise: a service that fails in three ways at once, to find, fix, protect and prove.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET /capstone` | | [`Capstone`] |
//! | `POST /capstone` | [`NewCase`] | [`Case`], 201 |
//! | `DELETE /capstone` | | [`Capstone`] without a case |
//! | `GET /capstone/service` | | [`Service`] |
//! | `PATCH /capstone/service` | [`Change`] | [`Service`] |
//! | `GET /capstone/certificate?name=` | | [`Certificate`] |
//!
//! The service is the notice board: a practice listener that speaks HTTP, has a public page `/` and a page for its admin,
//! `/admin`, and does what its settings say.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::auth::USERS;
use crate::journal::Entry;

/// How many cases there are: four programs that may have the port, three wrong places, three wrong ways to answer.
pub const CASES: u8 = 36;

/// The most workers that the board can be given.
pub const MAX_WORKERS: u8 = 8;

/// The most clients that the board can be told to serve at once.
pub const MAX_CLIENTS: u8 = 64;

/// The name that the board had on the machine that it came from. Nobody can own a name below `example` (RFC 2606, section 3).
pub const OLD_NAME: &str = "board.example";

/// The longest name on a certificate, in characters.
pub const MAX_NAME: usize = 60;

/// What a client of the board speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BoardScheme"))]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// HTTP.
    Http,
    /// HTTP inside TLS.
    Https,
}

impl Scheme {
    /// As it stands in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// What the board is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BoardSettings"))]
pub struct Settings {
    /// The loopback address that it binds.
    pub host: IpAddr,
    /// The port that it binds.
    pub port: u16,
    /// What it speaks.
    pub scheme: Scheme,
    /// How many workers answer requests.
    pub workers: u8,
    /// How many clients it serves at once; it closes the connections of all others.
    pub clients: u8,
    /// Whether it asks who you are: the page for all wants a user, the page for the admin wants the admin.
    pub login: bool,
    /// Whether it still answers to `board.example`, its name on the machine that it came from.
    pub old_name: bool,
}

impl Settings {
    /// Where it is told to listen.
    pub const fn place(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// As they are after a change.
    pub fn with(self, change: &Change) -> Self {
        Self {
            host: change.host.unwrap_or(self.host),
            port: change.port.unwrap_or(self.port),
            scheme: change.scheme.unwrap_or(self.scheme),
            workers: change.workers.unwrap_or(self.workers),
            clients: change.clients.unwrap_or(self.clients),
            login: change.login.unwrap_or(self.login),
            old_name: change.old_name.unwrap_or(self.old_name),
        }
    }
}

/// Changes the board; what is left out stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BoardChange"))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The loopback address to bind.
    #[serde(default)]
    pub host: Option<IpAddr>,
    /// The port to bind, from 1.
    #[serde(default)]
    pub port: Option<u16>,
    /// What to speak.
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// How many workers answer requests.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(max = MAX_WORKERS)))]
    pub workers: Option<u8>,
    /// How many clients to serve at once.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(max = MAX_CLIENTS)))]
    pub clients: Option<u8>,
    /// Whether to ask who you are.
    #[serde(default)]
    pub login: Option<bool>,
    /// Whether to answer to the old name.
    #[serde(default)]
    pub old_name: Option<bool>,
}

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Board"))]
pub struct Service {
    /// What it is told to do.
    pub settings: Settings,
    /// The number of its listener; `null` where it does not run, as somebody stopped it.
    pub listener: Option<u64>,
    /// How many connections it has accepted since it was bound to this place.
    pub accepted: u64,
}

/// Asks for a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// Which one, from 1; the lab chooses another one each time where it is left out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = CASES)))]
    pub case: Option<u8>,
    /// The port at which the board's clients ask, from 1. Where it is left out, it is the one that the lessons use, or if that is taken,
    /// any free one.
    #[serde(default)]
    pub port: Option<u16>,
}

/// What there is to do, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstoneStep"))]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Find out what is wrong.
    Find,
    /// Have the board answer.
    Fix,
    /// Keep out who must not come in.
    Protect,
    /// Show that it is so.
    Prove,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Find, Self::Fix, Self::Protect, Self::Prove];

    /// The word that JSON, text and the checks of exercises use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Fix => "fix",
            Self::Protect => "protect",
            Self::Prove => "prove",
        }
    }

    /// What it consists of.
    pub const fn points(self) -> &'static [Point] {
        match self {
            Self::Find => &[Point::Symptom, Point::Listeners, Point::Answer],
            Self::Fix => &[Point::PortFree, Point::InPlace, Point::Answers],
            Self::Protect => &[Point::AsksWho, Point::OwnNames],
            Self::Prove => &[Point::Unknown, Point::Reader, Point::Admin, Point::OldName],
        }
    }
}

/// One thing that has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstonePoint"))]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// Somebody asked at the client's address and met what is there.
    Symptom,
    /// Somebody looked who listens.
    Listeners,
    /// Somebody reached the board itself, where it really is.
    Answer,
    /// The other program has given up the port.
    PortFree,
    /// The board listens at the client's address.
    InPlace,
    /// The board answers in HTTP.
    Answers,
    /// The admin's page is closed to who shows nothing.
    AsksWho,
    /// The board does not answer to its old name.
    OwnNames,
    /// A request of the learner's without credentials got 401.
    Unknown,
    /// A request of the learner's as the reader got 403.
    Reader,
    /// A request of the learner's as the admin got 200.
    Admin,
    /// A request of the learner's under the old name got 421.
    OldName,
}

impl Point {
    /// In a few words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Symptom => "Meet the failure at the client's address",
            Self::Listeners => "See who listens, and where",
            Self::Answer => "Reach the board itself, where it really is",
            Self::PortFree => "The port is free of the other program",
            Self::InPlace => "The board listens where its clients ask",
            Self::Answers => "The board answers in plain HTTP",
            Self::AsksWho => "The admin's page asks who you are",
            Self::OwnNames => "The old name is refused",
            Self::Unknown => "/admin without credentials: 401",
            Self::Reader => "/admin as the reader: 403",
            Self::Admin => "/admin as the admin: 200",
            Self::OldName => "/ as board.example: 421",
        }
    }

    /// What the board says in the journal of the request that proves it.
    pub const fn said(self) -> Option<&'static str> {
        match self {
            Self::Unknown => Some("GET /admin 401"),
            Self::Reader => Some("GET /admin 403"),
            Self::Admin => Some("GET /admin 200"),
            Self::OldName => Some("GET / 421"),
            _ => None,
        }
    }

    /// What to do about it, and the arguments of the `curl` that does; `lab` and `board` are what comes after `http://`.
    pub fn next(self, lab: &str, board: &str) -> (&'static str, Vec<String>) {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let user = |at: usize| {
            let user = USERS.get(at).map(|user| format!("{}:{}", user.name, user.password));
            vec!["-u".to_owned(), user.unwrap_or_default(), format!("http://{board}/admin")]
        };
        let change = |body: &str| {
            let address = format!("http://{lab}/capstone/service");
            words(&["-X", "PATCH", "-H", "Content-Type: application/json", "-d", body, &address])
        };
        match self {
            Self::Symptom => (
                "Ask as a client does, and read what comes back.",
                words(&["-i", "--max-time", "5", &format!("http://{board}/")]),
            ),
            Self::Listeners => (
                "Something answers, and it is not the board. Look who listens.",
                words(&[&format!("http://{lab}/listeners")]),
            ),
            Self::Answer => (
                "Ask the board itself, at the address where it listens. The doctor goes step by step.",
                words(&[&format!("http://{lab}/capstone/service")]),
            ),
            Self::PortFree => (
                "Stop the program that has the board's port, by its number.",
                words(&[&format!("http://{lab}/listeners")]),
            ),
            Self::InPlace => (
                "Move the board to the address and port at which its clients ask.",
                words(&[&format!("http://{lab}/capstone/service")]),
            ),
            Self::Answers => (
                "The board is not to be silent, to hang up, or to speak TLS. Its settings say which it does.",
                words(&[&format!("http://{lab}/capstone/service")]),
            ),
            Self::AsksWho => ("Have the board ask who is there.", change(r#"{"login":true}"#)),
            Self::OwnNames => {
                ("Have the board answer to its own names alone.", change(r#"{"old_name":false}"#))
            }
            Self::Unknown => (
                "Ask for the admin's page without credentials.",
                words(&["-i", &format!("http://{board}/admin")]),
            ),
            Self::Reader => ("Ask as somebody who is known and may not.", user(0)),
            Self::Admin => ("Ask as the admin.", user(1)),
            Self::OldName => (
                "Ask under the old name, as a rebound page would.",
                words(&["-H", &format!("Host: {OLD_NAME}"), &format!("http://{board}/")]),
            ),
        }
    }
}

/// One thing that has to hold, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstoneRow"))]
pub struct Row {
    /// Which.
    pub point: Point,
    /// In a few words.
    pub title: String,
    /// Whether it holds.
    pub done: bool,
    /// What the lab found when it looked just now, or what the learner's look has found; `null` where there is nothing to tell yet.
    pub seen: Option<String>,
    /// The entry of the journal that is the evidence of who did it; `null` where there is none.
    pub by: Option<Entry>,
}

/// A step and what it consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstoneStage"))]
pub struct Stage {
    /// Which step.
    pub step: Step,
    /// Whether all of it holds.
    pub done: bool,
    /// What it consists of.
    pub rows: Vec<Row>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstoneNext"))]
pub struct Next {
    /// In a sentence.
    pub says: String,
    /// The arguments of the `curl` that does it, or that helps.
    pub curl: Vec<String>,
}

/// A case: the board, and how far the learner has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstoneCase"))]
pub struct Case {
    /// Which case.
    pub case: u8,
    /// When it began, in milliseconds since 1970-01-01 00:00 UTC.
    pub began_ms: u64,
    /// The address at which the board's clients ask.
    pub client: SocketAddr,
    /// The number of the listener that has this address, once it was found and as long as it is there.
    pub holder: Option<u64>,
    /// The board.
    pub service: Service,
    /// The four steps.
    pub stages: Vec<Stage>,
    /// What to do next.
    pub next: Next,
    /// When all four held together for the first time; the certificate is there from then on.
    pub proved_ms: Option<u64>,
}

/// The reply of `GET /capstone`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Capstone {
    /// The case that is under way; `null` where none is.
    pub case: Option<Case>,
    /// How many cases there are.
    pub cases: u8,
}

/// What was proved. It is the lab's word to the learner, and no credential of anybody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CapstoneCertificate"))]
pub struct Certificate {
    /// The name that was given; nothing where none was.
    pub name: String,
    /// When it was proved, in milliseconds since 1970-01-01 00:00 UTC.
    pub proved_ms: u64,
    /// Which case.
    pub case: u8,
    /// The address at which the board answers.
    pub client: SocketAddr,
    /// What was wrong with it, in sentences.
    pub faults: Vec<String>,
    /// What was proved, each with its evidence.
    pub proofs: Vec<Row>,
    /// How many exercises of the course this lab has seen solved since it was started.
    pub solved: usize,
    /// How many there are.
    pub exercises: usize,
    /// How many lessons there are.
    pub lessons: usize,
}

/// The place at which the board is to be: 127.0.0.1 with a port.
pub const fn client(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_wire_s_and_every_point_has_its_place_once() {
        let mut points: Vec<Point> = Vec::new();
        for step in Step::ALL {
            assert_eq!(serde_json::to_value(step).unwrap(), step.word());
            points.extend(step.points());
        }
        let count = points.len();
        points.dedup();
        assert_eq!((count, points.len()), (12, 12));
        for point in points {
            assert!(!point.title().is_empty() && !point.next("a", "b").0.is_empty());
        }
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let settings = Settings {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 8000,
            scheme: Scheme::Https,
            workers: 0,
            clients: 3,
            login: false,
            old_name: true,
        };
        assert_eq!(settings.with(&Change::default()), settings);
        let change: Change = serde_json::from_str(r#"{"workers":2,"login":true}"#).unwrap();
        assert_eq!(settings.with(&change), Settings { workers: 2, login: true, ..settings });
        assert!(serde_json::from_str::<Change>(r#"{"worker":2}"#).is_err());
    }
}
