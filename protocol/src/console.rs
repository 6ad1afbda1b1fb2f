//! `GET /console?port=&host=&consent=`: a raw TCP connection to a loopback port, byte for byte, over a WebSocket (RFC 6455).
//!
//! Binary messages are the bytes themselves: the client's are sent, the server's have come. Text messages are JSON: the
//! client's are a [`Command`], the server's an [`Event`]. An [`Event::Received`] tells of the binary message after it.
//!
//! The first event is [`Event::Connected`] or [`Event::Refused`], the last [`Event::Refused`] or [`Event::Closed`]. The
//! server then closes the WebSocket with one of the codes below (RFC 6455, section 7.4.1). Times are microseconds since
//! the connection was made.

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::probe;
use crate::sockets::State;

/// How many consoles may be open at once.
pub const MAX_CONSOLES: usize = 16;

/// The longest message of a client, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// How many bytes one connection carries in each direction.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// How many bytes may wait for the peer to take them; until it does, the server reads no further message.
pub const MAX_WAITING_BYTES: usize = 256 * 1024;

/// How long the peer's system has to answer the connect, in milliseconds.
pub const CONNECT_MS: u64 = 4_000;

/// How long a connection may be silent in both directions, in seconds.
pub const IDLE_S: u64 = 300;

/// How long a connection may last, in seconds.
pub const TOTAL_S: u64 = 3_600;

/// The connection has ended, or was refused: the events have said how.
pub const CODE_NORMAL: u16 = 1000;
/// The lab is stopping.
pub const CODE_STOPPING: u16 = 1001;
/// The client broke the rules of RFC 6455.
pub const CODE_PROTOCOL: u16 = 1002;
/// A text message was no [`Command`].
pub const CODE_UNSUPPORTED: u16 = 1003;
/// A text message was not UTF-8.
pub const CODE_NOT_TEXT: u16 = 1007;
/// A limit was reached; an [`Event::Limit`] has said which.
pub const CODE_POLICY: u16 = 1008;
/// A message was longer than [`MAX_MESSAGE_BYTES`].
pub const CODE_TOO_BIG: u16 = 1009;
/// This machine could not try to connect: no file descriptor, no such address.
pub const CODE_FAILED: u16 = 1011;

/// What a client wants done, as the text `"half-close"`, quotes included: that is JSON. It is done after all bytes that were sent before it, except a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ConsoleCommand"))]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Send no more, and still receive: a FIN goes out (RFC 9293, section 3.6).
    HalfClose,
    /// Neither send nor receive any more.
    Close,
    /// Break off at once: a RST goes out (RFC 9293, section 3.5.2), and bytes that wait are lost.
    Reset,
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ConsoleSide"))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The client of the console.
    You,
    /// The program at the other end of the connection.
    Peer,
    /// The lab itself.
    Lab,
}

/// A limit that ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ConsoleLimit"))]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Too many bytes were to be sent; those of the last message were not.
    Sent,
    /// Too many bytes came.
    Received,
    /// Nothing was sent or received for too long.
    Idle,
    /// The connection lasted too long.
    Total,
}

/// What happened, as `{"sent":{"bytes":3,"at_us":120}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ConsoleEvent"))]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The connection was made.
    Connected {
        /// The console's own end: the port was lent for this connection.
        local: SocketAddr,
        /// The end that was dialled.
        peer: SocketAddr,
        /// From the call to its answer, in microseconds.
        elapsed_us: u64,
    },
    /// The connection was not made.
    Refused {
        /// What the connect showed about the port.
        state: probe::State,
        /// The system's name of the error, such as `ECONNREFUSED`; `null` where there was none.
        errno: Option<String>,
        /// A sentence for the learner.
        reason: String,
        /// From the call to its answer, in microseconds.
        elapsed_us: u64,
    },
    /// All bytes of a message were handed to the system.
    Sent {
        /// How many.
        bytes: u64,
        /// When the last of them was, in microseconds since the connection was made.
        at_us: u64,
    },
    /// Bytes were not sent: the console had closed its own side before.
    Unsent {
        /// How many.
        bytes: u64,
        /// When, in microseconds since the connection was made.
        at_us: u64,
    },
    /// Bytes came; the next binary message holds them.
    Received {
        /// How many.
        bytes: u64,
        /// When, in microseconds since the connection was made.
        at_us: u64,
    },
    /// One side sends no more.
    HalfClosed {
        /// Which.
        by: By,
        /// The state of the console's own end afterwards; `null` where the system has no such socket any more.
        state: Option<State>,
        /// When, in microseconds since the connection was made.
        at_us: u64,
    },
    /// A limit was reached; the end follows.
    Limit {
        /// Which.
        limit: Limit,
        /// When, in microseconds since the connection was made.
        at_us: u64,
    },
    /// The connection has ended.
    Closed {
        /// Who ended it.
        by: By,
        /// Whether by a reset.
        reset: bool,
        /// The system's name of the error that told of it, such as `ECONNRESET`; `null` where there was none.
        errno: Option<String>,
        /// The state of the console's own end afterwards; `null` where the system has no such socket any more.
        state: Option<State>,
        /// How many bytes were sent in all.
        sent: u64,
        /// How many came in all.
        received: u64,
        /// When, in microseconds since the connection was made.
        at_us: u64,
    },
}
