//! The system's table of sockets as each system gives it, and what follows from it alone.

use std::net::{IpAddr, SocketAddr};

use concepts::loopback::is_loopback;
use protocol::probe::Listener;
use protocol::sockets::{Protocol, Socket, State};

use super::{Holders, Os};

/// One look at the table.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The sockets that have to do with loopback, or take what comes to this machine, in no order.
    pub(crate) rows: Vec<Row>,
    /// What the system did not tell, and what to do about it.
    pub(crate) withheld: Option<String>,
}

/// One socket.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The socket; its service is not filled in, and its process only where the table itself names it.
    pub(crate) socket: Socket,
    /// The number under which the socket's process can be looked up; 0 where no process has it, or where it is known.
    pub(crate) inode: u64,
    /// Whether it belongs to this very user, whose processes are all to be seen.
    pub(crate) own: bool,
}

impl Row {
    /// A row of the table, if it has to do with loopback, or takes what comes to this machine. IPv4-mapped addresses become the IPv4 addresses that they
    /// stand for; a remote end without a port is none.
    pub(crate) fn new(
        protocol: Protocol,
        local: SocketAddr,
        remote: Option<SocketAddr>,
        state: Option<State>,
    ) -> Option<Self> {
        let plain = |address: SocketAddr| SocketAddr::new(address.ip().to_canonical(), address.port());
        let local = plain(local);
        let remote = remote.map(plain).filter(|remote| remote.port() != 0 && state != Some(State::Listen));
        let wanted = local.port() != 0
            && match remote {
                Some(remote) => is_loopback(local.ip()) || is_loopback(remote.ip()),
                None => true,
            };
        wanted.then_some(Self {
            socket: Socket {
                protocol,
                local,
                remote,
                state,
                receive_queue: None,
                send_queue: None,
                process: None,
                service: None,
            },
            inode: 0,
            own: false,
        })
    }

    /// Whether a process has it that this user may not see. One of the user's own that nobody was found to have was closed
    /// while it was looked for.
    pub(crate) fn is_hidden(&self) -> bool {
        self.inode != 0 && !self.own && self.socket.process.is_none()
    }

    /// Whether it takes what comes from anybody: a TCP listener, or a UDP socket that is not connected.
    fn listens(&self, protocol: Protocol) -> bool {
        let socket = &self.socket;
        let open = match protocol {
            Protocol::Tcp => socket.state == Some(State::Listen),
            Protocol::Udp => socket.remote.is_none(),
        };
        socket.protocol == protocol && open
    }

    /// A listener as a probe tells it.
    pub(crate) fn as_listener(&self) -> Listener {
        let (pid, name) =
            self.socket.process.as_ref().map(|process| (process.pid, process.name.clone())).unzip();
        Listener { local: self.socket.local, pid, process: name.flatten() }
    }
}

/// Who listens, looked up once for many: for whoever finds many open ports in a short time.
#[derive(Debug, Default)]
pub(crate) struct Listening {
    rows: Vec<Row>,
    known: Holders,
}

impl Listening {
    /// Who listens where a connection to `target` arrives. Where the last look at the table does not tell, it looks again.
    pub(crate) fn find(&mut self, os: &dyn Os, target: SocketAddr) -> Option<Listener> {
        if listener(&self.rows, Protocol::Tcp, target).is_none() {
            self.rows = os.table().rows;
            self.rows.retain(|row| row.listens(Protocol::Tcp));
            os.holders(&mut self.rows, &mut self.known);
        }
        listener(&self.rows, Protocol::Tcp, target).map(Row::as_listener)
    }
}

/// The listener that a connection, or a datagram, to `target` reaches: one that is bound to the address itself before one that
/// is bound to all addresses; for IPv4, one that is bound to all addresses of both families comes last.
pub(super) fn listener(rows: &[Row], protocol: Protocol, target: SocketAddr) -> Option<&Row> {
    rows.iter()
        .filter(|row| row.listens(protocol) && row.socket.local.port() == target.port())
        .filter_map(|row| Some((rank(row.socket.local.ip(), target.ip().to_canonical())?, row)))
        .max_by_key(|(rank, _)| *rank)
        .map(|(_, row)| row)
}

/// The socket that sends from `peer` to `local`. A UDP socket may be bound to all addresses and connected to none.
pub(super) fn client(rows: &[Row], protocol: Protocol, local: SocketAddr, peer: SocketAddr) -> Option<&Row> {
    let plain = |address: SocketAddr| SocketAddr::new(address.ip().to_canonical(), address.port());
    let (local, peer) = (plain(local), plain(peer));
    rows.iter().find(|row| {
        let socket = &row.socket;
        let bound = socket.local == peer
            || (protocol == Protocol::Udp
                && socket.local.port() == peer.port()
                && rank(socket.local.ip(), peer.ip()).is_some());
        let sends = match socket.remote {
            Some(remote) => remote == local,
            None => protocol == Protocol::Udp,
        };
        socket.protocol == protocol && bound && sends
    })
}

