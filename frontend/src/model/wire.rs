//! The live wire: the entries of the journal that the page holds, and which of them it shows.

use std::rc::Rc;

use protocol::journal::{CAPACITY, Client, Entry, Event, Journal, REFUSED_CAPACITY, Request};

/// How many rows are shown at most.
pub const ROWS: usize = 200;

/// What reached the lab, newest first, as far as this page knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wire {
    entries: Vec<Rc<Entry>>,
    /// When the server began the journal that was read last.
    began_ms: Option<u64>,
    /// Entries up to this number were there when the page looked; later ones arrived before its eyes.
    loaded: u64,
    /// Entries that the page did not get.
    pub missed: u64,
    /// While paused: the number of the newest entry that is shown.
    pub paused_at: Option<u64>,
}

impl Wire {
    /// Takes in the journal as it stood when it was asked for; the stream may have brought later entries already.
    /// Where it is the journal of a newly started server (the numbers began again), what is older is dropped. Returns whether it is.
    pub fn load(&mut self, journal: Journal) -> bool {
        let restarted =
            self.began_ms.replace(journal.began_ms).is_some_and(|began| began != journal.began_ms);
        if restarted {
            self.entries.retain(|entry| entry.time_ms >= journal.began_ms);
            self.paused_at = None;
            self.missed = 0;
        }
        let loaded = journal.entries.first().map_or(0, |entry| entry.id);
        for entry in journal.entries.into_iter().rev() {
            self.insert(entry);
        }
        self.loaded = loaded;
        restarted
    }

    /// Takes in one entry from the stream.
    pub fn push(&mut self, entry: Entry) {
        self.insert(entry);
    }

    /// Puts an entry in its place: by number, once. One of a newly started server takes the place of its older namesake.
    fn insert(&mut self, entry: Entry) {
        let at = self.entries.partition_point(|held| held.id > entry.id);
        match self.entries.get_mut(at).filter(|held| held.id == entry.id) {
            Some(held) => *held = Rc::new(entry),
            None => {
                let is_refused = is_refused(&entry);
                self.entries.insert(at, Rc::new(entry));
                self.make_room(is_refused);
            }
        }
    }

    /// Drops the oldest of the kind that just came where there are too many: what is refused pushes out only its own, as in
    /// the server's journal.
    fn make_room(&mut self, refused: bool) {
        let of_kind = |entry: &&Rc<Entry>| is_refused(entry) == refused;
        let capacity = if refused { REFUSED_CAPACITY } else { CAPACITY };
        if self.entries.iter().filter(of_kind).count() > capacity
            && let Some(oldest) = self.entries.iter().rposition(|entry| is_refused(entry) == refused)
        {
            self.entries.remove(oldest);
        }
    }

    fn newest(&self) -> u64 {
        self.entries.first().map_or(0, |entry| entry.id)
    }

    /// Whether an entry arrived while the page watched.
    pub fn is_fresh(&self, entry: &Entry) -> bool {
        entry.id > self.loaded
    }

    /// Stops or lets go what is shown; entries are taken in all the same.
    pub fn toggle_pause(&mut self) {
        self.paused_at = match self.paused_at {
            Some(_) => None,
            None => Some(self.newest()),
        };
    }

    /// All that is held, newest first.
    pub fn entries(&self) -> &[Rc<Entry>] {
        &self.entries
    }

    /// What a filter lets through, newest first, at most [`ROWS`].
    pub fn rows(&self, filter: Filter) -> Vec<Rc<Entry>> {
        let last = self.paused_at.unwrap_or(u64::MAX);
        self.entries
            .iter()
            .filter(|entry| entry.id <= last && filter.shows(entry))
            .take(ROWS)
            .cloned()
            .collect()
    }

    /// How many rows wait behind a pause.
    pub fn waiting(&self, filter: Filter) -> usize {
        let Some(last) = self.paused_at else { return 0 };
        self.entries.iter().take_while(|entry| entry.id > last).filter(|entry| filter.shows(entry)).count()
    }
}

/// Which entries are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Whether to show what this page asks for.
    pub own: bool,
    /// Whether to show the page's files and its reading of the journal.
    pub files: bool,
}

