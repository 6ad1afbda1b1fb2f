//! The words of the board of switches, the explorer of prefixes and the classifier.

use core::net::IpAddr;

use concepts::ip::block::{Block, Sort};
use concepts::ip::prefix::Prefix;

use crate::model::ip::board::BoardError;
use crate::model::ip::explorer::Whereabouts;
use crate::model::time::grouped_digits;

/// Over the addresses that can be taken with one press.
pub const TRY: &str = "Try";

/// The board's field.
pub const ADDRESS: &str = "Address";
/// The switches, for those who do not see them.
pub const SWITCHES: &str = "32 switches, one for each bit";
/// How to use them.
pub const SWITCHES_HOW: &str =
    "Press a switch to flip its bit. On a keyboard, the arrow keys move and the space bar flips.";
/// The address in dotted decimal.
pub const DOTTED: &str = "Dotted decimal";
/// The address as a number.
pub const NUMBER: &str = "One number";
/// The address in hexadecimal.
pub const HEX: &str = "Hexadecimal";

/// Which of the four numbers.
pub const fn place(group: usize) -> &'static str {
    match group {
        0 => "First number",
        1 => "Second number",
        2 => "Third number",
        _ => "Fourth number",
    }
}

/// Before what a switch counts, for those who do not see where it stands.
pub const COUNTS: &str = "counts";

/// Which of the four numbers a switch is of, after what it counts.
pub fn of_number(group: usize) -> String {
    format!(", {}", place(group).to_lowercase())
}

/// Why a text sets no switches.
pub fn board_fault(fault: BoardError) -> String {
    match fault {
        BoardError::Unread(error) => error.to_string(),
        BoardError::Sixth => "an IPv6 address has 128 bits, and there are 32 switches here".to_owned(),
    }
}

/// What addresses are for.
pub const fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Public => "Public",
        Sort::Loopback => "Loopback",
        Sort::Private => "Private",
        Sort::Shared => "Shared by a provider's customers",
        Sort::LinkLocal => "Link-local",
        Sort::Documentation => "Documentation",
        Sort::Benchmarking => "Benchmarking",
        Sort::Multicast => "Multicast",
        Sort::Broadcast => "Broadcast",
        Sort::Unspecified => "Unspecified",
        Sort::Transition => "IPv4 in IPv6",
        Sort::Protocol => "For a protocol",
        Sort::Reserved => "Reserved",
    }
}

/// The name of a block and the document that sets it aside.
pub fn listed(block: &Block) -> String {
    format!("{}: {}", block.name, block.source)
}

/// The explorer's field for the length.
pub const LENGTH: &str = "Prefix length";
/// The explorer's slider.
pub const LENGTH_SLIDER: &str = "Prefix length, on a slider";
/// The field for another address.
pub const OTHER: &str = "Is another address inside?";
/// What may stand there.
pub const OTHER_SUCH: &str = "such as 192.0.2.200";
/// The prefix itself.
pub const PREFIX: &str = "Prefix";
/// The first address.
pub const FIRST: &str = "First address";
/// The last address.
pub const LAST: &str = "Last address";
/// How many there are.
pub const COUNT: &str = "Addresses";
/// The netmask.
pub const MASK: &str = "Netmask";
/// Over the halves.
pub const SPLIT: &str = "One bit longer, split in two";
/// Over the prefix that this one is half of.
pub const WHOLE: &str = "One bit shorter, twice as many";
/// Inside.
pub const INSIDE: &str = "inside";
/// Not inside.
pub const OUTSIDE: &str = "outside";

/// The network's bits.
pub fn network_bits(bits: u8) -> String {
    format!("network: {}, the same in every address here", number_of_bits(bits))
}

/// The bits for hosts.
pub fn host_bits(bits: u8) -> String {
    format!("host: {}, different from address to address", number_of_bits(bits))
}

fn number_of_bits(bits: u8) -> String {
    format!("{bits} bit{}", if bits == 1 { "" } else { "s" })
}

/// What is explored now, for those who do not see it.
pub fn explored(prefix: Prefix) -> String {
    format!("{prefix}: from {} to {}, {} addresses", prefix.first(), prefix.last(), count(prefix).0)
}

