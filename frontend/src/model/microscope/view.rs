//! What the looks at the system's table have shown of the connections to one listener.

use core::net::SocketAddr;

use protocol::sockets::{Process, Protocol, Socket, Sockets, State};

use crate::model::microscope::life::{Role, between};

/// How many ports are remembered as lent; the oldest go first.
const LENT: usize = 512;

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Its state.
    pub state: State,
    /// The look that first showed it in this state, in milliseconds since 1970-01-01 00:00 UTC.
    pub since_ms: u64,
}

/// One connection: a pair of sockets, of which one may be gone already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The client's socket.
    pub client: SocketAddr,
    /// The client's end; `None` where the system has no such socket.
    pub near: Option<End>,
    /// The listener's end.
    pub far: Option<End>,
    /// The client's program, where it is another one than the listener's.
    pub visitor: Option<Process>,
}

impl Connection {
    /// One of its ends.
    pub const fn end(&self, role: Role) -> Option<End> {
        match role {
            Role::Client => self.near,
            Role::Listener => self.far,
        }
    }

    /// The state of one of its ends.
    pub fn state(&self, role: Role) -> Option<State> {
        self.end(role).map(|end| end.state)
    }
}

/// What was seen of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// How many sockets are in it now.
    pub now: usize,
    /// Whether a look has ever shown a socket in it.
    pub seen: bool,
    /// Whether it ever lay on the way between two looks.
    pub missed: bool,
}

/// TIME-WAITs that the system has let go of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetGo {
    /// How many.
    pub count: usize,
    /// How long the last of them was seen, in milliseconds.
    pub after_ms: u64,
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Whether there was a look at all.
    pub looked: bool,
    /// Whether the listener's own socket is in the table.
    pub listening: bool,
    /// How many connections wait to be accepted, where the system tells.
    pub queue: Option<u32>,
    /// The connections, in the order in which they were first seen.
    pub connections: Vec<Connection>,
    /// The ports that were seen at clients' ends, in the order in which they were first seen.
    pub lent: Vec<u16>,
    /// TIME-WAITs that went away under the eyes of the page.
    pub let_go: Option<LetGo>,
    /// What the system did not tell.
    pub withheld: Option<String>,
    /// Whether nobody looked for a while: what happened meanwhile cannot be told.
    blind: bool,
    seen: [bool; State::ALL.len()],
    missed: [bool; State::ALL.len()],
}

fn index(state: State) -> usize {
    State::ALL.iter().position(|one| *one == state).unwrap_or_default()
}

/// An address as IPv4 where it is one inside IPv6: a program may ask for the listener either way.
fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

impl View {
    /// Nobody looks for a while.
    pub fn pause(&mut self) {
        self.blind = true;
    }

    /// What is known after one more look at the table.
    #[must_use]
    pub fn after(&self, look: &Sockets, listener: SocketAddr) -> Self {
        let mut next = self.clone();
        let tcp = || look.sockets.iter().filter(|socket| socket.protocol == Protocol::Tcp);
        let door = tcp().find(|socket| plain(socket.local) == listener && socket.remote.is_none());
        let own = door.and_then(|socket| socket.process.clone());
        next.looked = true;
        next.listening = door.is_some();
        next.queue = door.and_then(|socket| socket.receive_queue);
        next.withheld.clone_from(&look.withheld);

        let mut now: Vec<Connection> = Vec::new();
        for socket in tcp() {
            let Some((client, role)) = place(socket, listener) else { continue };
            let at = now.iter().position(|one| one.client == client).unwrap_or_else(|| {
                now.push(Connection { client, near: None, far: None, visitor: None });
                now.len() - 1
            });
            let Some((one, state)) = now.get_mut(at).zip(socket.state) else { continue };
            let end = Some(End { state, since_ms: look.time_ms });
            match role {
                Role::Client => {
                    one.near = end;
                    one.visitor = socket
                        .process
                        .clone()
                        .filter(|process| Some(process.pid) != own.as_ref().map(|own| own.pid));
                }
                Role::Listener => one.far = end,
            }
        }
        // Those that were there already keep their order and their times.
        let mut all = Vec::with_capacity(now.len());
        for before in &self.connections {
            let at = now.iter().position(|one| one.client == before.client);
            let mut one = at
                .map_or_else(|| Connection { near: None, far: None, ..before.clone() }, |at| now.remove(at));
            next.compare(before, &one, look.time_ms);
            one.near = kept(before.near, one.near);
            one.far = kept(before.far, one.far);
            // A socket in TIME-WAIT belongs to no process any more.
            one.visitor = one.visitor.or_else(|| before.visitor.clone());
            if one.near.is_some() || one.far.is_some() {
                all.push(one);
            }
        }
        for one in now {
            let nothing = Connection { near: None, far: None, ..one.clone() };
            next.compare(&nothing, &one, look.time_ms);
            let port = one.client.port();
            if !next.lent.contains(&port) {
                next.lent.push(port);
            }
            all.push(one);
        }
        let surplus = next.lent.len().saturating_sub(LENT);
        next.lent.drain(..surplus);
        next.connections = all;
        if next.listening {
            next.see(State::Listen);
        }
        next.blind = false;
        next
    }

