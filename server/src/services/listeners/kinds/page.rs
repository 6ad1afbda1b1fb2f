//! The one page of an HTTP hello that can be changed, `/page`: with an entity tag, and fresh for as long as the request asks,
//! so that a cache in front of it has something to keep.
//!
//! What is put there is the page itself, so it is text and not JSON. The rule that a body be JSON keeps out what another page
//! may send without asking first. That is never a `PUT` (Fetch standard, section 2.2.1, CORS-safelisted methods), and the guard
//! refuses a foreign origin anyway.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

use super::http::{self, Answer};

/// Where it is.
pub(super) const PATH: &str = "/page";

/// The longest text that it takes, in bytes.
const MAX_BYTES: usize = 4096;

/// The longest time for which it says that it is fresh, in seconds: a day.
const MAX_AGE: u32 = 86_400;

/// What it says before somebody changes it.
const FIRST: &str = "This is the first version of this page.\n";

pub(super) struct Page(Mutex<Bytes>);

impl Page {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Bytes::from_static(FIRST.as_bytes())))
    }

    /// Answers `GET /page?max_age=5`, and takes a new text with `PUT`.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        match *request.method() {
            Method::GET | Method::HEAD => self.get(&request),
            Method::PUT => self.put(request.into_body()).await,
            _ => {
                let mut reply = http::text(StatusCode::METHOD_NOT_ALLOWED, "Only GET, HEAD and PUT here.\n");
                reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, PUT"));
                reply
            }
        }
    }

    fn get(&self, request: &Request<Incoming>) -> Answer {
        let Ok(max_age) = max_age(request.uri().query().unwrap_or_default()) else {
            return http::text(
                StatusCode::BAD_REQUEST,
                "max_age is a number of seconds from 0 to 86400, as in /page?max_age=5\n",
            );
        };
        let text = self.text().clone();
        let tag = tag(&text);
        let given = request.headers().get_all(header::IF_NONE_MATCH).iter();
        let mut known = given.filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(','));
        let has = known
            .any(|one| matches!(one.trim().trim_start_matches("W/"), given if given == tag || given == "*"));
        let mut reply = if has { not_modified() } else { plain(text) };
        // Without a time, whoever keeps it has to ask each time whether it is still the same.
        let cache = max_age.map_or_else(|| "no-cache".to_owned(), |seconds| format!("max-age={seconds}"));
        for (name, value) in [(header::ETAG, tag), (header::CACHE_CONTROL, cache)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                reply.headers_mut().insert(name, value);
            }
        }
        reply
    }

    async fn put(&self, body: Incoming) -> Answer {
        match Limited::new(body, MAX_BYTES).collect().await {
            Ok(body) => {
                *self.text() = body.to_bytes();
                http::text(StatusCode::OK, "The page says something new.\n")
            }
            Err(_) => http::text(
                StatusCode::PAYLOAD_TOO_LARGE,
                "A page here has at most 4096 bytes, and comes whole.\n",
            ),
        }
    }

    fn text(&self) -> MutexGuard<'_, Bytes> {
        // Nothing that holds the lock can panic half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn plain(text: Bytes) -> Answer {
    let mut reply = Response::new(Full::new(text));
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    reply.headers_mut().insert(header::CONTENT_TYPE, kind);
    reply
}

fn not_modified() -> Answer {
    let mut reply = Response::new(Full::new(Bytes::new()));
    *reply.status_mut() = StatusCode::NOT_MODIFIED;
    reply
}

/// The time of freshness that a query asks for; `None` where it asks for none.
fn max_age(query: &str) -> Result<Option<u32>, ()> {
    let Some(text) = query.split('&').find_map(|pair| pair.strip_prefix("max_age=")) else { return Ok(None) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|seconds| digits && *seconds <= MAX_AGE).map(Some).ok_or(())
}

/// Two texts have the same tag where they are the same (RFC 9110, section 8.8.3).
fn tag(text: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_of_seconds() {
        for (query, wanted) in [
            ("", Ok(None)),
            ("a=b", Ok(None)),
            ("max_age=0", Ok(Some(0))),
            ("a=b&max_age=86400", Ok(Some(86_400))),
            ("max_age=86401", Err(())),
            ("max_age=", Err(())),
            ("max_age=+5", Err(())),
            ("max_age=99999999999999", Err(())),
        ] {
            assert_eq!(max_age(query), wanted, "{query}");
        }
    }

    #[test]
    fn another_text_has_another_tag() {
        assert_eq!(tag(b"a"), tag(b"a"));
        assert_ne!(tag(b"a"), tag(b"b"));
    }
}
