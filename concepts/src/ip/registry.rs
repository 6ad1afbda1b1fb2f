//! The blocks that IANA's registries name: the IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190;
//! as of October 2025), and beside them the multicast blocks, which have registries of their own, and the blocks of the
//! IPv6 address space that are no longer used.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::block::{Block, Sort};
use super::prefix::Prefix;

/// The name of the block of IPv4-mapped addresses.
pub(super) const MAPPED: &str = "IPv4-mapped Address";

/// The name of the block of IPv4-compatible addresses.
pub(super) const COMPATIBLE: &str = "IPv4-Compatible Address (deprecated)";

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
/// Left open by the registry.
const OPEN: Option<bool> = None;

const fn v4(
    [a, b, c, d]: [u8; 4],
    length: u8,
    name: &'static str,
    source: &'static str,
    sort: Sort,
    global: Option<bool>,
    meaning: &'static str,
) -> Block {
    let prefix = Prefix::table(IpAddr::V4(Ipv4Addr::new(a, b, c, d)), length);
    Block { prefix, name, source, sort, global, meaning }
}

const fn v6(
    groups: [u16; 8],
    length: u8,
    name: &'static str,
    source: &'static str,
    sort: Sort,
    global: Option<bool>,
    meaning: &'static str,
) -> Block {
    let [a, b, c, d, e, f, g, h] = groups;
    let prefix = Prefix::table(IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h)), length);
    Block { prefix, name, source, sort, global, meaning }
}

const PRIVATE: &str = "For networks of one's own, at home and at work. Any number of networks use the same addresses, so \
                       that no packet to one is passed on in the Internet.";
const EXAMPLE: &str = "For examples in texts. Nobody has such an address, so that an example hurts nobody.";
const DISCOVERY: &str = "The name ipv4only.arpa has this address. A machine that is told an IPv6 address for it as well \
                         knows that its network translates to IPv4.";
const AS112: &str = "Answers questions about the names of private addresses, which would else reach servers that cannot \
                     know them. Many machines share it; the nearest answers.";
const AMT: &str = "The nearest relay that passes multicast on through networks which have none.";
const PCP: &str = "The nearest server that opens ports in a provider's translator (Port Control Protocol).";
const TURN: &str = "The nearest server that passes on between machines which cannot reach each other (TURN).";

