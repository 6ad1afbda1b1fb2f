//! A prefix to explore: an address and a length, typed or slid; what its bits are; and another address that may be inside.

use core::net::{IpAddr, Ipv4Addr};

use concepts::ip::prefix::{Prefix, PrefixError, read_length, width};
use concepts::ip::read::{ReadError, read};

/// The length that a prefix begins with where an address of the other family is typed: usual for a network of hosts.
const USUAL: (u8, u8) = (24, 64);

/// The explorer: what was typed, and the address and the length that were last understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explorer {
    /// What stands in the field for the address.
    pub text: String,
    /// What stands in the field for the length.
    pub length_text: String,
    /// What stands in the field for another address.
    pub other: String,
    /// The address.
    pub address: IpAddr,
    /// How many bits are the network's; no more than the address has.
    pub length: u8,
    /// Why the text is no address.
    pub fault: Option<ReadError>,
    /// Why the length is none.
    pub length_fault: Option<PrefixError>,
}

/// Where another address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// It has the network's bits.
    Inside(IpAddr),
    /// It has not; the first bit that differs, counted from 1.
    Outside(IpAddr, u8),
    /// It is of the other family.
    OtherFamily(IpAddr),
}

impl Whereabouts {
    /// The other address.
    pub const fn address(self) -> IpAddr {
        match self {
            Self::Inside(address) | Self::Outside(address, _) | Self::OtherFamily(address) => address,
        }
    }
}

/// One bit of IPv4 or one hexadecimal digit of IPv6, with how many of its bits are the network's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The bit or the digit.
    pub digit: char,
    /// How many bits it stands for.
    pub bits: u8,
    /// How many of them, from the left, are the network's.
    pub network: u8,
}

impl Explorer {
    /// Begins with a prefix, such as `192.0.2.77/24`.
    pub fn new(start: &str) -> Self {
        let blank = Self {
            text: String::new(),
            length_text: USUAL.0.to_string(),
            other: String::new(),
            address: Ipv4Addr::UNSPECIFIED.into(),
            length: USUAL.0,
            fault: None,
            length_fault: None,
        };
        blank.chose(start)
    }

    /// With a prefix chosen from a list: its length stands in the field for the length alone.
    pub fn chose(&self, prefix: &str) -> Self {
        let mut next = self.typed(prefix);
        next.text = prefix.split('/').next().unwrap_or_default().to_owned();
        next
    }

    /// With an address typed; a length behind a slash is taken as well.
    pub fn typed(&self, text: &str) -> Self {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text.trim(), None),
        };
        let mut next = Self { text: text.to_owned(), ..self.clone() };
        match read(address).map(|reading| reading.address) {
            Err(fault) => next.fault = Some(fault),
            Ok(address) => {
                next.fault = None;
                if width(address) != width(self.address) {
                    next.length = if address.is_ipv4() { USUAL.0 } else { USUAL.1 };
                    next.length_text = next.length.to_string();
                    next.length_fault = None;
                }
                next.address = address;
                if let Some(length) = length {
                    next.take_length(length);
                }
            }
        }
        next
    }

    /// With a length typed or slid. What stood behind a slash gives way to it.
    pub fn typed_length(&self, text: &str) -> Self {
        let mut next = self.clone();
        next.text = self.text.split('/').next().unwrap_or_default().to_owned();
        next.take_length(text.trim());
        text.clone_into(&mut next.length_text);
        next
    }

    fn take_length(&mut self, text: &str) {
        text.clone_into(&mut self.length_text);
        match read_length(text, self.address) {
            Ok(length) => (self.length, self.length_fault) = (length, None),
            Err(fault) => self.length_fault = Some(fault),
        }
    }

    /// With another address typed.
    pub fn asked(&self, other: &str) -> Self {
        Self { other: other.to_owned(), ..self.clone() }
    }

    /// With this prefix, such as one half of what was explored.
    pub fn took(&self, prefix: Prefix) -> Self {
        Self {
            text: prefix.first().to_string(),
            length_text: prefix.length().to_string(),
            other: self.other.clone(),
            address: prefix.first(),
            length: prefix.length(),
            fault: None,
            length_fault: None,
        }
    }

    /// The prefix. There always is one.
    pub fn prefix(&self) -> Option<Prefix> {
        Prefix::of(self.address, self.length).ok()
    }

    /// Where the other address lies; `None` as long as none was typed.
    ///
    /// # Errors
    /// Why it is no address.
    pub fn whereabouts(&self) -> Option<Result<Whereabouts, ReadError>> {
        let text = self.other.trim();
        if text.is_empty() {
            return None;
        }
        Some(read(text).map(|reading| {
            let other = reading.address;
            match first_difference(self.address, other) {
                None if width(self.address) != width(other) => Whereabouts::OtherFamily(other),
                Some(bit) if bit <= self.length => Whereabouts::Outside(other, bit),
                _ => Whereabouts::Inside(other),
            }
        }))
    }

    /// The bits of an IPv4 address in four groups of 8, or the digits of an IPv6 address in eight groups of 4.
    pub fn cells(&self) -> Vec<Vec<Cell>> {
        let (digits, bits, in_group) = match self.address {
            IpAddr::V4(v4) => (format!("{:032b}", v4.to_bits()), 1, 8),
            IpAddr::V6(v6) => (format!("{:032x}", v6.to_bits()), 4, 4),
        };
        let cells: Vec<Cell> = digits
            .chars()
            .zip((0_u8..).step_by(usize::from(bits)))
            .map(|(digit, before)| Cell {
                digit,
                bits,
                network: self.length.saturating_sub(before).min(bits),
            })
            .collect();
        cells.chunks(in_group).map(<[Cell]>::to_vec).collect()
    }
}

