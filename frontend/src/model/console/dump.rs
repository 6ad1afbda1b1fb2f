//! Bytes set out to be read: line by line, as text and as hexadecimal digits beside it.

use crate::model::console::typed::escaped;

/// How many bytes a row holds at most; a longer line goes on in the next row.
const ROW: usize = 96;

/// A row: one line of the bytes, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As text.
    pub text: Vec<Part>,
    /// Two digits a byte, a space between two.
    pub hex: String,
}

/// A part of a row's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whether it stands for bytes that no text is made of, or that control something, as they can be typed.
    pub escape: bool,
    /// The text.
    pub text: String,
}

/// The rows of some bytes, `most` at most, and how many bytes they leave out.
pub fn rows(bytes: &[u8], most: usize) -> (Vec<Row>, usize) {
    let mut rows = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() && rows.len() < most {
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let end = if line <= ROW { line } else { between_characters(rest) };
        let (row, left) = rest.split_at(end);
        rows.push(Row { text: text(row), hex: hex(row) });
        rest = left;
    }
    (rows, rest.len())
}

/// Where to break a long line: not inside a character, where there is one.
fn between_characters(bytes: &[u8]) -> usize {
    let is_inside = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    (ROW - 3..=ROW).rev().find(|at| !is_inside(at)).unwrap_or(ROW)
}

fn text(bytes: &[u8]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |escape: bool, text: &str| match parts.last_mut().filter(|last| last.escape == escape) {
        Some(last) => last.text.push_str(text),
        None => parts.push(Part { escape, text: text.to_owned() }),
    };
    for piece in bytes.utf8_chunks() {
        for c in piece.valid().chars() {
            let mut buffer = [0; 4];
            let one = c.encode_utf8(&mut buffer);
            if is_shown(c) { push(false, one) } else { push(true, &escaped(one.as_bytes(), true)) }
        }
        push_invalid(piece.invalid(), &mut push);
    }
    parts
}

fn push_invalid(bytes: &[u8], push: &mut impl FnMut(bool, &str)) {
    if !bytes.is_empty() {
        push(true, &escaped(bytes, true));
    }
}

/// Whether a character shows itself: not those that control something, nor those that turn the direction of what stands
/// around them (Unicode Standard Annex 9, section 2).
const fn is_shown(c: char) -> bool {
    !matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        if !hex.is_empty() {
            hex.push(' ');
        }
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(digit.into(), 16));
        }
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text of a row, its escapes in brackets.
    fn flat(row: &Row) -> String {
        let part = |part: &Part| if part.escape { format!("[{}]", part.text) } else { part.text.clone() };
        row.text.iter().map(part).collect()
    }

    #[test]
    fn lines_stay_lines_and_what_is_no_text_has_a_sign() {
        let (rows, left) = rows(b"PING\r\n\x00\xff\xc3\xa9", 9);
        let shown: Vec<_> = rows.iter().map(|row| (flat(row), row.hex.as_str())).collect();
        let wanted = [("PING[\\r\\n]", "50 49 4e 47 0d 0a"), ("[\\x00\\xff]é", "00 ff c3 a9")];
        assert_eq!(shown, wanted.map(|(text, hex)| (text.to_owned(), hex)));
        assert_eq!(left, 0);
    }

    #[test]
    fn no_more_rows_than_asked_for() {
        let (rows, left) = rows(b"a\nb\nc\nd", 2);
        assert_eq!((rows.len(), left), (2, 3));
    }

    proptest! {
        #[test]
        fn the_digits_are_the_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let (rows, left) = rows(&bytes, usize::MAX);
            let digits: Vec<_> = rows.iter().flat_map(|row| row.hex.split(' ')).collect();
            let back: Vec<_> = digits.iter().map(|two| u8::from_str_radix(two, 16).unwrap()).collect();
            prop_assert_eq!((back, left), (bytes, 0));
            prop_assert!(rows.iter().all(|row| !flat(row).contains(char::is_control) && row.hex.len() < 3 * ROW));
        }

        #[test]
        fn a_long_line_is_not_broken_inside_a_character(text in "[aé漢🦀]{0,200}") {
            let (rows, _) = rows(text.as_bytes(), usize::MAX);
            prop_assert_eq!(rows.iter().map(flat).collect::<String>(), text);
        }
    }
}
