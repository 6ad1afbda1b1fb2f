//! The map of all ports: what a scan found, and what changed since while the map watched.

#[cfg(test)]
mod tests;
pub mod view;

use std::net::{IpAddr, Ipv4Addr};

use concepts::port::Span;
use concepts::port_set::PortSet;
use protocol::probe::{Listener, Probe, State};
use protocol::scan::{Begin, Counts, End, Open, Other, Progress};
use protocol::sockets::{self, Protocol, Sockets};

/// How many cells the map has: one for each number of 16 bits.
pub const CELLS: usize = 65_536;

/// How many rows the table of open ports shows at most.
pub const ROWS: usize = 200;

/// What is known of a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// It was not dialled yet.
    #[default]
    Unknown,
    /// It was dialled.
    Known(State),
}

/// Where the map stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was scanned yet.
    #[default]
    Before,
    /// A scan is under way.
    Running,
    /// Every chosen port was dialled.
    Done,
    /// The learner stopped it.
    Stopped,
    /// The lab went away.
    Gone,
    /// The lab refused, with this status.
    Refused(u16),
}

/// Whether the map hears of listeners that come and go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Watch {
    /// It does not listen for them.
    #[default]
    Off,
    /// It does; what the system withholds, if anything.
    On(Option<String>),
    /// It cannot: the lab or the system does not tell.
    Blind,
}

/// A change that the map saw while it watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The port.
    pub port: u16,
    /// What it is now.
    pub state: State,
    /// The program that listens, or listened.
    pub process: Option<String>,
}

/// All that the map shows.
#[derive(Clone, Debug, PartialEq)]
pub struct PortMap {
    /// The address whose ports these are, once a scan began.
    pub host: Option<IpAddr>,
    /// The ports that the last scan was asked for.
    pub chosen: PortSet,
    cells: Vec<Cell>,
    /// The open ports, in order.
    pub open: Vec<Open>,
    other: Vec<Other>,
    /// Where it stands.
    pub phase: Phase,
    /// How many ports the scan is for.
    pub count: u32,
    /// What the scan found so far.
    pub counts: Counts,
    /// How long it took so far, in microseconds.
    pub elapsed_us: u64,
    /// Whether it watches.
    pub watch: Watch,
    /// The last change that it saw.
    pub news: Option<News>,
    /// The listening ports as the socket table told them last, in order.
    listening: Option<Vec<u16>>,
    /// The ports whose listeners came or went, and that are to be knocked at: the table alone changes no cell.
    pub knocks: Vec<u16>,
}

impl Default for PortMap {
    fn default() -> Self {
        Self {
            host: None,
            chosen: PortSet::all(),
            cells: vec![Cell::Unknown; CELLS],
            open: Vec::new(),
            other: Vec::new(),
            phase: Phase::Before,
            count: 0,
            counts: Counts::default(),
            elapsed_us: 0,
            watch: Watch::Off,
            news: None,
            listening: None,
            knocks: Vec::new(),
        }
    }
}

/// What the map hears of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It began.
    Begin(Begin),
    /// An open port.
    Open(Open),
    /// Ports neither open nor closed.
    Other(Other),
    /// More ports are done.
    Progress(Progress),
    /// It ended.
    End(End),
}

/// What changes the map.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A scan of these ports of an address was asked for.
    Start(IpAddr, PortSet),
    /// What was heard since the last frame was drawn.
    Heard(Vec<Heard>),
    /// The learner stopped the scan.
    Stop,
    /// The stream broke off, for this reason.
    Broken(Phase),
    /// The socket table, from the stream.
    Sockets(Sockets),
    /// The ports to knock at are being knocked at.
    Knocking,
    /// What came of it.
    Knocked(Probe),
    /// There is no such stream here.
    Blind,
}

impl PortMap {
    /// The map after a step.
    pub fn after(&self, step: Step) -> Self {
        if let Step::Start(host, chosen) = step {
            let phase = Phase::Running;
            return Self { host: Some(host), count: chosen.count(), chosen, phase, ..Self::default() };
        }
        let mut next = self.clone();
        match step {
            Step::Start(..) => {}
            Step::Heard(all) => all.into_iter().for_each(|heard| next.hear(heard)),
            Step::Stop => next.phase = Phase::Stopped,
            Step::Broken(phase) if self.phase == Phase::Running => next.phase = phase,
            Step::Broken(_) => {}
            Step::Sockets(sockets) => {
                let now = self.listening_in(&sockets);
                next.knocks.extend(self.to_knock(&now));
                next.listening = Some(now);
                next.watch = Watch::On(sockets.withheld);
            }
            Step::Knocking => next.knocks.clear(),
            Step::Knocked(probe) => next.knocked(probe),
            Step::Blind => next.watch = Watch::Blind,
        }
        next
    }

    fn hear(&mut self, heard: Heard) {
        // What the browser still had in hand when the learner stopped is left out.
        if self.phase != Phase::Running {
            return;
        }
        match heard {
            Heard::Begin(begin) => {
                self.host = Some(begin.host);
                self.count = begin.count;
            }
            Heard::Open(open) => {
                self.set(Span { first: open.port, last: open.port }, State::Open);
                self.light(open);
            }
            Heard::Other(other) => {
                other.ports.iter().for_each(|&span| self.set(span, other.state));
                self.other.push(other);
            }
            Heard::Progress(progress) => {
                for &span in &progress.done {
                    self.close(span);
                }
                self.counts = progress.counts;
                self.elapsed_us = progress.elapsed_us;
            }
            Heard::End(end) => {
                self.counts = end.counts;
                self.elapsed_us = end.elapsed_us;
                self.phase = Phase::Done;
            }
        }
    }

