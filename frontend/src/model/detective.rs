//! A practice log as its widget shows it: lines that match, what they have in common, and an answer put together.

use core::net::Ipv4Addr;

use protocol::incidents::{Incident, MARK};

/// What the lines are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Where they come from.
    Source,
    /// The port.
    Port,
    /// The method, or that it was a connect.
    Event,
    /// The status, or what came of a connect.
    Result,
}

impl Column {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Source, Self::Port, Self::Event, Self::Result];

    /// Its value in a line; nothing in the head.
    pub fn of(self, line: &str) -> Option<&str> {
        let place = match self {
            Self::Source => 2,
            Self::Port => 3,
            Self::Event => 4,
            Self::Result => 5,
        };
        line.split(' ').nth(place).filter(|_| !line.starts_with('#'))
    }
}

/// A line as the page shows it: without its mark and its day, which the card and the head of the log tell once.
///
/// ```
/// use frontend::model::detective::shown;
/// let line = "PRACTICE 2026-03-02T09:00:09.945Z 192.0.2.180 22 connect open";
/// assert_eq!(shown(line), "09:00:09.945Z 192.0.2.180 22 connect open");
/// ```
pub fn shown(line: &str) -> String {
    if let Some(head) = line.strip_prefix("# ") {
        let head = head.strip_prefix(MARK).unwrap_or(head).trim_start();
        return format!("# {}", head.replace("mark, ", ""));
    }
    let line = line.strip_prefix(MARK).unwrap_or(line).trim_start();
    match line.split_once(' ') {
        Some((time, rest)) => format!("{} {rest}", time.split_once('T').map_or(time, |(_, clock)| clock)),
        None => line.to_owned(),
    }
}

/// The lines that have a text in what is shown of them, each with its number, counted from 1. Without a text, all. A blank
/// stands behind each line, so that a value between blanks is found in the last column too.
pub fn matching<'a>(lines: &'a [String], text: &str) -> Vec<(usize, &'a str)> {
    let text = if text.trim().is_empty() { "" } else { text };
    let numbered = lines.iter().enumerate().map(|(index, line)| (index + 1, line.as_str()));
    numbered.filter(|(_, line)| format!("{} ", shown(line)).contains(text)).collect()
}

/// Values of a column, each with how often it comes.
pub type Counts = Vec<(String, usize)>;

/// How often each value of a column comes, the most frequent first.
pub fn counted(lines: &[(usize, &str)], column: Column) -> Counts {
    let mut counts: Counts = Vec::new();
    for value in lines.iter().filter_map(|(_, line)| column.of(line)) {
        match counts.iter_mut().find(|(known, _)| known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value.to_owned(), 1)),
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The first of some counts, so many at most; and of those that are left out, how many they are and how many lines they have.
pub fn told(mut counts: Counts, most: usize) -> (Counts, Option<(usize, usize)>) {
    let left = counts.split_off(most.min(counts.len()));
    let lines = left.iter().map(|(_, count)| count).sum();
    (counts, (!left.is_empty()).then_some((left.len(), lines)))
}

/// What is to be said about a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What kind of incident it is.
    pub kind: Option<Incident>,
    /// The address, as it was typed.
    pub source: String,
    /// The number of the line, as it was typed.
    pub line: String,
    /// Whether it succeeded.
    pub succeeded: Option<bool>,
}

impl Form {
    /// Where to send it; nothing while something is missing or cannot be read.
    pub fn target(&self, case: u32) -> Option<String> {
        let (kind, succeeded) = (self.kind?, self.succeeded?);
        let source: Ipv4Addr = self.source.trim().parse().ok()?;
        let line: u32 = self.line.trim().parse().ok()?;
        let succeeded = if succeeded { "yes" } else { "no" };
        let kind = kind.word();
        Some(format!(
            "/incidents/{case}/answer?kind={kind}&source={source}&line={line}&succeeded={succeeded}"
        ))
    }

