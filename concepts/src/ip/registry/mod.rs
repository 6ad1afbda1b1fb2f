//! The blocks that IANA's registries name: the IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190;
//! as of October 2025), and beside them the multicast blocks, which have registries of their own, and the blocks of the
//! IPv6 address space that are no longer used.

mod v4;
mod v6;

pub(super) use self::v4::V4;
pub(super) use self::v6::V6;

/// The name of the block of IPv4-mapped addresses.
pub(super) const MAPPED: &str = "IPv4-mapped Address";

/// The name of the block of IPv4-compatible addresses.
pub(super) const COMPATIBLE: &str = "IPv4-Compatible Address (deprecated)";

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
/// Left open by the registry.
const OPEN: Option<bool> = None;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ip::prefix::Prefix;

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
