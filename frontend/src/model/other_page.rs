//! The page in the next tab: what was predicted of its requests, and what the journal has of them.

use core::net::SocketAddr;
use std::rc::Rc;

use protocol::journal::{Entry, Practice, Step};
use protocol::listeners::Listener;

/// Starts the page of another origin.
pub const PAGE: &str = r#"{"kind":"other-page"}"#;

/// Starts the service that checks nothing.
pub const ECHO: &str = r#"{"kind":"tcp-echo"}"#;

/// What the page asks the lab for: once to read, once to change something.
pub const ASKED: [&str; 2] = ["GET /whoami", "POST /listeners"];

/// What it sends to the service that checks nothing.
pub const SENT: &str = "POST /";

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It never arrives.
    Nothing,
    /// It arrives, and is refused.
    Refused,
    /// It arrives, and is taken.
    Taken,
}

impl Fate {
    /// All of them, in the order in which they can be chosen.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Refused, Self::Taken];
}

/// Which service a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The lab.
    Lab,
    /// The echo, which checks nothing.
    Echo,
}

impl Whom {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Lab, Self::Echo];
}

/// What the learner has said before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guesses {
    lab: Option<Fate>,
    echo: Option<Fate>,
}

impl Guesses {
    /// What was said of one.
    pub const fn of(self, whom: Whom) -> Option<Fate> {
        match whom {
            Whom::Lab => self.lab,
            Whom::Echo => self.echo,
        }
    }

    /// With what is said of one now.
    #[must_use]
    pub const fn with(self, whom: Whom, fate: Fate) -> Self {
        match whom {
            Whom::Lab => Self { lab: Some(fate), ..self },
            Whom::Echo => Self { echo: Some(fate), ..self },
        }
    }

    /// Whether something was said of both.
    pub const fn are_made(self) -> bool {
        self.lab.is_some() && self.echo.is_some()
    }
}

/// A request of the page that reached the lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtLab {
    /// The status of the answer.
    pub status: u16,
    /// The code of the refusal, such as `cross_site`.
    pub code: String,
    /// The origin that it named.
    pub origin: String,
}

/// What reached the echo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtEcho {
    /// How many bytes.
    pub bytes: u64,
    /// The program that sent them, where the system told.
    pub program: Option<String>,
}

/// What the journal has of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether a browser has opened it.
    pub opened: bool,
    /// Its attempt to read from the lab.
    pub read: Option<AtLab>,
    /// Its attempt to change something there.
    pub change: Option<AtLab>,
    /// What reached the echo.
    pub echo: Option<AtEcho>,
}

impl Seen {
    /// What became of a request to one of them, as far as it is known; that nothing arrives can't be known.
    pub fn fate(&self, whom: Whom) -> Option<Fate> {
        match whom {
            Whom::Lab => self.change.as_ref().map(|_| Fate::Refused),
            Whom::Echo => self.echo.as_ref().map(|_| Fate::Taken),
        }
    }

    /// Whether all that the page sends has arrived.
    pub const fn is_whole(&self) -> bool {
        self.read.is_some() && self.change.is_some() && self.echo.is_some()
    }
}

/// Finds in the journal, newest first, what a page and its echo have seen.
pub fn seen(entries: &[Rc<Entry>], page: &Listener, echo: &Listener) -> Seen {
    let at = |listener: &Listener, entry: &Entry| {
        let practice = entry.practice().filter(|practice| practice.listener == listener.id)?;
        (!practice.own && entry.connection.local == listener.local).then(|| practice.clone())
    };
    let opener = entries.iter().find_map(|entry| {
        at(page, entry).filter(|practice| matches!(&practice.step, Step::Said(said) if is_opening(said)))
    });
    let [read, change] = ASKED.map(|asked| entries.iter().find_map(|entry| at_lab(entry, page.local, asked)));
    Seen {
        read,
        change,
        echo: entries.iter().find_map(|entry| at_echo(&at(echo, entry)?, opener.as_ref()?)),
        opened: opener.is_some(),
    }
}

/// Whether a listener says that it gave the page itself out.
fn is_opening(said: &str) -> bool {
    let asked = said.strip_prefix("GET /").and_then(|rest| rest.strip_suffix(" 200"));
    asked.is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
}

