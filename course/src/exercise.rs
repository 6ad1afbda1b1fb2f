//! Exercises, and the evidence that solves them.

use serde::{Deserialize, Serialize};

use crate::model::Text;
use crate::shell::Variants;

/// Something for the learner to do, which the lab notices by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exercise {
    /// Its name, unique in the course; also a link's target.
    pub id: String,
    /// What to do.
    pub prompt: Text,
    /// What counts as done.
    pub check: Check,
    /// Three steps of help, each saying more than the one before.
    pub hints: Vec<Text>,
    /// Commands that solve it, to be run one after the other in a terminal.
    pub solution: Vec<Variants>,
    /// What to understand from it, shown once it is solved.
    pub solved: Text,
}

/// What counts as done: a request in the journal to which every given condition applies, or
/// several such requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// The method, such as `POST`.
    pub method: Option<String>,
    /// The target's path; `*` at its end stands for anything.
    pub path: Option<String>,
    /// Paths that do not count, in the same form.
    pub except: Vec<String>,
    /// The kinds of client that count, as the journal names them: `terminal`, `raw`, `program`, `page`, `browser`.
    pub client: Vec<String>,
    /// The name that was asked for, without its port, such as `localhost`.
    pub host: Option<String>,
    /// The result, such as `closed` for a probe.
    pub outcome: Option<String>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The least bytes of the request's body.
    pub min_body: u64,
    /// How many such requests on one and the same connection; 0 and 1 both mean one.
    pub on_one_connection: u64,
}

/// What the journal says about one request, as far as checks look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The method.
    pub method: &'a str,
    /// The request target, with its query.
    pub target: &'a str,
    /// The value of `Host`.
    pub host: &'a str,
    /// The kind of client.
    pub client: &'a str,
    /// The result in one word, if any.
    pub outcome: Option<&'a str>,
    /// The status of the answer.
    pub status: u16,
    /// Bytes of the request's body.
    pub request_bytes: u64,
    /// The number of the connection.
    pub connection: u64,
}

impl Check {
    /// The position of the first request, in the order given, with which this check is solved.
    pub fn solved_by(&self, requests: &[Evidence<'_>]) -> Option<usize> {
        let needed = self.on_one_connection.max(1);
        requests.iter().enumerate().position(|(index, request)| {
            let earlier = requests.get(..index).unwrap_or_default();
            let same = |other: &&Evidence<'_>| other.connection == request.connection && self.applies(other);
            self.applies(request) && earlier.iter().filter(same).count() as u64 + 1 >= needed
        })
    }

    /// Whether every condition applies to one request.
    pub fn applies(&self, request: &Evidence<'_>) -> bool {
        let path = request.target.split(['?', '#']).next().unwrap_or_default();
        let host = request.host.rsplit_once(':').map_or(request.host, |(name, port)| {
            if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { request.host }
        });
        self.method.as_deref().is_none_or(|method| method == request.method)
            && self.path.as_deref().is_none_or(|pattern| matches(pattern, path))
            && !self.except.iter().any(|pattern| matches(pattern, path))
            && (self.client.is_empty() || self.client.iter().any(|client| client == request.client))
            && self.host.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(host))
            && self.outcome.as_deref().is_none_or(|outcome| Some(outcome) == request.outcome)
            && self.status.is_none_or(|status| status == request.status)
            && request.request_bytes >= self.min_body
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => pattern == path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: Evidence<'static> = Evidence {
        method: "POST",
        target: "/echo/a?b=1",
        host: "localhost:62893",
        client: "terminal",
        outcome: None,
        status: 200,
        request_bytes: 5,
        connection: 7,
    };

    /// A check that the request meets in every respect.
    fn met() -> Check {
        Check {
            method: Some("POST".into()),
            path: Some("/echo*".into()),
            except: vec!["/echo".into(), "/probe/*".into()],
            client: vec!["raw".into(), "terminal".into()],
            host: Some("LOCALHOST".into()),
            outcome: None,
            status: Some(200),
            min_body: 5,
            on_one_connection: 1,
        }
    }

    #[test]
    fn every_condition_counts() {
        assert!(met().applies(&REQUEST));
        for (what, other) in [
            ("method", Evidence { method: "GET", ..REQUEST }),
            ("path", Evidence { target: "/whoami", ..REQUEST }),
            ("except", Evidence { target: "/echo?b=1", ..REQUEST }),
            ("client", Evidence { client: "page", ..REQUEST }),
            ("host", Evidence { host: "127.0.0.1:62893", ..REQUEST }),
            ("status", Evidence { status: 404, ..REQUEST }),
            ("body", Evidence { request_bytes: 4, ..REQUEST }),
        ] {
            assert!(!met().applies(&other), "{what}");
        }
        let closed = Check { outcome: Some("closed".into()), ..Check::default() };
        assert!(!closed.applies(&REQUEST));
        assert!(!closed.applies(&Evidence { outcome: Some("open"), ..REQUEST }));
        assert!(closed.applies(&Evidence { outcome: Some("closed"), ..REQUEST }));
    }

    #[test]
    fn the_host_is_compared_without_its_port() {
        let v6 = Check { host: Some("[::1]".into()), ..Check::default() };
        assert!(v6.applies(&Evidence { host: "[::1]:62893", ..REQUEST }));
        assert!(v6.applies(&Evidence { host: "[::1]", ..REQUEST }));
        let name = Check { host: Some("localhost".into()), ..Check::default() };
        assert!(name.applies(&Evidence { host: "localhost", ..REQUEST }));
    }

    #[test]
    fn a_path_without_a_star_is_the_whole_path() {
        let exact = Check { path: Some("/probe/1".into()), ..Check::default() };
        assert!(exact.applies(&Evidence { target: "/probe/1?timeout_ms=5000", ..REQUEST }));
        assert!(!exact.applies(&Evidence { target: "/probe/12", ..REQUEST }));
    }

    #[test]
    fn several_requests_count_on_one_connection_only() {
        let twice = Check { on_one_connection: 2, ..met() };
        let other = Evidence { connection: 8, ..REQUEST };
        assert_eq!(twice.solved_by(&[REQUEST.clone(), other.clone()]), None);
        assert_eq!(twice.solved_by(&[REQUEST.clone(), other, REQUEST.clone()]), Some(2));
        assert_eq!(met().solved_by(&[]), None);
        assert_eq!(Check { on_one_connection: 0, ..met() }.solved_by(&[REQUEST]), Some(0));
    }
}
