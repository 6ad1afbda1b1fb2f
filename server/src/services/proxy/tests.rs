//! What is kept, for whom and for how long.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header;
use http::{HeaderMap, StatusCode, Uri};
use proptest::prelude::*;

use super::cache::{Asked, Cache, Kept, Look, may_keep};
use super::fields::tests::fields;
use super::*;

fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

fn after(seconds: u64) -> SystemTime {
    start() + Duration::from_secs(seconds)
}

fn ask(target: &str, lines: &[&str]) -> Asked {
    let mut all = fields(lines);
    all.insert(header::HOST, "127.0.0.1:80".parse().unwrap());
    Asked { target: target.parse::<Uri>().unwrap(), fields: all }
}

fn answer(body: &str, lines: &[&str]) -> Kept {
    Kept {
        status: StatusCode::OK,
        fields: fields(lines),
        body: Bytes::copy_from_slice(body.as_bytes()),
        age: Duration::ZERO,
    }
}

/// A cache in which one answer to `GET /` was kept at the beginning.
fn with(asked: &[&str], lines: &[&str]) -> Cache {
    let mut cache = Cache::default();
    let (asked, answer) = (ask("/", asked), answer("body", lines));
    assert!(may_keep(&asked, answer.status, &answer.fields, start()), "{lines:?}");
    cache.keep(asked, answer, start());
    cache
}

/// What the cache says, in a word: the age of what is fresh, the conditions for what is stale.
fn look(cache: &mut Cache, asked: &Asked, seconds: u64) -> String {
    match cache.look(asked, after(seconds)) {
        Look::Fresh(kept) => format!("fresh {}", kept.age.as_secs()),
        Look::Stale { conditions, .. } => {
            let value =
                |name| conditions.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
            format!("stale {:?} {:?}", value("if-none-match"), value("if-modified-since"))
        }
        Look::None => "none".to_owned(),
    }
}

#[test]
fn an_answer_is_fresh_for_as_long_as_the_server_says() {
    for (lines, seconds, wanted) in [
        (&["Cache-Control: max-age=5", "ETag: \"a\""][..], 0, "fresh 0"),
        (&["Cache-Control: max-age=5", "ETag: \"a\""], 4, "fresh 4"),
        (&["Cache-Control: max-age=5", "ETag: \"a\""], 5, "stale Some(\"\\\"a\\\"\") None"),
        (&["Cache-Control: MAX-AGE=5"], 4, "fresh 4"),
        (&["Cache-Control: max-age=5"], 5, "none"),
        (&["Cache-Control: max-age=5, s-maxage=60"], 59, "fresh 59"),
        (&["Cache-Control: max-age=5", "Age: 3"], 1, "fresh 4"),
        (&["Cache-Control: max-age=5", "Age: 3"], 2, "none"),
        (&["ETag: \"a\""], 0, "stale Some(\"\\\"a\\\"\") None"),
        (
            &["Last-Modified: Sat, 08 Sep 2001 00:00:00 GMT"],
            0,
            "stale None Some(\"Sat, 08 Sep 2001 00:00:00 GMT\")",
        ),
        (&["Cache-Control: no-cache, max-age=5", "ETag: \"a\""], 0, "stale Some(\"\\\"a\\\"\") None"),
        (&["Date: Sun, 09 Sep 2001 01:46:40 GMT", "Expires: Sun, 09 Sep 2001 01:47:40 GMT"], 59, "fresh 59"),
    ] {
        assert_eq!(
            look(&mut with(&[], lines), &ask("/", &[]), seconds),
            wanted,
            "{lines:?} after {seconds} s"
        );
    }
}

