//! Header fields on their way through a proxy: what ends at it, what it adds, what it understands itself.

use std::net::SocketAddr;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// The fields that are for the next hop alone (RFC 9110, section 7.6.1), whether `Connection` names them or not.
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The largest number of seconds that is reckoned with, and what a larger one stands for (RFC 9111, section 1.2.2).
const MOST_SECONDS: u64 = 1 << 31;

/// What of a message's fields goes on: all that are not for one hop, and no length where the message came in chunks, which
/// alone tell its length then (RFC 9112, section 6.3).
pub(crate) fn end_to_end(fields: &HeaderMap) -> HeaderMap {
    let listed: Vec<String> = list(fields, &header::CONNECTION).map(str::to_ascii_lowercase).collect();
    let chunked = fields.contains_key(header::TRANSFER_ENCODING);
    let stops = |name: &HeaderName| {
        HOP_BY_HOP.contains(name)
            || listed.iter().any(|one| one == name.as_str())
            || (chunked && name == header::CONTENT_LENGTH)
    };
    fields
        .iter()
        .filter(|(name, _)| !stops(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The members of a field that is a list, over all its lines.
pub(crate) fn list<'a>(fields: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = fields.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|member| !member.is_empty())
}

/// Whether a message has come through this proxy before (RFC 9110, section 7.6.3).
pub(crate) fn has_passed(fields: &HeaderMap, proxy: SocketAddr) -> bool {
    let proxy = proxy.to_string();
    list(fields, &header::VIA).any(|hop| hop.split_ascii_whitespace().nth(1) == Some(proxy.as_str()))
}

/// Adds that a message came through this proxy: the version it arrived in, and by whom it was received.
pub(crate) fn add_via(fields: &mut HeaderMap, version: http::Version, proxy: SocketAddr) {
    let version = if version == http::Version::HTTP_10 { "1.0" } else { "1.1" };
    if let Ok(value) = HeaderValue::from_str(&format!("{version} {proxy}")) {
        fields.append(header::VIA, value);
    }
}

/// Fields as the judge of freshness has to get them: it knows the names of directives in small letters alone, and numbers that
/// are larger than it can add up would end it.
pub(crate) fn for_judgement(fields: &HeaderMap) -> HeaderMap {
    let mut judged = fields.clone();
    let lower = |value: &HeaderValue| HeaderValue::from_bytes(&value.as_bytes().to_ascii_lowercase()).ok();
    for name in [header::CACHE_CONTROL, header::PRAGMA] {
        let values: Vec<_> = fields.get_all(&name).into_iter().filter_map(lower).collect();
        judged.remove(&name);
        for value in values {
            judged.append(&name, value);
        }
    }
    if let Some(age) = fields.get(header::AGE) {
        let text = age.to_str().unwrap_or_default().trim();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let age = if digits { text.parse().unwrap_or(MOST_SECONDS).min(MOST_SECONDS) } else { 0 };
        judged.insert(header::AGE, HeaderValue::from(age));
    }
    judged
}

/// Whether what a client has already is the answer that these fields belong to (RFC 9110, section 13.1.2).
pub(crate) fn client_has(request: &HeaderMap, answer: &HeaderMap) -> bool {
    let opaque = |tag: &str| tag.trim_start_matches("W/").to_owned();
    let Some(tag) = answer.get(header::ETAG).and_then(|value| value.to_str().ok()).map(opaque) else {
        return false;
    };
    list(request, &header::IF_NONE_MATCH).any(|one| one == "*" || opaque(one) == tag)
}

/// Whether a cache control directive is there, whatever its value.
pub(crate) fn directive(fields: &HeaderMap, wanted: &str) -> bool {
    list(fields, &header::CACHE_CONTROL)
        .any(|one| one.split('=').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(wanted)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Fields from lines such as `Cache-Control: no-store`.
    pub(in super::super) fn fields(lines: &[&str]) -> HeaderMap {
        let pair = |line: &&str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
        };
        lines.iter().map(pair).collect()
    }

    #[test]
    fn what_is_for_one_hop_ends_here() {
        let all = fields(&[
            "Connection: close, X-Mine",
            "connection: x-other",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Proxy-Authorization: Basic eA==",
            "TE: trailers",
            "Trailer: X-Sum",
            "Transfer-Encoding: chunked",
            "Upgrade: websocket",
            "X-Mine: 1",
            "X-Other: 2",
            "Set-Cookie: a=1",
            "Set-Cookie: b=2",
            "Accept: */*",
        ]);
        assert_eq!(end_to_end(&all), fields(&["Set-Cookie: a=1", "Set-Cookie: b=2", "Accept: */*"]));
    }

    #[test]
    fn a_proxy_knows_its_own_mark() {
        let proxy = "127.0.0.1:4000".parse().unwrap();
        let mut all = fields(&["Via: 1.0 fred, 1.1 127.0.0.1:40001"]);
        assert!(!has_passed(&all, proxy));
        add_via(&mut all, http::Version::HTTP_11, proxy);
        assert!(has_passed(&all, proxy));
        assert_eq!(list(&all, &header::VIA).last(), Some("1.1 127.0.0.1:4000"));
        assert!(has_passed(&fields(&["Via: 1.1 127.0.0.1:4000 (a comment)"]), proxy));
    }

    #[test]
    fn what_a_client_has_is_compared_weakly() {
        for (asked, answer, wanted) in [
            ("\"a\"", "\"a\"", true),
            ("W/\"a\"", "\"a\"", true),
            ("\"b\", \"a\"", "W/\"a\"", true),
            ("*", "\"a\"", true),
            ("\"b\"", "\"a\"", false),
        ] {
            let (request, answer) = (format!("If-None-Match: {asked}"), format!("ETag: {answer}"));
            assert_eq!(client_has(&fields(&[&request]), &fields(&[&answer])), wanted, "{request} {answer}");
        }
        assert!(!client_has(&fields(&["If-None-Match: *"]), &fields(&[])));
        assert!(!client_has(&fields(&[]), &fields(&["ETag: \"a\""])));
    }

    #[test]
    fn numbers_and_names_are_made_fit_to_be_judged() {
        for (age, wanted) in [("5", "5"), ("99999999999999999999999", "2147483648"), ("-1", "0"), ("x", "0")]
        {
            let judged =
                for_judgement(&fields(&[&format!("Age: {age}"), "Cache-Control: No-Store, MAX-AGE=5"]));
            assert_eq!(judged[header::AGE], wanted);
            assert_eq!(judged[header::CACHE_CONTROL], "no-store, max-age=5");
        }
        assert!(directive(&fields(&["Cache-Control: max-age=1, Only-If-Cached"]), "only-if-cached"));
    }

    proptest! {
        #[test]
        fn nothing_that_connection_names_passes(names in proptest::collection::vec("[a-zA-Z-]{1,6}", 0..4)) {
            let mut all = fields(&["Accept: */*"]);
            all.insert(header::CONNECTION, HeaderValue::from_str(&names.join(" ,")).unwrap());
            for name in &names {
                if let Ok(name) = name.parse::<HeaderName>() {
                    all.insert(name, HeaderValue::from_static("1"));
                }
            }
            let rest = end_to_end(&all);
            prop_assert!(names.iter().all(|name| !rest.contains_key(name.as_str())));
        }
    }
}
