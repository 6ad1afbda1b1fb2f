//! Kinds that are wrong on purpose: the failure zoo (`protocol::zoo`). Each makes one failure, always the same one.
//!
//! Those that answer look first at who asks, as every listener that speaks HTTP does.

mod accept_close;
mod half_answer;
mod reset;
mod silent;
mod slow;

use std::hash::{BuildHasher as _, RandomState};
use std::io;

use hyper::{Request, StatusCode};
use protocol::listeners::Kind;
use protocol::zoo::MYSTERIES;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::http::{Scheme, admit};
use super::{Call, Service};
use crate::log;
use crate::wire::head::lines;

pub(super) use accept_close::AcceptClose;
pub(super) use half_answer::HalfAnswer;
pub(super) use reset::Reset;
pub(super) use silent::Silent;
pub(super) use slow::Slow;

/// Any of the faults that a mystery may be, by the seed that the standard library draws for its hash maps.
pub(super) fn any() -> Kind {
    let drawn = RandomState::new().hash_one(0) % MYSTERIES.len() as u64;
    let fault = usize::try_from(drawn).ok().and_then(|drawn| MYSTERIES.get(drawn));
    fault.map_or(Kind::Reset, |fault| fault.kind())
}

/// The most bytes of a request that are read.
const MOST: usize = 16 * 1024;

/// Reads a request up to the empty line after its head. `false` where there is none that may be answered: the client closed
/// before, or was refused and told so.
async fn request(call: &mut Call) -> io::Result<bool> {
    let mut head: Vec<u8> = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let bytes = call.line.read(&mut piece).await?;
        if bytes == 0 || head.len() + bytes > MOST {
            return Ok(false);
        }
        head.extend(piece.iter().take(bytes));
    }
    let (status, why) = match parsed(&head).map(|request| admit(call.local, Scheme::Http, &request)) {
        Some(Ok(())) => return Ok(true),
        Some(Err(refusal)) => {
            log::refused_by_listener(call.visit.connection(), refusal.code, refusal.status.as_u16());
            (refusal.status, refusal.words)
        }
        None => (StatusCode::BAD_REQUEST, "This is no request of HTTP/1.1."),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{why}\n",
        why.len() + 1
    );
    call.line.write_all(answer.as_bytes()).await?;
    Ok(false)
}

/// A head taken apart; `None` where it is not one.
fn parsed(head: &[u8]) -> Option<Request<()>> {
    let lines = lines(head)?;
    let begun = Request::builder().method(lines.method.as_str()).uri(lines.target);
    lines.headers.into_iter().fold(begun, |request, (name, value)| request.header(name, value)).body(()).ok()
}
