//! Port numbers and the ranges they fall into.

use core::fmt;
use core::num::NonZeroU16;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// A TCP or UDP port that something can listen on or connect to: 1 to 65535.
///
/// Port 0 is reserved; asking a system to bind it means "choose one for me"
/// (RFC 6335, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Port(NonZeroU16);

impl Port {
    /// The port with this number, or `None` for 0.
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number, 1 to 65535.
    pub const fn number(self) -> u16 {
        self.0.get()
    }

    /// The range of RFC 6335 that this port falls into.
    pub const fn range(self) -> Range {
        Range::of(self.number())
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is not a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortError {
    /// Nothing was given.
    Empty,
    /// Something other than the ASCII digits 0 to 9 occurs.
    NotDigits,
    /// Zero, which means "choose one" to a system that binds and nothing to one that connects.
    Zero,
    /// More than 65535, which does not fit the 16 bits of a TCP or UDP port field.
    TooLarge,
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "a port is missing; give a number from 1 to 65535",
            Self::NotDigits => "a port is written with the digits 0 to 9 only, from 1 to 65535",
            Self::Zero => "port 0 cannot be connected to: it asks a system to choose a port; give 1 to 65535",
            Self::TooLarge => "a port has 16 bits, so the largest is 65535; give a number from 1 to 65535",
        })
    }
}

impl core::error::Error for PortError {}

impl FromStr for Port {
    type Err = PortError;

    /// Reads ASCII digits only: no sign, no space, no other script's digits.
    fn from_str(text: &str) -> Result<Self, PortError> {
        if text.is_empty() {
            return Err(PortError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PortError::NotDigits);
        }
        let significant = text.trim_start_matches('0');
        if significant.is_empty() {
            return Err(PortError::Zero);
        }
        let number = significant.parse().map_err(|_| PortError::TooLarge)?;
        Self::new(number).ok_or(PortError::Zero)
    }
}

/// The three ranges of port numbers (RFC 6335, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Range {
    /// 0 to 1023, also called well-known; assigned by IANA.
    System,
    /// 1024 to 49151, also called registered; assigned by IANA on request.
    User,
    /// 49152 to 65535, also called private or ephemeral; never assigned.
    Dynamic,
}

impl Range {
    /// All three, in order.
    pub const ALL: [Self; 3] = [Self::System, Self::User, Self::Dynamic];

    /// The range that a number falls into.
    pub const fn of(number: u16) -> Self {
        match number {
            0..=1023 => Self::System,
            1024..=49151 => Self::User,
            49152..=65535 => Self::Dynamic,
        }
    }

    /// The first and last number of this range.
    pub const fn span(self) -> Span {
        match self {
            Self::System => Span { first: 0, last: 1023 },
            Self::User => Span { first: 1024, last: 49151 },
            Self::Dynamic => Span { first: 49152, last: 65535 },
        }
    }

    /// The name that RFC 6335 uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::User => "User",
            Self::Dynamic => "Dynamic",
        }
    }
}

/// An unbroken run of port numbers, both ends included; for example the ephemeral
/// range that this machine lends ports from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The lowest number.
    pub first: u16,
    /// The highest number.
    pub last: u16,
}

impl Span {
    /// Whether a number lies in the span.
    pub const fn contains(self, number: u16) -> bool {
        self.first <= number && number <= self.last
    }

    /// How many numbers the span holds: 0 where `first` exceeds `last`.
    pub const fn count(self) -> u32 {
        if self.first > self.last { 0 } else { self.last as u32 - self.first as u32 + 1 }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_each_wrong_spelling_for_its_own_reason() {
        for (text, error) in [
            ("", PortError::Empty),
            ("0", PortError::Zero),
            ("000", PortError::Zero),
            ("65536", PortError::TooLarge),
            ("99999999999999999999", PortError::TooLarge),
            ("+80", PortError::NotDigits),
            ("-1", PortError::NotDigits),
            (" 80", PortError::NotDigits),
            ("0x50", PortError::NotDigits),
            ("٨٠", PortError::NotDigits),
        ] {
            assert_eq!(text.parse::<Port>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn the_three_ranges_meet_without_gap_or_overlap() {
        let mut next = 0u32;
        for range in Range::ALL {
            assert_eq!(u32::from(range.span().first), next);
            next = u32::from(range.span().last) + 1;
        }
        assert_eq!(next, 65536);
    }

    proptest! {
        #[test]
        fn every_port_reads_back_what_it_prints(number in 1u16..) {
            let port = Port::new(number).unwrap();
            prop_assert_eq!(port.to_string().parse::<Port>(), Ok(port));
            prop_assert!(port.range().span().contains(number));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Port>();
        }
    }
}
