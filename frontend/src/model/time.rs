//! Times in words, short enough for a line of the live wire.

/// How long ago something was, given in milliseconds: `now`, `4 s`, `1 min`, `3 h`, `2 d`.
///
/// ```
/// assert_eq!(frontend::model::time::ago(900), "now");
/// assert_eq!(frontend::model::time::ago(61_000), "1 min");
/// ```
pub fn ago(milliseconds: u64) -> String {
    match milliseconds / 1000 {
        0 | 1 => "now".to_owned(),
        seconds @ 2..=59 => format!("{seconds} s"),
        seconds @ 60..=3599 => format!("{} min", seconds / 60),
        seconds @ 3600..=86_399 => format!("{} h", seconds / 3600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// A duration given in microseconds, in the unit that a reader would choose.
///
/// ```
/// assert_eq!(frontend::model::time::elapsed(38), "38 µs");
/// assert_eq!(frontend::model::time::elapsed(2_345), "2.3 ms");
/// assert_eq!(frontend::model::time::elapsed(1_000_400), "1.0 s");
/// ```
pub fn elapsed(microseconds: u64) -> String {
    match microseconds {
        0..=999 => format!("{microseconds} µs"),
        1000..=999_949 => tenths(microseconds, 1000, "ms"),
        _ => tenths(microseconds, 1_000_000, "s"),
    }
}

fn tenths(value: u64, unit: u64, name: &str) -> String {
    let tenths = (value.saturating_add(unit / 20)) / (unit / 10);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// A time of day as a clock shows it: `12:04:09`.
pub fn clock(hours: u32, minutes: u32, seconds: u32) -> String {
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}

/// A day as it is written everywhere: `2026-11-25`. Months count from 1.
pub fn day(year: u32, month: u32, day: u32) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// A number with a comma before every third digit, as the lessons write it: `65,536`.
pub fn grouped(number: u64) -> String {
    grouped_digits(&number.to_string())
}

/// The same for a number of any size, given in its digits.
pub fn grouped_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_change_where_a_reader_would_change_them() {
        for (ms, text) in [(0, "now"), (1999, "now"), (2000, "2 s"), (59_999, "59 s"), (60_000, "1 min")] {
            assert_eq!(ago(ms), text);
        }
        for (us, text) in [(999, "999 µs"), (1000, "1.0 ms"), (999_949, "999.9 ms"), (999_950, "1.0 s")] {
            assert_eq!(elapsed(us), text);
        }
        assert_eq!(clock(9, 5, 0), "09:05:00");
        assert_eq!(day(2026, 3, 1), "2026-03-01");
    }

    proptest! {
        #[test]
        fn grouping_only_adds_commas(number in any::<u64>()) {
            let text = grouped(number);
            prop_assert_eq!(text.replace(',', ""), number.to_string());
            prop_assert!(text.rsplit(',').skip(1).all(|group| !group.is_empty() && group.len() <= 3));
        }

        #[test]
        fn no_duration_panics(us in any::<u64>()) {
            prop_assert!(!elapsed(us).is_empty());
        }
    }
}
