//! Exercises, and the evidence that solves them.

use core::net::IpAddr;

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
    /// What they do together, in a few plain words, for the cheat sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<String>,
    /// What to understand from it, shown once it is solved.
    pub solved: Text,
}

/// What counts as done: a request in the journal to which every given condition applies, or several such requests; or,
/// with `listener`, what somebody did at a practice listener.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// The method, such as `POST`.
    pub method: Option<String>,
    /// The target's path; `*` at its end stands for anything.
    pub path: Option<String>,
    /// What the query has in it, as it was sent, such as `:8000`.
    pub query: Option<String>,
    /// Paths that do not count, in the same form.
    pub except: Vec<String>,
    /// The kinds of client that count, as the journal names them: `terminal`, `raw`, `program`, `page`, `browser`,
    /// `console`.
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
    /// The kind of practice listener, such as `tcp-echo`. Then what counts is a connection to such a listener that has
    /// ended, a datagram, or, with `said`, what was asked for over it; and of the conditions above none.
    pub listener: Option<String>,
    /// The address on which that listener was reached, without its port, such as `127.0.0.2`.
    pub address: Option<String>,
    /// The least bytes that the listener received.
    pub min_received: u64,
    /// What was asked for, such as `SET greeting`; `*` at its end stands for anything.
    pub said: Option<String>,
    /// The step of the capstone that has to stand. The lab looks at the service itself, at the
    /// system's table and at the journal; of the conditions above none counts.
    pub capstone: Option<Stage>,
    /// The code of the refusal, such as `host_unknown`, where the request is one that the lab's guard must not let in. Without
    /// it, only requests count that were let in.
    pub refused: Option<String>,
}

/// A step of the capstone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ExerciseStage"))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// What is wrong was found.
    Find,
    /// The service answers.
    Fix,
    /// It keeps out who must not come in.
    Protect,
    /// The learner has shown so.
    Prove,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Find, Self::Fix, Self::Protect, Self::Prove];

    /// As lessons and the lab name it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Fix => "fix",
            Self::Protect => "protect",
            Self::Prove => "prove",
        }
    }
}

/// What one entry of the journal says, as far as checks look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence<'a> {
    /// A request to the lab.
    Asked(Asked<'a>),
    /// What somebody, but not the lab itself, did at a practice listener.
    Visited(Visited<'a>),
    /// A step of the capstone that stands now, and was reached with this entry.
    Reached(&'a str),
}

/// A request to the lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
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
    /// The code of the refusal, where the guard did not let it in.
    pub refused: Option<&'a str>,
}

/// What somebody did at a practice listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visited<'a> {
    /// What the listener does, such as `tcp-echo`.
    pub kind: &'a str,
    /// The address on which it was reached.
    pub address: IpAddr,
    /// Bytes that it received; `None` as long as the connection has not ended.
    pub received_bytes: Option<u64>,
    /// What it was asked for, if that is what this is about.
    pub said: Option<&'a str>,
}

impl Check {
    /// The position of the newest piece of evidence that solves this check, among all in the order in which they came.
    pub fn solved_by(&self, all: &[Evidence<'_>]) -> Option<usize> {
        let needed = self.on_one_connection.max(1);
        (0..all.len()).rev().find(|&index| match &all[index] {
            Evidence::Reached(step) => self.capstone.is_some_and(|wanted| wanted.word() == *step),
            Evidence::Visited(visited) => self.applies_at_listener(visited),
            Evidence::Asked(request) => {
                let earlier = &all[..index];
                let same = |other: &&Evidence<'_>| {
                    matches!(other, Evidence::Asked(other)
                        if other.connection == request.connection && self.applies(other))
                };
                self.applies(request) && earlier.iter().filter(same).count() as u64 + 1 >= needed
            }
        })
    }

