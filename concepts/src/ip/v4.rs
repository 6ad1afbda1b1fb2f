//! IPv4 addresses as text, by each of the rules that programs follow. They disagree, and this says where and why.

use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// How a program reads the text of an IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Ipv4Rule"))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Four decimal numbers from 0 to 255 with dots between, no leading zeros (RFC 3986, section 3.2.2; RFC 6943,
    /// section 3.1.1, "strict").
    Strict,
    /// One to four numbers, each decimal, octal after a leading 0, or hexadecimal after 0x; the last one fills all bits
    /// that are left (POSIX.1-2024, inet_addr(); RFC 6943, section 3.1.1, "loose").
    Loose,
    /// As the loose rule, except that one dot may follow and that 0x alone is zero (URL Standard, section 3.5).
    Url,
    /// Four decimal numbers from 0 to 255 of at most three digits, leading zeros meaning nothing.
    Padded,
}

impl Rule {
    /// Every rule; the first that can read a text says what is meant by it.
    pub const ALL: [Self; 4] = [Self::Strict, Self::Loose, Self::Url, Self::Padded];

    /// What the rule asks for, in a few words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strict => "four decimal numbers, no leading zeros",
            Self::Loose => "one to four numbers, decimal, octal or hex",
            Self::Url => "as browsers read it in a URL",
            Self::Padded => "four decimal numbers, leading zeros ignored",
        }
    }

    /// Programs that follow it, as tried: Rust 1.95, Python 3.11, glibc 2.36, curl 7.88, Chromium 156 and Node.js 20. Of older releases, what
    /// their documentation says: Python's on ipaddress.IPv4Address, curl's changes in 7.77.0.
    pub const fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Strict => {
                &["this lab", "Rust", "Python's ipaddress from 3.9.5 on", "inet_pton of the GNU C library"]
            }
            Self::Loose => {
                &["curl from 7.77 on", "getaddrinfo of the GNU C library, and so nc and ssh on Linux"]
            }
            Self::Url => &["browsers", "Node.js"],
            Self::Padded => &["Python's ipaddress 3.8.0 to 3.8.11 and 3.9.0 to 3.9.4"],
        }
    }

    /// Reads a text.
    ///
    /// ```
    /// use concepts::ip::v4::Rule;
    /// assert!(Rule::Strict.read("127.1").is_err());
    /// assert_eq!(Rule::Loose.read("127.1")?.to_string(), "127.0.0.1");
    /// assert_eq!(Rule::Loose.read("010.0.0.1")?.to_string(), "8.0.0.1");
    /// assert_eq!(Rule::Padded.read("010.0.0.1")?.to_string(), "10.0.0.1");
    /// # Ok::<(), concepts::ip::v4::V4Error>(())
    /// ```
    ///
    /// # Errors
    /// The first fault that a program with this rule meets.
    pub fn read(self, text: &str) -> Result<Ipv4Addr, V4Error> {
        match self {
            Self::Strict => four(text, decimal_strict),
            Self::Padded => four(text, decimal_padded),
            Self::Loose => numbers(text, false),
            Self::Url => match text.strip_suffix('.') {
                Some("") => Err(V4Error::Part(1, PartError::Empty)),
                Some(rest) => numbers(rest, true),
                None => numbers(text, true),
            },
        }
    }
}

/// Why a text is no IPv4 address by some rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum V4Error {
    /// Nothing is there.
    Empty,
    /// Not as many numbers as the rule takes: how many there are, and how many there may be at least.
    Count(usize, usize),
    /// A number is at fault: which one, counted from 1, and how.
    Part(usize, PartError),
}

/// What is wrong with one of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartError {
    /// Nothing stands there.
    Empty,
    /// A character that is no digit of it.
    Character(char),
    /// A zero before other digits, which some programs read as octal.
    LeadingZero,
    /// More than three digits.
    TooManyDigits,
    /// More than the bits can hold that it stands for; the largest that they can.
    TooLarge(u32),
    /// A leading zero makes it octal, and octal has no digits 8 and 9.
    NotOctal,
    /// Nothing after 0x.
    NoHexDigits,
}

