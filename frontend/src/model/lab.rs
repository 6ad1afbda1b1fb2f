//! What the page knows of the server, and what changes it.

use std::rc::Rc;

use course::model::Contents;
use protocol::connection::Whoami;
use protocol::host::Host;
use protocol::journal::{Client, Entry, Journal};

use crate::model::trouble::Trouble;
use crate::model::wire::Wire;

/// Whether the server answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// The page has not heard from it yet.
    #[default]
    Connecting,
    /// The journal's stream is open.
    Up,
    /// It was there, or should be, and does not answer.
    Gone,
}

/// What the page knows of the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lab {
    /// Whether it answers.
    pub link: Link,
    /// Whether it came back a moment ago.
    pub returned: bool,
    /// Counts the attempts to open the journal's stream; a new number asks for a new attempt.
    pub attempt: u32,
    /// How many attempts failed since it last answered.
    pub failures: u32,
    /// Counts how often the journal is to be read: when the stream opens, and when it left something out.
    pub opened: u32,
    /// Counts how often the server came back, or the page to it; a new number asks to read everything again.
    pub returns: u32,
    /// The connection that brought the last `/whoami`.
    pub whoami: Option<Whoami>,
    /// The highest number of a connection that this page is known to have used.
    pub newest_connection: u64,
    /// Counts the reasons to ask `/whoami` again.
    pub ask_whoami: u32,
    /// The course.
    pub contents: Option<Rc<Contents>>,
    /// Counts how often the course was read; a new number asks to read the open lesson again.
    pub contents_read: u32,
    /// Why there is no course, if the server said so.
    pub contents_trouble: Option<Trouble>,
    /// This machine.
    pub host: Option<Rc<Host>>,
    /// The live wire.
    pub wire: Wire,
    /// Whether the journal was read since the page was opened.
    pub journal_read: bool,
}

/// What the page hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// The journal's stream is open.
    Opened,
    /// The stream broke off, or could not be opened.
    Lost,
    /// A request got no answer.
    Unanswered,
    /// The note that the server is back was read.
    Noted,
    /// An entry came.
    Entry(Box<Entry>),
    /// Entries were left out of the stream.
    Missed(u64),
    /// The journal as it stands.
    Journal(Journal),
    /// This page's connection.
    Whoami(Whoami),
    /// The course, or why there is none.
    Contents(Result<Contents, Trouble>),
    /// This machine.
    Host(Host),
    /// The learner stops or lets go the live wire.
    Pause,
}

impl Lab {
    /// What the page knows after it heard something.
    pub fn after(&self, heard: Heard) -> Self {
        let mut next = self.clone();
        match heard {
            Heard::Opened => {
                next.returned = self.link == Link::Gone;
                // Nobody heard what became of the lab while the page was hidden.
                next.returns += u32::from(self.opened > 0);
                next.link = Link::Up;
                next.failures = 0;
                next.opened += 1;
            }
            // Without an answer while nothing was amiss: look whether the stream can be opened. Else it is being tried.
            Heard::Unanswered if self.link == Link::Gone => {}
            Heard::Lost | Heard::Unanswered => {
                next.link = Link::Gone;
                next.returned = false;
                next.failures += 1;
                next.attempt += 1;
            }
            Heard::Noted => next.returned = false,
            Heard::Entry(entry) => {
                if next.is_new_connection(&entry) {
                    next.newest_connection = entry.connection.id;
                    next.ask_whoami += 1;
                }
                next.wire.push(*entry);
            }
            Heard::Missed(count) => {
                next.wire.missed += count;
                next.opened += 1;
            }
            Heard::Journal(journal) => {
                if next.wire.load(journal) {
                    // The numbers of connections began again too.
                    next.newest_connection = 0;
                }
                next.journal_read = true;
            }
            Heard::Whoami(whoami) => {
                next.newest_connection = next.newest_connection.max(whoami.connection.id);
                next.whoami = Some(whoami);
            }
            Heard::Contents(Ok(contents)) => {
                next.contents = Some(Rc::new(contents));
                next.contents_trouble = None;
                next.contents_read += 1;
            }
            Heard::Contents(Err(trouble)) => next.contents_trouble = Some(trouble),
            Heard::Host(host) => next.host = Some(Rc::new(host)),
            Heard::Pause => next.wire.toggle_pause(),
        }
        next
    }

    /// Whether an entry shows that a page of the lab opened another connection. A `/whoami` does
    /// not count: its answer already told, and two open pages would keep each other asking.
    fn is_new_connection(&self, entry: &Entry) -> bool {
        entry.connection.id > self.newest_connection
            && entry.request().is_some_and(|request| {
                request.client == Client::Page && !request.target.starts_with("/whoami")
            })
    }
}

/// How long to wait before attempt number `failures` to reach a server that does not answer, in milliseconds.
///
/// ```
/// use frontend::model::lab::wait_ms;
/// assert_eq!([wait_ms(0), wait_ms(1), wait_ms(3), wait_ms(99)], [0, 1000, 3000, 5000]);
/// ```
pub fn wait_ms(failures: u32) -> u32 {
    failures.min(5) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wire::tests::entry;

    #[test]
    fn a_server_that_stops_and_returns_is_noted_and_read_again() {
        let up = Lab::default().after(Heard::Opened);
        assert!(up.link == Link::Up && !up.returned);
        let gone = up.after(Heard::Lost).after(Heard::Lost);
        assert_eq!((gone.link, gone.failures, gone.attempt), (Link::Gone, 2, 2));
        let back = gone.after(Heard::Opened);
        assert_eq!((back.link, back.returned, back.failures), (Link::Up, true, 0));
        assert_eq!((back.opened, back.returns, up.returns), (2, 1, 0));
        assert!(!back.after(Heard::Noted).returned);
    }

    #[test]
    fn after_a_time_unseen_everything_is_read_again_and_nothing_is_said() {
        let seen = Lab::default().after(Heard::Opened).after(Heard::Opened);
        assert_eq!((seen.link, seen.returned, seen.returns, seen.opened), (Link::Up, false, 1, 2));
    }

    #[test]
    fn a_request_without_answer_asks_for_one_attempt_only() {
        let gone = Lab::default().after(Heard::Opened).after(Heard::Unanswered);
        assert_eq!((gone.link, gone.attempt), (Link::Gone, 1));
        assert_eq!(gone.after(Heard::Unanswered).attempt, 1);
    }

    #[test]
    fn a_new_connection_of_the_page_asks_who_we_are_once() {
        let first = Lab::default().after(Heard::Entry(Box::new(entry(7, Client::Page, "/echo"))));
        assert_eq!((first.ask_whoami, first.newest_connection), (1, 7));
        let mut same = entry(8, Client::Page, "/echo");
        same.connection.id = 7;
        let again = first.after(Heard::Entry(Box::new(same)));
        let other = again.after(Heard::Entry(Box::new(entry(9, Client::Terminal, "/echo"))));
        let asked = other.after(Heard::Entry(Box::new(entry(10, Client::Page, "/whoami"))));
        assert_eq!(asked.ask_whoami, 1);
    }

    #[test]
    fn what_was_missed_is_counted_and_fetched() {
        let lab = Lab::default().after(Heard::Opened).after(Heard::Missed(12));
        assert_eq!((lab.wire.missed, lab.opened), (12, 2));
    }
}
