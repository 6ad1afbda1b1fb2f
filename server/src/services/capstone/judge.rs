//! How far a case has come: what the board answers now, what the system's table has, what the journal holds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use protocol::capstone::{Case as Told, Next, OLD_NAME, Point, Row, Scheme, Settings, Stage, Step};
use protocol::journal::{Closer, Entry, Event, Practice, Request, Step as Moment};
use protocol::sockets::{Protocol, State};

use super::{Case, Evidence, Means};
use crate::services::journal::epoch_ms;
use crate::services::listeners::Unheard;

/// How long the lab itself waits for an answer of the board.
const PATIENCE: Duration = Duration::from_millis(300);

/// Looks at everything, and remembers the evidence.
pub(super) async fn judge(case: &mut Case, means: Means<'_>) -> Told {
    let found = look(case, means).await;
    let journal = means.journal.held();
    let entries: Vec<&Arc<Entry>> = journal.iter().filter(|entry| entry.id > case.began_at).collect();
    let mut stages: Vec<Stage> = Vec::new();
    // What a fix has removed need not be found any more: a step is judged before the one that it makes needless.
    for step in [Step::Fix, Step::Find, Step::Protect, Step::Prove] {
        let rows: Vec<Row> = step.points().iter().map(|&point| row(case, point, &found, &entries)).collect();
        stages.push(Stage { step, done: rows.iter().all(|row| row.done), rows });
    }
    let is_found = case.evidence(Point::Listeners).is_some();
    if !is_found {
        keep_back(&mut stages, case.client);
    }
    stages.sort_by_key(|stage| Step::ALL.iter().position(|step| *step == stage.step));
    if case.proved.is_none() && stages.iter().all(|stage| stage.done) {
        let proofs = stages.last().map(|stage| stage.rows.clone()).unwrap_or_default();
        case.proved = Some((epoch_ms(SystemTime::now()), proofs));
    }
    let next = next(case, &stages, means.lab);
    Told {
        case: case.number,
        began_ms: case.began_ms,
        client: case.client,
        holder: found.holder.as_ref().filter(|_| is_found).map(|_| case.holder),
        service: case.service(means.listeners),
        stages,
        next,
        proved_ms: case.proved.as_ref().map(|(ms, _)| *ms),
    }
}

/// Who has the port is for the learner to find: the step that fixes it names nobody before.
fn keep_back(stages: &mut [Stage], client: SocketAddr) {
    let rows = stages.iter_mut().flat_map(|stage| &mut stage.rows);
    for row in rows.filter(|row| row.point == Point::PortFree && row.seen.is_some()) {
        row.seen = Some(format!("Another program has {client}."));
    }
}

/// A judgement, told to somebody who has the lab under an address of their own.
pub(super) fn told_to(lab: &str, case: &Case, told: Told) -> Told {
    let next = next(case, &told.stages, lab);
    Told { next, ..told }
}

/// What the lab finds when it looks.
struct Found {
    settings: Settings,
    /// What has the board's port, in a few words, as long as it does.
    holder: Option<String>,
    /// Where the board listens.
    board: Option<SocketAddr>,
    /// Whether the system's table has a listener where the clients ask.
    listed: bool,
    /// The statuses of `/`, of `/admin` without credentials, and of `/` under the old name; or why there is none.
    page: Result<u16, Unheard>,
    admin: Result<u16, Unheard>,
    old: Result<u16, Unheard>,
}

async fn look(case: &Case, means: Means<'_>) -> Found {
    let settings = *case.settings.borrow();
    let holder = means.listeners.get(case.holder).ok();
    let board = means.listeners.get(case.board).ok().map(|one| one.local);
    let (os, client) = (Arc::clone(means.os), case.client);
    // Reading the table takes milliseconds, on a thread that may.
    let listed = tokio::task::spawn_blocking(move || {
        os.table().rows.iter().any(|row| {
            row.socket.protocol == Protocol::Tcp
                && row.socket.state == Some(State::Listen)
                && row.socket.local == client
        })
    });
    let listed = listed.await.unwrap_or_default();
    let ask = |path: &'static str, host: String| async move {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        status(means.listeners.ask(case.board, request.as_bytes(), PATIENCE).await)
    };
    let own = board.unwrap_or(case.client);
    let page = if board.is_some() { ask("/", own.to_string()).await } else { Err(Unheard::Failed) };
    let (admin, old) = if page.is_ok() {
        (ask("/admin", own.to_string()).await, ask("/", format!("{OLD_NAME}:{}", own.port())).await)
    } else {
        (page, page)
    };
    let holder = holder.map(|one| format!("Listener {} ({})", one.id, one.kind.name()));
    Found { settings, holder, board, listed, page, admin, old }
}

