//! The practice listeners as the widget that starts them knows them, and what it asks the lab for.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

use concepts::port::{Port, PortError};
use course::shell::Shell;
use protocol::journal::Entry;
use protocol::listeners::{Kind, Listener};
use protocol::talk;

use crate::model::trouble::Trouble;
use course::quote;

/// The addresses to choose from.
pub const ADDRESSES: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// How many lines of the journal are shown under each listener.
pub const LINES: usize = 3;

/// The listeners that run, as far as is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Running {
    /// All of them, in the order in which they were started; `None` before the lab told.
    pub listeners: Option<Rc<Vec<Listener>>>,
    /// What is under way.
    pub busy: Option<Busy>,
    /// What was done last.
    pub done: Option<Done>,
    /// Why the last thing that was asked for was not done.
    pub trouble: Option<Trouble>,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    /// One is being started.
    Start,
    /// One is being stopped.
    Stop(u64),
}

/// What was done last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// One was started.
    Started(Listener),
    /// One was stopped.
    Stopped(Listener),
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Happens {
    /// The lab told which there are.
    Listed(Vec<Listener>),
    /// Something is asked for.
    Asked(Busy),
    /// It was done.
    Done(Done),
    /// It was not.
    Failed(Trouble),
}

impl Running {
    /// What is known after something happened.
    pub fn after(&self, happens: Happens) -> Self {
        let mut next = self.clone();
        let mut all = |change: &dyn Fn(&mut Vec<Listener>)| {
            let mut list = next.listeners.as_deref().cloned().unwrap_or_default();
            change(&mut list);
            next.listeners = Some(Rc::new(list));
        };
        match happens {
            Happens::Listed(list) => next.listeners = Some(Rc::new(list)),
            Happens::Asked(busy) => {
                next.busy = Some(busy);
                next.trouble = None;
            }
            Happens::Done(done) => {
                match &done {
                    // It may have been listed already.
                    Done::Started(new) => all(&|list| {
                        list.retain(|one| one.id != new.id);
                        list.push(new.clone());
                    }),
                    Done::Stopped(old) => all(&|list| list.retain(|one| one.id != old.id)),
                }
                next.busy = None;
                next.done = Some(done);
            }
            Happens::Failed(trouble) => {
                next.busy = None;
                next.trouble = Some(trouble);
            }
        }
        next
    }
}

/// Reads the field of the port: nothing, or 0, lets the system choose.
///
/// # Errors
/// What is wrong with the text.
pub fn port(text: &str) -> Result<u16, PortError> {
    match text.trim() {
        "" | "0" => Ok(0),
        text => text.parse().map(Port::number),
    }
}

