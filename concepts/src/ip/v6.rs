//! IPv6 addresses as text: reading them (RFC 4291, section 2.2), and the way from all 32 digits to the shorthand
//! (RFC 5952, section 4).

use core::fmt;
use core::net::Ipv6Addr;

use serde::{Deserialize, Serialize};

use super::v4::{Rule, V4Error};

/// How many groups of 16 bits there are.
const GROUPS: usize = 8;

/// Why a text is no IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum V6Error {
    /// Fewer than eight groups, and no `::` that stands for the others; how many there are.
    TooFew(usize),
    /// More groups than there is room for.
    TooMany,
    /// `::` stands there twice, so that nobody knows how many groups each stands for.
    TwoRuns,
    /// A colon stands alone at an end, or three in a row.
    Colon,
    /// A character that is no hexadecimal digit.
    Character(char),
    /// A group of more than four digits.
    LongGroup,
    /// The IPv4 address at its end is none.
    V4(V4Error),
    /// An IPv4 address that does not stand at the end.
    V4Place,
}

impl fmt::Display for V6Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFew(found) => {
                let (verb, plural) = if *found == 1 { ("is", "") } else { ("are", "s") };
                return write!(
                    f,
                    "there {verb} {found} group{plural}, and an IPv6 address has eight; two colons may stand for groups of zeros"
                );
            }
            Self::TooMany => "there is no room for so many groups: an IPv6 address has eight, those behind :: counted",
            Self::TwoRuns => "two colons side by side may stand once only, or nobody knows how many zeros each means",
            Self::Colon => "a colon has nothing beside it; between two groups stands one, for groups of zeros stand two",
            Self::Character(c) => {
                return write!(f, "the character {c:?} is no hexadecimal digit; those are 0 to 9 and a to f");
            }
            Self::LongGroup => "a group between colons has at most four hexadecimal digits",
            Self::V4(error) => return write!(f, "in the IPv4 address at its end, {error}"),
            Self::V4Place => "an IPv4 address may stand at the end only, where it takes the place of two groups",
        })
    }
}

impl core::error::Error for V6Error {}

/// Reads an IPv6 address without brackets and without a zone.
///
/// # Errors
/// The first fault.
pub fn read(text: &str) -> Result<Ipv6Addr, V6Error> {
    let (before, after) = match text.split_once("::") {
        Some((_, after)) if after.contains("::") => return Err(V6Error::TwoRuns),
        Some((_, after)) if after.starts_with(':') => return Err(V6Error::Colon),
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    };
    let front = groups(before, after.is_none())?;
    let back = after.map_or(Ok(Vec::new()), |after| groups(after, true))?;
    let found = front.len() + back.len();
    match after {
        None if found < GROUPS => Err(V6Error::TooFew(found)),
        None if found > GROUPS => Err(V6Error::TooMany),
        // Two colons stand for one group at least.
        Some(_) if found >= GROUPS => Err(V6Error::TooMany),
        _ => {
            let zeros = core::iter::repeat_n(0, GROUPS - found);
            let mut all = [0; GROUPS];
            for (place, group) in all.iter_mut().zip(front.into_iter().chain(zeros).chain(back)) {
                *place = group;
            }
            Ok(all.into())
        }
    }
}

/// The groups of a text; the last may be an IPv4 address where `at_end` says so. None in an empty text.
fn groups(text: &str, at_end: bool) -> Result<Vec<u16>, V6Error> {
    let mut all = Vec::new();
    if text.is_empty() {
        return Ok(all);
    }
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        if part.contains('.') {
            if !at_end || parts.peek().is_some() {
                return Err(V6Error::V4Place);
            }
            let [a, b, c, d] = Rule::Strict.read(part).map_err(V6Error::V4)?.octets();
            all.extend([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
        } else {
            if part.is_empty() {
                return Err(V6Error::Colon);
            }
            if let Some(c) = part.chars().find(|c| !c.is_ascii_hexdigit()) {
                return Err(V6Error::Character(c));
            }
            if part.len() > 4 {
                return Err(V6Error::LongGroup);
            }
            all.push(u16::from_str_radix(part, 16).map_err(|_| V6Error::LongGroup)?);
        }
    }
    Ok(all)
}

/// All 32 digits in eight groups.
pub fn full(address: Ipv6Addr) -> String {
    address.segments().map(|group| format!("{group:04x}")).join(":")
}

/// One step on the way to the shorthand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Ipv6Step"))]
pub struct Step {
    /// What is done.
    pub act: Act,
    /// What stands there afterwards.
    pub text: String,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Ipv6Act"))]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// All 32 digits are written, in lower case (RFC 5952, section 4.3).
    Full,
    /// Zeros at the beginning of each group go (RFC 5952, section 4.1).
    LeadingZeros,
    /// The longest run of two or more groups of zeros becomes `::`, the first of several that are as long (RFC 5952,
    /// section 4.2).
    Run,
    /// No two groups of zeros stand side by side, so that nothing becomes `::` (RFC 5952, section 4.2.2).
    NoRun,
    /// The last 32 bits are known to be an IPv4 address and are written as one (RFC 5952, section 5).
    Dotted,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "write all 32 digits, in lower case",
            Self::LeadingZeros => "drop the zeros that a group begins with",
            Self::Run => "write the longest run of zero groups as ::",
            Self::NoRun => "there is no run of zero groups to replace",
            Self::Dotted => "write the IPv4 address inside it as one",
        })
    }
}

