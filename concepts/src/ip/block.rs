//! Blocks of addresses that are set aside for something, as IANA's registries have them.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use super::prefix::Prefix;
use super::registry::{V4, V6};

/// What addresses are for, in the few sorts that matter to who meets one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AddressSort"))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// One interface somewhere on the Internet.
    Public,
    /// This machine itself.
    Loopback,
    /// A network of one's own; any number of networks use the same.
    Private,
    /// A provider's network between its customers and the Internet.
    Shared,
    /// One link: a cable or a radio network, up to the next router.
    LinkLocal,
    /// Examples in texts.
    Documentation,
    /// Measurements of devices in a laboratory.
    Benchmarking,
    /// A group of receivers.
    Multicast,
    /// Everybody on the link.
    Broadcast,
    /// No address yet, or none in particular.
    Unspecified,
    /// An IPv4 address inside an IPv6 address, or the way from one to the other.
    Transition,
    /// A protocol that needs addresses of its own.
    Protocol,
    /// Nothing so far, or nothing any more.
    Reserved,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 13] = [
        Self::Public,
        Self::Loopback,
        Self::Private,
        Self::Shared,
        Self::LinkLocal,
        Self::Documentation,
        Self::Benchmarking,
        Self::Multicast,
        Self::Broadcast,
        Self::Unspecified,
        Self::Transition,
        Self::Protocol,
        Self::Reserved,
    ];

    /// The word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::Shared => "shared",
            Self::LinkLocal => "link_local",
            Self::Documentation => "documentation",
            Self::Benchmarking => "benchmarking",
            Self::Multicast => "multicast",
            Self::Broadcast => "broadcast",
            Self::Unspecified => "unspecified",
            Self::Transition => "transition",
            Self::Protocol => "protocol",
            Self::Reserved => "reserved",
        }
    }
}

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its addresses.
    pub prefix: Prefix,
    /// Its name in the registry.
    pub name: &'static str,
    /// The document that sets it aside.
    pub source: &'static str,
    /// What it is for.
    pub sort: Sort,
    /// Whether packets to it may be passed on beyond a network of one's own; `None` where the registry leaves that open
    /// (RFC 8190, section 2.1, "Globally Reachable").
    pub global: Option<bool>,
    /// What that means, in a sentence.
    pub meaning: &'static str,
}

impl Block {
    /// The smallest block that an address is in.
    pub fn of(address: IpAddr) -> &'static Self {
        let (table, rest) = match address {
            IpAddr::V4(_) => (V4, &REST_OF_V4),
            IpAddr::V6(v6) if v6.segments()[0] & 0xe000 == 0x2000 => (V6, &REST_OF_V6),
            IpAddr::V6(_) => (V6, &UNASSIGNED_V6),
        };
        let fitting = table.iter().filter(|block| block.prefix.contains(address));
        fitting.max_by_key(|block| block.prefix.length()).unwrap_or(rest)
    }
}

/// What is in no block of its own (IANA IPv4 Address Space Registry).
static REST_OF_V4: Block = Block {
    prefix: Prefix::table(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
    name: "Everything else",
    source: "RFC 7020, section 2",
    sort: Sort::Public,
    global: Some(true),
    meaning: "An address on the Internet. A registry gave it, with its neighbours, to one organisation.",
};

/// What is in no smaller block (IANA Internet Protocol Version 6 Address Space).
static REST_OF_V6: Block = Block {
    prefix: Prefix::table(IpAddr::V6(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0)), 3),
    name: "Global Unicast",
    source: "RFC 4291, section 2.5.4",
    sort: Sort::Public,
    global: Some(true),
    meaning: "An address on the Internet. What registries give out comes from this block alone.",
};

/// What nobody has been given yet (IANA Internet Protocol Version 6 Address Space).
static UNASSIGNED_V6: Block = Block {
    prefix: Prefix::table(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0),
    name: "Reserved by IETF",
    source: "RFC 4291, section 2.4",
    sort: Sort::Reserved,
    global: Some(false),
    meaning: "Kept for uses that nobody has defined yet.",
};

