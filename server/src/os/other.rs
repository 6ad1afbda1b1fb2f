//! Systems other than Linux: what can be told without guessing.

use std::net::SocketAddr;

use concepts::port::Span;
use protocol::connection::TcpInfo;
use protocol::probe::Listener;

use super::Os;
use crate::wire::stream::Wire;

/// Any system but Linux.
pub(crate) struct Other;

impl Os for Other {
    fn ephemeral_range(&self) -> Option<Span> {
        None
    }

    /// Windows has no privileged ports. On macOS a port below 1024 needs rights when it is bound on one address.
    fn first_unprivileged_port(&self) -> Option<u16> {
        if cfg!(windows) {
            Some(1)
        } else if cfg!(target_os = "macos") {
            Some(1024)
        } else {
            None
        }
    }

    fn max_open_files(&self) -> Option<u64> {
        None
    }

    fn max_backlog(&self) -> Option<u32> {
        None
    }

    fn listener(&self, _target: SocketAddr) -> Option<Listener> {
        None
    }

    fn tcp_info(&self, _wire: &Wire) -> Option<TcpInfo> {
        None
    }
}
