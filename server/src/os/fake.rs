//! A system for tests: it tells nothing but what it is given, and has no second loopback address.

use std::net::{IpAddr, SocketAddr};

use concepts::port::Span;
use protocol::connection::TcpInfo;
use protocol::host::Interface;
use protocol::sockets::{Process, Protocol, State};

use super::table::{Row, Table};
use super::{Holders, Os};
use crate::wire::stream::Wire;

/// A system that tells only what it is given; by default nothing.
#[derive(Default)]
pub(crate) struct Fake {
    /// The table of sockets as text, a line each: protocol, local, remote or `-`, state or `-`, and the holder: `-` for
    /// nobody, `?` for one that is not told, else `name/pid`.
    pub(crate) sockets: &'static str,
    /// What the system says that it does not tell.
    pub(crate) withheld: Option<&'static str>,
    /// How many files and sockets the process may hold open.
    pub(crate) max_open_files: Option<u64>,
}

impl Fake {
    fn rows(&self) -> impl Iterator<Item = (Row, &'static str)> {
        self.sockets.lines().filter(|line| !line.trim().is_empty()).filter_map(|line| {
            let [protocol, local, remote, state, holder] =
                line.split_whitespace().collect::<Vec<_>>().try_into().expect("a row has five words");
            let protocol = if protocol == "udp" { Protocol::Udp } else { Protocol::Tcp };
            let remote: Option<SocketAddr> = (remote != "-").then(|| remote.parse().expect("an address"));
            let state = State::ALL.into_iter().find(|known| known.name() == state);
            Some((Row::new(protocol, local.parse().expect("an address"), remote, state)?, holder))
        })
    }
}

impl Os for Fake {
    fn ephemeral_range(&self) -> Option<Span> {
        None
    }

    fn first_unprivileged_port(&self) -> Option<u16> {
        None
    }

    fn max_open_files(&self) -> Option<u64> {
        self.max_open_files
    }

    fn max_backlog(&self) -> Option<u32> {
        None
    }

    fn table(&self) -> Table {
        let rows = self.rows().zip(1..).map(|((mut row, holder), number)| {
            row.inode = if holder == "-" { 0 } else { number };
            row
        });
        Table { rows: rows.collect(), withheld: self.withheld.map(str::to_owned) }
    }

    fn holders(&self, rows: &mut [Row], _known: &mut Holders) {
        let holders: Vec<_> = self.rows().map(|(_, holder)| holder).collect();
        for row in rows.iter_mut().filter(|row| row.inode > 0) {
            let holder = holders[usize::try_from(row.inode).unwrap() - 1];
            row.socket.process = holder
                .split_once('/')
                .map(|(name, pid)| Process { pid: pid.parse().unwrap(), name: Some(name.to_owned()) });
        }
    }

    fn tcp_info(&self, _wire: &Wire) -> Result<TcpInfo, String> {
        Err("This system tells nothing.".to_owned())
    }

    fn interfaces(&self) -> Vec<Interface> {
        Vec::new()
    }

    fn localhost(&self) -> Vec<IpAddr> {
        Vec::new()
    }

    fn can_bind(&self, _address: &str) -> bool {
        false
    }
}