#[test]
fn what_may_not_be_shared_is_not_kept() {
    for (asked, lines) in [
        (&[][..], &["Cache-Control: no-store, max-age=5"][..]),
        (&[], &["Cache-Control: No-Store"]),
        (&[], &["Cache-Control: private, max-age=5"]),
        (&[], &["Cache-Control: max-age=5", "Vary: *"]),
        (&[], &["Cache-Control: max-age=5", "Set-Cookie: a=1"]),
        (&[], &["Cache-Control: max-age=0"]),
        (&[], &[]),
        (&["Authorization: Basic eA=="], &["Cache-Control: max-age=5"]),
        (&["Cache-Control: no-store"], &["Cache-Control: max-age=5"]),
    ] {
        assert!(!may_keep(&ask("/", asked), StatusCode::OK, &fields(lines), start()), "{asked:?} {lines:?}");
    }
    for status in [StatusCode::PARTIAL_CONTENT, StatusCode::NOT_MODIFIED, StatusCode::INTERNAL_SERVER_ERROR] {
        assert!(
            !may_keep(&ask("/", &[]), status, &fields(&["Cache-Control: max-age=5"]), start()),
            "{status}"
        );
    }
}

#[test]
fn a_client_may_ask_for_more() {
    let mut cache = with(&[], &["Cache-Control: max-age=60", "ETag: \"a\""]);
    let stale = "stale Some(\"\\\"a\\\"\") None";
    for (line, wanted) in [
        ("Cache-Control: no-cache", stale),
        ("Cache-Control: No-Cache", stale),
        ("Pragma: no-cache", stale),
        ("Cache-Control: max-age=5", stale),
        ("Cache-Control: min-fresh=55", stale),
        ("Cache-Control: max-age=15", "fresh 10"),
        ("Accept: text/html", "fresh 10"),
    ] {
        assert_eq!(look(&mut cache, &ask("/", &[line]), 10), wanted, "{line}");
    }
    assert_eq!(look(&mut cache, &ask("/other", &[]), 10), "none");
    assert_eq!(look(&mut cache, &ask("/?", &[]), 10), "none");
}

#[test]
fn an_answer_that_varies_is_kept_for_each_request_that_it_varies_with() {
    let lines = ["Cache-Control: max-age=60", "Vary: Accept-Language"];
    let mut cache = with(&["Accept-Language: de"], &lines);
    let (german, english) = (ask("/", &["Accept-Language: de"]), ask("/", &["Accept-Language: en"]));
    assert_eq!(look(&mut cache, &german, 1), "fresh 1");
    assert_eq!(look(&mut cache, &english, 1), "none");
    cache.keep(english.clone(), answer("body", &lines), after(1));
    assert_eq!(
        (cache.len(), look(&mut cache, &german, 2), look(&mut cache, &english, 2)),
        (2, "fresh 2".into(), "fresh 1".into())
    );
    cache.keep(german.clone(), answer("new", &lines), after(2));
    assert_eq!((cache.len(), look(&mut cache, &german, 2)), (2, "fresh 0".into()));
    cache.invalidate(&"/".parse().unwrap());
    assert_eq!((cache.len(), cache.bytes()), (0, 0));
}

#[test]
fn the_target_vouches_for_what_is_kept() {
    let asked = ask("/", &[]);
    let stale = |cache: &mut Cache| match cache.look(&asked, after(10)) {
        Look::Stale { id, .. } => id,
        other => panic!("{other:?}"),
    };
    let mut cache =
        with(&[], &["Cache-Control: max-age=5", "ETag: \"a\"", "Content-Type: text/plain", "Age: 1"]);
    let id = stale(&mut cache);
    let came = fields(&["ETag: \"a\"", "Cache-Control: max-age=7", "Content-Type: x/y", "Content-Length: 0"]);
    let kept = cache.refresh(id, &asked, &came, after(10)).unwrap();
    assert_eq!((kept.age, kept.body.as_ref()), (Duration::ZERO, &b"body"[..]));
    assert_eq!(kept.fields[header::CACHE_CONTROL], "max-age=7");
    assert_eq!(kept.fields[header::CONTENT_TYPE], "text/plain", "the body is the one that was kept");
    assert!(!kept.fields.contains_key(header::AGE) && !kept.fields.contains_key(header::CONTENT_LENGTH));
    assert_eq!(look(&mut cache, &asked, 16), "fresh 6");

    // A server that names no validator was asked about one.
    let mut cache = with(&[], &["Last-Modified: Sat, 08 Sep 2001 00:00:00 GMT"]);
    let id = stale(&mut cache);
    assert!(cache.refresh(id, &asked, &HeaderMap::new(), after(10)).is_some());

    // One that vouches for something else does not vouch for this.
    let mut cache = with(&[], &["Cache-Control: max-age=5", "ETag: \"a\""]);
    let id = stale(&mut cache);
    assert!(cache.refresh(id, &asked, &fields(&["ETag: \"b\""]), after(10)).is_none());
    assert!(cache.refresh(id + 1, &asked, &fields(&["ETag: \"a\""]), after(10)).is_none());
}