/// A request that the lab refused to the page, which it names as its origin.
fn at_lab(entry: &Entry, page: SocketAddr, asked: &str) -> Option<AtLab> {
    let (method, target) = asked.split_once(' ')?;
    let request = entry.request().filter(|request| request.method == method && request.target == target)?;
    let refused = request.refused.as_ref()?;
    let origin = refused.origin.clone().filter(|origin| is_origin(origin, page))?;
    Some(AtLab { status: request.status, code: refused.code.clone(), origin })
}

/// Whether an origin is a listener's, by one of the names that it answers to.
fn is_origin(origin: &str, listener: SocketAddr) -> bool {
    let names = [listener.ip().to_string(), "localhost".to_owned(), "[::1]".to_owned()];
    names.iter().any(|name| origin == format!("http://{name}:{}", listener.port()))
}

/// What the echo took from the program that opened the page. Where the system does not tell the program, any is taken for it.
fn at_echo(practice: &Practice, opener: &Practice) -> Option<AtEcho> {
    let Step::Closed(closed) = practice.step else { return None };
    let other =
        |(one, other): (&protocol::sockets::Process, &protocol::sockets::Process)| one.pid != other.pid;
    if closed.received_bytes == 0 || practice.process.as_ref().zip(opener.process.as_ref()).is_some_and(other)
    {
        return None;
    }
    let program = practice.process.as_ref().and_then(|process| process.name.clone());
    Some(AtEcho { bytes: closed.received_bytes, program })
}

/// The address under which the page is opened, so that it knows whom to ask. `lab` is the lab's own name and port.
pub fn address(page: SocketAddr, lab: &str, echo: SocketAddr) -> String {
    let port = lab.rsplit_once(':').map_or("80", |(_, port)| port);
    format!("http://{page}/?lab={port}&echo={}", echo.port())
}