impl fmt::Display for V4Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number =
            |at: &usize| ["first", "second", "third", "fourth"].get(*at - 1).copied().unwrap_or("last");
        match self {
            Self::Empty => f.write_str("nothing is there; write an address such as 127.0.0.1"),
            Self::Count(found, 4) => {
                let (verb, plural) = if *found == 1 { ("is", "") } else { ("are", "s") };
                write!(
                    f,
                    "there {verb} {found} number{plural}, and this rule asks for four with dots between"
                )
            }
            Self::Count(found, _) => {
                write!(f, "there are {found} numbers with dots between, and four are the most")
            }
            Self::Part(at, PartError::Empty) => {
                write!(
                    f,
                    "the {} number is missing; two dots stand side by side or a dot at an end",
                    number(at)
                )
            }
            Self::Part(at, PartError::Character(c)) => {
                write!(f, "the {} number has the character {c:?}, which is no digit of it", number(at))
            }
            Self::Part(at, PartError::LeadingZero) => {
                write!(f, "the {} number begins with a zero, which some programs take for octal", number(at))
            }
            Self::Part(at, PartError::TooManyDigits) => {
                write!(f, "the {} number has more than three digits", number(at))
            }
            Self::Part(at, PartError::TooLarge(most)) => {
                write!(f, "the {} number is more than {most}, the most that its bits can hold", number(at))
            }
            Self::Part(at, PartError::NotOctal) => {
                write!(
                    f,
                    "the {} number begins with a zero and so is octal, which has no digits 8 and 9",
                    number(at)
                )
            }
            Self::Part(at, PartError::NoHexDigits) => {
                write!(f, "no hexadecimal digit follows 0x in the {} number", number(at))
            }
        }
    }
}

impl core::error::Error for V4Error {}