    fn see(&mut self, state: State) {
        if let Some(seen) = self.seen.get_mut(index(state)) {
            *seen = true;
        }
    }

    /// Notes what one connection has gone through since the look before.
    fn compare(&mut self, before: &Connection, after: &Connection, time_ms: u64) {
        for role in Role::BOTH {
            let (from, to) = (before.state(role), after.state(role));
            if let Some(state) = to {
                self.see(state);
            }
            if self.blind || from == to {
                continue;
            }
            for state in between(role, from, to, after.state(role.other())) {
                if let Some(missed) = self.missed.get_mut(index(state)) {
                    *missed = true;
                }
            }
            if let (Some(State::TimeWait), None, Some(end)) = (from, to, before.end(role)) {
                let count = self.let_go.map_or(0, |let_go| let_go.count) + 1;
                self.let_go = Some(LetGo { count, after_ms: time_ms.saturating_sub(end.since_ms) });
            }
        }
    }

    /// What was seen of a state.
    pub fn mark(&self, state: State) -> Mark {
        let of = |marks: &[bool]| marks.get(index(state)).copied().unwrap_or_default();
        let now = if state == State::Listen {
            usize::from(self.listening)
        } else {
            Role::BOTH.into_iter().map(|role| self.count(role, state)).sum()
        };
        Mark { now, seen: of(&self.seen), missed: of(&self.missed) }
    }

    /// How many connections have one of their ends in a state now.
    pub fn count(&self, role: Role, state: State) -> usize {
        self.connections.iter().filter(|one| one.state(role) == Some(state)).count()
    }

    /// The states that lay between two looks and that no look has shown so far.
    pub fn missed(&self) -> Vec<State> {
        let unseen = |state: &State| {
            let mark = self.mark(*state);
            mark.missed && !mark.seen
        };
        State::ALL.into_iter().filter(unseen).collect()
    }
}

/// The client of a socket's connection to the listener, and which end the socket is. `None` for every other socket.
fn place(socket: &Socket, listener: SocketAddr) -> Option<(SocketAddr, Role)> {
    let (local, remote) = (plain(socket.local), plain(socket.remote?));
    if local == listener {
        Some((remote, Role::Listener))
    } else {
        (remote == listener).then_some((local, Role::Client))
    }
}

