//! Round trips without any program at the other end: ICMP echo (RFC 792, page 14; RFC 4443, section 4).

use std::io::{self, Read as _};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use super::tcp::late;
use super::{PATIENCE, Trip};

/// Bytes of the message before its data: type, code, checksum, identifier, sequence number.
const HEADER: usize = 8;

/// What the data of each of our requests begins with.
const MARK: &[u8; 12] = b"loopback-lab";

/// Echo requests to one address.
pub(super) struct Echo {
    address: IpAddr,
    /// Opened with the first request.
    socket: Option<Socket>,
    sequence: u16,
}

impl Echo {
    pub(super) fn new(address: IpAddr) -> Self {
        Self { address, socket: None, sequence: 0 }
    }
}

impl Trip for Echo {
    fn make(&mut self) -> io::Result<Duration> {
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => open(self.address)?,
        };
        self.sequence = self.sequence.wrapping_add(1);
        let request = request(self.address, std::process::id(), self.sequence);
        let start = Instant::now();
        socket.send(&request)?;
        let reply = wait(&socket, self.address, &request, start + PATIENCE);
        let took = start.elapsed();
        self.socket = Some(socket);
        reply.map(|()| took)
    }
}

/// A datagram socket, which needs no special rights where the system lends one for ICMP; else a raw one, which does.
fn open(address: IpAddr) -> io::Result<Socket> {
    let (domain, protocol) = match address {
        IpAddr::V4(_) => (Domain::IPV4, Protocol::ICMPV4),
        IpAddr::V6(_) => (Domain::IPV6, Protocol::ICMPV6),
    };
    let socket = Socket::new(domain, Type::DGRAM, Some(protocol)).or_else(|refused| {
        Socket::new(domain, Type::RAW, Some(protocol)).map_err(|raw| {
            // Where the first was a matter of rights, it is the one to tell of: its right is easier to grant.
            if refused.kind() == io::ErrorKind::PermissionDenied { refused } else { raw }
        })
    })?;
    socket.connect(&SocketAddr::new(address, 0).into())?;
    Ok(socket)
}

/// An echo request: type 8 of ICMP, type 128 of ICMPv6.
fn request(address: IpAddr, process: u32, sequence: u16) -> Vec<u8> {
    let kind = if address.is_ipv4() { 8 } else { 128 };
    let [_, _, high, low] = process.to_be_bytes();
    let [first, second] = sequence.to_be_bytes();
    let mut message = vec![kind, 0, 0, 0, high, low, first, second];
    message.extend(MARK);
    message.extend(process.to_be_bytes());
    // The system itself fills in ICMPv6's, which covers the addresses too (RFC 3542, section 3.1).
    if address.is_ipv4() {
        let sum = checksum(&message).to_be_bytes();
        message.splice(2..4, sum);
    }
    message
}

/// The Internet checksum (RFC 1071) of an even number of bytes.
fn checksum(message: &[u8]) -> u16 {
    let sum: u32 =
        message.chunks(2).map(|pair| pair.iter().fold(0, |word, &byte| word << 8 | u32::from(byte))).sum();
    let folded = (sum & 0xffff) + (sum >> 16);
    !u16::try_from((folded & 0xffff) + (folded >> 16)).unwrap_or(u16::MAX)
}

/// Reads until the reply to this very request comes. A raw socket also sees what belongs to others, and on loopback
/// our own requests.
fn wait(socket: &Socket, address: IpAddr, request: &[u8], deadline: Instant) -> io::Result<()> {
    let mut room = [0; 1500];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        socket.set_read_timeout(Some(left))?;
        let mut reader = socket;
        let length = reader.read(&mut room).map_err(late)?;
        if room.get(..length).is_some_and(|message| answers(message, address, request)) {
            return Ok(());
        }
    }
}

/// Whether a message is the reply to a request: the same sequence number and data, and the type of a reply. The
/// identifier is left out: Linux puts its own in place of ours on a datagram socket (icmp(7)).
fn answers(message: &[u8], address: IpAddr, request: &[u8]) -> bool {
    // Some systems put the IPv4 header in front, whose first byte holds version 4 and its length in words.
    let message = match message.first() {
        Some(first) if address.is_ipv4() && first >> 4 == 4 => {
            message.get(usize::from(first & 15) * 4..).unwrap_or_default()
        }
        _ => message,
    };
    let kind = if address.is_ipv4() { 0 } else { 129 };
    message.first() == Some(&kind)
        && message.get(1) == Some(&0)
        && message.get(HEADER - 2..).is_some_and(|rest| Some(rest) == request.get(HEADER - 2..))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const V4: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const V6: IpAddr = IpAddr::V6(std::net::Ipv6Addr::LOCALHOST);

    fn reply_to(request: &[u8], kind: u8) -> Vec<u8> {
        let mut reply = request.to_vec();
        reply[0] = kind;
        reply
    }

    #[test]
    fn the_checksum_is_that_of_rfc_1071() {
        // The example of RFC 1071, section 3: the sum is ddf2, the checksum its complement.
        assert_eq!(checksum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]), !0xddf2);
        assert_eq!(checksum(&request(V4, 77, 3)), 0, "a message with its own checksum sums to zero");
    }

    #[test]
    fn only_the_reply_to_this_request_answers_it() {
        let asked = request(V4, 7, 1);
        assert!(answers(&reply_to(&asked, 0), V4, &asked));
        let mut behind_ip = vec![0x45; 20];
        behind_ip.extend(reply_to(&asked, 0));
        assert!(answers(&behind_ip, V4, &asked));
        assert!(!answers(&asked, V4, &asked), "our own request comes by too");
        for other in [request(V4, 7, 2), request(V4, 8, 1)] {
            assert!(!answers(&reply_to(&other, 0), V4, &asked));
        }
        let v6 = request(V6, 7, 1);
        assert!(answers(&reply_to(&v6, 129), V6, &v6) && !answers(&reply_to(&v6, 0), V6, &v6));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_or_pass_for_a_reply(message in proptest::collection::vec(any::<u8>(), 0..64), v4 in any::<bool>()) {
            let address = if v4 { V4 } else { V6 };
            prop_assert!(!answers(&message, address, &request(address, 1, 1)));
        }
    }
}
