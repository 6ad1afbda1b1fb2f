//! The learner's own server: whether something listens at a port, who, and what became of it.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use protocol::sockets::{Process, Protocol, Sockets, State};

/// Something that listens at the port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// Where.
    pub local: SocketAddr,
    /// Who, where the system tells.
    pub process: Option<Process>,
}

impl Listening {
    /// Whether it takes every address of its family.
    pub const fn is_everywhere(&self) -> bool {
        self.local.ip().is_unspecified()
    }

    /// Where it can be reached from this machine: its own address, or loopback where it takes every one.
    pub fn reached_at(&self) -> SocketAddr {
        let ip = match self.local.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.local.port())
    }
}

/// What is known of one port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// The port that this is about.
    pub port: Option<u16>,
    /// Whether the table was looked at.
    pub looked: bool,
    /// Whether the stream of the table broke off.
    pub lost: bool,
    /// What listens there.
    pub now: Vec<Listening>,
    /// What listened there last, where nothing does any more.
    pub before: Vec<Listening>,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happens {
    /// A look at the table, for a port.
    Look(u16, Sockets),
    /// The stream of the table broke off, for a port.
    Lost(u16),
    /// The learner wants it tried again.
    Again,
}

impl Watched {
    /// What is known after something has happened.
    #[must_use]
    pub fn after(&self, happens: &Happens) -> Self {
        match happens {
            Happens::Look(port, table) => self.of(*port).looked(*port, table),
            Happens::Lost(port) => Self { lost: true, ..self.of(*port) },
            Happens::Again => Self { lost: false, ..self.clone() },
        }
    }

    /// What is known of one port: what was seen of another says nothing of it.
    #[must_use]
    pub fn of(&self, port: u16) -> Self {
        if self.port == Some(port) { self.clone() } else { Self { port: Some(port), ..Self::default() } }
    }

    fn looked(&self, port: u16, table: &Sockets) -> Self {
        let listens = |one: &&protocol::sockets::Socket| {
            one.protocol == Protocol::Tcp && one.state == Some(State::Listen) && one.local.port() == port
        };
        let now: Vec<_> = table
            .sockets
            .iter()
            .filter(listens)
            .map(|one| Listening { local: one.local, process: one.process.clone() })
            .collect();
        let before = match (now.is_empty(), self.now.is_empty()) {
            (true, false) => self.now.clone(),
            (true, true) => self.before.clone(),
            (false, _) => Vec::new(),
        };
        Self { port: Some(port), looked: true, lost: false, now, before }
    }
}

/// The address to fetch from a server: its path begins with a slash, whatever was typed.
pub fn address(server: &Listening, path: &str) -> String {
    let path = path.trim();
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("http://{}{slash}{path}", server.reached_at())
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::sockets::Socket;

    fn table(rows: &[(&str, Option<State>)]) -> Sockets {
        let socket = |(local, state): &(&str, Option<State>)| Socket {
            protocol: if state.is_some() { Protocol::Tcp } else { Protocol::Udp },
            local: local.parse().unwrap(),
            remote: None,
            state: *state,
            receive_queue: None,
            send_queue: None,
            process: Some(Process { pid: 7, name: Some("python3".into()) }),
            service: None,
        };
        Sockets { time_ms: 1, sockets: rows.iter().map(socket).collect(), total: rows.len(), withheld: None }
    }

    #[test]
    fn a_server_comes_and_goes() {
        let listen = Some(State::Listen);
        let look = |rows: &[(&str, Option<State>)]| Happens::Look(8000, table(rows));
        let idle = Watched::default().after(&look(&[("127.0.0.1:8000", None), ("127.0.0.1:8001", listen)]));
        assert!(idle.port == Some(8000) && idle.now.is_empty() && idle.before.is_empty());
        let there = idle.after(&look(&[("127.0.0.1:8000", listen)]));
        assert_eq!(there.now[0].process.as_ref().unwrap().pid, 7);
        let gone = there.after(&look(&[("127.0.0.1:8000", Some(State::TimeWait))]));
        assert_eq!((gone.now.len(), &gone.before), (0, &there.now));
        assert_eq!(gone.after(&look(&[])), gone);
        assert!(gone.after(&look(&[("127.0.0.1:8000", listen)])).before.is_empty());
        let lost = there.after(&Happens::Lost(8000));
        assert!(lost.lost && lost.now == there.now && !lost.after(&Happens::Again).lost);
    }

    #[test]
    fn another_port_begins_anew() {
        let there =
            Watched::default().after(&Happens::Look(8000, table(&[("127.0.0.1:8000", Some(State::Listen))])));
        let other = there.after(&Happens::Look(8001, table(&[])));
        assert_eq!(other, Watched { port: Some(8001), looked: true, ..Watched::default() });
        let lost = there.after(&Happens::Lost(8001));
        assert_eq!(lost, Watched { port: Some(8001), lost: true, ..Watched::default() });
        assert!(!lost.of(8000).lost, "the stream of another port was not lost");
    }

    #[test]
    fn it_is_fetched_from_where_it_listens() {
        let at = |local: &str| Listening { local: local.parse().unwrap(), process: None };
        assert_eq!(address(&at("127.0.0.2:8000"), "/a"), "http://127.0.0.2:8000/a");
        assert_eq!(address(&at("0.0.0.0:8000"), " a b "), "http://127.0.0.1:8000/a b");
        assert_eq!(address(&at("[::]:8000"), ""), "http://[::1]:8000/");
        assert!(at("[::]:8000").is_everywhere() && !at("[::1]:8000").is_everywhere());
    }
}