    fn set(&mut self, span: Span, state: State) {
        if let Some(cells) = self.cells.get_mut(usize::from(span.first)..=usize::from(span.last)) {
            cells.fill(Cell::Known(state));
        }
    }

    /// Ports that are done, and of which nothing else was told, are closed.
    fn close(&mut self, span: Span) {
        if let Some(cells) = self.cells.get_mut(usize::from(span.first)..=usize::from(span.last)) {
            for cell in cells.iter_mut().filter(|cell| **cell == Cell::Unknown) {
                *cell = Cell::Known(State::Closed);
            }
        }
    }

    /// What is known of a port.
    pub fn cell(&self, port: u16) -> Cell {
        self.cells.get(usize::from(port)).copied().unwrap_or_default()
    }

    /// What is known of an open port.
    pub fn open_at(&self, port: u16) -> Option<&Open> {
        self.open.iter().find(|open| open.port == port)
    }

    /// Takes in an open port, or what is newly known of it.
    fn light(&mut self, open: Open) {
        self.open.retain(|known| known.port != open.port);
        let at = self.open.partition_point(|known| known.port < open.port);
        self.open.insert(at, open);
    }

    /// Why a port is neither open nor closed.
    pub fn reason(&self, port: u16) -> Option<&str> {
        let holds = |other: &&Other| other.ports.iter().any(|span| span.contains(port));
        self.other.iter().find(holds).map(|other| other.reason.as_str())
    }

    /// Whether there are ports that are neither open nor closed.
    pub fn has_others(&self) -> bool {
        !self.other.is_empty()
    }

    /// How many ports the scan dials in a second, on average; nothing in the first moment.
    pub fn rate(&self) -> Option<u64> {
        (self.elapsed_us >= 50_000).then(|| u64::from(self.counts.done()) * 1_000_000 / self.elapsed_us)
    }

    /// Whether there is a map to keep up to date.
    pub fn can_watch(&self) -> bool {
        matches!(self.phase, Phase::Done | Phase::Stopped)
    }

    /// The ports on which something listens where a connection to this map's address arrives, as far as they were chosen.
    fn listening_in(&self, sockets: &Sockets) -> Vec<u16> {
        let Some(host) = self.host else { return Vec::new() };
        // The table is in the order of local ports; a port that is bound twice stands in it twice.
        let mut ports: Vec<u16> = sockets
            .sockets
            .iter()
            .filter(|socket| socket.protocol == Protocol::Tcp && socket.state == Some(sockets::State::Listen))
            .filter(|socket| reaches(socket.local.ip(), host))
            .map(|socket| socket.local.port())
            .filter(|&port| self.chosen.contains(port))
            .collect();
        ports.dedup();
        ports
    }

    /// Where the table changed or, at the first look, where it and the map do not agree.
    fn to_knock(&self, now: &[u16]) -> Vec<u16> {
        let lit: Vec<u16> = self.open.iter().map(|open| open.port).collect();
        let before = self.listening.as_ref().unwrap_or(&lit);
        let came = now.iter().filter(|port| !before.contains(port));
        let went = before.iter().filter(|port| !now.contains(port));
        came.chain(went).copied().collect()
    }

    fn knocked(&mut self, probe: Probe) {
        let port = probe.target.port();
        // The answer to a knock from before the last scan began.
        if !self.can_watch() || self.host != Some(probe.target.ip()) {
            return;
        }
        let gone = self.open_at(port).and_then(|open| process(open.listener.as_ref()));
        if self.cell(port) != Cell::Known(probe.state) {
            let process = process(probe.listener.as_ref()).or(gone);
            self.news = Some(News { port, state: probe.state, process });
        }
        self.open.retain(|open| open.port != port);
        self.set(Span { first: port, last: port }, probe.state);
        self.other.retain_mut(|other| {
            other.ports.retain(|span| !(span.first == port && span.last == port));
            !other.ports.is_empty()
        });
        match probe.state {
            State::Open => {
                self.light(Open { port, service: probe.service, listener: probe.listener });
            }
            State::Closed => {}
            State::Filtered | State::Error => self.other.insert(
                0,
                Other {
                    state: probe.state,
                    errno: probe.errno,
                    reason: probe.reason,
                    ports: vec![Span { first: port, last: port }],
                },
            ),
        }
    }
}

/// The address of the lab that scans these ports; what it takes by itself is left out.
pub fn query(host: IpAddr, ports: &PortSet) -> String {
    let host = (host != IpAddr::V4(Ipv4Addr::LOCALHOST)).then(|| format!("host={host}"));
    let ports = (*ports != PortSet::all()).then(|| format!("ports={ports}"));
    let query: Vec<_> = host.into_iter().chain(ports).collect();
    if query.is_empty() { "/scan".to_owned() } else { format!("/scan?{}", query.join("&")) }
}

/// Whether a connection to `host` may arrive at a listener that is bound to `local`: to that address, or to all of them.
/// A listener on all IPv6 addresses may take connections over IPv4 too; the knock tells.
fn reaches(local: IpAddr, host: IpAddr) -> bool {
    local.to_canonical() == host || local.is_unspecified() && (local.is_ipv6() || host.is_ipv4())
}

fn process(listener: Option<&Listener>) -> Option<String> {
    listener.and_then(|listener| listener.process.clone())
}
