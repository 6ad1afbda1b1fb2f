//! Prefixes: the part of an address that names a network, and the addresses that share it (RFC 4632, section 3.1; RFC
//! 4291, section 2.3).

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many bits an address has.
pub const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// Why there is no such prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixError {
    /// Nothing stands after the slash.
    Empty,
    /// Something other than ASCII digits, or a zero before other digits.
    NotANumber,
    /// More bits than the address has; how many it has.
    TooLong(u8),
}

impl fmt::Display for PrefixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("the prefix length is missing; write how many bits are fixed, such as 24")
            }
            Self::NotANumber => {
                f.write_str("a prefix length is a number of bits, written in digits alone, such as 24")
            }
            Self::TooLong(width) => {
                let family = if *width == 32 { "IPv4" } else { "IPv6" };
                write!(f, "an {family} address has {width} bits, so that a prefix has from 0 to {width}")
            }
        }
    }
}

impl core::error::Error for PrefixError {}

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Prefix {
    first: IpAddr,
    length: u8,
}

impl Prefix {
    /// The prefix of this length that an address is in.
    ///
    /// # Errors
    /// [`PrefixError::TooLong`] where the address has fewer bits.
    pub fn of(address: IpAddr, length: u8) -> Result<Self, PrefixError> {
        let width = width(address);
        if length > width {
            return Err(PrefixError::TooLong(width));
        }
        let first = match address {
            IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & !host_v4(length)).into(),
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !host_v6(length)).into(),
        };
        Ok(Self { first, length })
    }

    /// A prefix as a table has it. Its host bits must be zero.
    pub(in crate::ip) const fn table(first: IpAddr, length: u8) -> Self {
        Self { first, length }
    }

    /// The first address, all of whose host bits are zero: the network's own.
    pub const fn first(self) -> IpAddr {
        self.first
    }

    /// The last address, all of whose host bits are one.
    pub fn last(self) -> IpAddr {
        match self.first {
            IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() | host_v4(self.length)).into(),
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() | host_v6(self.length)).into(),
        }
    }

    /// How many bits are the network's.
    pub const fn length(self) -> u8 {
        self.length
    }

    /// How many bits are left to tell hosts apart.
    pub const fn host_bits(self) -> u8 {
        width(self.first) - self.length
    }

    /// How many addresses there are, in decimal digits: two to the power of the host bits, at most 2^128.
    pub fn count(self) -> String {
        power_of_two(self.host_bits())
    }

    /// The netmask: ones for the network's bits, zeros for the others. IPv4 alone is written so.
    pub const fn mask(self) -> Option<Ipv4Addr> {
        match self.first {
            IpAddr::V4(_) => Some(Ipv4Addr::from_bits(!host_v4(self.length))),
            IpAddr::V6(_) => None,
        }
    }

    /// The address that means all hosts of the network (RFC 919, section 7; RFC 922, section 7). A prefix of 31 or 32 bits has
    /// none (RFC 3021, section 2.1), nor has IPv6 (RFC 4291, section 2), nor that of all addresses.
    pub fn broadcast(self) -> Option<Ipv4Addr> {
        match self.last() {
            IpAddr::V4(last) if (1..=30).contains(&self.length) => Some(last),
            _ => None,
        }
    }

    /// Whether an address is one of them.
    pub fn contains(self, address: IpAddr) -> bool {
        Self::of(address, self.length).is_ok_and(|other| other == self)
    }

    /// The two prefixes that are one bit longer and make up this one; `None` where there is no bit left.
    pub fn halves(self) -> Option<[Self; 2]> {
        let half = |address| Self::of(address, self.length + 1).ok();
        if self.host_bits() == 0 { None } else { Some([half(self.first)?, half(self.last())?]) }
    }

    /// The prefix that is one bit shorter; `None` where there is none.
    pub fn whole(self) -> Option<Self> {
        Self::of(self.first, self.length.checked_sub(1)?).ok()
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.length)
    }
}

/// Reads a prefix length, as it stands after the slash.
///
/// # Errors
/// Why it is none for this address.
pub fn read_length(text: &str, address: IpAddr) -> Result<u8, PrefixError> {
    let width = width(address);
    if text.is_empty() {
        return Err(PrefixError::Empty);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) || (text.len() > 1 && text.starts_with('0')) {
        return Err(PrefixError::NotANumber);
    }
    text.parse().ok().filter(|length| *length <= width).ok_or(PrefixError::TooLong(width))
}

/// Ones where the host bits are.
const fn host_v4(length: u8) -> u32 {
    match u32::MAX.checked_shr(length as u32) {
        Some(ones) => ones,
        None => 0,
    }
}

/// Ones where the host bits are.
const fn host_v6(length: u8) -> u128 {
    match u128::MAX.checked_shr(length as u32) {
        Some(ones) => ones,
        None => 0,
    }
}