/// The arguments of curl for the page's first request.
pub fn curl(page: SocketAddr, lab: &str) -> [String; 6] {
    let text = |text: &str| text.to_owned();
    [
        text("-i"),
        text("-H"),
        text("Sec-Fetch-Site: same-site"),
        text("-H"),
        format!("Origin: http://{page}"),
        format!("http://{lab}/whoami"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::connection::Connection;
    use protocol::journal::{Client, Closed, Closer, Event, Refused, Request};
    use protocol::listeners::{Kind, NewListener};
    use protocol::sockets::Process;

    fn listener(id: u64, kind: Kind, port: u16) -> Listener {
        let local = SocketAddr::from(([127, 0, 0, 1], port));
        Listener { kind, local, ..crate::model::listeners::tests::listener(id) }
    }

    fn pair() -> (Listener, Listener) {
        (listener(1, Kind::OtherPage, 41001), listener(2, Kind::TcpEcho, 41002))
    }

    fn entry(id: u64, port: u16, event: Event) -> Rc<Entry> {
        let connection = Connection {
            id,
            local: SocketAddr::from(([127, 0, 0, 1], port)),
            peer: "127.0.0.1:50000".parse().unwrap(),
        };
        Rc::new(Entry { id, time_ms: id, connection, event })
    }

    fn practice(id: u64, listener: &Listener, pid: Option<u32>, step: Step) -> Rc<Entry> {
        let process = pid.map(|pid| Process { pid, name: Some("chromium".into()) });
        let (kind, listener, port) = (listener.kind, listener.id, listener.local.port());
        let event = Event::Practice(Practice { listener, kind, process, own: false, step, left_out: 0 });
        entry(id, port, event)
    }

    fn closed(received_bytes: u64) -> Step {
        Step::Closed(Closed {
            received_bytes,
            sent_bytes: received_bytes,
            duration_us: 1,
            by: Closer::Client,
        })
    }

    fn refused(id: u64, method: &str, target: &str, origin: Option<&str>) -> Rc<Entry> {
        let refused = Refused { code: "cross_site".into(), origin: origin.map(str::to_owned), left_out: 0 };
        let request = Request {
            method: method.into(),
            target: target.into(),
            host: "127.0.0.1:62893".into(),
            status: 403,
            outcome: None,
            duration_us: 1,
            request_bytes: 0,
            response_bytes: Some(0),
            client: Client::Browser,
            user_agent: None,
            refused: Some(refused),
        };
        entry(id, 62893, Event::Request(request))
    }

    #[test]
    fn each_request_is_seen_when_it_has_arrived() {
        let (page, echo) = pair();
        let origin = Some("http://127.0.0.1:41001");
        let all = [
            practice(5, &echo, Some(7), closed(400)),
            refused(4, "POST", "/listeners", origin),
            refused(3, "GET", "/whoami", Some("http://localhost:41001")),
            practice(2, &page, Some(7), Step::Said("GET /page.js 200".into())),
            practice(1, &page, Some(7), Step::Said("GET /?lab=62893&echo=41002 200".into())),
        ];
        let told: Vec<_> = (0..all.len()).rev().map(|from| seen(&all[from..], &page, &echo)).collect();
        assert_eq!(told.iter().map(|seen| seen.opened).collect::<Vec<_>>(), [true; 5]);
        assert_eq!(told.iter().filter(|seen| seen.read.is_some()).count(), 3);
        assert_eq!(told.iter().filter(|seen| seen.fate(Whom::Lab) == Some(Fate::Refused)).count(), 2);
        assert_eq!(told.iter().filter(|seen| seen.fate(Whom::Echo) == Some(Fate::Taken)).count(), 1);
        let whole = told.last().unwrap();
        assert!(whole.is_whole());
        let change = whole.change.as_ref().unwrap();
        assert_eq!((change.status, change.code.as_str()), (403, "cross_site"));
        assert_eq!(whole.echo, Some(AtEcho { bytes: 400, program: Some("chromium".into()) }));
        assert_eq!(seen(&[], &page, &echo), Seen::default());
    }

    #[test]
    fn what_others_send_is_not_the_page_s() {
        let (page, echo) = pair();
        let opening = practice(1, &page, Some(7), Step::Said("GET / 200".into()));
        for other in [
            refused(2, "GET", "/whoami", None),
            refused(2, "GET", "/whoami", Some("http://127.0.0.1:41003")),
            refused(2, "GET", "/echo", Some("http://127.0.0.1:41001")),
            practice(2, &echo, Some(8), closed(400)),
            practice(2, &echo, Some(7), closed(0)),
            practice(2, &echo, Some(7), Step::Accepted),
            practice(2, &page, Some(7), closed(400)),
        ] {
            let seen = seen(&[other.clone(), Rc::clone(&opening)], &page, &echo);
            assert_eq!(seen, Seen { opened: true, ..Seen::default() }, "{other:?}");
        }
        // Nobody has opened the page, so whatever the echo got came from somewhere else.
        assert_eq!(seen(&[practice(1, &echo, None, closed(4))], &page, &echo), Seen::default());
        // Where the system does not tell who it was, the page counts.
        let untold = [practice(2, &echo, None, closed(400)), opening];
        assert_eq!(seen(&untold, &page, &echo).echo, Some(AtEcho { bytes: 400, program: None }));
        for said in ["GET /page.css 200", "GET /x 404", "HEAD / 200", "GET /"] {
            assert!(!is_opening(said), "{said}");
        }
    }

    #[test]
    fn what_was_said_is_kept_for_each() {
        let one = Guesses::default().with(Whom::Lab, Fate::Nothing);
        assert!(!one.are_made() && one.of(Whom::Lab) == Some(Fate::Nothing) && one.of(Whom::Echo).is_none());
        let both = one.with(Whom::Echo, Fate::Taken).with(Whom::Lab, Fate::Refused);
        assert!(both.are_made() && both.of(Whom::Lab) == Some(Fate::Refused));
    }

    #[test]
    fn the_lab_and_the_page_read_what_is_written() {
        let kind = |body: &str| serde_json::from_str::<NewListener>(body).unwrap().kind;
        assert_eq!((kind(PAGE), kind(ECHO)), (Kind::OtherPage, Kind::TcpEcho));
        let (page, echo) = pair();
        assert_eq!(
            address(page.local, "[::1]:62893", echo.local),
            "http://127.0.0.1:41001/?lab=62893&echo=41002"
        );
        assert!(address(page.local, "localhost", echo.local).contains("lab=80&"));
        assert_eq!(curl(page.local, "localhost:1").last().unwrap(), "http://localhost:1/whoami");
    }
}
