//! The window on the operating system: one trait, one file a system. The only room where `unsafe` may stand.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use concepts::port::Span;
use protocol::connection::TcpInfo;
use protocol::host::{Interface, InterfaceAddress};
use protocol::probe::Listener;
use protocol::sockets::{Process, Protocol};

use crate::wire::stream::Wire;

mod errno;
#[cfg(test)]
pub(crate) mod fake;
#[cfg(target_os = "linux")]
mod linux;
mod listen;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(target_os = "linux"))]
mod other;
mod table;
mod tcp_info;
#[cfg(windows)]
mod windows;

pub(crate) use errno::{errno, is_under_way};
#[cfg(target_os = "linux")]
pub(crate) use linux::{Holders, leave_network};
pub(crate) use listen::{REUSE, bind_datagrams, holder, is_missing, listen, listen_as};
#[cfg(not(target_os = "linux"))]
pub(crate) use other::{Holders, leave_network};
pub(crate) use table::{Listening, Row, Table};

/// What the lab asks of the system. A value that the system does not tell is `None`, never a guess.
pub(crate) trait Os: Send + Sync {
    /// The ports that the system lends to outgoing connections.
    fn ephemeral_range(&self) -> Option<Span>;

    /// The lowest port that a program without special rights may bind; 0 or 1 means any.
    fn first_unprivileged_port(&self) -> Option<u16>;

    /// How many files and sockets this process may hold open.
    fn max_open_files(&self) -> Option<u64>;

    /// The longest queue of connections that wait to be accepted.
    fn max_backlog(&self) -> Option<u32>;

    /// One look at the table of sockets. The processes of the rows that have an inode are not looked up yet.
    fn table(&self) -> Table;

    /// Looks up the processes of the rows that have an inode. `known` is what the last look found, and is brought up
    /// to date: whoever looks often keeps it.
    fn holders(&self, rows: &mut [Row], known: &mut Holders);

    /// Who listens where a connection to `target` arrives.
    fn listener(&self, target: SocketAddr) -> Option<Listener> {
        self.bound(Protocol::Tcp, target)
    }

    /// Who takes what is sent to `target`: connections, or datagrams.
    fn bound(&self, protocol: Protocol, target: SocketAddr) -> Option<Listener> {
        let mut row = [table::listener(&self.table().rows, protocol, target)?.clone()];
        self.holders(&mut row, &mut Holders::default());
        row.first().map(Row::as_listener)
    }

    /// The process at the other end of what came to `local` from `peer`; `None` where the system does not tell, or where
    /// it has closed already.
    fn client(&self, protocol: Protocol, local: SocketAddr, peer: SocketAddr) -> Option<Process> {
        let mut row = [table::client(&self.table().rows, protocol, local, peer)?.clone()];
        self.holders(&mut row, &mut Holders::default());
        let [row] = row;
        row.socket.process
    }

    /// What the kernel knows of a connection, or why it does not tell.
    fn tcp_info(&self, wire: &Wire) -> Result<TcpInfo, String> {
        tcp_info::of(wire)
    }

    /// What would permit a program without special rights to send ICMP echo requests.
    fn echo_permission(&self) -> String {
        "Start the lab with the right to open raw sockets, as ping has it here.".to_owned()
    }

    /// Every network interface with its addresses.
    fn interfaces(&self) -> Vec<Interface> {
        interfaces()
    }

    /// The addresses that the hosts file gives the name `localhost`, in its order.
    fn localhost(&self) -> Vec<IpAddr> {
        let path = if cfg!(windows) {
            let root = std::env::var("SystemRoot").unwrap_or_else(|_| r"C:\Windows".to_owned());
            format!(r"{root}\System32\drivers\etc\hosts")
        } else {
            "/etc/hosts".to_owned()
        };
        std::fs::read_to_string(path).map(|text| localhost_in(&text)).unwrap_or_default()
    }

    /// Whether a socket can be bound to an address of this machine.
    fn can_bind(&self, address: &str) -> bool {
        address.parse::<IpAddr>().is_ok_and(|address| TcpListener::bind((address, 0)).is_ok())
    }
}

/// The system that the server runs on.
pub(crate) fn system() -> Arc<dyn Os> {
    #[cfg(target_os = "linux")]
    return Arc::new(linux::Linux);
    #[cfg(not(target_os = "linux"))]
    return Arc::new(other::Other);
}

fn interfaces() -> Vec<Interface> {
    let mut all: Vec<Interface> = Vec::new();
    for one in if_addrs::get_if_addrs().unwrap_or_default() {
        let address = match &one.addr {
            if_addrs::IfAddr::V4(v4) => InterfaceAddress { address: v4.ip.into(), prefix: v4.prefixlen },
            if_addrs::IfAddr::V6(v6) => InterfaceAddress { address: v6.ip.into(), prefix: v6.prefixlen },
        };
        let loopback = one.is_loopback();
        match all.iter_mut().find(|known| known.name == one.name) {
            Some(known) => known.addresses.push(address),
            None => all.push(Interface { name: one.name, addresses: vec![address], loopback }),
        }
    }
    all
}

fn localhost_in(text: &str) -> Vec<IpAddr> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default())
        .filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            let address = words.next()?.parse().ok()?;
            words.any(|name| name.eq_ignore_ascii_case("localhost")).then_some(address)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_localhost_from_a_hosts_file() {
        let text =
            "# 127.0.0.9 localhost\n127.0.0.1\tlocalhost loop\n::1 ip6 LOCALHOST # both\n10.0.0.1 other\n";
        let expected: Vec<IpAddr> = vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
        assert_eq!(localhost_in(text), expected);
    }

    #[test]
    fn the_loopback_interface_is_there() {
        let lo = interfaces().into_iter().find(|interface| interface.loopback).unwrap();
        assert!(lo.addresses.iter().any(|one| one.address.is_loopback()));
    }
}