impl Filter {
    /// Whether an entry is shown.
    pub fn shows(self, entry: &Entry) -> bool {
        match &entry.event {
            Event::Request(request) => match request.client {
                Client::Page if is_file(&request.target) => self.files,
                Client::Page => self.own,
                Client::Browser if is_file(&request.target) => self.files,
                _ => true,
            },
            Event::Practice(practice) => self.own || !practice.own,
        }
    }
}

fn is_refused(entry: &Entry) -> bool {
    entry.request().is_some_and(|request| request.refused.is_some())
}

/// Whether a target is one of the page's files, or the journal that the wire itself is drawn from.
fn is_file(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    path == "/journal"
        || path.starts_with("/journal/")
        || [".js", ".css", ".wasm", ".svg", ".ico", ".png"].iter().any(|end| path.ends_with(end))
}

/// What to call the client of an entry: a program's name as it gives it, or as the system has it, or what is known of it.
pub fn who(entry: &Entry) -> String {
    match &entry.event {
        Event::Request(request) => client(request),
        Event::Practice(practice) if practice.own => "this lab".to_owned(),
        Event::Practice(practice) => {
            let name = practice.process.as_ref().and_then(|process| process.name.clone());
            name.unwrap_or_else(|| "a program".to_owned())
        }
    }
}

fn client(request: &Request) -> String {
    match (request.client, request.program()) {
        (Client::Page, _) => "this page".to_owned(),
        (Client::Browser, _) => "a browser".to_owned(),
        (Client::Console, _) => "the console".to_owned(),
        (Client::Raw, _) => "raw bytes".to_owned(),
        (Client::Terminal | Client::Program, program) => program.unwrap_or("a program").to_owned(),
    }
}