/// The status of an answer, where it is one of HTTP.
fn status(answer: Result<Vec<u8>, Unheard>) -> Result<u16, Unheard> {
    let answer = answer?;
    let line = answer.split(|&byte| byte == b' ').nth(1).and_then(|word| std::str::from_utf8(word).ok());
    let http = answer.starts_with(b"HTTP/1.");
    line.filter(|_| http).and_then(|word| word.parse().ok()).ok_or(Unheard::Failed)
}

fn row(case: &mut Case, point: Point, found: &Found, entries: &[&Arc<Entry>]) -> Row {
    let newest = entries.iter().rev().find(|entry| shows(case, point, entry)).map(|entry| Arc::clone(entry));
    let (holds, seen) = holds(case, point, found);
    let (done, seen) = match holds {
        // It holds or it does not; the journal tells who did it.
        Some(holds) => {
            case.forget(point, |_| holds);
            if let Some(entry) = newest.filter(|_| holds) {
                case.keep(point, entry, None);
            }
            (holds, seen)
        }
        // Proved by a request since the board was changed last.
        None if point.said().is_some() => {
            let since = case.changed_at;
            case.forget(point, |entry| entry.id > since);
            if let Some(entry) = newest.filter(|entry| entry.id > since) {
                case.keep(point, entry, None);
            }
            (case.evidence(point).is_some(), None)
        }
        // What was found stays found, as it was then. A fault that was removed need not be found.
        None => {
            if case.evidence(point).is_none() {
                let removed =
                    removed(point).and_then(|fix| case.evidence(fix)).map(|one| Arc::clone(&one.entry));
                match (newest, removed) {
                    (Some(entry), _) => case.keep(point, entry, seen),
                    (None, Some(entry)) => case.keep(point, entry, None),
                    (None, None) => {}
                }
            }
            let kept = case.evidence(point);
            (kept.is_some(), kept.and_then(|one| one.seen.clone()))
        }
    };
    let by = case.evidence(point).map(|one| one.entry.as_ref().clone());
    Row { point, title: point.title().to_owned(), done, seen, by }
}

impl Case {
    fn evidence(&self, point: Point) -> Option<&Evidence> {
        self.evidence.iter().find(|one| one.point == point)
    }

    fn keep(&mut self, point: Point, entry: Arc<Entry>, seen: Option<String>) {
        self.evidence.retain(|one| one.point != point);
        self.evidence.push(Evidence { point, entry, seen });
    }

    fn forget(&mut self, point: Point, stays: impl Fn(&Entry) -> bool) {
        self.evidence.retain(|one| one.point != point || stays(&one.entry));
    }
}

/// What makes it needless to find something.
const fn removed(point: Point) -> Option<Point> {
    match point {
        Point::Symptom | Point::Listeners => Some(Point::PortFree),
        Point::Answer => Some(Point::Answers),
        _ => None,
    }
}

/// Whether it holds now, where that can be seen without the journal, and what the lab sees.
fn holds(case: &Case, point: Point, found: &Found) -> (Option<bool>, Option<String>) {
    let board = found.board.map_or_else(|| "nowhere: it does not run".to_owned(), |board| board.to_string());
    let (holds, seen) = match point {
        Point::Symptom => (None, Some(format!("{} is not the board.", case.client))),
        Point::Listeners => {
            let holder = found.holder.clone().map_or_else(
                || "Nobody else has the port any more.".to_owned(),
                |holder| format!("{holder} has {}.", case.client),
            );
            (None, Some(format!("{holder} The board listens at {board}.")))
        }
        Point::Answer => (None, Some(manner(found))),
        Point::PortFree => (
            Some(found.holder.is_none()),
            found.holder.clone().map(|holder| format!("{holder} has {}.", case.client)),
        ),
        Point::InPlace => {
            let right = found.board == Some(case.client) && found.listed;
            let seen = if right {
                format!("LISTEN {} is in the table of sockets.", case.client)
            } else {
                format!("Its clients ask at {}.", case.client)
            };
            (Some(right), Some(seen))
        }
        Point::Answers => {
            (Some(found.page.is_ok()), found.page.ok().map(|page| format!("/ answers {page}.")))
        }
        Point::AsksWho => (Some(found.admin == Ok(401)), shown("/admin without credentials", found.admin)),
        Point::OwnNames => (Some(found.old == Ok(421)), shown("/ as board.example", found.old)),
        Point::Unknown | Point::Reader | Point::Admin | Point::OldName => (None, None),
    };
    (holds, seen)
}

