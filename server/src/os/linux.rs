//! Linux: /proc (proc(5)).

use concepts::port::Span;
use procfs::process::{LimitValue, Process};

use super::Os;
use super::table::{Row, Table};

mod namespace;
mod sockets;

pub(crate) use namespace::leave_network;
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

    /// icmp(7): ping_group_range is for both families.
    fn echo_permission(&self) -> String {
        let range = read("/proc/sys/net/ipv4/ping_group_range").unwrap_or_default();
        let now: Vec<_> = range.split_ascii_whitespace().collect();
        let now = if now.is_empty() { String::new() } else { format!(" (now {})", now.join(" ")) };
        format!(
            "A program needs a group inside net.ipv4.ping_group_range{now}, or the capability CAP_NET_RAW: \
             sudo sysctl net.ipv4.ping_group_range=\"0 2147483647\" permits it to every group until the next start."
        )
    }
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
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
