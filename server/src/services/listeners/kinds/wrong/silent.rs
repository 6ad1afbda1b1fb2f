//! Silent: it listens, never accepts, and its queue is kept full. Nothing answers the next attempt to connect.

use std::io;

use futures_util::future::BoxFuture;

use super::{Call, Service};

pub(in super::super) struct Silent;

impl Service for Silent {
    fn accepts(&self) -> bool {
        false
    }

    fn backlog(&self) -> Option<u32> {
        Some(0)
    }

    fn fills(&self) -> bool {
        true
    }

    /// Told to accept, it accepts, and still says nothing.
    fn serve<'a>(&'a self, _call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(std::future::pending())
    }
}
