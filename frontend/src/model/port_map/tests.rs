//! The map: what a scan tells it, and what it does with the socket table.

use super::*;
use proptest::prelude::*;
use protocol::sockets::Socket;

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn started() -> PortMap {
    PortMap::default().after(Step::Start(HOST, PortSet::all()))
}

fn open(port: u16) -> Open {
    Open { port, service: None, listener: None }
}

fn progress(first: u16, last: u16) -> Heard {
    let counts = Counts { closed: u32::from(last - first), open: 1, ..Counts::default() };
    Heard::Progress(Progress { done: vec![Span { first, last }], counts, elapsed_us: 100_000 })
}

fn end() -> Heard {
    Heard::End(End { counts: Counts::default(), elapsed_us: 1 })
}

fn listening(ports: &[&str]) -> Sockets {
    let socket = |local: &&str| Socket {
        protocol: Protocol::Tcp,
        local: local.parse().unwrap(),
        remote: None,
        state: Some(sockets::State::Listen),
        receive_queue: None,
        send_queue: None,
        process: None,
        service: None,
    };
    let sockets: Vec<_> = ports.iter().map(socket).collect();
    Sockets { time_ms: 0, total: sockets.len(), sockets, withheld: None }
}

fn probe(port: u16, state: State) -> Step {
    let listener = (state == State::Open).then(|| Listener {
        local: (HOST, port).into(),
        pid: Some(1),
        process: Some("server".to_owned()),
    });
    Step::Knocked(Probe {
        target: (HOST, port).into(),
        state,
        elapsed_us: 1,
        errno: None,
        reason: "reason".to_owned(),
        service: None,
        listener,
    })
}

#[test]
fn what_is_done_and_not_named_is_closed() {
    let filtered = Other {
        state: State::Filtered,
        errno: None,
        reason: "silence".to_owned(),
        ports: vec![Span { first: 30, last: 31 }],
    };
    let map =
        started().after(Step::Heard(vec![Heard::Open(open(22)), Heard::Other(filtered), progress(20, 31)]));
    assert_eq!(map.cell(22), Cell::Known(State::Open));
    assert_eq!(map.cell(21), Cell::Known(State::Closed));
    assert_eq!((map.cell(31), map.reason(31)), (Cell::Known(State::Filtered), Some("silence")));
    assert_eq!((map.cell(19), map.cell(32)), (Cell::Unknown, Cell::Unknown));
    assert_eq!((map.rate(), map.phase), (Some(120), Phase::Running));
    assert_eq!(map.after(Step::Heard(vec![end()])).phase, Phase::Done);
}

#[test]
fn nothing_of_a_stopped_scan_comes_in_late() {
    let stopped = started().after(Step::Stop);
    let late = stopped.after(Step::Heard(vec![Heard::Open(open(22)), end()]));
    assert_eq!(late, stopped);
    let again = late.after(Step::Start(HOST, "1-9".parse().unwrap()));
    assert_eq!((again.phase, again.count), (Phase::Running, 9));
}

#[test]
fn the_table_asks_for_knocks_and_only_a_knock_changes_a_cell() {
    let done = started().after(Step::Heard(vec![Heard::Open(open(22)), progress(1, 65_535), end()]));
    let table = |ports: &[&str]| Step::Sockets(listening(ports));
    let first = table(&["127.0.0.1:80", "0.0.0.0:81", "[::]:82", "[::1]:83", "127.0.0.2:84", "192.0.2.1:85"]);
    // At the first look: what the map does not know, and what the table does not.
    let watching = done.after(first.clone());
    assert_eq!(watching.knocks, [80, 81, 82, 22]);
    assert_eq!((watching.cell(80), &watching.watch), (Cell::Known(State::Closed), &Watch::On(None)));
    let taken = watching.after(Step::Knocking).after(first);
    assert_eq!(taken.knocks, Vec::<u16>::new());
    let changed = taken.after(table(&["127.0.0.1:80", "0.0.0.0:81", "127.0.0.1:99"]));
    assert_eq!(changed.knocks, [99, 82]);

    let lit = watching.after(probe(99, State::Open));
    assert_eq!((lit.cell(99), lit.open_at(99).is_some()), (Cell::Known(State::Open), true));
    let news = |state| News { port: 99, state, process: Some("server".to_owned()) };
    assert_eq!(lit.news, Some(news(State::Open)));
    let silent = lit.after(probe(99, State::Filtered));
    assert_eq!((silent.reason(99), silent.open_at(99).is_some()), (Some("reason"), false));
    let dark = lit.after(probe(99, State::Closed));
    assert_eq!((dark.cell(99), dark.open_at(99).is_some()), (Cell::Known(State::Closed), false));
    assert_eq!(dark.news, Some(news(State::Closed)));
    assert_eq!(dark.after(probe(99, State::Closed)).news, dark.news);
}

#[test]
fn every_port_that_came_or_went_is_knocked_at_however_many_there_are() {
    let many: Vec<String> = (1000..1100).map(|port| format!("127.0.0.1:{port}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let done = started().after(Step::Heard(vec![progress(1, 65_535), end()]));
    let watching = done.after(Step::Sockets(listening(&many)));
    assert_eq!(watching.knocks, (1000..1100).collect::<Vec<u16>>());
    let taken = watching.after(Step::Knocking).after(Step::Sockets(listening(&[])));
    assert_eq!(taken.knocks.len(), 100);
}

#[test]
fn only_chosen_ports_of_this_address_are_watched() {
    let some = PortMap::default().after(Step::Start("::1".parse().unwrap(), "80-90".parse().unwrap()));
    let table = listening(&["[::1]:80", "[::1]:95", "0.0.0.0:81", "[::]:82", "127.0.0.1:83"]);
    assert_eq!(some.after(Step::Sockets(table)).knocks, [80, 82]);
    let running = started().after(probe(80, State::Open));
    assert!(running.open.is_empty(), "a knock from before the scan is not taken in");
}

#[test]
fn the_address_says_only_what_was_chosen() {
    assert_eq!(query(HOST, &PortSet::all()), "/scan");
    assert_eq!(query(HOST, &"22, 80-81".parse().unwrap()), "/scan?ports=22,80-81");
    assert_eq!(query("::1".parse().unwrap(), &"9".parse().unwrap()), "/scan?host=::1&ports=9");
}

proptest! {
    #[test]
    fn any_order_of_events_gives_whole_rows(first in any::<u16>(), last in any::<u16>()) {
        let map = started().after(Step::Heard(vec![Heard::Progress(Progress {
            done: vec![Span { first, last }],
            counts: Counts::default(),
            elapsed_us: 0,
        })]));
        prop_assert_eq!(map.cell(first) != Cell::Unknown, first <= last);
    }
}
