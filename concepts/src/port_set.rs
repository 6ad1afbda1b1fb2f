//! Sets of ports, as a learner writes them: `22,80,8000-8100`, or `all`.

use core::fmt;
use core::str::FromStr;

use crate::port::{Port, PortError, Span};

/// The longest text that is considered as a set; longer ones are refused unread.
pub const MAX_TEXT_LEN: usize = 1024;

/// How many ports stand in one row of a map of 256 x 256: the low byte counts through them, the high byte through rows.
pub const ROW: u16 = 256;

/// Some of the ports 1 to 65535, as spans in order that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortSet(Vec<Span>);

impl PortSet {
    /// Every port that there is, 1 to 65535.
    pub fn all() -> Self {
        Self(vec![Span { first: 1, last: u16::MAX }])
    }

    /// The spans, in order; no two touch.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// How many ports are in the set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|span| span.count()).sum()
    }

    /// Whether no port is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a port is in the set.
    pub fn contains(&self, number: u16) -> bool {
        let at = self.0.partition_point(|span| span.last < number);
        self.0.get(at).is_some_and(|span| span.contains(number))
    }

    /// The ports, in order.
    pub fn iter(&self) -> impl Iterator<Item = Port> {
        self.0.iter().flat_map(|span| span.first..=span.last).filter_map(Port::new)
    }

    /// The spans, cut wherever a row of the map ends; each piece has at most [`ROW`] ports.
    pub fn pieces(&self) -> impl Iterator<Item = Span> {
        self.0.iter().flat_map(|span| {
            (span.first / ROW..=span.last / ROW).map(|row| Span {
                first: span.first.max(row * ROW),
                last: span.last.min(row * ROW + (ROW - 1)),
            })
        })
    }
}

impl FromIterator<Span> for PortSet {
    /// The ports of all the spans; 0, which is no port, is left out.
    fn from_iter<T: IntoIterator<Item = Span>>(spans: T) -> Self {
        let mut merged: Vec<Span> = Vec::new();
        for span in spans {
            let mut span = Span { first: span.first.max(1), ..span };
            if span.first > span.last {
                continue;
            }
            // Those that it touches or overlaps become part of it.
            let at = merged.partition_point(|known| u32::from(known.last) + 1 < u32::from(span.first));
            while let Some(known) =
                merged.get(at).filter(|known| u32::from(known.first) <= u32::from(span.last) + 1)
            {
                span = Span { first: span.first.min(known.first), last: span.last.max(known.last) };
                merged.remove(at);
            }
            merged.insert(at, span);
        }
        Self(merged)
    }
}

impl fmt::Display for PortSet {
    /// As [`FromStr`] reads it; every port that there is prints as `all`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count() == u32::from(u16::MAX) {
            return f.write_str("all");
        }
        for (index, span) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            if span.first == span.last {
                write!(f, "{comma}{}", span.first)?;
            } else {
                write!(f, "{comma}{span}")?;
            }
        }
        Ok(())
    }
}

/// Why a text is not a set of ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortSetError {
    /// Nothing was given.
    Empty,
    /// More than [`MAX_TEXT_LEN`] bytes.
    TooLong,
    /// A part between two commas is neither a port nor a range.
    Part {
        /// Which part, counted from 1.
        number: usize,
        /// What is wrong with it.
        error: PortError,
    },
    /// A range whose end comes before its beginning.
    Reversed {
        /// Which part, counted from 1.
        number: usize,
        /// The range as it was written.
        span: Span,
    },
}

impl fmt::Display for PortSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("no port is named; give ports and ranges such as 22,80,8000-8100, or all")
            }
            Self::TooLong => write!(
                f,
                "the list of ports is longer than {MAX_TEXT_LEN} bytes; write neighbours as ranges such as 8000-8100, or all"
            ),
            Self::Part { number, error } => write!(f, "part {number} of the list: {error}"),
            Self::Reversed { number, span } => write!(
                f,
                "part {number} of the list: a range begins with its lowest port; write {}-{}",
                span.last, span.first
            ),
        }
    }
}

impl core::error::Error for PortSetError {}

impl FromStr for PortSet {
    type Err = PortSetError;

    /// Reads ports and ranges between commas, in any order, or the word `all`; spaces may stand around each part.
    fn from_str(text: &str) -> Result<Self, PortSetError> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(PortSetError::Empty);
        }
        if text.len() > MAX_TEXT_LEN {
            return Err(PortSetError::TooLong);
        }
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::all());
        }
        text.split(',').enumerate().map(|(index, part)| span(part.trim_matches(' '), index + 1)).collect()
    }
}

