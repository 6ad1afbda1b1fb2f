//! What an address is, put together for a reply. Nothing is asked of the system and nothing is dialled.

use std::net::{IpAddr, Ipv4Addr};

use concepts::ip::block::{self, embedded};
use concepts::ip::prefix;
use concepts::ip::read::Reading;
use concepts::ip::v6::{departures, steps};
use protocol::ip::{self, Block, Embedded, Inside, Ip, Prefix, Shorthand};

/// Explains an address that was read.
pub(crate) fn explain(reading: Reading) -> Ip {
    let (number, hex, bits) = spelled(reading.address);
    let (shorthand, inside) = match reading.address {
        IpAddr::V4(_) => (None, None),
        IpAddr::V6(v6) => {
            let shorthand = Shorthand { steps: steps(v6), departures: departures(&reading.written, v6) };
            (Some(shorthand), embedded(v6))
        }
    };
    let agreement = reading.agreement().to_string();
    Ip {
        address: reading.address,
        number,
        hex,
        bits,
        block: describe(reading.address),
        readings: reading.verdicts.iter().map(verdict).collect(),
        agreement,
        shorthand,
        embedded: inside.map(|address| Embedded { address, block: describe(address.into()) }),
        prefix: None,
        written: reading.written,
        zone: reading.zone,
    }
}

/// Explains a prefix, and whether another address is inside.
pub(crate) fn hold(prefix: prefix::Prefix, other: Option<IpAddr>) -> Prefix {
    Prefix {
        prefix: prefix.to_string(),
        length: prefix.length(),
        host_bits: prefix.host_bits(),
        mask: prefix.mask(),
        first: prefix.first(),
        last: prefix.last(),
        broadcast: prefix.broadcast(),
        count: prefix.count(),
        halves: prefix.halves().map(|halves| halves.map(|half| half.to_string())),
        inside: other.map(|address| Inside { address, is_inside: prefix.contains(address) }),
    }
}

fn describe(address: IpAddr) -> Block {
    let block = block::Block::of(address);
    Block {
        prefix: block.prefix.to_string(),
        name: block.name.to_owned(),
        source: block.source.to_owned(),
        sort: block.sort,
        globally_reachable: block.global,
        meaning: block.meaning.to_owned(),
    }
}

fn verdict(verdict: &concepts::ip::read::Verdict) -> ip::Reading {
    let (address, refusal): (Option<Ipv4Addr>, _) = match verdict.result {
        Ok(address) => (Some(address), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let programs = verdict.rule.programs().iter().map(|program| (*program).to_owned()).collect();
    ip::Reading { rule: verdict.rule, programs, address, refusal }
}

/// All bits as a decimal number, in hexadecimal, and in groups of bits.
fn spelled(address: IpAddr) -> (String, String, Vec<String>) {
    match address {
        IpAddr::V4(v4) => {
            let bits = v4.octets().iter().map(|octet| format!("{octet:08b}")).collect();
            (v4.to_bits().to_string(), format!("{:#010x}", v4.to_bits()), bits)
        }
        IpAddr::V6(v6) => {
            let bits = v6.segments().iter().map(|group| format!("{group:016b}")).collect();
            (v6.to_bits().to_string(), format!("{:#034x}", v6.to_bits()), bits)
        }
    }
}
