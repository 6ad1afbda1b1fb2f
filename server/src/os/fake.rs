//! A system for tests that tells nothing, and has no second loopback address.

use std::net::{IpAddr, SocketAddr};

use concepts::port::Span;
use protocol::connection::TcpInfo;
use protocol::host::Interface;
use protocol::probe::Listener;

use super::Os;
use crate::wire::stream::Wire;

/// A system that tells nothing.
pub(crate) struct Silent;

impl Os for Silent {
    fn ephemeral_range(&self) -> Option<Span> {
        None
    }

    fn first_unprivileged_port(&self) -> Option<u16> {
        None
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