/// How exactly a bound address fits one that is dialled; `None` where it does not.
fn rank(bound: IpAddr, target: IpAddr) -> Option<u8> {
    if bound == target {
        Some(2)
    } else if bound.is_unspecified() && bound.is_ipv4() == target.is_ipv4() {
        Some(1)
    } else if bound.is_unspecified() && bound.is_ipv6() {
        Some(0)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn listening(local: &str) -> Row {
        Row::new(Protocol::Tcp, at(local), None, Some(State::Listen)).unwrap()
    }

    #[test]
    fn an_exact_address_goes_before_a_wildcard() {
        let all = ["[::]:80", "0.0.0.0:80", "127.0.0.1:80", "127.0.0.2:80"].map(listening);
        let reached = |target: &str, rows: &[Row]| {
            listener(rows, Protocol::Tcp, at(target)).map(|row| row.socket.local.to_string())
        };
        assert_eq!(reached("127.0.0.1:80", &all).as_deref(), Some("127.0.0.1:80"));
        assert_eq!(reached("127.0.0.3:80", &all).as_deref(), Some("0.0.0.0:80"));
        assert_eq!(reached("[::1]:80", &all).as_deref(), Some("[::]:80"));
        assert_eq!(reached("127.0.0.1:80", &all[..1]).as_deref(), Some("[::]:80"));
        assert_eq!(reached("127.0.0.1:81", &all), None);
    }

    #[test]
    fn who_listens_is_looked_up_again_only_where_the_last_look_does_not_tell() {
        let mut os = Fake { sockets: "tcp 127.0.0.1:80 - LISTEN httpd/7", ..Fake::default() };
        let mut listening = Listening::default();
        let found = |listening: &mut Listening, os: &Fake, target| {
            listening.find(os, at(target)).and_then(|listener| listener.process)
        };
        assert_eq!(found(&mut listening, &os, "127.0.0.1:80").as_deref(), Some("httpd"));
        os.sockets = "tcp 127.0.0.1:81 - LISTEN other/8";
        assert_eq!(found(&mut listening, &os, "127.0.0.1:80").as_deref(), Some("httpd"));
        assert_eq!(found(&mut listening, &os, "127.0.0.1:81").as_deref(), Some("other"));
        assert_eq!(found(&mut listening, &os, "127.0.0.1:80"), None);
    }

    #[test]
    fn the_client_is_who_sends_from_there_to_here() {
        let os = Fake {
            sockets: "
                tcp 127.0.0.1:7  127.0.0.1:40001 ESTABLISHED lab/1
                tcp 127.0.0.1:40001 127.0.0.1:8  ESTABLISHED other/2
                tcp 127.0.0.1:40001 127.0.0.1:7  ESTABLISHED nc/3
                udp 127.0.0.1:40001 127.0.0.1:7  - nc/4
                udp 0.0.0.0:40002   -            - python3/5
                udp 127.0.0.1:40003 127.0.0.1:8  - other/6
            ",
            ..Fake::default()
        };
        let pid = |protocol, peer| {
            let peer = format!("127.0.0.1:{peer}");
            os.client(protocol, at("127.0.0.1:7"), at(&peer)).map(|process| process.pid)
        };
        assert_eq!(pid(Protocol::Tcp, 40001), Some(3));
        assert_eq!(pid(Protocol::Udp, 40001), Some(4));
        assert_eq!(pid(Protocol::Udp, 40002), Some(5));
        assert_eq!((pid(Protocol::Udp, 40003), pid(Protocol::Tcp, 40002)), (None, None));
        assert_eq!(
            os.client(Protocol::Tcp, at("[::ffff:127.0.0.1]:7"), at("[::ffff:127.0.0.1]:40001")).unwrap().pid,
            3
        );
    }

    #[test]
    fn connections_that_have_nothing_to_do_with_loopback_are_left_out() {
        let row = |protocol, local, remote: Option<&str>, state| {
            Row::new(protocol, at(local), remote.map(at), state)
                .map(|row| (row.socket.local, row.socket.remote))
        };
        let (tcp, udp) = (Protocol::Tcp, Protocol::Udp);
        let (listen, open) = (Some(State::Listen), Some(State::Established));
        assert!(row(tcp, "192.0.2.1:80", None, listen).is_some(), "others may reach it");
        assert!(row(tcp, "192.0.2.1:80", Some("192.0.2.1:40000"), open).is_none());
        assert!(row(udp, "192.0.2.1:68", Some("192.0.2.9:67"), None).is_none());
        assert!(row(udp, "192.0.2.1:68", None, None).is_some());
        assert!(row(tcp, "0.0.0.0:80", None, listen).is_some());
        assert!(row(udp, "[::]:5353", None, None).is_some());
        assert!(row(tcp, "127.0.0.1:0", None, None).is_none());
    }

    #[test]
    fn a_mapped_address_is_told_as_what_it_stands_for() {
        let remote = Some(at("[::ffff:127.0.0.1]:40000"));
        let row =
            Row::new(Protocol::Tcp, at("[::ffff:127.0.0.1]:80"), remote, Some(State::Established)).unwrap();
        assert_eq!((row.socket.local, row.socket.remote), (at("127.0.0.1:80"), Some(at("127.0.0.1:40000"))));
        let (local, remote) = (at("[::ffff:192.0.2.1]:80"), Some(at("[::ffff:192.0.2.9]:40000")));
        assert!(Row::new(Protocol::Tcp, local, remote, Some(State::Established)).is_none());
    }

    #[test]
    fn only_what_somebody_else_may_hold_is_hidden() {
        let mut row = listening("127.0.0.1:80");
        assert!(!row.is_hidden(), "nobody has it");
        row.inode = 1;
        assert!(row.is_hidden());
        row.own = true;
        assert!(!row.is_hidden(), "it was closed meanwhile");
    }

    #[test]
    fn an_end_without_a_port_is_no_remote_end() {
        let row = Row::new(Protocol::Udp, at("127.0.0.1:53"), Some(at("0.0.0.0:0")), None).unwrap();
        assert_eq!(row.socket.remote, None);
    }
}
