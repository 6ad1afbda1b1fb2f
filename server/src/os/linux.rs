//! Linux: /proc (proc(5)) and TCP_INFO (tcp(7)).

use std::os::fd::RawFd;

use concepts::port::Span;
use procfs::process::{LimitValue, Process};
use protocol::connection::TcpInfo;

use super::Os;
use super::table::{Row, Table};
use crate::wire::stream::Wire;

mod sockets;

pub(crate) use sockets::Holders;

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

    fn table(&self) -> Table {
        sockets::table()
    }

    fn holders(&self, rows: &mut [Row], known: &mut Holders) {
        sockets::holders(rows, known);
    }

    fn tcp_info(&self, wire: &Wire) -> Option<TcpInfo> {
        tcp_info(wire.descriptor)
    }
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
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
    fn the_system_tells_its_ranges_and_limits() {
        let range = Linux.ephemeral_range().unwrap();
        assert!(range.count() > 0);
        assert!(Linux.first_unprivileged_port().unwrap() <= 1024);
        assert!(Linux.max_backlog().unwrap() > 0);
        assert!(Linux.can_bind("127.0.0.2"));
        assert!(!Linux.can_bind("192.0.2.1"));
    }
}