/// The steps from all digits to the shorthand. The last one's text is the canonical form (RFC 5952).
pub fn steps(address: Ipv6Addr) -> Vec<Step> {
    let bare = address.segments().map(|group| format!("{group:x}"));
    let mut all = vec![
        Step { act: Act::Full, text: full(address) },
        Step { act: Act::LeadingZeros, text: bare.join(":") },
    ];
    let canonical = address.to_string();
    match run(address) {
        Some((at, length)) => {
            let text = format!("{}::{}", bare[..at].join(":"), bare[at + length..].join(":"));
            all.push(Step { act: Act::Run, text });
        }
        None => all.push(Step { act: Act::NoRun, text: bare.join(":") }),
    }
    if canonical.contains('.') {
        all.push(Step { act: Act::Dotted, text: canonical });
    }
    all
}

/// Where the longest run of two or more groups of zeros begins, and how many groups it has; the first of several that are
/// as long.
pub fn run(address: Ipv6Addr) -> Option<(usize, usize)> {
    let groups = address.segments();
    let length = |at: usize| groups.iter().skip(at).take_while(|group| **group == 0).count();
    let longest = (0..GROUPS).map(|at| (at, length(at))).rev().max_by_key(|(_, length)| *length)?;
    Some(longest).filter(|(_, length)| *length >= 2)
}

/// In what a text departs from the canonical form of the address that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Ipv6Departure"))]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// Capital letters.
    UpperCase,
    /// Zeros at the beginning of a group.
    LeadingZeros,
    /// `::` is missing, or stands for a run other than the first longest one.
    Run,
    /// An IPv4 address at its end, where hexadecimal groups are usual, or the other way round.
    Dotted,
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UpperCase => "capital letters, where the shorthand has small ones",
            Self::LeadingZeros => "zeros at the beginning of a group, which can go",
            Self::Run => "its zero groups written another way: :: takes the place of the longest run, the first of two that are as long, never of a single group",
            Self::Dotted => "dots at its end where they are not usual, or none where they are: for an IPv4 address inside",
        })
    }
}

/// In what a text, which is read as `address`, departs from the canonical form.
pub fn departures(text: &str, address: Ipv6Addr) -> Vec<Departure> {
    let mut all = Vec::new();
    let lower = text.to_ascii_lowercase();
    if lower != text {
        all.push(Departure::UpperCase);
    }
    let is_hex = |group: &str| !group.contains('.');
    let short = |group: &str| match group.trim_start_matches('0') {
        "" if !group.is_empty() => "0".to_owned(),
        shorter if is_hex(group) => shorter.to_owned(),
        _ => group.to_owned(),
    };
    let bare = lower.split(':').map(short).collect::<Vec<_>>().join(":");
    if bare != lower {
        all.push(Departure::LeadingZeros);
    }
    let canonical = address.to_string();
    if bare.contains('.') != canonical.contains('.') {
        all.push(Departure::Dotted);
    }
    let hex = steps(address)
        .into_iter()
        .find(|step| matches!(step.act, Act::Run | Act::NoRun))
        .map(|step| step.text);
    let again = hex == Some(without_dots(&bare));
    if !again {
        all.push(Departure::Run);
    }
    all
}