/// The first bit in which two addresses of one family differ, counted from 1.
fn first_difference(one: IpAddr, other: IpAddr) -> Option<u8> {
    let equal = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        _ => return None,
    };
    u8::try_from(equal + 1).ok().filter(|bit| *bit <= width(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(explorer: &Explorer) -> String {
        explorer.prefix().unwrap().to_string()
    }

    #[test]
    fn an_address_and_a_length_are_typed_together_or_apart() {
        let first = Explorer::new("192.0.2.77/26");
        assert_eq!((shown(&first).as_str(), first.length_text.as_str()), ("192.0.2.64/26", "26"));
        let shorter = first.typed_length("24");
        assert_eq!((shown(&shorter).as_str(), shorter.text.as_str()), ("192.0.2.0/24", "192.0.2.77"));
        let other = shorter.typed("10.1.2.3");
        assert_eq!(shown(&other), "10.1.2.0/24", "the length stays");
        let v6 = other.typed("2001:db8::42");
        assert_eq!((shown(&v6).as_str(), v6.length_text.as_str()), ("2001:db8::/64", "64"));
        assert_eq!(shown(&v6.typed("127.1")), "127.0.0.0/24");
    }

    #[test]
    fn a_fault_leaves_what_was_understood() {
        let first = Explorer::new("192.0.2.77/26");
        let faulty = first.typed("192.0.2.256");
        assert_eq!((shown(&faulty), faulty.fault.is_some()), (shown(&first), true));
        let long = first.typed_length("33");
        assert_eq!((long.length, long.length_fault), (26, Some(PrefixError::TooLong(32))));
        assert_eq!(first.typed("192.0.2.77/").length_fault, Some(PrefixError::Empty));
        assert_eq!(long.typed("2001:db8::").length_fault, None);
    }

    #[test]
    fn another_address_is_inside_or_differs_in_some_bit() {
        let explorer = Explorer::new("192.0.2.77/26");
        let at = |other: &str| explorer.asked(other).whereabouts();
        assert_eq!(at("  "), None);
        assert_eq!(at("192.0.2.100"), Some(Ok(Whereabouts::Inside("192.0.2.100".parse().unwrap()))));
        assert_eq!(at("192.0.2.77"), Some(Ok(Whereabouts::Inside("192.0.2.77".parse().unwrap()))));
        assert_eq!(at("192.0.2.200"), Some(Ok(Whereabouts::Outside("192.0.2.200".parse().unwrap(), 25))));
        assert_eq!(at("::1"), Some(Ok(Whereabouts::OtherFamily("::1".parse().unwrap()))));
        assert_eq!(at("x"), Some(Err(ReadError::Name)));
    }

    #[test]
    fn the_cells_are_split_where_the_network_ends() {
        let v4 = Explorer::new("192.0.2.77/26").cells();
        assert_eq!(v4.len(), 4);
        let last: Vec<_> = v4[3].iter().map(|cell| (cell.digit, cell.network)).collect();
        assert_eq!(last, [('0', 1), ('1', 1), ('0', 0), ('0', 0), ('1', 0), ('1', 0), ('0', 0), ('1', 0)]);
        let v6 = Explorer::new("2001:db8::/61").cells();
        assert_eq!((v6.len(), v6[3].len()), (8, 4));
        assert_eq!(v6[3].iter().map(|cell| cell.network).collect::<Vec<_>>(), [4, 4, 4, 1]);
    }

    proptest! {
        #[test]
        fn the_cells_have_as_many_network_bits_as_the_length(bits in any::<u128>(), length in 0_u8..=128) {
            let address = IpAddr::V6(bits.into());
            let explorer = Explorer::new(&format!("{address}/{length}"));
            let of_network: u32 = explorer.cells().iter().flatten().map(|cell| u32::from(cell.network)).sum();
            prop_assert_eq!(of_network, u32::from(length));
        }

        #[test]
        fn inside_is_what_the_prefix_says(one in any::<u32>(), flip in 0_u32..33, length in 0_u8..=32) {
            let other = Ipv4Addr::from_bits(one ^ 1_u32.checked_shl(flip).unwrap_or(0));
            let explorer = Explorer::new(&format!("{}/{length}", Ipv4Addr::from_bits(one))).asked(&other.to_string());
            let is_inside = matches!(explorer.whereabouts(), Some(Ok(Whereabouts::Inside(_))));
            prop_assert_eq!(is_inside, explorer.prefix().unwrap().contains(other.into()));
        }
    }
}