/// Whether a browser takes a host for an IPv4 address, and so never for a name: its last part is a number (URL Standard,
/// section 3.5, "ends in a number checker").
pub fn ends_in_number(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
        || hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Four numbers, each read by `number`.
fn four(text: &str, number: fn(&str) -> Result<u8, PartError>) -> Result<Ipv4Addr, V4Error> {
    if text.is_empty() {
        return Err(V4Error::Empty);
    }
    let mut octets = [0; 4];
    let parts: Vec<&str> = text.split('.').collect();
    for (at, part) in parts.iter().enumerate() {
        let octet = number(part).map_err(|error| V4Error::Part(at + 1, error))?;
        if let Some(place) = octets.get_mut(at) {
            *place = octet;
        }
    }
    if parts.len() == 4 { Ok(octets.into()) } else { Err(V4Error::Count(parts.len(), 4)) }
}

fn decimal_strict(part: &str) -> Result<u8, PartError> {
    digits(part, 10)?;
    if part.len() > 1 && part.starts_with('0') {
        return Err(PartError::LeadingZero);
    }
    part.parse().map_err(|_| PartError::TooLarge(255))
}

fn decimal_padded(part: &str) -> Result<u8, PartError> {
    digits(part, 10)?;
    if part.len() > 3 {
        return Err(PartError::TooManyDigits);
    }
    part.parse().map_err(|_| PartError::TooLarge(255))
}

/// That a number is there and has nothing but digits.
fn digits(part: &str, radix: u32) -> Result<(), PartError> {
    if part.is_empty() {
        return Err(PartError::Empty);
    }
    part.chars().find(|c| !c.is_digit(radix)).map_or(Ok(()), |c| Err(PartError::Character(c)))
}

/// One to four numbers, of which the last fills the bits that are left.
fn numbers(text: &str, bare_hex_is_zero: bool) -> Result<Ipv4Addr, V4Error> {
    if text.is_empty() {
        return Err(V4Error::Empty);
    }
    let parts: Vec<&str> = text.split('.').collect();
    let mut bits = 0_u32;
    for (index, part) in parts.iter().enumerate() {
        let fault = |error| V4Error::Part(index + 1, error);
        let is_last = index + 1 == parts.len();
        let most = if is_last {
            u32::MAX.checked_shr(8 * u32::try_from(index).unwrap_or(4)).unwrap_or(0)
        } else {
            255
        };
        let number = any_radix(part, bare_hex_is_zero).map_err(fault)?.filter(|number| *number <= most);
        // What is too many is told as such, whatever the fifth number is.
        if index >= 4 {
            continue;
        }
        let number = number.ok_or_else(|| fault(PartError::TooLarge(most)))?;
        bits |= if is_last { number } else { number << (24 - 8 * index) };
    }
    if parts.len() > 4 { Err(V4Error::Count(parts.len(), 1)) } else { Ok(Ipv4Addr::from_bits(bits)) }
}

/// A number in decimal, octal or hexadecimal; `None` where 32 bits cannot hold it.
fn any_radix(part: &str, bare_hex_is_zero: bool) -> Result<Option<u32>, PartError> {
    let (digits_alone, radix) = match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
        Some("") if bare_hex_is_zero => return Ok(Some(0)),
        Some("") => return Err(PartError::NoHexDigits),
        Some(hex) => (hex, 16),
        None if part.len() > 1 && part.starts_with('0') => (part, 8),
        None => (part, 10),
    };
    digits(digits_alone, radix).map_err(|error| match error {
        PartError::Character('8' | '9') => PartError::NotOctal,
        error => error,
    })?;
    // The digits are right, so that only the size can be wrong.
    Ok(u32::from_str_radix(digits_alone, radix).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> [Option<String>; 4] {
        Rule::ALL.map(|rule| rule.read(text).ok().map(|address| address.to_string()))
    }

    /// What Rust 1.95, Python 3.11's inet_aton and getaddrinfo, curl 7.88 and Node.js make of each, as tried.
    #[test]
    fn each_rule_reads_what_its_programs_read() {
        let home = Some("127.0.0.1");
        for (text, strict, loose, url, padded) in [
            ("127.0.0.1", home, home, home, home),
            ("127.1", None, home, home, None),
            ("127.0.1", None, home, home, None),
            ("2130706433", None, home, home, None),
            ("0x7f000001", None, home, home, None),
            ("0X7F.1", None, home, home, None),
            ("017700000001", None, home, home, None),
            ("0177.0.0.1", None, home, home, None),
            ("127.0.0.01", None, home, home, home),
            ("127.000.000.001", None, home, home, home),
            ("127.0.0.00000000001", None, home, home, None),
            ("127.0.0.1.", None, None, home, None),
            ("127.0.0.08", None, None, None, Some("127.0.0.8")),
            ("010.0.0.1", None, Some("8.0.0.1"), Some("8.0.0.1"), Some("10.0.0.1")),
            ("127.0.0.256", None, None, None, None),
            ("127.256", None, Some("127.0.1.0"), Some("127.0.1.0"), None),
            ("127.65536", None, Some("127.1.0.0"), Some("127.1.0.0"), None),
            ("127.16777216", None, None, None, None),
            ("256.1", None, None, None, None),
            ("0", None, Some("0.0.0.0"), Some("0.0.0.0"), None),
            ("4294967295", None, Some("255.255.255.255"), Some("255.255.255.255"), None),
            ("4294967296", None, None, None, None),
            ("127.0.0.0x", None, None, Some("127.0.0.0"), None),
            ("0x", None, None, Some("0.0.0.0"), None),
            ("127.0..1", None, None, None, None),
            ("127.0.0.1.1", None, None, None, None),
            (".", None, None, None, None),
            ("1..", None, None, None, None),
            ("", None, None, None, None),
            (" 127.0.0.1", None, None, None, None),
            ("+127.1", None, None, None, None),
        ] {
            let wanted = [strict, loose, url, padded].map(|address| address.map(str::to_owned));
            assert_eq!(all(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn each_fault_is_named_with_its_place() {
        for (rule, text, said) in [
            (Rule::Strict, "", "nothing is there"),
            (Rule::Strict, "127.1", "there are 2 numbers"),
            (Rule::Strict, "1", "there is 1 number,"),
            (Rule::Strict, "1.2.3.4.5", "there are 5 numbers"),
            (Rule::Strict, "127.0.0.256", "the fourth number is more than 255"),
            (Rule::Strict, "127.0.00.1", "the third number begins with a zero"),
            (Rule::Strict, "127..0.1", "the second number is missing"),
            (Rule::Strict, "a.0.0.1", "the first number has the character 'a'"),
            (Rule::Padded, "127.0.0.0001", "the fourth number has more than three digits"),
            (Rule::Loose, "127.16777216", "the second number is more than 16777215"),
            (Rule::Loose, "4294967296", "the first number is more than 4294967295"),
            (Rule::Loose, "127.0.0.08", "the fourth number begins with a zero and so is octal"),
            (Rule::Loose, "0x.1", "no hexadecimal digit follows 0x in the first number"),
            (Rule::Loose, "1.2.3.4.5", "there are 5 numbers with dots between, and four are the most"),
            (Rule::Url, ".", "the first number is missing"),
        ] {
            let error = rule.read(text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{text:?}: {error}");
        }
    }

    #[test]
    fn what_ends_in_a_number_is_no_name() {
        for (host, is_number) in [
            ("127.1", true),
            ("a.08", true),
            ("1.2.3.0xg", false),
            ("a.0x", true),
            ("a.0XfF.", true),
            ("1and1", false),
            ("3com", false),
            ("localhost", false),
            ("1.example", false),
            (".", false),
            ("", false),
        ] {
            assert_eq!(ends_in_number(host), is_number, "{host}");
        }
    }

    proptest! {
        #[test]
        fn the_strict_rule_is_the_one_of_the_standard_library(text in "[0-9.]{0,16}|[0-9]{1,3}(\\.[0-9]{1,3}){3}|.{0,12}") {
            prop_assert_eq!(Rule::Strict.read(&text).ok(), text.parse::<Ipv4Addr>().ok());
        }

        #[test]
        fn every_spelling_of_an_address_is_read_as_it(bits in any::<u32>()) {
            let [a, b, c, d] = bits.to_be_bytes();
            for text in [
                format!("{a}.{b}.{c}.{d}"),
                format!("{a}.{b}.{}", u32::from(c) << 8 | u32::from(d)),
                format!("{a}.{}", bits & 0xff_ffff),
                bits.to_string(),
                format!("{bits:#x}"),
                format!("0{bits:o}"),
                format!("{a:#x}.0{b:o}.{c}.{d:#X}"),
            ] {
                prop_assert_eq!(Rule::Loose.read(&text), Ok(Ipv4Addr::from_bits(bits)), "{}", text);
                prop_assert_eq!(Rule::Url.read(&text), Ok(Ipv4Addr::from_bits(bits)), "{}", text);
            }
            prop_assert_eq!(Rule::Padded.read(&format!("{a:03}.{b:03}.{c:03}.{d:03}")), Ok(Ipv4Addr::from_bits(bits)));
        }

        #[test]
        fn what_is_strict_means_the_same_by_every_rule(bits in any::<u32>()) {
            let text = Ipv4Addr::from_bits(bits).to_string();
            for rule in Rule::ALL {
                prop_assert_eq!(rule.read(&text), Ok(Ipv4Addr::from_bits(bits)));
            }
        }

        #[test]
        fn no_text_panics(text in ".*|[0-9xX.]{0,40}") {
            for rule in Rule::ALL {
                if let Err(error) = rule.read(&text) {
                    prop_assert!(!error.to_string().is_empty());
                }
            }
        }
    }
}