/// The blocks of IPv4.
pub(super) static V4: &[Block] = &[
    v4(
        [0, 0, 0, 0],
        8,
        "\"This network\"",
        "RFC 791, section 3.2",
        Sort::Unspecified,
        NO,
        "Means the sender's own network. It may stand as a sender in some protocols, never as a destination.",
    ),
    v4(
        [0, 0, 0, 0],
        32,
        "\"This host on this network\"",
        "RFC 1122, section 3.2.1.3",
        Sort::Unspecified,
        NO,
        "Means that no address is known yet, or none in particular. It is no address to visit.",
    ),
    v4([10, 0, 0, 0], 8, "Private-Use", "RFC 1918", Sort::Private, NO, PRIVATE),
    v4(
        [100, 64, 0, 0],
        10,
        "Shared Address Space",
        "RFC 6598",
        Sort::Shared,
        NO,
        "For providers, between their customers and a translator to the Internet. It is not for networks of one's own.",
    ),
    v4(
        [127, 0, 0, 0],
        8,
        "Loopback",
        "RFC 1122, section 3.2.1.3",
        Sort::Loopback,
        NO,
        "Means the machine itself. No packet to it may appear on a network.",
    ),
    v4(
        [169, 254, 0, 0],
        16,
        "Link Local",
        "RFC 3927",
        Sort::LinkLocal,
        NO,
        "A machine that nobody gave an address takes one of these. It reaches no further than the next router.",
    ),
    v4([172, 16, 0, 0], 12, "Private-Use", "RFC 1918", Sort::Private, NO, PRIVATE),
    v4(
        [192, 0, 0, 0],
        24,
        "IETF Protocol Assignments",
        "RFC 6890, section 2.1",
        Sort::Protocol,
        NO,
        "Kept for protocols that need an address of their own.",
    ),
    v4(
        [192, 0, 0, 0],
        29,
        "IPv4 Service Continuity Prefix",
        "RFC 7335",
        Sort::Protocol,
        NO,
        "For the IPv4 side of machines whose network carries IPv6 alone.",
    ),
    v4(
        [192, 0, 0, 8],
        32,
        "IPv4 dummy address",
        "RFC 7600",
        Sort::Protocol,
        NO,
        "Stands as the sender where a device without an IPv4 address has to send an IPv4 message.",
    ),
    v4([192, 0, 0, 9], 32, "Port Control Protocol Anycast", "RFC 7723", Sort::Protocol, YES, PCP),
    v4(
        [192, 0, 0, 10],
        32,
        "Traversal Using Relays around NAT Anycast",
        "RFC 8155",
        Sort::Protocol,
        YES,
        TURN,
    ),
    v4(
        [192, 0, 0, 170],
        32,
        "NAT64/DNS64 Discovery",
        "RFC 8880; RFC 7050, section 2.2",
        Sort::Protocol,
        NO,
        DISCOVERY,
    ),
    v4(
        [192, 0, 0, 171],
        32,
        "NAT64/DNS64 Discovery",
        "RFC 8880; RFC 7050, section 2.2",
        Sort::Protocol,
        NO,
        DISCOVERY,
    ),
    v4([192, 0, 2, 0], 24, "Documentation (TEST-NET-1)", "RFC 5737", Sort::Documentation, NO, EXAMPLE),
    v4([192, 31, 196, 0], 24, "AS112-v4", "RFC 7535", Sort::Protocol, YES, AS112),
    v4([192, 52, 193, 0], 24, "AMT", "RFC 7450", Sort::Protocol, YES, AMT),
    v4(
        [192, 88, 99, 0],
        24,
        "Deprecated (6to4 Relay Anycast)",
        "RFC 7526",
        Sort::Reserved,
        OPEN,
        "Once the nearest relay to 6to4, an early way from IPv4 to IPv6. It is no longer used.",
    ),
    v4(
        [192, 88, 99, 2],
        32,
        "6a44-relay anycast address",
        "RFC 6751",
        Sort::Protocol,
        NO,
        "The nearest relay of 6a44, an experiment that carries IPv6 through home routers.",
    ),
    v4([192, 168, 0, 0], 16, "Private-Use", "RFC 1918", Sort::Private, NO, PRIVATE),
    v4([192, 175, 48, 0], 24, "Direct Delegation AS112 Service", "RFC 7534", Sort::Protocol, YES, AS112),
    v4(
        [198, 18, 0, 0],
        15,
        "Benchmarking",
        "RFC 2544",
        Sort::Benchmarking,
        NO,
        "For measuring devices in a laboratory that is connected to nothing else.",
    ),
    v4([198, 51, 100, 0], 24, "Documentation (TEST-NET-2)", "RFC 5737", Sort::Documentation, NO, EXAMPLE),
    v4([203, 0, 113, 0], 24, "Documentation (TEST-NET-3)", "RFC 5737", Sort::Documentation, NO, EXAMPLE),
    v4(
        [224, 0, 0, 0],
        4,
        "Multicast",
        "RFC 5771",
        Sort::Multicast,
        OPEN,
        "Means a group of receivers. A packet to it reaches all who joined the group; nobody sends from it.",
    ),
    v4(
        [240, 0, 0, 0],
        4,
        "Reserved",
        "RFC 1112, section 4",
        Sort::Reserved,
        NO,
        "Kept for uses that nobody has defined.",
    ),
    v4(
        [255, 255, 255, 255],
        32,
        "Limited Broadcast",
        "RFC 8190; RFC 919, section 7",
        Sort::Broadcast,
        NO,
        "Means every machine on the link. No router passes such a packet on.",
    ),
];

