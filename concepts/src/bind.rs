//! What a bound address takes in.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a TCP socket listens: the address that it is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The address: one of this machine's own, or all of a family (`0.0.0.0`, `::`).
    pub address: IpAddr,
    /// Whether an IPv6 socket leaves IPv4 alone (IPV6_V6ONLY; RFC 3493, section 5.3). Means nothing to IPv4.
    pub only_v6: bool,
}

impl Bound {
    /// Addresses of loopback, each of which takes in what is sent to itself.
    pub const LOOPBACK: [Self; 3] = [
        Self::new(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        Self::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2))),
        Self::new(IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ];

    /// All addresses of this machine: of IPv4, of IPv6, of both.
    pub const WILDCARD: [Self; 3] = [
        Self::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        Self::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
        Self { address: IpAddr::V6(Ipv6Addr::UNSPECIFIED), only_v6: false },
    ];

    /// An address, and of IPv6 nothing else.
    pub const fn new(address: IpAddr) -> Self {
        Self { address, only_v6: true }
    }

    /// Whether a connection to `destination`, an address of this machine, reaches it.
    ///
    /// ```
    /// use concepts::bind::Bound;
    /// let everything_of_v4 = Bound::new("0.0.0.0".parse()?);
    /// assert!(everything_of_v4.takes("127.0.0.1".parse()?));
    /// assert!(!everything_of_v4.takes("::1".parse()?));
    /// # Ok::<(), core::net::AddrParseError>(())
    /// ```
    pub fn takes(self, destination: IpAddr) -> bool {
        match self.address {
            address if !address.is_unspecified() => address == destination,
            IpAddr::V4(_) => destination.is_ipv4(),
            IpAddr::V6(_) => destination.is_ipv6() || !self.only_v6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_in_what_its_row_says() {
        let to = ["127.0.0.1", "127.0.0.2", "::1"].map(|text| text.parse().unwrap());
        let rows = [Bound::LOOPBACK, Bound::WILDCARD].concat();
        let taken: Vec<_> = rows.iter().map(|bound| to.map(|to| bound.takes(to))).collect();
        assert_eq!(
            taken,
            [
                [true, false, false],
                [false, true, false],
                [false, false, true],
                [true, true, false],
                [false, false, true],
                [true, true, true],
            ]
        );
    }
}