    /// With a line that was pointed at, and its source.
    #[must_use]
    pub fn with_line(&self, number: usize, line: &str) -> Self {
        let source = Column::Source.of(line).map_or_else(|| self.source.clone(), str::to_owned);
        Self { source, line: number.to_string(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<String> {
        [
            "# PRACTICE LOG",
            "PRACTICE 2026-03-02T09:00:01.000Z 192.0.2.7 22 connect open",
            "PRACTICE 2026-03-02T09:00:02.000Z 203.0.113.9 8080 GET 200 /metrics host=shop.example user=-",
            "PRACTICE 2026-03-02T09:00:03.000Z 203.0.113.9 8080 GET 404 /favicon.ico host=shop.example user=-",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn lines_that_match_keep_their_numbers_and_are_counted_without_the_head() {
        let lines = lines();
        assert_eq!((matching(&lines, "").len(), matching(&lines, "  ").len()), (4, 4));
        assert_eq!(matching(&lines, " open ").len(), 1);
        assert_eq!((matching(&lines, " 80 ").len(), matching(&lines, "80").len()), (0, 2));
        let found = matching(&lines, " GET ");
        assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [3, 4]);
        let all = matching(&lines, "");
        for (column, wanted) in [
            (Column::Source, &[("203.0.113.9", 2), ("192.0.2.7", 1)][..]),
            (Column::Port, &[("8080", 2), ("22", 1)]),
            (Column::Event, &[("GET", 2), ("connect", 1)]),
            (Column::Result, &[("200", 1), ("404", 1), ("open", 1)]),
        ] {
            let counts = counted(&all, column);
            assert_eq!(
                counts.iter().map(|(value, count)| (value.as_str(), *count)).collect::<Vec<_>>(),
                wanted
            );
        }
    }

    #[test]
    fn what_is_shown_has_no_mark_and_no_day_and_is_what_is_searched() {
        let lines = lines();
        assert_eq!(shown(&lines[0]), "# LOG");
        assert_eq!(shown("# PRACTICE Columns: mark, time, source"), "# Columns: time, source");
        assert_eq!(shown(&lines[1]), "09:00:01.000Z 192.0.2.7 22 connect open");
        assert_eq!((shown(""), shown("odd")), (String::new(), "odd".to_owned()));
        assert_eq!((matching(&lines, "PRACTICE").len(), matching(&lines, "09:00:0").len()), (0, 3));
    }

    #[test]
    fn counts_that_are_left_out_are_told() {
        let counts: Vec<_> =
            [("a", 9), ("b", 5), ("c", 3)].map(|(name, count)| (name.to_owned(), count)).to_vec();
        assert_eq!(told(counts.clone(), 1), (counts[..1].to_vec(), Some((2, 8))));
        assert_eq!(told(counts.clone(), 3), (counts.clone(), None));
        assert_eq!(told(counts.clone(), 8), (counts, None));
        assert_eq!(told(Vec::new(), 0), (Vec::new(), None));
    }

    #[test]
    fn an_answer_is_sent_when_it_is_whole() {
        let lines = lines();
        let form = Form { kind: Some(Incident::PortScan), succeeded: Some(true), ..Form::default() };
        assert_eq!(form.target(7), None);
        let whole = form.with_line(2, &lines[1]);
        assert_eq!(
            whole.target(7).as_deref(),
            Some("/incidents/7/answer?kind=port-scan&source=192.0.2.7&line=2&succeeded=yes")
        );
        for wrong in [
            Form { kind: None, ..whole.clone() },
            Form { source: "shop".into(), ..whole.clone() },
            Form { line: "x".into(), ..whole.clone() },
            Form { succeeded: None, ..whole.clone() },
        ] {
            assert_eq!(wrong.target(7), None, "{wrong:?}");
        }
        assert_eq!(whole.with_line(1, &lines[0]).source, "192.0.2.7", "the head has no source");
    }
}
