//! Linux: /proc (proc(5)) and TCP_INFO (tcp(7)).

use std::net::SocketAddr;
use std::os::fd::RawFd;

use concepts::port::Span;
use procfs::net::{TcpNetEntry, TcpState};
use procfs::process::{FDTarget, LimitValue, Process};
use protocol::connection::TcpInfo;
use protocol::probe::Listener;

use super::Os;
use crate::wire::stream::Wire;

/// How many processes are looked through for the holder of a socket, so that a probe stays quick.
const MAX_PROCESSES: usize = 4096;

/// Linux.
pub(crate) struct Linux;

impl Os for Linux {
    fn ephemeral_range(&self) -> Option<Span> {
        let text = read("/proc/sys/net/ipv4/ip_local_port_range")?;
        let mut numbers = text.split_ascii_whitespace().map(str::parse);
        Some(Span { first: numbers.next()?.ok()?, last: numbers.next()?.ok()? })
    }

    fn first_unprivileged_port(&self) -> Option<u16> {
        read("/proc/sys/net/ipv4/ip_unprivileged_port_start")?.trim().parse().ok()
    }

    fn max_open_files(&self) -> Option<u64> {
        match Process::myself().and_then(|me| me.limits()).ok()?.max_open_files.soft_limit {
            LimitValue::Value(number) => Some(number),
            LimitValue::Unlimited => None,
        }
    }

    fn max_backlog(&self) -> Option<u32> {
        read("/proc/sys/net/core/somaxconn")?.trim().parse().ok()
    }

    fn listener(&self, target: SocketAddr) -> Option<Listener> {
        let table = if target.is_ipv4() {
            [table(procfs::net::tcp()), table(procfs::net::tcp6())]
        } else {
            [table(procfs::net::tcp6()), Vec::new()]
        };
        let (local, inode) = most_exact(target, table.iter().flatten().copied())?;
        let holder = holder(inode);
        Some(Listener {
            local,
            pid: holder.as_ref().map(|(pid, _)| *pid),
            process: holder.and_then(|(_, name)| name),
        })
    }

    fn tcp_info(&self, wire: &Wire) -> Option<TcpInfo> {
        tcp_info(wire.descriptor)
    }
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// The listening sockets of one family: the address of each, and its inode. A table that cannot be read is empty.
fn table(entries: procfs::ProcResult<Vec<TcpNetEntry>>) -> Vec<(SocketAddr, u64)> {
    entries
        .unwrap_or_default()
        .into_iter()
        .filter(|entry| entry.state == TcpState::Listen)
        .map(|entry| (entry.local_address, entry.inode))
        .collect()
}

/// The listener that a connection to `target` reaches: one that is bound to the address itself before one that
/// is bound to all addresses; for IPv4, one that is bound to all addresses of both families comes last.
fn most_exact(
    target: SocketAddr,
    listeners: impl Iterator<Item = (SocketAddr, u64)>,
) -> Option<(SocketAddr, u64)> {
    listeners
        .filter(|(local, _)| local.port() == target.port())
        .filter_map(|one| {
            let address = one.0.ip();
            let rank = if address.to_canonical() == target.ip() {
                2
            } else if address.is_unspecified() && address.is_ipv4() == target.is_ipv4() {
                1
            } else if address.is_unspecified() && address.is_ipv6() {
                0
            } else {
                return None;
            };
            Some((rank, one))
        })
        .max_by_key(|(rank, _)| *rank)
        .map(|(_, one)| one)
}

/// The process that holds a socket, as far as this user may see.
fn holder(inode: u64) -> Option<(u32, Option<String>)> {
    procfs::process::all_processes().ok()?.take(MAX_PROCESSES).flatten().find_map(|process| {
        let holds = process.fd().ok()?.flatten().any(|fd| fd.target == FDTarget::Socket(inode));
        let pid = u32::try_from(process.pid()).ok()?;
        holds.then(|| (pid, process.stat().ok().map(|stat| stat.comm)))
    })
}

#[expect(unsafe_code, reason = "neither std nor socket2 reads TCP_INFO")]
fn tcp_info(descriptor: RawFd) -> Option<TcpInfo> {
    let mut info = std::mem::MaybeUninit::<libc::tcp_info>::zeroed();
    let mut length = libc::socklen_t::try_from(size_of::<libc::tcp_info>()).ok()?;
    // SAFETY: `info` is writable for `length` bytes, and the kernel writes no more than that. A descriptor that
    // was closed meanwhile makes the call fail, or tell of another socket; neither touches memory.
    let result = unsafe {
        libc::getsockopt(
            descriptor,
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            info.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    if result != 0 {
        return None;
    }
    // SAFETY: all fields are integers, for which zero is a value: what an older kernel left out stays zero.
    let info = unsafe { info.assume_init() };
    Some(TcpInfo {
        rtt_us: info.tcpi_rtt,
        rttvar_us: info.tcpi_rttvar,
        snd_cwnd: info.tcpi_snd_cwnd,
        snd_mss: info.tcpi_snd_mss,
        rcv_mss: info.tcpi_rcv_mss,
        total_retrans: info.tcpi_total_retrans,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn finds_this_very_process_behind_a_listener() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let found = Linux.listener(listener.local_addr().unwrap()).unwrap();
        assert_eq!(found.local, listener.local_addr().unwrap());
        assert_eq!(found.pid, Some(std::process::id()));
        assert!(found.process.is_some());
    }

    #[test]
    fn an_exact_address_goes_before_a_wildcard() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        let all =
            [(at("[::]:80"), 1), (at("0.0.0.0:80"), 2), (at("127.0.0.1:80"), 3), (at("127.0.0.2:80"), 4)];
        let inode = |target: &str, listeners: &[(SocketAddr, u64)]| {
            most_exact(at(target), listeners.iter().copied()).map(|(_, inode)| inode)
        };
        assert_eq!(inode("127.0.0.1:80", &all), Some(3));
        assert_eq!(inode("127.0.0.3:80", &all), Some(2));
        assert_eq!(inode("[::1]:80", &all), Some(1));
        assert_eq!(inode("127.0.0.1:80", &all[..1]), Some(1));
        assert_eq!(inode("127.0.0.1:81", &all), None);
    }

    #[test]
    fn the_system_tells_its_ranges_and_limits() {
        let range = Linux.ephemeral_range().unwrap();
        assert!(range.count() > 0);
        assert!(Linux.first_unprivileged_port().unwrap() <= 1024);
        assert!(Linux.max_backlog().unwrap() > 0);
        assert!(Linux.can_bind("127.0.0.2"));
        assert!(!Linux.can_bind("192.0.2.1"));
    }
}