/// The body that asks for a listener.
pub fn start(kind: Kind, host: IpAddr, port: u16) -> String {
    let port = if port == 0 { String::new() } else { format!(r#","port":{port}"#) };
    let host = if host == ADDRESSES[0] { String::new() } else { format!(r#","host":"{host}""#) };
    format!(r#"{{"kind":"{}"{host}{port}}}"#, kind.word())
}

/// The command that asks for it. `lab` is the authority of the lab.
pub fn start_command(shell: Shell, lab: &str, body: &str) -> Option<String> {
    let words = ["-H", "Content-Type: application/json", "-d", body, &format!("http://{lab}/listeners")];
    quote::line(shell, "curl", &words.map(str::to_owned)).ok()
}

/// The command that talks to a listener; `None` where nothing that comes with the shell's system does.
pub fn talk_command(shell: Shell, lab: &str, listener: &Listener) -> Option<String> {
    let talk = match shell {
        Shell::Linux | Shell::Macos => Some(talk::talk(listener.kind, listener.local, lab)),
        Shell::Powershell | Shell::Cmd => talk::without_nc(listener.kind, listener.local, lab),
    }?;
    quote::line(shell, talk.program, &talk.arguments).ok()
}

/// The last things that happened at a listener, newest first, of entries given newest first.
pub fn lines(listener: u64, newest_first: &[Rc<Entry>]) -> Vec<Rc<Entry>> {
    let of = |entry: &&Rc<Entry>| entry.practice().is_some_and(|practice| practice.listener == listener);
    newest_first.iter().filter(of).take(LINES).cloned().collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::wire::tests::{closed, entry};
    use proptest::prelude::*;
    use protocol::journal::Client;
    use protocol::listeners::NewListener;

    pub(crate) fn listener(id: u64) -> Listener {
        Listener {
            id,
            kind: Kind::TcpEcho,
            local: "127.0.0.1:40001".parse().unwrap(),
            backlog: 128,
            accept: true,
            hold: false,
            started_ms: 1,
            accepted: 0,
            open: 0,
            turned_away: 0,
            received_bytes: 0,
            sent_bytes: 0,
            left_out: 0,
            details: None,
        }
    }

    fn ids(running: &Running) -> Vec<u64> {
        running.listeners.iter().flat_map(|all| all.iter()).map(|one| one.id).collect()
    }

    #[test]
    fn what_was_started_and_stopped_shows_at_once() {
        let running = Running::default().after(Happens::Listed(vec![listener(1)]));
        let asked = running.after(Happens::Asked(Busy::Start));
        assert_eq!(asked.busy, Some(Busy::Start));
        // The list may overtake the answer.
        let listed = asked.after(Happens::Listed(vec![listener(1), listener(2)]));
        let started = listed.after(Happens::Done(Done::Started(listener(2))));
        assert_eq!((ids(&started), started.busy), (vec![1, 2], None));
        let stopped = started.after(Happens::Done(Done::Stopped(listener(1))));
        assert_eq!(ids(&stopped), [2]);
        let failed = stopped.after(Happens::Failed(Trouble::Slow));
        assert_eq!((ids(&failed), failed.trouble.clone()), (vec![2], Some(Trouble::Slow)));
        assert_eq!(failed.after(Happens::Asked(Busy::Stop(2))).trouble, None);
    }

    #[test]
    fn the_command_says_no_more_than_it_must() {
        assert_eq!(start(Kind::TcpEcho, ADDRESSES[0], 0), r#"{"kind":"tcp-echo"}"#);
        let v6 = start(Kind::HttpHello, ADDRESSES[2], 8080);
        assert_eq!(v6, r#"{"kind":"http-hello","host":"::1","port":8080}"#);
        let command = start_command(Shell::Linux, "127.0.0.1:62893", &v6).unwrap();
        assert_eq!(
            command,
            r#"curl -H 'Content-Type: application/json' -d '{"kind":"http-hello","host":"::1","port":8080}' http://127.0.0.1:62893/listeners"#
        );
        let echo = listener(1);
        let talk = |shell| talk_command(shell, "127.0.0.1:62893", &echo).unwrap();
        assert_eq!(talk(Shell::Macos), "nc 127.0.0.1 40001");
        assert_eq!(talk(Shell::Cmd), "curl.exe telnet://127.0.0.1:40001");
        let udp = Listener { kind: Kind::UdpEcho, ..echo };
        assert_eq!(talk_command(Shell::Powershell, "127.0.0.1:62893", &udp), None);
    }

    #[test]
    fn a_listener_has_its_own_lines() {
        let all = [closed(9, false), entry(8, Client::Terminal, "/"), closed(7, true)].map(Rc::new);
        let of = |id| lines(id, &all).iter().map(|entry| entry.id).collect::<Vec<_>>();
        assert_eq!((of(1), of(2)), (vec![9, 7], vec![]));
    }

    proptest! {
        #[test]
        fn a_body_is_what_the_lab_reads(kind in 0..Kind::ALL.len(), host in 0..ADDRESSES.len(), port in any::<u16>()) {
            let (kind, host) = (Kind::ALL[kind], ADDRESSES[host]);
            let read: NewListener = serde_json::from_str(&start(kind, host, port)).unwrap();
            prop_assert_eq!((read.kind, read.host.unwrap_or(ADDRESSES[0]), read.port), (kind, host, port));
        }

        #[test]
        fn a_port_is_what_a_learner_types(number in any::<u16>()) {
            prop_assert_eq!(port(&format!(" {number} ")), Ok(number));
        }
    }

    #[test]
    fn no_other_port_is_one() {
        assert_eq!(port("  "), Ok(0));
        for text in ["65536", "-1", "+1", "http", "1.5"] {
            assert!(port(text).is_err(), "{text}");
        }
    }
}