    /// Whether every condition applies to one request.
    pub fn applies(&self, request: &Asked<'_>) -> bool {
        let (path, query) = request.target.split_once('?').unwrap_or((request.target, ""));
        let host = request.host.rsplit_once(':').map_or(request.host, |(name, port)| {
            if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { request.host }
        });
        self.listener.is_none()
            && self.capstone.is_none()
            && self.refused.as_deref() == request.refused
            && self.method.as_deref().is_none_or(|method| method == request.method)
            && self.path.as_deref().is_none_or(|pattern| matches(pattern, path))
            && self.query.as_deref().is_none_or(|part| query.contains(part))
            && !self.except.iter().any(|pattern| matches(pattern, path))
            && (self.client.is_empty() || self.client.iter().any(|client| client == request.client))
            && self.host.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(host))
            && self.outcome.as_deref().is_none_or(|outcome| Some(outcome) == request.outcome)
            && self.status.is_none_or(|status| status == request.status)
            && request.request_bytes >= self.min_body
    }

    /// Whether every condition applies to what was done at a practice listener.
    fn applies_at_listener(&self, visited: &Visited<'_>) -> bool {
        let done = match (&self.said, visited.said) {
            (Some(pattern), Some(said)) => matches(pattern, said),
            (None, None) => visited.received_bytes.is_some_and(|bytes| bytes >= self.min_received),
            _ => false,
        };
        let address = |wanted: &str| wanted.parse() == Ok(visited.address);
        done && self.capstone.is_none()
            && self.listener.as_deref() == Some(visited.kind)
            && self.address.as_deref().is_none_or(address)
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

    const REQUEST: Asked<'static> = Asked {
        method: "POST",
        target: "/echo/a?b=1",
        host: "localhost:62893",
        client: "terminal",
        outcome: None,
        status: 200,
        request_bytes: 5,
        connection: 7,
        refused: None,
    };

    /// A check that the request meets in every respect.
    fn met() -> Check {
        Check {
            method: Some("POST".into()),
            path: Some("/echo*".into()),
            query: Some("b=".into()),
            except: vec!["/echo".into(), "/probe/*".into()],
            client: vec!["raw".into(), "terminal".into()],
            host: Some("LOCALHOST".into()),
            outcome: None,
            status: Some(200),
            min_body: 5,
            on_one_connection: 1,
            ..Check::default()
        }
    }

    #[test]
    fn every_condition_counts() {
        assert!(met().applies(&REQUEST));
        for (what, other) in [
            ("method", Asked { method: "GET", ..REQUEST }),
            ("path", Asked { target: "/whoami?b=1", ..REQUEST }),
            ("query", Asked { target: "/echo/a?c=1", ..REQUEST }),
            ("except", Asked { target: "/echo?b=1", ..REQUEST }),
            ("client", Asked { client: "page", ..REQUEST }),
            ("host", Asked { host: "127.0.0.1:62893", ..REQUEST }),
            ("status", Asked { status: 404, ..REQUEST }),
            ("body", Asked { request_bytes: 4, ..REQUEST }),
            ("refused", Asked { refused: Some("host_unknown"), ..REQUEST }),
        ] {
            assert!(!met().applies(&other), "{what}");
        }
        let closed = Check { outcome: Some("closed".into()), ..Check::default() };
        assert!(!closed.applies(&REQUEST));
        assert!(!closed.applies(&Asked { outcome: Some("open"), ..REQUEST }));
        assert!(closed.applies(&Asked { outcome: Some("closed"), ..REQUEST }));
    }

    #[test]
    fn a_refusal_counts_where_one_is_asked_for_and_only_there() {
        let attack = Check { refused: Some("host_unknown".into()), ..met() };
        assert!(attack.applies(&Asked { refused: Some("host_unknown"), ..REQUEST }));
        assert!(
            !attack.applies(&REQUEST) && !attack.applies(&Asked { refused: Some("cross_site"), ..REQUEST })
        );
    }

    #[test]
    fn a_step_of_the_capstone_solves_what_asks_for_it_and_nothing_else() {
        let fix = Check { capstone: Some(Stage::Fix), ..Check::default() };
        let all = [Evidence::Reached("fix"), Evidence::Asked(REQUEST), Evidence::Reached("prove")];
        assert_eq!(fix.solved_by(&all), Some(0));
        assert_eq!(Check { capstone: Some(Stage::Find), ..Check::default() }.solved_by(&all), None);
        assert_eq!(met().solved_by(&all), Some(1));
    }

    #[test]
    fn the_newest_that_solves_is_told() {
        let asked = |request: &Asked<'static>| Evidence::Asked(request.clone());
        let other = Asked { status: 404, ..REQUEST };
        assert_eq!(met().solved_by(&[asked(&REQUEST), asked(&REQUEST), asked(&other)]), Some(1));
    }

    #[test]
    fn the_host_is_compared_without_its_port() {
        let v6 = Check { host: Some("[::1]".into()), ..Check::default() };
        assert!(v6.applies(&Asked { host: "[::1]:62893", ..REQUEST }));
        assert!(v6.applies(&Asked { host: "[::1]", ..REQUEST }));
        let name = Check { host: Some("localhost".into()), ..Check::default() };
        assert!(name.applies(&Asked { host: "localhost", ..REQUEST }));
    }

    #[test]
    fn a_path_without_a_star_is_the_whole_path() {
        let exact = Check { path: Some("/probe/1".into()), ..Check::default() };
        assert!(exact.applies(&Asked { target: "/probe/1?timeout_ms=5000", ..REQUEST }));
        assert!(!exact.applies(&Asked { target: "/probe/12", ..REQUEST }));
    }

    #[test]
    fn several_requests_count_on_one_connection_only() {
        let twice = Check { on_one_connection: 2, ..met() };
        let other = Asked { connection: 8, ..REQUEST };
        let asked = |requests: &[&Asked<'static>]| {
            requests.iter().map(|one| Evidence::Asked((*one).clone())).collect::<Vec<_>>()
        };
        assert_eq!(twice.solved_by(&asked(&[&REQUEST, &other])), None);
        assert_eq!(twice.solved_by(&asked(&[&REQUEST, &other, &REQUEST])), Some(2));
        assert_eq!(met().solved_by(&[]), None);
        assert_eq!(Check { on_one_connection: 0, ..met() }.solved_by(&asked(&[&REQUEST])), Some(0));
    }

    #[test]
    fn what_was_done_at_a_listener_counts_for_its_own_checks_only() {
        let closed = Visited {
            kind: "tcp-echo",
            address: IpAddr::from([127, 0, 0, 2]),
            received_bytes: Some(6),
            said: None,
        };
        let asked = Visited { received_bytes: None, said: Some("SET greeting"), ..closed.clone() };
        let check = Check {
            listener: Some("tcp-echo".into()),
            address: Some("127.0.0.2".into()),
            min_received: 6,
            ..Check::default()
        };
        let solved = |check: &Check, one: &Visited<'static>| {
            check.solved_by(&[Evidence::Asked(REQUEST), Evidence::Visited(one.clone())])
        };
        assert_eq!(solved(&check, &closed), Some(1));
        for other in [
            Check { listener: Some("daytime".into()), ..check.clone() },
            Check { address: Some("127.0.0.1".into()), ..check.clone() },
            Check { min_received: 7, ..check.clone() },
            Check { said: Some("*".into()), ..check.clone() },
            Check { listener: None, method: Some("GET".into()), ..Check::default() },
        ] {
            assert_eq!(solved(&other, &closed), None, "{other:?}");
        }
        assert_eq!(solved(&check, &asked), None, "it has not ended");
        let said = Check { said: Some("SET g*".into()), min_received: 0, ..check };
        assert_eq!(solved(&said, &asked), Some(1));
    }
}
