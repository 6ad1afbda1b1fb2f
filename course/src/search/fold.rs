//! Text made comparable: without the difference of large and small letters, of width, and of the accents that
//! people leave out when they type.
//!
//! Each character is taken apart (NFKD, Unicode Standard Annex 15), the marks U+0300 to U+036F are dropped, and what is left is
//! put in capital letters and then in small ones, so that the German sharp s becomes two, and the two forms of the Greek
//! sigma one. Marks of other scripts are kept: they tell words apart.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// A text as it is compared, with the way back.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// The characters that are compared.
    chars: Vec<char>,
    /// For each of them, where the character that it came from begins in the text, in bytes; and the text's length.
    from: Vec<usize>,
}

/// Where something was found, in characters of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    start: usize,
    end: usize,
    /// How well it fits.
    pub(super) fit: Fit,
}

/// How well something fits, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It stands inside a word.
    Inside,
    /// A word begins with it.
    Start,
    /// It is a word.
    Word,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded =
            Self { chars: Vec::with_capacity(text.len()), from: Vec::with_capacity(text.len() + 1) };
        for (at, c) in text.char_indices() {
            fold(c, |c| {
                folded.chars.push(c);
                folded.from.push(at);
            });
        }
        folded.from.push(text.len());
        folded
    }

    /// The words of a question.
    pub(super) fn words(text: &str) -> Vec<Vec<char>> {
        let folded = Self::of(text).chars;
        folded.split(|c| c.is_whitespace()).filter(|word| !word.is_empty()).map(<[char]>::to_vec).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Whether the text is these words and nothing else.
    pub(super) fn is(&self, words: &[Vec<char>]) -> bool {
        self.chars.split(|c| c.is_whitespace()).eq(words.iter().map(Vec::as_slice))
    }

    /// Every place where a word stands, none overlapping another.
    pub(super) fn places(&self, word: &[char]) -> Vec<Place> {
        let mut places = Vec::new();
        let mut at = 0;
        while let Some(window) = self.chars.get(at..at + word.len()).filter(|window| !window.is_empty()) {
            let end = at + word.len();
            let next = self.chars.get(end);
            // A mark belongs to the letter before it: what ends between the two is another letter.
            if window != word || next.is_some_and(|next| is_mark(*next)) {
                at += 1;
                continue;
            }
            let joins = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
            let begins = !joins(at.checked_sub(1).and_then(|before| self.chars.get(before)));
            let fit = match (begins, joins(next)) {
                (true, false) => Fit::Word,
                (true, true) => Fit::Start,
                (false, _) => Fit::Inside,
            };
            places.push(Place { start: at, end, fit });
            at = end;
        }
        places
    }

    /// Where a place is in the text, in bytes: its beginning and its end.
    pub(super) fn bytes(&self, place: Place) -> (usize, usize) {
        let of = |at: usize| self.from.get(at).copied().unwrap_or_default();
        let last = of(place.end.saturating_sub(1));
        // Of a character that became two, both belong to it.
        let end = self.from.iter().skip(place.end).copied().find(|from| *from > last);
        (of(place.start), end.unwrap_or(last))
    }
}

fn fold(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        push(c.to_ascii_lowercase());
        return;
    }
    let apart = DecomposingNormalizerBorrowed::new_nfkd();
    for part in apart.normalize_iter(core::iter::once(c)).filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        part.to_uppercase().flat_map(char::to_lowercase).for_each(&mut push);
    }
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str, word: &str) -> Vec<String> {
        let folded = Folded::of(text);
        let word = Folded::words(word).concat();
        folded
            .places(&word)
            .into_iter()
            .map(|place| {
                let (start, end) = folded.bytes(place);
                text[start..end].to_owned()
            })
            .collect()
    }

    #[test]
    fn letters_are_found_in_any_case_with_and_without_accents() {
        for (text, word, places) in [
            ("A Port, a port", "PORT", &["Port", "port"][..]),
            ("Adressräume und Straße", "adressraume", &["Adressräume"]),
            ("Straße", "STRASSE", &["Straße"]),
            ("Straße", "strass", &["Straß"]),
            ("cafe\u{301} café", "café", &["cafe\u{301}", "café"]),
            ("ΣΊΣΥΦΟΣ", "σίσυφος", &["ΣΊΣΥΦΟΣ"]),
            ("İstanbul", "istanbul", &["İstanbul"]),
            ("ＰＯＲＴ", "port", &["ＰＯＲＴ"]),
            ("порт и ПОРТЫ", "порт", &["порт", "ПОРТ"]),
            ("端口号", "端口", &["端口"]),
            ("ポートとソケット", "ソケット", &["ソケット"]),
            ("ﾎﾟｰﾄ", "ポート", &["ﾎﾟｰﾄ"]),
            ("がっこう", "か", &[]),
            ("포트 번호", "포트", &["포트"]),
            ("المنفذ", "منفذ", &["منفذ"]),
            ("a", "", &[]),
            ("", "a", &[]),
        ] {
            assert_eq!(found(text, word), places, "{word} in {text}");
        }
    }

    #[test]
    fn a_word_fits_better_than_its_beginning_and_that_better_than_its_inside() {
        let fits: Vec<Fit> = Folded::of("port ports deport")
            .places(&['p', 'o', 'r', 't'])
            .iter()
            .map(|place| place.fit)
            .collect();
        assert_eq!(fits, [Fit::Word, Fit::Start, Fit::Inside]);
        assert!(Fit::Word > Fit::Start && Fit::Start > Fit::Inside);
    }

    proptest! {
        #[test]
        fn what_is_found_is_a_piece_of_the_text(text in "\\PC{0,20}", word in "\\PC{1,2}") {
            for piece in found(&text, &word) {
                prop_assert!(text.contains(&piece) && !piece.is_empty());
            }
        }

        #[test]
        fn every_text_has_itself(text in "[\\PC&&[^\\p{M}\\s]]{1,12}") {
            // Some characters are taken apart into a space and a mark.
            prop_assume!(Folded::words(&text).concat() == Folded::of(&text).chars);
            prop_assert!(!found(&text, &text).is_empty());
        }
    }
}