/// An end as it is now, with its time from before where its state has not changed.
fn kept(before: Option<End>, now: Option<End>) -> Option<End> {
    match (before, now) {
        (Some(before), Some(now)) if before.state == now.state => Some(before),
        _ => now,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use State::{CloseWait, Established, FinWait2, Listen, SynSent, TimeWait};

    pub(crate) const DOOR: &str = "127.0.0.1:40123";

    fn socket(local: &str, remote: Option<&str>, state: State, pid: u32) -> Socket {
        Socket {
            protocol: Protocol::Tcp,
            local: local.parse().unwrap(),
            remote: remote.map(|remote| remote.parse().unwrap()),
            state: Some(state),
            receive_queue: Some(0),
            send_queue: Some(0),
            process: (pid > 0).then_some(Process { pid, name: Some("x".into()) }),
            service: None,
        }
    }

    /// A look at the table: the listener, and for each client its port with the states of both ends.
    pub(crate) fn look(
        time_ms: u64,
        listening: bool,
        pairs: &[(u16, Option<State>, Option<State>)],
    ) -> Sockets {
        let mut sockets: Vec<_> = listening.then(|| socket(DOOR, None, Listen, 7)).into_iter().collect();
        for (port, near, far) in pairs {
            let client = format!("127.0.0.1:{port}");
            sockets.extend(near.map(|state| socket(&client, Some(DOOR), state, 7)));
            sockets.extend(far.map(|state| socket(DOOR, Some(&client), state, 7)));
        }
        Sockets { time_ms, total: sockets.len(), sockets, withheld: None }
    }

    pub(crate) fn seen(looks: &[Sockets]) -> View {
        looks.iter().fold(View::default(), |view, look| view.after(look, DOOR.parse().unwrap()))
    }

    #[test]
    fn two_sockets_make_a_connection() {
        let both = Some(Established);
        let view = seen(&[look(1, true, &[(50002, both, both), (50001, Some(SynSent), None)])]);
        assert!(view.listening);
        assert_eq!(view.connections.len(), 2);
        assert_eq!(view.connections[0].client.port(), 50002);
        assert_eq!(view.connections[1].state(Role::Listener), None);
        assert_eq!(view.mark(Established), Mark { now: 2, seen: true, missed: false });
        assert_eq!(view.mark(Listen).now, 1);
        assert_eq!(view.lent, [50002, 50001]);
        assert_eq!(view.missed(), [State::SynReceived], "SYN-SENT was seen, its answer was not");
    }

    #[test]
    fn other_sockets_of_the_same_port_are_left_out() {
        let mut table = look(1, true, &[]);
        table.sockets.push(socket("127.0.0.2:40123", Some("127.0.0.1:50000"), Established, 9));
        table.sockets.push(socket("[::1]:40123", None, Listen, 9));
        let mut datagrams = socket(DOOR, None, Listen, 9);
        datagrams.protocol = Protocol::Udp;
        datagrams.state = None;
        table.sockets.push(datagrams);
        let view = seen(&[table]);
        assert!(view.connections.is_empty() && view.listening);
    }

    #[test]
    fn a_client_of_another_program_is_a_visitor_also_through_ipv6() {
        let mut table = look(1, true, &[(50001, Some(Established), Some(Established))]);
        table.sockets.push(socket("[::ffff:127.0.0.1]:50002", Some(DOOR), Established, 9));
        table.sockets.push(socket(
            "[::ffff:127.0.0.1]:40123",
            Some("[::ffff:127.0.0.1]:50002"),
            Established,
            7,
        ));
        let view = seen(&[table]);
        let visitors: Vec<_> =
            view.connections.iter().map(|one| one.visitor.as_ref().map(|who| who.pid)).collect();
        assert_eq!(visitors, [None, Some(9)]);
        assert_eq!(view.connections[1].client, "127.0.0.1:50002".parse().unwrap());
        let mut later = look(2, true, &[]);
        later.sockets.push(socket("127.0.0.1:50002", Some(DOOR), TimeWait, 0));
        let view = view.after(&later, DOOR.parse().unwrap());
        assert_eq!(view.connections[0].visitor.as_ref().map(|who| who.pid), Some(9), "it is remembered");
    }

    #[test]
    fn an_end_keeps_the_time_of_its_state() {
        let half = [(50001, Some(FinWait2), Some(CloseWait))];
        let view = seen(&[
            look(100, true, &[(50001, Some(Established), Some(Established))]),
            look(200, true, &half),
            look(300, true, &half),
        ]);
        assert_eq!(view.connections[0].near, Some(End { state: FinWait2, since_ms: 200 }));
        assert_eq!(view.missed(), [SynSent, State::SynReceived, State::FinWait1]);
    }

    #[test]
    fn the_order_of_arrival_stays() {
        let both = Some(Established);
        let view = seen(&[
            look(1, true, &[(50009, both, both)]),
            look(2, true, &[(50001, both, both), (50009, both, both)]),
        ]);
        let ports: Vec<_> = view.connections.iter().map(|one| one.client.port()).collect();
        assert_eq!(ports, [50009, 50001]);
    }

    #[test]
    fn what_the_system_lets_go_of_is_counted_and_timed() {
        let view = seen(&[
            look(1000, true, &[(50001, Some(TimeWait), None), (50002, Some(TimeWait), None)]),
            look(61_000, true, &[(50002, Some(TimeWait), None)]),
            look(61_050, true, &[]),
        ]);
        assert_eq!(view.let_go, Some(LetGo { count: 2, after_ms: 60_050 }));
        assert!(view.connections.is_empty());
        assert_eq!(view.lent.len(), 2, "that they were lent is remembered");
    }

    #[test]
    fn what_happened_while_nobody_looked_is_not_guessed() {
        let both = Some(Established);
        let mut view = seen(&[look(1, true, &[(50001, both, both), (50002, Some(TimeWait), None)])]);
        let missed = view.missed();
        view.pause();
        let view = view.after(&look(90_000, true, &[(50001, Some(TimeWait), None)]), DOOR.parse().unwrap());
        assert_eq!(view.let_go, None);
        assert_eq!(view.missed(), missed);
        assert_eq!(view.connections.len(), 1);
    }
}
