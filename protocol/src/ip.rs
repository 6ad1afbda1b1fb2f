//! The reply of `GET /ip/{address}` and `GET /ip/{address}/{length}`: what an address is, how programs read it, and what its
//! prefix holds. Nothing is dialled for it.

use core::net::{IpAddr, Ipv4Addr};

use concepts::ip::block::Sort;
use concepts::ip::v4::Rule;
use concepts::ip::v6::{Departure, Step};
use serde::{Deserialize, Serialize};

/// An address, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Ip"))]
pub struct Ip {
    /// The address as it was asked for, without brackets, zone and prefix length.
    pub written: String,
    /// The address in its canonical form.
    pub address: IpAddr,
    /// All its bits as one number in decimal digits. Text, because numbers of JSON lose digits beyond 2^53.
    pub number: String,
    /// The same in hexadecimal.
    pub hex: String,
    /// The same in bits: of IPv4 four groups of 8, of IPv6 eight groups of 16.
    pub bits: Vec<String>,
    /// The link on which an IPv6 address is meant; `null` where none was named.
    pub zone: Option<String>,
    /// The smallest block that it is in.
    pub block: Block,
    /// What each rule makes of the text; empty for IPv6, which has one rule.
    pub readings: Vec<Reading>,
    /// How far programs agree on the text, in a sentence.
    pub agreement: String,
    /// How IPv6 is shortened; `null` for IPv4.
    pub shorthand: Option<Shorthand>,
    /// The IPv4 address inside an IPv6 address; `null` where there is none.
    pub embedded: Option<Embedded>,
    /// What the prefix holds; `null` where none was asked for.
    pub prefix: Option<Prefix>,
}

/// A block of addresses that is set aside for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AddressBlock"))]
pub struct Block {
    /// Its addresses, as a prefix.
    pub prefix: String,
    /// Its name in IANA's registry.
    pub name: String,
    /// The document that sets it aside.
    pub source: String,
    /// What it is for.
    pub sort: Sort,
    /// Whether packets to it may be passed on beyond a network of one's own; `null` where the registry leaves that open.
    pub globally_reachable: Option<bool>,
    /// What that means.
    pub meaning: String,
}

/// What programs with one rule make of the text of an IPv4 address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AddressReading"))]
pub struct Reading {
    /// The rule.
    pub rule: Rule,
    /// Programs that follow it.
    pub programs: Vec<String>,
    /// The address that they read; `null` where they refuse the text.
    pub address: Option<Ipv4Addr>,
    /// Why they refuse it; `null` where they do not.
    pub refusal: Option<String>,
}

/// How an IPv6 address is shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AddressShorthand"))]
pub struct Shorthand {
    /// From all 32 digits to the canonical form.
    pub steps: Vec<Step>,
    /// In what the text departs from the canonical form; empty where it does not.
    pub departures: Vec<Departure>,
}

/// An IPv4 address inside an IPv6 address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "EmbeddedAddress"))]
pub struct Embedded {
    /// The address.
    pub address: Ipv4Addr,
    /// The block that it is in.
    pub block: Block,
}

/// What a prefix holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AddressPrefix"))]
pub struct Prefix {
    /// The prefix, its host bits zero.
    pub prefix: String,
    /// How many bits are the network's.
    pub length: u8,
    /// How many bits are left for hosts.
    pub host_bits: u8,
    /// The netmask of IPv4; `null` for IPv6.
    pub mask: Option<Ipv4Addr>,
    /// The first address.
    pub first: IpAddr,
    /// The last address.
    pub last: IpAddr,
    /// The address that means all hosts of an IPv4 network; `null` where there is none.
    pub broadcast: Option<Ipv4Addr>,
    /// How many addresses there are, in decimal digits: 2^128 at most.
    pub count: String,
    /// The two prefixes that it splits into; `null` where there is no bit left.
    pub halves: Option<[String; 2]>,
    /// Whether another address is inside; `null` where none was asked about.
    pub inside: Option<Inside>,
}

/// Whether an address is inside a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "InsidePrefix"))]
pub struct Inside {
    /// The address.
    pub address: IpAddr,
    /// Whether it is one of the prefix's.
    pub is_inside: bool,
}