#[test]
fn what_was_used_longest_ago_makes_room() {
    let mut cache = Cache::default();
    let keep = |cache: &mut Cache, name: &str, body: &str| {
        cache.keep(ask(name, &[]), answer(body, &["Cache-Control: max-age=60"]), start());
    };
    for number in 0..MAX_ENTRIES {
        keep(&mut cache, &format!("/{number}"), "body");
    }
    assert_eq!(look(&mut cache, &ask("/0", &[]), 1), "fresh 1");
    keep(&mut cache, "/one-more", "body");
    assert_eq!((cache.len(), cache.evicted()), (MAX_ENTRIES, 1));
    assert_eq!(look(&mut cache, &ask("/1", &[]), 1), "none");
    assert_eq!(look(&mut cache, &ask("/0", &[]), 1), "fresh 1");
    let long = "x".repeat(MAX_ENTRY_BYTES);
    for number in 0..20 {
        keep(&mut cache, &format!("/long/{number}"), &long);
        assert!(cache.bytes() <= MAX_CACHE_BYTES);
    }
    assert_eq!(cache.len(), 7, "eight of them and their fields are more than a MiB");
    keep(&mut cache, "/long/19", &format!("{long}x"));
    assert_eq!(
        look(&mut cache, &ask("/long/19", &[]), 1),
        "none",
        "what is too long is not kept, nor is what it replaced"
    );
}

/// Fields with the names that the rules look at, and anything for their values.
fn any_fields() -> impl Strategy<Value = HeaderMap> {
    let name = prop::sample::select(vec![
        "cache-control",
        "age",
        "date",
        "expires",
        "etag",
        "last-modified",
        "vary",
        "pragma",
        "if-none-match",
        "warning",
        "connection",
    ]);
    let value = prop_oneof![
        r#"(max-age|s-maxage|no-store|private|public|no-cache|min-fresh|max-stale|immutable|must-revalidate)(="?[0-9]{1,22}"?)?(, ?[a-z-]{0,8}(=[0-9]{0,20})?)?"#,
        "[0-9]{1,25}",
        r"(Mon|Tue|Sat), [0-9]{2} (Jan|Feb|Sep) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        r#"(W/)?"[a-z]{0,3}"|\*"#,
        r"[ -~]{0,12}",
        r"[\x80-\xff]{1,3}",
    ];
    proptest::collection::vec((name, value), 0..6).prop_map(|all| {
        let mut fields = HeaderMap::new();
        for (name, value) in all {
            if let Ok(value) = header::HeaderValue::from_bytes(value.as_bytes()) {
                fields.append(name, value);
            }
        }
        fields
    })
}

proptest! {
    #[test]
    fn whatever_a_server_and_a_client_send_is_judged(all in proptest::collection::vec((any_fields(), any_fields(), 0..100_000_u64), 1..6), status in 100..600_u16) {
        let mut cache = Cache::default();
        let status = StatusCode::from_u16(status).unwrap();
        for (request, response, seconds) in all {
            let asked = Asked { target: Uri::from_static("/"), fields: request };
            let now = after(seconds);
            match cache.look(&asked, now) {
                Look::Stale { id, .. } => drop(cache.refresh(id, &asked, &response, now)),
                Look::Fresh(_) | Look::None => {}
            }
            if may_keep(&asked, status, &response, now) {
                cache.keep(asked, Kept { status, fields: response, body: Bytes::new(), age: Duration::ZERO }, now);
            }
            prop_assert!(cache.len() <= MAX_ENTRIES && cache.bytes() <= MAX_CACHE_BYTES);
        }
        cache.invalidate(&Uri::from_static("/"));
        prop_assert_eq!((cache.len(), cache.bytes()), (0, 0));
    }
}