/// The IPv4 address that an IPv6 address carries inside: mapped (RFC 4291, section 2.5.5.2), compatible (2.5.5.1),
/// translated with the well-known prefix (RFC 6052, section 2.1) or 6to4 (RFC 3056, section 2).
///
/// ```
/// use concepts::ip::block::embedded;
/// let found = |text: &str| embedded(text.parse().ok()?).map(|inside| inside.to_string());
/// assert_eq!(found("::ffff:127.0.0.1").as_deref(), Some("127.0.0.1"));
/// assert_eq!(found("2002:c000:204::1").as_deref(), Some("192.0.2.4"));
/// assert_eq!(found("2001:db8::1"), None);
/// ```
pub fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, _, _, _, g, h] = address.segments();
    let of = |high: u16, low: u16| Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    let is_in =
        |name: &str| V6.iter().any(|block| block.name == name && block.prefix.contains(address.into()));
    match (a, b) {
        (0x2002, _) => of(b, c),
        (0x64, 0xff9b) if c == 0 => of(g, h),
        _ if address.is_loopback() || address.is_unspecified() => None,
        _ if is_in(super::registry::MAPPED) || is_in(super::registry::COMPATIBLE) => of(g, h),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> (String, &'static str, Sort) {
        let block = Block::of(text.parse().unwrap());
        (block.prefix.to_string(), block.source, block.sort)
    }

    #[test]
    fn the_longest_match_counts() {
        for (address, prefix, source, sort) in [
            ("127.0.0.1", "127.0.0.0/8", "RFC 1122, section 3.2.1.3", Sort::Loopback),
            ("127.255.255.255", "127.0.0.0/8", "RFC 1122, section 3.2.1.3", Sort::Loopback),
            ("128.0.0.0", "0.0.0.0/0", "RFC 7020, section 2", Sort::Public),
            ("0.0.0.0", "0.0.0.0/32", "RFC 1122, section 3.2.1.3", Sort::Unspecified),
            ("0.0.0.1", "0.0.0.0/8", "RFC 791, section 3.2", Sort::Unspecified),
            ("10.0.0.1", "10.0.0.0/8", "RFC 1918", Sort::Private),
            ("172.15.255.255", "0.0.0.0/0", "RFC 7020, section 2", Sort::Public),
            ("172.16.0.0", "172.16.0.0/12", "RFC 1918", Sort::Private),
            ("172.31.255.255", "172.16.0.0/12", "RFC 1918", Sort::Private),
            ("172.32.0.0", "0.0.0.0/0", "RFC 7020, section 2", Sort::Public),
            ("192.168.1.1", "192.168.0.0/16", "RFC 1918", Sort::Private),
            ("100.64.0.1", "100.64.0.0/10", "RFC 6598", Sort::Shared),
            ("100.128.0.0", "0.0.0.0/0", "RFC 7020, section 2", Sort::Public),
            ("169.254.169.254", "169.254.0.0/16", "RFC 3927", Sort::LinkLocal),
            ("192.0.0.9", "192.0.0.9/32", "RFC 7723", Sort::Protocol),
            ("192.0.0.11", "192.0.0.0/24", "RFC 6890, section 2.1", Sort::Protocol),
            ("192.0.2.1", "192.0.2.0/24", "RFC 5737", Sort::Documentation),
            ("198.19.255.255", "198.18.0.0/15", "RFC 2544", Sort::Benchmarking),
            ("224.0.0.1", "224.0.0.0/4", "RFC 5771", Sort::Multicast),
            ("255.255.255.254", "240.0.0.0/4", "RFC 1112, section 4", Sort::Reserved),
            ("255.255.255.255", "255.255.255.255/32", "RFC 8190; RFC 919, section 7", Sort::Broadcast),
            ("::", "::/128", "RFC 4291, section 2.5.2", Sort::Unspecified),
            ("::1", "::1/128", "RFC 4291, section 2.5.3", Sort::Loopback),
            ("::2", "::/96", "RFC 4291, section 2.5.5.1", Sort::Reserved),
            ("::ffff:127.0.0.1", "::ffff:0.0.0.0/96", "RFC 4291, section 2.5.5.2", Sort::Transition),
            ("64:ff9b::c000:204", "64:ff9b::/96", "RFC 6052", Sort::Transition),
            ("2001:db8::1", "2001:db8::/32", "RFC 3849", Sort::Documentation),
            ("3fff:fff:ffff::", "3fff::/20", "RFC 9637", Sort::Documentation),
            ("3fff:1000::", "2000::/3", "RFC 4291, section 2.5.4", Sort::Public),
            ("2001::1", "2001::/32", "RFC 4380; RFC 8190", Sort::Transition),
            ("2001:1::1", "2001:1::1/128", "RFC 7723", Sort::Protocol),
            ("2001:1ff::", "2001::/23", "RFC 2928", Sort::Protocol),
            ("2001:200::", "2000::/3", "RFC 4291, section 2.5.4", Sort::Public),
            ("fd00::1", "fc00::/7", "RFC 4193; RFC 8190", Sort::Private),
            ("fe80::1", "fe80::/10", "RFC 4291, section 2.5.6", Sort::LinkLocal),
            ("fec0::1", "fec0::/10", "RFC 3879", Sort::Reserved),
            ("ff02::1", "ff00::/8", "RFC 4291, section 2.7", Sort::Multicast),
            ("4000::", "::/0", "RFC 4291, section 2.4", Sort::Reserved),
        ] {
            assert_eq!(found(address), (prefix.to_owned(), source, sort), "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_inside_is_found() {
        for (text, inside) in [
            ("::ffff:192.0.2.4", Some("192.0.2.4")),
            ("64:ff9b::c000:204", Some("192.0.2.4")),
            ("2002:c000:204::", Some("192.0.2.4")),
            ("::c000:204", Some("192.0.2.4")),
            ("::1", None),
            ("::", None),
            ("64:ff9b:1::c000:204", None),
            ("2001:db8::c000:204", None),
        ] {
            assert_eq!(
                embedded(text.parse().unwrap()).map(|found| found.to_string()).as_deref(),
                inside,
                "{text}"
            );
        }
    }

    proptest! {
        /// The standard library has its own tests for some of these blocks.
        #[test]
        fn the_sorts_are_those_of_the_standard_library(bits in any::<u32>(), high in any::<u128>()) {
            let v4 = Ipv4Addr::from_bits(bits);
            let sort = Block::of(v4.into()).sort;
            prop_assert_eq!(sort == Sort::Loopback, v4.is_loopback());
            prop_assert_eq!(sort == Sort::Private, v4.is_private());
            prop_assert_eq!(sort == Sort::LinkLocal, v4.is_link_local());
            prop_assert_eq!(sort == Sort::Documentation, v4.is_documentation());
            prop_assert_eq!(sort == Sort::Multicast, v4.is_multicast());
            prop_assert_eq!(sort == Sort::Broadcast, v4.is_broadcast());
            let v6 = Ipv6Addr::from_bits(high);
            let sort = Block::of(v6.into()).sort;
            prop_assert_eq!(sort == Sort::Private, v6.is_unique_local());
            prop_assert_eq!(sort == Sort::LinkLocal, v6.is_unicast_link_local());
            prop_assert_eq!(sort == Sort::Multicast, v6.is_multicast());
        }

        #[test]
        fn the_block_contains_the_address(bits in any::<u128>(), is_v4 in any::<bool>()) {
            let address: IpAddr = if is_v4 { Ipv4Addr::from_bits(bits as u32).into() } else { Ipv6Addr::from_bits(bits).into() };
            prop_assert!(Block::of(address).prefix.contains(address));
        }
    }
}