/// The text with the IPv4 address at its end, if any, as two groups.
fn without_dots(text: &str) -> String {
    let (before, last) = text.rsplit_once(':').unwrap_or(("", text));
    match Rule::Strict.read(last) {
        Ok(v4) => format!("{before}:{:x}:{:x}", v4.to_bits() >> 16, v4.to_bits() & 0xffff),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The examples of RFC 4291, section 2.2, and of RFC 5952, section 4.
    #[test]
    fn the_examples_of_the_rfcs_are_read_and_shortened() {
        for (text, canonical) in [
            ("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789"),
            ("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"),
            ("FF01:0:0:0:0:0:0:101", "ff01::101"),
            ("0:0:0:0:0:0:0:1", "::1"),
            ("0:0:0:0:0:0:0:0", "::"),
            ("0:0:0:0:0:FFFF:129.144.52.38", "::ffff:129.144.52.38"),
            ("2001:0db8::0001", "2001:db8::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ] {
            let address = read(text).unwrap();
            assert_eq!(steps(address).last().unwrap().text, canonical, "{text}");
        }
    }

    #[test]
    fn the_steps_lead_from_all_digits_to_the_shorthand() {
        let texts = |text: &str| {
            steps(read(text).unwrap()).into_iter().map(|step| (step.act, step.text)).collect::<Vec<_>>()
        };
        assert_eq!(
            texts("2001:db8::42"),
            [
                (Act::Full, "2001:0db8:0000:0000:0000:0000:0000:0042".to_owned()),
                (Act::LeadingZeros, "2001:db8:0:0:0:0:0:42".to_owned()),
                (Act::Run, "2001:db8::42".to_owned()),
            ]
        );
        assert_eq!(texts("::ffff:127.0.0.1").last(), Some(&(Act::Dotted, "::ffff:127.0.0.1".to_owned())));
        assert_eq!(texts("1:0:3:4:5:6:7:8").last(), Some(&(Act::NoRun, "1:0:3:4:5:6:7:8".to_owned())));
    }

    #[test]
    fn each_fault_is_named() {
        for (text, error) in [
            ("1:2:3", V6Error::TooFew(3)),
            ("1:2:3:4:5:6:7:8:9", V6Error::TooMany),
            ("1:2:3:4::5:6:7:8", V6Error::TooMany),
            ("1::2::3", V6Error::TwoRuns),
            ("1:::2", V6Error::Colon),
            (":1:2:3:4:5:6:7", V6Error::Colon),
            ("1:2:3:4:5:6:7:", V6Error::Colon),
            ("::g", V6Error::Character('g')),
            ("::12345", V6Error::LongGroup),
            ("::127.1", V6Error::V4(V4Error::Count(2, 4))),
            ("1.2.3.4::", V6Error::V4Place),
            ("::1.2.3.4:5", V6Error::V4Place),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
            assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn what_is_not_canonical_is_told_by_reason() {
        for (text, reasons) in [
            ("2001:db8::1", &[][..]),
            ("::", &[]),
            ("::ffff:1.2.3.4", &[]),
            ("2001:DB8::1", &[Departure::UpperCase]),
            ("2001:0db8::1", &[Departure::LeadingZeros]),
            ("2001:db8:0:0:0:0:0:1", &[Departure::Run]),
            ("2001:db8::1:1:1:1:1", &[Departure::Run]),
            ("2001:db8:0:0:1::1", &[Departure::Run]),
            ("::ffff:102:304", &[Departure::Dotted]),
            ("64:ff9b::1.2.3.4", &[Departure::Dotted]),
            ("64:ff9b:0:0:0:0:1.2.3.4", &[Departure::Dotted, Departure::Run]),
            ("2001:0DB8:0:0:0:0:0:1", &[Departure::UpperCase, Departure::LeadingZeros, Departure::Run]),
        ] {
            assert_eq!(departures(text, read(text).unwrap()), reasons, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_the_standard_library_reads(text in "[0-9a-fA-F:.]{0,24}|([0-9a-f]{0,4}:){1,8}[0-9a-f]{0,5}|.{0,12}") {
            prop_assert_eq!(read(&text).ok(), text.parse::<Ipv6Addr>().ok());
        }

        #[test]
        fn every_step_is_the_same_address_and_the_last_is_canonical(bits in any::<u128>(), mask in any::<u8>()) {
            // Groups of zeros are rare by chance, and are what this is about.
            let mut groups = Ipv6Addr::from_bits(bits).segments();
            for (at, group) in groups.iter_mut().enumerate() {
                if mask >> at & 1 == 0 { *group = 0 }
            }
            let address = Ipv6Addr::from(groups);
            let all = steps(address);
            for step in &all {
                prop_assert_eq!(read(&step.text), Ok(address), "{:?}", step);
            }
            prop_assert_eq!(&all.last().unwrap().text, &address.to_string());
            prop_assert_eq!(departures(&address.to_string(), address), Vec::new());
        }

        #[test]
        fn a_text_without_departures_is_the_canonical_one(text in "([0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}") {
            if let Ok(address) = read(&text) {
                prop_assert_eq!(departures(&text, address).is_empty(), text == address.to_string(), "{}", address);
            }
        }
    }
}
