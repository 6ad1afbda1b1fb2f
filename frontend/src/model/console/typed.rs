//! What is typed, as the bytes that it stands for.

use core::fmt;

/// How what is typed is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// As a line of text, with its end.
    #[default]
    Line,
    /// As text in which a backslash begins an escape, without an end of its own.
    Escapes,
    /// As two hexadecimal digits a byte.
    Hex,
}

impl Reading {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Line, Self::Escapes, Self::Hex];
}

/// What ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// Carriage return and line feed, as most protocols of the internet have it.
    #[default]
    CrLf,
    /// Line feed alone.
    Lf,
    /// Nothing.
    None,
}

impl Ending {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::CrLf, Self::Lf, Self::None];

    /// Its bytes.
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::CrLf => b"\r\n",
            Self::Lf => b"\n",
            Self::None => b"",
        }
    }
}

/// What is wrong with what was typed, and at which character, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An escape that is none.
    Escape(usize),
    /// `\x` without two hexadecimal digits.
    HexEscape(usize),
    /// A character that is no hexadecimal digit.
    NoDigit(usize),
    /// The last byte has one digit only.
    HalfByte,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Escape(at) => write!(
                f,
                "character {at}: an escape is \\r, \\n, \\t, \\0, \\\\ or \\x with two digits, such as \\x1b"
            ),
            Self::HexEscape(at) => {
                write!(f, "character {at}: after \\x come two hexadecimal digits, such as \\x00")
            }
            Self::NoDigit(at) => write!(f, "character {at}: hexadecimal digits are 0 to 9 and a to f"),
            Self::HalfByte => f.write_str("the last byte has one digit; a byte has two, such as 0a"),
        }
    }
}

/// The bytes that a text stands for.
///
/// # Errors
/// The first [`Fault`] in it.
pub fn bytes(text: &str, reading: Reading, ending: Ending) -> Result<Vec<u8>, Fault> {
    match reading {
        Reading::Line => Ok([text.as_bytes(), ending.bytes()].concat()),
        Reading::Escapes => unescaped(text),
        Reading::Hex => hex(text),
    }
}

fn unescaped(text: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut chars = (1..).zip(text.chars());
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        bytes.push(match chars.next().map(|(_, c)| c) {
            Some('r') => b'\r',
            Some('n') => b'\n',
            Some('t') => b'\t',
            Some('0') => 0,
            Some('\\') => b'\\',
            Some('x') => {
                let mut digit = || chars.next().and_then(|(_, c)| c.to_digit(16));
                let (high, low) = digit().zip(digit()).ok_or(Fault::HexEscape(at))?;
                byte(high, low)
            }
            _ => return Err(Fault::Escape(at)),
        });
    }
    Ok(bytes)
}

fn hex(text: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for (at, c) in (1..).zip(text.chars()) {
        if matches!(c, ' ' | ',' | ':') && high.is_none() {
            continue;
        }
        let digit = c.to_digit(16).ok_or(Fault::NoDigit(at))?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => bytes.push(byte(high, digit)),
        }
    }
    if high.is_some() { Err(Fault::HalfByte) } else { Ok(bytes) }
}

fn byte(high: u32, low: u32) -> u8 {
    // Two digits below 16 make a number below 256.
    (high * 16 + low) as u8
}

/// A text with escapes that stands for these bytes; `all` writes each character beyond ASCII as its bytes.
pub fn escaped(bytes: &[u8], all: bool) -> String {
    let mut text = String::with_capacity(bytes.len());
    for piece in bytes.utf8_chunks() {
        for c in piece.valid().chars() {
            match c {
                '\r' => text.push_str("\\r"),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                '\\' => text.push_str("\\\\"),
                ' '..='~' => text.push(c),
                _ if all || c.is_ascii() => {
                    c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| push_hex(&mut text, byte));
                }
                _ => text.push(c),
            }
        }
        for &byte in piece.invalid() {
            push_hex(&mut text, byte);
        }
    }
    text
}

fn push_hex(text: &mut String, byte: u8) {
    text.push_str("\\x");
    for digit in [byte >> 4, byte & 15] {
        text.extend(char::from_digit(digit.into(), 16));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, reading: Reading) -> Result<Vec<u8>, Fault> {
        bytes(text, reading, Ending::CrLf)
    }

    #[test]
    fn a_line_has_its_end() {
        for (ending, wanted) in [(Ending::CrLf, "é\r\n"), (Ending::Lf, "é\n"), (Ending::None, "é")] {
            assert_eq!(bytes("é", Reading::Line, ending), Ok(wanted.into()));
        }
        assert_eq!(read("a\\r", Reading::Line), Ok(b"a\\r\r\n".to_vec()));
    }

    #[test]
    fn escapes_and_digits_are_read_and_faults_are_named_with_their_place() {
        assert_eq!(
            read("PING\\r\\n\\x00\\xFf\\\\\\0", Reading::Escapes),
            Ok(b"PING\r\n\x00\xff\\\0".to_vec())
        );
        for (text, fault) in [
            ("é\\q", Fault::Escape(2)),
            ("a\\", Fault::Escape(2)),
            ("\\x1", Fault::HexEscape(1)),
            ("ab\\xg1", Fault::HexEscape(3)),
        ] {
            assert_eq!(read(text, Reading::Escapes), Err(fault), "{text}");
        }
        assert_eq!(read("0d 0A,ff:00", Reading::Hex), Ok(vec![13, 10, 255, 0]));
        for (text, fault) in
            [("0 d", Fault::NoDigit(2)), ("0x0d", Fault::NoDigit(2)), ("0d0", Fault::HalfByte)]
        {
            assert_eq!(read(text, Reading::Hex), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_back(bytes: Vec<u8>, all: bool) {
            let text = escaped(&bytes, all);
            prop_assert!(!text.contains(|c: char| c.is_ascii_control()) && (text.is_ascii() || !all));
            prop_assert_eq!(read(&text, Reading::Escapes), Ok(bytes));
        }

        #[test]
        fn digits_are_read_back(bytes: Vec<u8>, spaced: bool) {
            let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            prop_assert_eq!(read(&digits.join(if spaced { " " } else { "" }), Reading::Hex), Ok(bytes));
        }

        #[test]
        fn nothing_typed_is_lost_without_a_word(text: String) {
            for reading in Reading::ALL {
                if let Ok(bytes) = bytes(&text, reading, Ending::None) {
                    prop_assert!(bytes.is_empty() <= text.chars().all(|c| " ,:".contains(c)));
                }
            }
        }
    }
}