/// One part of a list: a port, or the first and the last of a range.
fn span(part: &str, number: usize) -> Result<Span, PortSetError> {
    let port = |text: &str| -> Result<u16, PortSetError> {
        text.trim_matches(' ')
            .parse::<Port>()
            .map(Port::number)
            .map_err(|error| PortSetError::Part { number, error })
    };
    let (first, last) = match part.split_once('-') {
        Some((first, last)) => (port(first)?, port(last)?),
        None => (port(part)?, port(part)?),
    };
    let span = Span { first, last };
    if first > last { Err(PortSetError::Reversed { number, span }) } else { Ok(span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn read(text: &str) -> Result<String, PortSetError> {
        text.parse::<PortSet>().map(|set| set.to_string())
    }

    #[test]
    fn parts_are_ordered_and_merged() {
        for (text, printed) in [
            ("80", "80"),
            ("443,80", "80,443"),
            ("80,80,80", "80"),
            ("22,80,8000-8100", "22,80,8000-8100"),
            ("5-9,7-12,13", "5-13"),
            ("65535,1-3", "1-3,65535"),
            (" 22 , 80 - 82 ", "22,80-82"),
            ("1-65535", "all"),
            ("ALL", "all"),
            ("1-32767,32768-65535", "all"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(printed), "{text:?}");
        }
        assert_eq!(PortSet::all().count(), 65_535);
    }

    #[test]
    fn refuses_each_wrong_spelling_for_its_own_reason() {
        let part = |number, error| Err(PortSetError::Part { number, error });
        for (text, error) in [
            ("", Err(PortSetError::Empty)),
            ("  ", Err(PortSetError::Empty)),
            (",", part(1, PortError::Empty)),
            ("80,", part(2, PortError::Empty)),
            ("80,0", part(2, PortError::Zero)),
            ("0-10", part(1, PortError::Zero)),
            ("1-65536", part(1, PortError::TooLarge)),
            ("1-", part(1, PortError::Empty)),
            ("-5", part(1, PortError::Empty)),
            ("1-2-3", part(1, PortError::NotDigits)),
            ("http", part(1, PortError::NotDigits)),
            ("22,all", part(2, PortError::NotDigits)),
            ("22\t80", part(1, PortError::NotDigits)),
            ("90-80", Err(PortSetError::Reversed { number: 1, span: Span { first: 90, last: 80 } })),
        ] {
            assert_eq!(read(text), error, "{text:?}");
        }
        assert_eq!(read(&"1,".repeat(MAX_TEXT_LEN)), Err(PortSetError::TooLong));
    }

    #[test]
    fn all_ports_are_cut_into_the_rows_of_the_map() {
        let pieces: Vec<_> = PortSet::all().pieces().collect();
        assert_eq!(pieces.len(), 256);
        assert_eq!(pieces.first(), Some(&Span { first: 1, last: 255 }));
        assert_eq!(pieces.last(), Some(&Span { first: 65_280, last: 65_535 }));
    }

    fn spans() -> impl Strategy<Value = Vec<(u16, u16)>> {
        proptest::collection::vec((1u16.., 0u16..600), 1..12).prop_map(|all| {
            all.into_iter().map(|(first, more)| (first, first.saturating_add(more))).collect()
        })
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = text.parse::<PortSet>();
        }

        #[test]
        fn no_list_panics(text in "[0-9, al-]{0,60}") {
            let _ = text.parse::<PortSet>();
        }

        #[test]
        fn a_set_agrees_with_a_naive_one_and_reads_back(spans in spans()) {
            let naive: BTreeSet<u16> = spans.iter().flat_map(|&(first, last)| first..=last).collect();
            let text: Vec<_> = spans.iter().map(|(first, last)| format!("{first}-{last}")).collect();
            let set: PortSet = text.join(",").parse().unwrap();
            prop_assert_eq!(set.count() as usize, naive.len());
            prop_assert!(set.iter().map(Port::number).eq(naive.iter().copied()));
            prop_assert!(set.spans().windows(2).all(|two| u32::from(two[0].last) + 1 < u32::from(two[1].first)));
            prop_assert!((0..=u16::MAX).step_by(37).all(|port| set.contains(port) == naive.contains(&port)));
            prop_assert_eq!(set.to_string().parse::<PortSet>(), Ok(set.clone()));
            prop_assert!(set.pieces().all(|piece| piece.first / ROW == piece.last / ROW));
            prop_assert_eq!(set.pieces().collect::<PortSet>(), set);
        }
    }
}