fn shown(what: &str, status: Result<u16, Unheard>) -> Option<String> {
    status.ok().map(|status| format!("{what} answers {status}."))
}

/// How the board meets a client.
fn manner(found: &Found) -> String {
    let told = match found.page {
        Ok(status) => return format!("It answers {status}."),
        Err(_) if found.board.is_none() => "It does not run.",
        Err(Unheard::Silent) => "It takes the connection, and says nothing.",
        Err(Unheard::Closed) => "It closes the connection without a word.",
        Err(Unheard::Failed) if found.settings.scheme == Scheme::Https => {
            "It takes plain HTTP for a broken handshake: it speaks TLS."
        }
        Err(Unheard::Failed) => "It gives no answer in HTTP.",
    };
    told.to_owned()
}

/// Whether an entry of the journal is evidence.
fn shows(case: &Case, point: Point, entry: &Entry) -> bool {
    match &entry.event {
        Event::Request(request) if request.refused.is_some() => false,
        Event::Request(request) => asked(case, point, request),
        Event::Practice(practice) => visited(case, point, practice, entry.connection.local),
    }
}

/// Evidence in what the lab was asked.
fn asked(case: &Case, point: Point, request: &Request) -> bool {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let done = |method: &str| request.method == method && request.status < 300;
    let port = case.client.port().to_string();
    match point {
        Point::Symptom => {
            done("GET") && (path == format!("/probe/{port}") || (path == "/doctor" && names(query, &port)))
        }
        Point::Listeners => done("GET") && (path == "/listeners" || path.starts_with("/sockets")),
        Point::PortFree => done("DELETE") && path == format!("/listeners/{}", case.holder),
        Point::InPlace | Point::Answers | Point::AsksWho | Point::OwnNames => {
            done("PATCH") && path == "/capstone/service"
        }
        _ => false,
    }
}

/// Whether a query has this number, and not as a part of another one.
fn names(query: &str, number: &str) -> bool {
    query.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number)
}

/// Evidence in what somebody did at one of the two listeners.
fn visited(case: &Case, point: Point, practice: &Practice, local: SocketAddr) -> bool {
    // A probe or a scan knocks, and asks nothing.
    let talked = match &practice.step {
        Moment::Said(_) => true,
        Moment::Closed(closed) => closed.by != Closer::Reset,
        Moment::Accepted | Moment::Datagram(_) => false,
    };
    match point {
        Point::Symptom => {
            let reset = matches!(&practice.step, Moment::Closed(closed) if closed.received_bytes > 0);
            practice.listener == case.holder && !practice.own && (talked || reset)
        }
        Point::Answer => practice.listener == case.board && talked,
        _ => match (point.said(), &practice.step) {
            (Some(wanted), Moment::Said(said)) => {
                practice.listener == case.board && !practice.own && local == case.client && said == wanted
            }
            _ => false,
        },
    }
}

/// What to do next.
fn next(case: &Case, stages: &[Stage], lab: &str) -> Next {
    let open = stages.iter().flat_map(|stage| &stage.rows).find(|row| !row.done);
    let Some(row) = open else {
        return Next {
            says: "All four steps stand. Take your certificate.".to_owned(),
            curl: vec![format!("http://{lab}/capstone/certificate?name=Your+name")],
        };
    };
    let (says, curl) = row.point.next(lab, &case.client.to_string());
    Next { says: says.to_owned(), curl }
}