/// The drawing, for those who do not see it.
pub fn drawing(prefix: Prefix) -> String {
    format!(
        "The bits from left to right: {} for the network, {} for hosts",
        number_of_bits(prefix.length()),
        number_of_bits(prefix.host_bits())
    )
}

/// How many addresses there are: the number, and the power that it is.
pub fn count(prefix: Prefix) -> (String, String) {
    (grouped_digits(&prefix.count()), format!("(2 to the power of {})", prefix.host_bits()))
}

/// What is to be known of the ends of a prefix of this length.
pub fn ends(prefix: Prefix) -> &'static str {
    match (prefix.first(), prefix.length()) {
        (IpAddr::V4(_), 0) => "Every IPv4 address there is.",
        (IpAddr::V4(_), 31) => {
            "Two addresses, one for each end of a link. Neither is set aside (RFC 3021, section 2.1)."
        }
        (IpAddr::V4(_), 32) | (IpAddr::V6(_), 128) => "One single address.",
        (IpAddr::V4(_), _) => {
            "In a network of this size, the first address means the network itself and the last one all of its hosts. Those \
             between are for hosts (RFC 1122, section 3.2.1.3)."
        }
        (IpAddr::V6(_), 0) => "Every IPv6 address there is.",
        (IpAddr::V6(_), 127) => "Two addresses, one for each end of a link between routers (RFC 6164).",
        (IpAddr::V6(_), 64) => {
            "This is the length for networks of hosts (RFC 4291, section 2.5.1). Its first address means any of its routers; \
             there is no broadcast."
        }
        (IpAddr::V6(_), _) => {
            "IPv6 has no broadcast. The first address means any router of the network (RFC 4291, section 2.6.1)."
        }
    }
}

/// Why another address is inside or is not.
pub fn why(found: Whereabouts, length: u8) -> String {
    match found {
        Whereabouts::Inside(_) if length == 0 => "Every address is: no bit is fixed.".to_owned(),
        Whereabouts::Inside(_) => format!("Its first {} are the network's.", number_of_bits(length)),
        Whereabouts::Outside(_, bit) => format!("Bit {bit} differs, and the first {length} must not."),
        Whereabouts::OtherFamily(_) => {
            "No address of IPv4 is inside a prefix of IPv6, and the other way round.".to_owned()
        }
    }
}

/// The classifier's field.
pub const SPELLING: &str = "An address in any spelling";
/// Before a rule.
pub const RULE: &str = "Rule:";
/// A reader refuses it.
pub const REFUSED: &str = "refused";
/// Over what is inside.
pub const EMBEDDED: &str = "The IPv4 address inside";
/// Over the steps.
pub const STEPS: &str = "From all 32 digits to the shorthand";
/// Over what is not in the shorthand.
pub const DEPARTS: &str = "As it was written, it has";
/// What brackets are.
pub const BRACKETS: &str =
    "The brackets belong to the URL around it: they keep the address apart from the port.";
/// IPv6 has one rule.
pub const ONE_RULE: &str = "Programs agree on how IPv6 is read (RFC 4291, section 2.2).";

/// What a zone means.
pub fn zone(name: &str) -> String {
    format!("The address is meant on the interface {name} of this machine (RFC 4007, section 11).")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(text: &str) -> Prefix {
        crate::model::ip::explorer::Explorer::new(text).prefix().unwrap()
    }

    #[test]
    fn sentences_agree_with_their_numbers() {
        assert!(network_bits(1).contains("1 bit,") && host_bits(2).contains("2 bits,"));
        assert_eq!(count(prefix("2001:db8::/64")).0, "18,446,744,073,709,551,616");
        let other = Whereabouts::Outside(IpAddr::from([192, 0, 2, 200]), 25);
        assert_eq!(why(other, 26), "Bit 25 differs, and the first 26 must not.");
    }

    #[test]
    fn each_length_has_its_own_ends() {
        for (text, said) in [
            ("10.0.0.0/8", "all of its hosts"),
            ("10.0.0.0/31", "Neither is set aside"),
            ("10.0.0.0/32", "One single"),
            ("::/64", "networks of hosts"),
            ("::/127", "between routers"),
            ("::/128", "One single"),
            ("::/48", "no broadcast"),
        ] {
            assert!(ends(prefix(text)).contains(said), "{text}");
        }
    }
}
