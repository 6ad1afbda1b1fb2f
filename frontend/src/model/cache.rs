//! A caching proxy and the server behind it, as the widget shows them: each answer with where it came from, how old it is and
//! what it took.

use core::net::SocketAddr;

use protocol::fetch::Fetched;

use crate::model::json;

/// How many answers are shown, the newest first.
pub const SHOWN: usize = 8;

/// Asks for the server behind the proxy.
pub const ORIGIN: &str = r#"{"kind":"http-hello"}"#;

/// For how many seconds the page may say that it is fresh, to choose from.
pub const AGES: [u32; 4] = [0, 5, 15, 60];

/// Asks for the proxy.
pub fn proxy(target: SocketAddr) -> String {
    format!(r#"{{"kind":"proxy","target":"{target}"}}"#)
}

/// The page, fresh for so many seconds.
pub fn path(max_age: u32) -> String {
    format!("/page?max_age={max_age}")
}

/// Asks for the page; the proxy may be told to ask the server itself.
pub fn get(max_age: u32, insist: bool) -> String {
    let headers = if insist { r#","headers":[["Cache-Control","no-cache"]]"# } else { "" };
    format!(r#"{{"target":"{}"{headers}}}"#, path(max_age))
}

/// Writes the page anew.
pub fn put(version: usize) -> String {
    let text = format!("This is version {version} of this page.\n");
    format!(r#"{{"method":"PUT","target":"/page","body":{}}}"#, json::string(&text))
}

/// Where requests to a listener are sent.
pub fn requests(id: u64) -> String {
    format!("/listeners/{id}/requests")
}

/// Who was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The proxy.
    Proxy,
    /// The proxy, with the order to ask the server itself.
    Insisting,
    /// The server behind it.
    Origin,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counts up from 1.
    pub number: usize,
    /// Who was asked.
    pub whom: Whom,
    /// `HIT`, `MISS` and the like; `None` from the server itself, or where the proxy answered with a problem.
    pub cache: Option<String>,
    /// The status.
    pub status: u16,
    /// How old the answer was, in seconds.
    pub age_s: Option<u64>,
    /// How long it is fresh in all, in seconds.
    pub max_age_s: Option<u64>,
    /// The first line of the body.
    pub text: String,
    /// From the connect to the last byte, in microseconds.
    pub elapsed_us: u64,
    /// When it came, by this page's clock, in milliseconds.
    pub at_ms: u64,
}

impl Row {
    /// Reads an answer.
    pub fn read(number: usize, whom: Whom, fetched: &Fetched, at_ms: u64) -> Self {
        let field = |wanted: &str| {
            let found = fetched.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.as_str())
        };
        let max_age = field("cache-control").and_then(|value| value.split_once("max-age="));
        Self {
            number,
            whom,
            cache: field("x-cache").map(str::to_owned),
            status: fetched.status,
            age_s: field("age").and_then(|age| age.parse().ok()),
            max_age_s: max_age.and_then(|(_, seconds)| seconds.parse().ok()),
            text: fetched.body.lines().next().unwrap_or_default().to_owned(),
            elapsed_us: fetched.elapsed_us,
            at_ms,
        }
    }

    /// For how many seconds more what the proxy keeps is fresh.
    pub fn fresh_s(&self, now_ms: u64) -> u64 {
        let left = self.max_age_s.unwrap_or(0).saturating_sub(self.age_s.unwrap_or(0));
        // The clock on the page may be a second behind.
        (self.at_ms + left * 1000).saturating_sub(now_ms.max(self.at_ms)).div_ceil(1000)
    }
}

/// What was answered before, and one answer more, newest first.
pub fn answered(mut before: Vec<Row>, row: Row) -> Vec<Row> {
    before.insert(0, row);
    before.truncate(SHOWN);
    before
}

/// The newest answer through the proxy that it keeps or gave out of what it keeps.
pub fn kept(rows: &[Row]) -> Option<&Row> {
    rows.iter().find(|row| row.cache.is_some())
}

/// The middle of the times of some answers, in microseconds; of an even number, halfway between the two in the middle.
pub fn median(rows: &[Row], of: impl Fn(&Row) -> bool) -> Option<u64> {
    let mut times: Vec<u64> = rows.iter().filter(|row| of(row)).map(|row| row.elapsed_us).collect();
    times.sort_unstable();
    let upper = *times.get(times.len() / 2)?;
    let lower = times.get((times.len() - 1) / 2).copied().unwrap_or(upper);
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::fetch::NewRequest;
    use protocol::listeners::{Kind, NewListener};

    fn fetched(headers: &[(&str, &str)]) -> Fetched {
        Fetched {
            local: "127.0.0.1:1".parse().unwrap(),
            status: 200,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: "one\ntwo\n".into(),
            body_bytes: 8,
            elapsed_us: 300,
        }
    }

    #[test]
    fn an_answer_tells_where_it_came_from_and_how_long_it_is_fresh() {
        let came = fetched(&[("x-cache", "HIT"), ("Age", "2"), ("cache-control", "max-age=5")]);
        let row = Row::read(1, Whom::Proxy, &came, 10_000);
        assert_eq!((row.cache.as_deref(), row.age_s, row.text.as_str()), (Some("HIT"), Some(2), "one"));
        assert_eq!(
            [9_000, 10_000, 10_001, 12_999, 13_000, 99_000].map(|now| row.fresh_s(now)),
            [3, 3, 3, 1, 0, 0]
        );
        let plain = Row::read(2, Whom::Origin, &fetched(&[]), 10_000);
        assert_eq!((plain.cache.clone(), plain.fresh_s(10_000)), (None, 0));
        let rows = answered(vec![row.clone()], plain);
        assert_eq!((rows.len(), kept(&rows)), (2, Some(&row)));
        assert_eq!(median(&rows, |row| row.cache.is_some()), Some(300));
        assert_eq!(median(&rows, |row| row.status == 404), None);
        let many = (0..20).fold(Vec::new(), |rows, _| answered(rows, row.clone()));
        assert_eq!(many.len(), SHOWN);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        let rows = |times: &[u64]| -> Vec<Row> {
            let plain = fetched(&[]);
            let row = |us: &u64| Row { elapsed_us: *us, ..Row::read(1, Whom::Proxy, &plain, 0) };
            times.iter().map(row).collect()
        };
        for (times, middle) in [
            (&[][..], None),
            (&[7], Some(7)),
            (&[900, 100], Some(500)),
            (&[1, 9_000, 2], Some(2)),
            (&[4, 1, 9_000, 2], Some(3)),
        ] {
            assert_eq!(median(&rows(times), |_| true), middle, "{times:?}");
        }
    }

    #[test]
    fn the_lab_reads_what_the_page_writes() {
        let new: NewListener = serde_json::from_str(&proxy("[::1]:80".parse().unwrap())).unwrap();
        assert_eq!((new.kind, new.target), (Kind::Proxy, Some("[::1]:80".parse().unwrap())));
        assert_eq!(serde_json::from_str::<NewListener>(ORIGIN).unwrap().kind, Kind::HttpHello);
        let plain: NewRequest = serde_json::from_str(&get(5, false)).unwrap();
        assert_eq!((plain.target.as_str(), plain.headers.len()), ("/page?max_age=5", 0));
        let insisting: NewRequest = serde_json::from_str(&get(0, true)).unwrap();
        assert_eq!(insisting.headers, [("Cache-Control".to_owned(), "no-cache".to_owned())]);
        let put: NewRequest = serde_json::from_str(&put(2)).unwrap();
        assert_eq!(
            (put.method.as_deref(), put.body.as_deref()),
            (Some("PUT"), Some("This is version 2 of this page.\n"))
        );
    }
}
