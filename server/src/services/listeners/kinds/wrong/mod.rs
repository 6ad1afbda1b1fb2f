//! Kinds that are wrong on purpose: the failure zoo (`protocol::zoo`). Each makes one failure, always the same one.
//!
//! What they answer says nothing about the machine and is the same for everybody, so they do not look at who asks.

mod accept_close;
mod half_answer;
mod reset;
mod silent;
mod slow;

use std::io;

use tokio::io::AsyncReadExt as _;

use super::{Call, Service};

pub(super) use accept_close::AcceptClose;
pub(super) use half_answer::HalfAnswer;
pub(super) use reset::Reset;
pub(super) use silent::Silent;
pub(super) use slow::Slow;

/// The most bytes of a request that are read.
const MOST: usize = 16 * 1024;

/// Reads a request up to the empty line after its head. `false` where the client closed before.
async fn request(call: &mut Call) -> io::Result<bool> {
    let mut head: Vec<u8> = Vec::new();
    let mut piece = [0; 1024];
    while head.len() < MOST && !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let bytes = call.line.read(&mut piece).await?;
        if bytes == 0 {
            return Ok(false);
        }
        head.extend(piece.iter().take(bytes));
    }
    Ok(true)
}