/// Whether an entry came from a terminal: a command such as curl, or bytes typed by hand; or from any program but the lab
/// itself that talks to a practice listener.
pub fn by_hand(entry: &Entry) -> bool {
    match &entry.event {
        Event::Request(request) => request.from_terminal(),
        Event::Practice(practice) => !practice.own,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use protocol::connection::Connection;
    use protocol::journal::{Closed, Closer, Practice, Refused, Step};
    use protocol::listeners::Kind;
    use protocol::sockets::Process;

    /// An entry to test with.
    pub(crate) fn entry(id: u64, client: Client, target: &str) -> Entry {
        let request = Request {
            method: "GET".into(),
            target: target.into(),
            host: "127.0.0.1:62893".into(),
            status: 200,
            outcome: None,
            duration_us: 38,
            request_bytes: 0,
            response_bytes: Some(2),
            client,
            user_agent: (client != Client::Raw).then(|| "curl/8.5.0".into()),
            refused: None,
        };
        let (local, peer) = ("127.0.0.1:62893".parse().unwrap(), "127.0.0.1:51820".parse().unwrap());
        Entry {
            id,
            time_ms: id * 1000,
            connection: Connection { id, local, peer },
            event: Event::Request(request),
        }
    }

    /// A connection of nc, or of the lab itself, to a TCP echo that has ended.
    pub(crate) fn closed(id: u64, own: bool) -> Entry {
        let closed = Closed { received_bytes: 12, sent_bytes: 12, duration_us: 38, by: Closer::Client };
        let practice = Practice {
            listener: 1,
            kind: Kind::TcpEcho,
            process: Some(Process { pid: 7, name: Some("nc".into()) }),
            own,
            step: Step::Closed(closed),
            left_out: 0,
        };
        Entry { event: Event::Practice(practice), ..entry(id, Client::Raw, "/") }
    }

    fn ids(wire: &Wire) -> Vec<u64> {
        wire.entries().iter().map(|entry| entry.id).collect()
    }

    fn journal(total: u64, ids: &[u64]) -> Journal {
        Journal {
            began_ms: 500,
            total,
            entries: ids.iter().map(|id| entry(*id, Client::Terminal, "/")).collect(),
        }
    }

    const ALL: Filter = Filter { own: true, files: true };

    #[test]
    fn the_journal_fills_what_the_stream_left_out() {
        let mut wire = Wire::default();
        wire.load(journal(2, &[2, 1]));
        wire.push(entry(5, Client::Terminal, "/"));
        assert!(wire.is_fresh(&wire.entries()[0].clone()));
        wire.load(journal(5, &[5, 4, 3, 2, 1]));
        assert_eq!(ids(&wire), [5, 4, 3, 2, 1]);
    }

    #[test]
    fn an_entry_that_overtakes_the_journal_stays() {
        let mut wire = Wire::default();
        wire.push(entry(3, Client::Terminal, "/probe/1"));
        assert!(!wire.load(journal(2, &[2, 1])));
        assert_eq!(ids(&wire), [3, 2, 1]);
        assert!(
            wire.is_fresh(&entry(3, Client::Terminal, "/"))
                && !wire.is_fresh(&entry(2, Client::Terminal, "/"))
        );
    }

    #[test]
    fn a_restarted_server_starts_the_wire_anew() {
        let at = |id, time_ms| Entry { time_ms, ..entry(id, Client::Terminal, "/") };
        let mut wire = Wire::default();
        wire.load(journal(9, &[9, 8, 2]));
        wire.toggle_pause();
        // The new server's stream opens, and its first entries come before its journal.
        wire.push(at(2, 70_000));
        let new = Journal { began_ms: 60_000, total: 1, entries: vec![at(1, 65_000)] };
        assert!(wire.load(new));
        assert_eq!(ids(&wire), [2, 1]);
        assert_eq!(wire.entries()[0].time_ms, 70_000);
        assert_eq!(wire.paused_at, None);
    }

    #[test]
    fn a_pause_holds_the_rows_and_counts_what_waits() {
        let mut wire = Wire::default();
        wire.load(journal(2, &[2, 1]));
        wire.toggle_pause();
        wire.push(entry(3, Client::Terminal, "/"));
        assert_eq!((wire.rows(ALL).len(), wire.waiting(ALL)), (2, 1));
        wire.toggle_pause();
        assert_eq!((wire.rows(ALL).len(), wire.waiting(ALL)), (3, 0));
    }

    #[test]
    fn the_page_s_files_are_hidden_and_a_learner_s_request_never_is() {
        let usual = Filter { own: true, files: false };
        assert!(!usual.shows(&entry(1, Client::Page, "/journal/stream")));
        assert!(!usual.shows(&entry(1, Client::Page, "/frontend-1a2b_bg.wasm")));
        assert!(usual.shows(&entry(1, Client::Page, "/probe/22")));
        let none = Filter { own: false, files: false };
        assert!(!none.shows(&entry(1, Client::Page, "/probe/22")));
        assert!(none.shows(&entry(1, Client::Terminal, "/journal?limit=1")));
        assert!(
            none.shows(&closed(1, false)) && !none.shows(&closed(1, true)) && usual.shows(&closed(1, true))
        );
    }

    #[test]
    fn names_the_client() {
        assert_eq!(who(&entry(1, Client::Terminal, "/")), "curl");
        assert_eq!(who(&entry(1, Client::Page, "/")), "this page");
        assert_eq!(who(&entry(1, Client::Raw, "/")), "raw bytes");
        assert_eq!((who(&closed(1, false)), who(&closed(1, true))), ("nc".into(), "this lab".into()));
    }

    #[test]
    fn what_was_refused_pushes_out_only_its_own() {
        let mut wire = Wire::default();
        wire.push(entry(1, Client::Terminal, "/whoami"));
        for id in 2..500 {
            let mut attack = entry(id, Client::Browser, "/");
            if let Event::Request(request) = &mut attack.event {
                request.refused = Some(Refused { code: "host_unknown".into(), origin: None, left_out: 0 });
            }
            wire.push(attack);
        }
        assert_eq!(wire.entries().len(), REFUSED_CAPACITY + 1);
        assert_eq!((ids(&wire)[0], ids(&wire)[REFUSED_CAPACITY]), (499, 1));
    }

    proptest! {
        #[test]
        fn whatever_comes_in_stays_ordered_single_and_bounded(ids in proptest::collection::vec(1u64..3000, 0..1500)) {
            let mut wire = Wire::default();
            for id in ids {
                wire.push(entry(id, Client::Program, "/"));
            }
            prop_assert!(wire.entries().windows(2).all(|pair| pair[0].id > pair[1].id));
            prop_assert!(wire.entries().len() <= CAPACITY && wire.rows(ALL).len() <= ROWS);
        }
    }
}
