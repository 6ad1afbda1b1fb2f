//! What the proxy keeps: answers, each with the request that it stands for. Pure: the time is passed in.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName};
use http::{Method, Request, Response, StatusCode};
use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy};

use super::fields::{self, for_judgement};
use super::{MAX_CACHE_BYTES, MAX_ENTRIES, MAX_ENTRY_BYTES};

/// What of an answer that says "not modified" does not replace what was kept: it describes the body, and that stays (RFC 9111,
/// section 3.2).
const KEEPS: [HeaderName; 4] =
    [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::CONTENT_TYPE, header::CONTENT_RANGE];

/// The rules of a shared cache. An answer that does not say how long it is fresh is not taken to be fresh at all: what the
/// learner sees then follows from what the server said, not from a guess.
const RULES: CacheOptions = CacheOptions {
    shared: true,
    cache_heuristic: 0.0,
    immutable_min_time_to_live: Duration::ZERO,
    ignore_cargo_cult: false,
};

/// The answers that are kept, those used last at the end.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    entries: VecDeque<Entry>,
    bytes: usize,
    last: u64,
    /// How many answers had to go to make room.
    evicted: u64,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    policy: CachePolicy,
    asked: Asked,
    answer: Kept,
}

/// A request as the cache sees it: its fields as they would go to the target, without a client's own conditions.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) target: http::Uri,
    pub(crate) fields: HeaderMap,
}

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) status: StatusCode,
    /// Its fields that are for more than one hop.
    pub(crate) fields: HeaderMap,
    pub(crate) body: Bytes,
    /// How long ago the target vouched for it.
    pub(crate) age: Duration,
}

/// What the cache says to a request.
#[derive(Debug)]
pub(crate) enum Look {
    /// Here is the answer.
    Fresh(Kept),
    /// There is one that the target has to vouch for again: the conditions to ask it with.
    Stale { id: u64, conditions: HeaderMap },
    /// There is none.
    None,
}

impl Asked {
    fn judged(&self) -> Request<()> {
        let mut request = Request::new(());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = self.target.clone();
        *request.headers_mut() = for_judgement(&self.fields);
        request
    }
}

fn judged(status: StatusCode, fields: &HeaderMap) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = status;
    *response.headers_mut() = for_judgement(fields);
    response
}

impl Entry {
    fn bytes(&self) -> usize {
        let fields = self.answer.fields.iter().chain(&self.asked.fields);
        let fields: usize = fields.map(|(name, value)| name.as_str().len() + value.len()).sum();
        let target = self.asked.target.path_and_query().map_or(0, |target| target.as_str().len());
        self.answer.body.len() + fields + target
    }

    fn kept(&self, now: SystemTime) -> Kept {
        Kept { age: self.policy.age(now), ..self.answer.clone() }
    }
}

/// Whether an answer to a request may be kept, as far as its head tells, and is of any use then.
pub(crate) fn may_keep(asked: &Asked, status: StatusCode, fields: &HeaderMap, now: SystemTime) -> bool {
    let policy = CachePolicy::new_options(&asked.judged(), &judged(status, fields), now, RULES);
    let validator = fields.contains_key(header::ETAG) || fields.contains_key(header::LAST_MODIFIED);
    let all = fields::list(fields, &header::VARY).any(|name| name == "*");
    // One client's cookie is not for another. RFC 9111 would allow it, and leaves it to the server to say no.
    let cookie = fields.contains_key(header::SET_COOKIE);
    policy.is_storable() && !all && !cookie && (validator || !policy.time_to_live(now).is_zero())
}

impl Cache {
    /// Looks for an answer.
    pub(crate) fn look(&mut self, asked: &Asked, now: SystemTime) -> Look {
        let request = asked.judged();
        for at in (0..self.entries.len()).rev() {
            let Some(entry) = self.entries.get(at) else { continue };
            match entry.policy.before_request(&request, now) {
                BeforeRequest::Fresh(_) => {
                    let kept = entry.kept(now);
                    self.used(at);
                    return Look::Fresh(kept);
                }
                BeforeRequest::Stale { request, matches: true } => {
                    let is_condition = |name: &HeaderName| {
                        matches!(*name, header::IF_NONE_MATCH | header::IF_MODIFIED_SINCE)
                    };
                    let conditions = request.headers.into_iter();
                    let conditions: HeaderMap = conditions
                        .filter_map(|(name, value)| Some((name.filter(is_condition)?, value)))
                        .collect();
                    return if conditions.is_empty() {
                        Look::None
                    } else {
                        Look::Stale { id: entry.id, conditions }
                    };
                }
                BeforeRequest::Stale { matches: false, .. } => {}
            }
        }
        Look::None
    }