/// Two to this power, in decimal digits: 2^128 is one more than 128 bits can hold.
fn power_of_two(power: u8) -> String {
    let mut digits = vec![1_u8];
    for _ in 0..power {
        let mut carry = 0;
        for digit in &mut digits {
            let doubled = *digit * 2 + carry;
            (*digit, carry) = (doubled % 10, doubled / 10);
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prefix(text: &str) -> Prefix {
        let (address, length) = text.split_once('/').unwrap();
        let address: IpAddr = address.parse().unwrap();
        Prefix::of(address, read_length(length, address).unwrap()).unwrap()
    }

    #[test]
    fn what_a_prefix_holds() {
        for (text, first, last, count, mask, broadcast) in [
            ("192.0.2.77/24", "192.0.2.0", "192.0.2.255", "256", Some("255.255.255.0"), Some("192.0.2.255")),
            (
                "192.0.2.77/26",
                "192.0.2.64",
                "192.0.2.127",
                "64",
                Some("255.255.255.192"),
                Some("192.0.2.127"),
            ),
            (
                "10.1.2.3/8",
                "10.0.0.0",
                "10.255.255.255",
                "16777216",
                Some("255.0.0.0"),
                Some("10.255.255.255"),
            ),
            (
                "172.31.1.1/12",
                "172.16.0.0",
                "172.31.255.255",
                "1048576",
                Some("255.240.0.0"),
                Some("172.31.255.255"),
            ),
            ("1.2.3.4/0", "0.0.0.0", "255.255.255.255", "4294967296", Some("0.0.0.0"), None),
            ("192.0.2.1/30", "192.0.2.0", "192.0.2.3", "4", Some("255.255.255.252"), Some("192.0.2.3")),
            ("192.0.2.1/31", "192.0.2.0", "192.0.2.1", "2", Some("255.255.255.254"), None),
            ("192.0.2.1/32", "192.0.2.1", "192.0.2.1", "1", Some("255.255.255.255"), None),
            (
                "2001:db8::1/64",
                "2001:db8::",
                "2001:db8::ffff:ffff:ffff:ffff",
                "18446744073709551616",
                None,
                None,
            ),
            ("2001:db8::1/128", "2001:db8::1", "2001:db8::1", "1", None, None),
            (
                "::1/0",
                "::",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "340282366920938463463374607431768211456",
                None,
                None,
            ),
        ] {
            let one = prefix(text);
            let found = (one.first().to_string(), one.last().to_string(), one.count());
            assert_eq!(found, (first.to_owned(), last.to_owned(), count.to_owned()), "{text}");
            let found =
                (one.mask().map(|mask| mask.to_string()), one.broadcast().map(|last| last.to_string()));
            assert_eq!(found, (mask.map(str::to_owned), broadcast.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_length_is_digits_within_the_address() {
        let (v4, v6) = (IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST));
        for (text, address, wanted) in [
            ("0", v4, Ok(0)),
            ("32", v4, Ok(32)),
            ("33", v4, Err(PrefixError::TooLong(32))),
            ("128", v6, Ok(128)),
            ("129", v6, Err(PrefixError::TooLong(128))),
            ("99999999999", v6, Err(PrefixError::TooLong(128))),
            ("", v4, Err(PrefixError::Empty)),
            ("08", v4, Err(PrefixError::NotANumber)),
            ("+8", v4, Err(PrefixError::NotANumber)),
            ("255.0.0.0", v4, Err(PrefixError::NotANumber)),
        ] {
            assert_eq!(read_length(text, address), wanted, "{text}");
        }
    }

    fn any_address() -> impl Strategy<Value = IpAddr> {
        prop_oneof![
            any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits))),
            any::<u128>().prop_map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits))),
        ]
    }

    proptest! {
        #[test]
        fn an_address_is_in_each_of_its_prefixes_and_in_one_half_of_each(address in any_address(), other in any_address()) {
            for length in 0..=width(address) {
                let whole = Prefix::of(address, length).unwrap();
                prop_assert!(whole.contains(address) && whole.contains(whole.first()) && whole.contains(whole.last()));
                match whole.halves() {
                    None => prop_assert_eq!(length, width(address)),
                    Some([low, high]) => {
                        prop_assert!(low.contains(address) != high.contains(address));
                        prop_assert_eq!((low.first(), high.last()), (whole.first(), whole.last()));
                        prop_assert_eq!(whole.contains(other), low.contains(other) || high.contains(other));
                        prop_assert_eq!((low.whole(), high.whole()), (Some(whole), Some(whole)));
                    }
                }
            }
            prop_assert_eq!(Prefix::of(address, width(address) + 1), Err(PrefixError::TooLong(width(address))));
        }

        #[test]
        fn the_count_is_last_minus_first_plus_one(bits in any::<u128>(), length in 1_u8..=128) {
            let one = Prefix::of(IpAddr::V6(Ipv6Addr::from_bits(bits)), length).unwrap();
            let (IpAddr::V6(first), IpAddr::V6(last)) = (one.first(), one.last()) else { unreachable!("both are IPv6") };
            prop_assert_eq!(one.count(), (last.to_bits() - first.to_bits() + 1).to_string());
        }
    }
}