/// The blocks of IPv6.
pub(super) static V6: &[Block] = &[
    v6(
        [0, 0, 0, 0, 0, 0, 0, 1],
        128,
        "Loopback Address",
        "RFC 4291, section 2.5.3",
        Sort::Loopback,
        NO,
        "Means the machine itself. No packet to it may leave the machine.",
    ),
    v6(
        [0; 8],
        128,
        "Unspecified Address",
        "RFC 4291, section 2.5.2",
        Sort::Unspecified,
        NO,
        "Means that there is no address. It is no address to visit.",
    ),
    v6(
        [0; 8],
        96,
        COMPATIBLE,
        "RFC 4291, section 2.5.5.1",
        Sort::Reserved,
        NO,
        "Once an IPv4 address with zeros before it. It is no longer used.",
    ),
    v6(
        [0, 0, 0, 0, 0, 0xffff, 0, 0],
        96,
        MAPPED,
        "RFC 4291, section 2.5.5.2",
        Sort::Transition,
        NO,
        "An IPv4 address as programs see it that speak IPv6 only. It stays inside the machine.",
    ),
    v6(
        [0x64, 0xff9b, 0, 0, 0, 0, 0, 0],
        96,
        "IPv4-IPv6 Translat.",
        "RFC 6052",
        Sort::Transition,
        YES,
        "The IPv4 address at its end, as a network of IPv6 reaches it through a translator (NAT64).",
    ),
    v6(
        [0x64, 0xff9b, 1, 0, 0, 0, 0, 0],
        48,
        "IPv4-IPv6 Translat.",
        "RFC 8215",
        Sort::Transition,
        NO,
        "For translators between IPv4 and IPv6 inside a network of one's own.",
    ),
    v6(
        [0x100, 0, 0, 0, 0, 0, 0, 0],
        64,
        "Discard-Only Address Block",
        "RFC 6666",
        Sort::Protocol,
        NO,
        "Routers throw away what is sent here. Networks lead attacks into it.",
    ),
    v6(
        [0x100, 0, 0, 1, 0, 0, 0, 0],
        64,
        "Dummy IPv6 Prefix",
        "RFC 9780",
        Sort::Protocol,
        NO,
        "Fills the field for an address in tests of paths through a network. Nothing is reached by it.",
    ),
    v6(
        [0x2001, 0, 0, 0, 0, 0, 0, 0],
        23,
        "IETF Protocol Assignments",
        "RFC 2928",
        Sort::Protocol,
        NO,
        "Kept for protocols that need addresses of their own.",
    ),
    v6(
        [0x2001, 0, 0, 0, 0, 0, 0, 0],
        32,
        "TEREDO",
        "RFC 4380; RFC 8190",
        Sort::Transition,
        OPEN,
        "IPv6 carried in UDP through an IPv4 network, by machines that have nothing better.",
    ),
    v6(
        [0x2001, 1, 0, 0, 0, 0, 0, 1],
        128,
        "Port Control Protocol Anycast",
        "RFC 7723",
        Sort::Protocol,
        YES,
        PCP,
    ),
    v6(
        [0x2001, 1, 0, 0, 0, 0, 0, 2],
        128,
        "Traversal Using Relays around NAT Anycast",
        "RFC 8155",
        Sort::Protocol,
        YES,
        TURN,
    ),
    v6(
        [0x2001, 1, 0, 0, 0, 0, 0, 3],
        128,
        "DNS-SD Service Registration Protocol Anycast",
        "RFC 9665",
        Sort::Protocol,
        YES,
        "The nearest server where devices register the services that they offer.",
    ),
    v6(
        [0x2001, 2, 0, 0, 0, 0, 0, 0],
        48,
        "Benchmarking",
        "RFC 5180",
        Sort::Benchmarking,
        NO,
        "For measuring devices in a laboratory that is connected to nothing else.",
    ),
    v6([0x2001, 3, 0, 0, 0, 0, 0, 0], 32, "AMT", "RFC 7450", Sort::Protocol, YES, AMT),
    v6([0x2001, 4, 0x112, 0, 0, 0, 0, 0], 48, "AS112-v6", "RFC 7535", Sort::Protocol, YES, AS112),
    v6(
        [0x2001, 0x10, 0, 0, 0, 0, 0, 0],
        28,
        "Deprecated (previously ORCHID)",
        "RFC 4843",
        Sort::Reserved,
        NO,
        "Once for names of machines that look like addresses. It is no longer used.",
    ),
    v6(
        [0x2001, 0x20, 0, 0, 0, 0, 0, 0],
        28,
        "ORCHIDv2",
        "RFC 7343",
        Sort::Protocol,
        YES,
        "No address: the name of a machine, made from its public key, in the shape of one.",
    ),
    v6(
        [0x2001, 0x30, 0, 0, 0, 0, 0, 0],
        28,
        "Drone Remote ID Protocol Entity Tags (DETs) Prefix",
        "RFC 9374",
        Sort::Protocol,
        YES,
        "No address of an interface: the name by which a drone identifies itself, in the shape of one.",
    ),
    v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "Documentation", "RFC 3849", Sort::Documentation, NO, EXAMPLE),
    v6(
        [0x2002, 0, 0, 0, 0, 0, 0, 0],
        16,
        "6to4",
        "RFC 3056",
        Sort::Transition,
        OPEN,
        "An early way to carry IPv6 over IPv4; the 32 bits that follow are an IPv4 address.",
    ),
    v6(
        [0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0],
        48,
        "Direct Delegation AS112 Service",
        "RFC 7534",
        Sort::Protocol,
        YES,
        AS112,
    ),
    v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "Documentation", "RFC 9637", Sort::Documentation, NO, EXAMPLE),
    v6(
        [0x5f00, 0, 0, 0, 0, 0, 0, 0],
        16,
        "Segment Routing (SRv6) SIDs",
        "RFC 9602",
        Sort::Protocol,
        NO,
        "Steps of a route that a network lays down, each written as an address.",
    ),
    v6(
        [0xfc00, 0, 0, 0, 0, 0, 0, 0],
        7,
        "Unique-Local",
        "RFC 4193; RFC 8190",
        Sort::Private,
        NO,
        "For networks of one's own. Each draws its prefix by lot, so that two that are joined hardly ever collide.",
    ),
    v6(
        [0xfe80, 0, 0, 0, 0, 0, 0, 0],
        10,
        "Link-Local Unicast",
        "RFC 4291, section 2.5.6",
        Sort::LinkLocal,
        NO,
        "Every interface with IPv6 has one. It reaches no further than the next router, and needs its link named beside it.",
    ),
    v6(
        [0xfec0, 0, 0, 0, 0, 0, 0, 0],
        10,
        "Site-Local Unicast (deprecated)",
        "RFC 3879",
        Sort::Reserved,
        NO,
        "Once for networks of one's own. It is no longer used; fc00::/7 took its place.",
    ),
    v6(
        [0xff00, 0, 0, 0, 0, 0, 0, 0],
        8,
        "Multicast",
        "RFC 4291, section 2.7",
        Sort::Multicast,
        OPEN,
        "Means a group of receivers. A packet to it reaches all who joined the group; nobody sends from it.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_begins_at_its_own_first_address_and_none_is_there_twice() {
        for table in [V4, V6] {
            for (at, block) in table.iter().enumerate() {
                let prefix = block.prefix;
                assert_eq!(Prefix::of(prefix.first(), prefix.length()), Ok(prefix), "{}", block.name);
                assert!(table[..at].iter().all(|other| other.prefix != prefix), "{prefix} is there twice");
                let sentences = block.meaning.split_inclusive('.');
                assert!(
                    sentences.map(|one| one.split_whitespace().count()).all(|words| words <= 30),
                    "{}",
                    block.meaning
                );
                assert!(block.source.starts_with("RFC ") && block.meaning.ends_with('.'), "{}", block.name);
            }
        }
    }

    /// What is forwardable in the whole Internet, by the registries.
    #[test]
    fn the_registries_call_these_globally_reachable() {
        let global: Vec<_> = [V4, V6]
            .concat()
            .iter()
            .filter(|block| block.global == YES)
            .map(|block| block.prefix.to_string())
            .collect();
        assert_eq!(
            global,
            [
                "192.0.0.9/32",
                "192.0.0.10/32",
                "192.31.196.0/24",
                "192.52.193.0/24",
                "192.175.48.0/24",
                "64:ff9b::/96",
                "2001:1::1/128",
                "2001:1::2/128",
                "2001:1::3/128",
                "2001:3::/32",
                "2001:4:112::/48",
                "2001:20::/28",
                "2001:30::/28",
                "2620:4f:8000::/48",
            ]
        );
    }
}
