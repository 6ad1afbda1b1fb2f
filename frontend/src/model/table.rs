//! The system's table of sockets, as the learner wants to see it.

use std::rc::Rc;

use concepts::port::{Port, PortError};
use protocol::sockets::{Socket, Sockets, State};

/// How many rows are drawn at most.
pub const DRAWN: usize = 200;

/// Whether the table is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watch {
    /// It is not, or no longer.
    #[default]
    No,
    /// It is.
    Yes,
    /// It was, and its stream broke off.
    Lost,
}

/// The table, how it is followed, and what of it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What is wanted.
    pub filter: Filter,
    /// Whether it is followed.
    pub watch: Watch,
    /// What it last was.
    pub last: Option<Rc<Sockets>>,
}

/// What happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The learner types a port.
    Port(String),
    /// The learner chooses a state by its name, or another word for all.
    State(String),
    /// The learner begins or ends to follow it.
    Toggle,
    /// A look at it.
    Look(Sockets),
    /// Its stream broke off.
    Lost,
}

impl Table {
    /// What is known after a change.
    #[must_use]
    pub fn after(&self, change: Change) -> Self {
        let mut next = self.clone();
        match change {
            Change::Port(port) => next.filter.port = port,
            Change::State(name) => {
                next.filter.state = State::ALL.into_iter().find(|state| state.name() == name);
            }
            Change::Toggle => next.watch = if self.watch == Watch::Yes { Watch::No } else { Watch::Yes },
            Change::Look(table) => next.last = Some(Rc::new(table)),
            Change::Lost => next.watch = Watch::Lost,
        }
        next
    }
}

/// What the learner wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The port of either end as it was typed; empty for all.
    pub port: String,
    /// The state; `None` for all.
    pub state: Option<State>,
}

impl Filter {
    /// The port that was typed, if any.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn port(&self) -> Result<Option<Port>, PortError> {
        let text = self.port.trim();
        if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
    }

    /// The address at which the lab tells exactly this much. A port that is none is left out.
    pub fn path(&self) -> String {
        let port = self.port().ok().flatten().map(|port| format!("port={port}"));
        let state = self.state.map(|state| format!("state={}", state.name().to_ascii_lowercase()));
        let query: Vec<String> = port.into_iter().chain(state).collect();
        if query.is_empty() { "/sockets".to_owned() } else { format!("/sockets?{}", query.join("&")) }
    }

    /// The rows that are wanted.
    pub fn rows<'a>(&self, table: &'a Sockets) -> Vec<&'a Socket> {
        let port = self.port().ok().flatten().map(Port::number);
        let has_port = |socket: &Socket| {
            port.is_none_or(|port| {
                socket.local.port() == port || socket.remote.is_some_and(|remote| remote.port() == port)
            })
        };
        let has_state = |socket: &Socket| self.state.is_none() || socket.state == self.state;
        table.sockets.iter().filter(|socket| has_port(socket) && has_state(socket)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::microscope::view::tests::look;
    use State::{Established, Listen, TimeWait};

    fn filter(port: &str, state: Option<State>) -> Filter {
        Filter { port: port.to_owned(), state }
    }

    #[test]
    fn rows_are_asked_for_by_port_of_either_end_and_by_state() {
        let table =
            look(1, true, &[(50001, Some(Established), Some(Established)), (50002, Some(TimeWait), None)]);
        for (port, state, count) in [
            ("", None, 4),
            (" 50001 ", None, 2),
            ("40123", Some(Listen), 1),
            ("", Some(TimeWait), 1),
            ("50001", Some(TimeWait), 0),
            // What is no port yet asks for nothing in particular; the field says what is wrong.
            ("70000", None, 4),
        ] {
            assert_eq!(filter(port, state).rows(&table).len(), count, "{port:?} {state:?}");
        }
    }

    #[test]
    fn the_address_asks_for_the_same() {
        assert_eq!(Filter::default().path(), "/sockets");
        assert_eq!(filter("80", None).path(), "/sockets?port=80");
        assert_eq!(filter("80", Some(TimeWait)).path(), "/sockets?port=80&state=time-wait");
        assert_eq!(filter("x", Some(Listen)).path(), "/sockets?state=listen");
        assert!(filter("x", None).port().is_err());
    }

    #[test]
    fn every_state_is_found_by_its_name() {
        let chosen = |name: &str| Table::default().after(Change::State(name.to_owned())).filter.state;
        assert!(State::ALL.into_iter().all(|one| chosen(one.name()) == Some(one)));
        assert_eq!(chosen(""), None);
    }

    #[test]
    fn what_was_seen_stays_when_it_is_followed_no_longer() {
        let seen = Table::default().after(Change::Toggle).after(Change::Look(look(1, true, &[])));
        assert_eq!(seen.watch, Watch::Yes);
        for change in [Change::Toggle, Change::Lost] {
            let ended = seen.after(change);
            assert_ne!(ended.watch, Watch::Yes);
            assert_eq!(ended.last, seen.last);
            assert_eq!(ended.after(Change::Toggle).watch, Watch::Yes);
        }
    }
}
