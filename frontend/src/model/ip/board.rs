//! The 32 bits of an IPv4 address as switches.

use core::net::{IpAddr, Ipv4Addr};

use concepts::ip::read::{ReadError, read};

/// How many switches there are.
pub const SWITCHES: usize = 32;

/// How many of them make one of the four numbers.
pub const IN_GROUP: usize = 8;

/// Why a text sets no switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoardError {
    /// It is no address.
    Unread(ReadError),
    /// It is an IPv6 address, which has 128 bits.
    Sixth,
}

/// The board: its switches, and the text that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// What stands in the field.
    pub text: String,
    /// The address that the switches make.
    pub address: Ipv4Addr,
    /// Why the text did not set them.
    pub fault: Option<BoardError>,
}

impl Board {
    /// A board that shows an address; all switches off where the text is none.
    pub fn new(text: &str) -> Self {
        Self { text: String::new(), address: Ipv4Addr::UNSPECIFIED, fault: None }.typed(text)
    }

    /// With a text typed: the switches follow where it is an address, and stay where it is not.
    pub fn typed(&self, text: &str) -> Self {
        let read = match read(text.trim()).map(|reading| reading.address) {
            Ok(IpAddr::V4(address)) => Ok(address),
            Ok(IpAddr::V6(_)) => Err(BoardError::Sixth),
            Err(error) => Err(BoardError::Unread(error)),
        };
        Self { text: text.to_owned(), address: read.unwrap_or(self.address), fault: read.err() }
    }

    /// With one switch flipped; the field shows what came of it. Switches are counted from the left, from 0.
    pub fn flipped(&self, at: usize) -> Self {
        let mask =
            1_u32.checked_shl(31_u32.saturating_sub(u32::try_from(at).unwrap_or(u32::MAX))).unwrap_or(0);
        let address = Ipv4Addr::from_bits(self.address.to_bits() ^ mask);
        Self { text: address.to_string(), address, fault: None }
    }

    /// Whether a switch is on.
    pub fn is_on(&self, at: usize) -> bool {
        self.flipped(at).address < self.address
    }

    /// The sum that makes one of the four numbers, such as `= 64+32`; nothing where fewer than two switches are on.
    pub fn sum(&self, group: usize) -> String {
        let first = group * IN_GROUP;
        let on = (first..first + IN_GROUP).filter(|at| self.is_on(*at)).map(|at| weight(at).to_string());
        let on: Vec<_> = on.collect();
        if on.len() < 2 { String::new() } else { format!("= {}", on.join("+")) }
    }
}

/// What a switch counts in its number: 128 on the left, 1 on the right.
pub const fn weight(at: usize) -> u8 {
    128 >> (at % IN_GROUP)
}

/// Where a key leads from a switch: left and right along the bits, up and down to the number before and after, Home and End
/// to the ends of a number. `None` for other keys and where there is nothing further.
pub fn moved(at: usize, key: &str) -> Option<usize> {
    let to = match key {
        "ArrowLeft" => at.checked_sub(1)?,
        "ArrowRight" => at + 1,
        "ArrowUp" => at.checked_sub(IN_GROUP)?,
        "ArrowDown" => at + IN_GROUP,
        "Home" => at - at % IN_GROUP,
        "End" => at - at % IN_GROUP + IN_GROUP - 1,
        _ => return None,
    };
    (to < SWITCHES).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_typed_address_sets_the_switches_and_a_fault_leaves_them() {
        let board = Board::new("127.0.0.1");
        let on: Vec<_> = (0..SWITCHES).filter(|at| board.is_on(*at)).collect();
        assert_eq!(on, [1, 2, 3, 4, 5, 6, 7, 31]);
        assert_eq!((board.sum(0).as_str(), board.sum(1).as_str()), ("= 64+32+16+8+4+2+1", ""));
        let faulty = board.typed("127.0.0.256");
        assert_eq!((faulty.address, faulty.fault.is_some()), (board.address, true));
        assert_eq!(board.typed("::1").fault, Some(BoardError::Sixth));
        assert_eq!(board.typed(" 2130706434 ").address, Ipv4Addr::new(127, 0, 0, 2));
        assert_eq!(faulty.flipped(0).text, "255.0.0.1");
    }

    #[test]
    fn keys_lead_over_the_whole_board_and_stop_at_its_ends() {
        for (at, key, to) in [
            (0, "ArrowLeft", None),
            (0, "ArrowRight", Some(1)),
            (7, "ArrowRight", Some(8)),
            (31, "ArrowRight", None),
            (12, "ArrowUp", Some(4)),
            (4, "ArrowUp", None),
            (12, "ArrowDown", Some(20)),
            (28, "ArrowDown", None),
            (12, "Home", Some(8)),
            (12, "End", Some(15)),
            (12, "Enter", None),
        ] {
            assert_eq!(moved(at, key), to, "{at} {key}");
        }
    }

    proptest! {
        #[test]
        fn the_weights_of_what_is_on_make_the_numbers(bits in any::<u32>(), at in 0..SWITCHES) {
            let board = Board::new(&bits.to_string());
            for (group, octet) in board.address.octets().into_iter().enumerate() {
                let sum = board.sum(group);
                let sum: u32 = sum.trim_start_matches("= ").split('+').filter_map(|one| one.parse::<u32>().ok()).sum();
                prop_assert!(sum == u32::from(octet) || sum == 0 && octet.count_ones() < 2);
            }
            let flipped = board.flipped(at);
            prop_assert_ne!(flipped.is_on(at), board.is_on(at));
            prop_assert_eq!(flipped.flipped(at).address, board.address);
        }
    }
}