    /// Keeps an answer in place of the one before to the same request. What is too long is not kept.
    pub(crate) fn keep(&mut self, asked: Asked, answer: Kept, now: SystemTime) {
        self.forget(|entry| entry.stands_for(&asked));
        if answer.body.len() > MAX_ENTRY_BYTES {
            return;
        }
        self.last += 1;
        let policy =
            CachePolicy::new_options(&asked.judged(), &judged(answer.status, &answer.fields), now, RULES);
        let entry = Entry { id: self.last, policy, asked, answer };
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_CACHE_BYTES {
            let Some(gone) = self.entries.pop_front() else { return };
            self.bytes -= gone.bytes();
            self.evicted += 1;
        }
    }

    /// The target vouches for what was kept: it is fresh anew, with the fields that came. `None` where it has gone meanwhile,
    /// or the answer is not about it.
    pub(crate) fn refresh(
        &mut self,
        id: u64,
        asked: &Asked,
        came: &HeaderMap,
        now: SystemTime,
    ) -> Option<Kept> {
        let at = self.entries.iter().position(|entry| entry.id == id)?;
        let entry = self.entries.get_mut(at)?;
        let mut vouched = came.clone();
        let silent = [header::ETAG, header::LAST_MODIFIED];
        // Some servers name no validator here, although they should (RFC 9110, section 15.4.5). They were asked about one.
        if silent.iter().all(|name| !came.contains_key(name)) {
            for name in silent {
                if let Some(value) = entry.answer.fields.get(&name) {
                    vouched.insert(name, value.clone());
                }
            }
        }
        let response = judged(StatusCode::NOT_MODIFIED, &vouched);
        let AfterResponse::NotModified(..) = entry.policy.after_response(&asked.judged(), &response, now)
        else {
            return None;
        };
        let before = entry.bytes();
        for name in vouched.keys().filter(|name| !KEEPS.contains(name)) {
            entry.answer.fields.remove(name);
            for value in vouched.get_all(name) {
                entry.answer.fields.append(name, value.clone());
            }
        }
        // An age that is not told anew is none: the target itself answered.
        if !vouched.contains_key(header::AGE) {
            entry.answer.fields.remove(header::AGE);
        }
        entry.policy = CachePolicy::new_options(
            &asked.judged(),
            &judged(entry.answer.status, &entry.answer.fields),
            now,
            RULES,
        );
        let kept = entry.kept(now);
        self.bytes = self.bytes - before + entry.bytes();
        self.used(at);
        Some(kept)
    }

    /// Forgets everything about a target: something was changed there (RFC 9111, section 4.4).
    pub(crate) fn invalidate(&mut self, target: &http::Uri) {
        self.forget(|entry| entry.asked.target == *target);
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn evicted(&self) -> u64 {
        self.evicted
    }

    fn forget(&mut self, gone: impl Fn(&Entry) -> bool) {
        let bytes = &mut self.bytes;
        self.entries.retain(|entry| {
            let goes = gone(entry);
            if goes {
                *bytes -= entry.bytes();
            }
            !goes
        });
    }

    fn used(&mut self, at: usize) {
        if let Some(entry) = self.entries.remove(at) {
            self.entries.push_back(entry);
        }
    }
}

impl Entry {
    /// Whether it is an answer to that request: the same target, and the same in all fields that the answer varies with
    /// (RFC 9111, section 4.1).
    fn stands_for(&self, asked: &Asked) -> bool {
        self.asked.target == asked.target
            && fields::list(&self.answer.fields, &header::VARY).all(|name| {
                let values =
                    |fields: &HeaderMap| fields.get_all(name).into_iter().cloned().collect::<Vec<_>>();
                name != "*" && values(&self.asked.fields) == values(&asked.fields)
            })
    }
}
