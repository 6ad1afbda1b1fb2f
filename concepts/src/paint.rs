//! Text for a terminal in the colour grammar: plain, or with the codes that colour it (ECMA-48, SGR).
//!
//! Words are coloured one by one, so that a line may be broken between any two of them, and a pager that begins in
//! the middle of a text shows each line as it is meant.

use crate::notation::{self, Kind, Part};

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As it is.
    Plain,
    /// With colour codes. Without them, it is the plain text again.
    Colour,
}

impl Paint {
    /// A text in the colour grammar, where it is an address as a whole: addresses blue, ports amber, protocols violet.
    pub fn notation(self, text: &str) -> String {
        notation::parts(text).map_or_else(|| text.to_owned(), |parts| self.parts(&parts))
    }

    /// Parts of an address, each in its colour.
    pub fn parts(self, parts: &[Part]) -> String {
        parts.iter().map(|part| self.part(part, None)).collect()
    }

    /// A text of which some words may be addresses.
    pub fn within(self, text: &str) -> String {
        self.parts(&notation::within(text))
    }

    /// A command to type: what is no address stands out.
    pub fn command(self, text: &str) -> String {
        notation::within(text).iter().map(|part| self.part(part, Some("1"))).collect()
    }

    fn part(self, part: &Part, other: Option<&str>) -> String {
        match (part.kind, other) {
            (Kind::Address, _) => self.code("94", &part.text),
            (Kind::Port, _) => self.code("33", &part.text),
            (Kind::Protocol, _) => self.code("95", &part.text),
            (Kind::Plain, Some(code)) => self.code(code, &part.text),
            (Kind::Plain, None) => part.text.clone(),
        }
    }

    /// A port alone, without its colon, in the port's colour.
    pub fn port(self, port: &str) -> String {
        self.code("33", port)
    }

    /// A heading, or a term where it is explained.
    pub fn strong(self, text: &str) -> String {
        self.code("1", text)
    }

    /// The word for a result, in its colour.
    pub fn good(self, text: &str) -> String {
        self.code("32", text)
    }

    /// The word for a failure, in its colour.
    pub fn bad(self, text: &str) -> String {
        self.code("31", text)
    }

    /// What matters less.
    pub fn faint(self, text: &str) -> String {
        self.code("2", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self == Self::Plain {
            return text.to_owned();
        }
        let word = |with_end: &str| {
            let word = with_end.trim_end_matches([' ', '\n']);
            let end = with_end.get(word.len()..).unwrap_or_default();
            if word.is_empty() { end.to_owned() } else { format!("\u{1b}[{code}m{word}\u{1b}[0m{end}") }
        };
        text.split_inclusive([' ', '\n']).map(word).collect()
    }
}

/// Whether a character controls a terminal, or the direction in which the characters around it are shown (Unicode
/// Standard Annex 9, section 2), or has neither shape nor width.
pub fn is_unsafe(c: char) -> bool {
    let direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let invisible =
        matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || direction || invisible
}

/// A text without colour codes.
pub fn stripped(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .filter(|&c| {
            let counts = !inside && c != '\u{1b}';
            inside = (inside || c == '\u{1b}') && c != 'm';
            counts
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_has_its_colour() {
        let text = Paint::Colour.within("GET http://127.0.0.1:80/a on TCP");
        for coloured in ["\u{1b}[95mhttp\u{1b}[0m", "\u{1b}[94m127.0.0.1\u{1b}[0m", "\u{1b}[33m:80\u{1b}[0m"]
        {
            assert!(text.contains(coloured), "{text:?}");
        }
        assert!(text.starts_with("GET ") && text.ends_with("\u{1b}[95mTCP\u{1b}[0m"), "{text:?}");
    }

    #[test]
    fn words_are_coloured_one_by_one() {
        assert_eq!(Paint::Colour.strong("a  b"), "\u{1b}[1ma\u{1b}[0m  \u{1b}[1mb\u{1b}[0m");
        assert_eq!(Paint::Colour.command("curl :80"), "\u{1b}[1mcurl\u{1b}[0m \u{1b}[33m:80\u{1b}[0m");
    }

    proptest! {
        #[test]
        fn without_its_codes_a_text_is_as_it_was(text in "([a-z :.0-9é\\n\"]|127\\.0\\.0\\.1:80|TCP){0,20}") {
            for painted in [Paint::Colour.within(&text), Paint::Colour.command(&text), Paint::Colour.strong(&text), Paint::Colour.notation(&text)] {
                prop_assert_eq!(stripped(&painted), text.as_str());
            }
            prop_assert_eq!(Paint::Plain.within(&text), text);
        }
    }
}
