//! `/auth`: who is known, who may, who is slowed down; and that what was shown comes out nowhere.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::auth::{Admitted, MAX_WRONG, Scheme, Scope, TOKEN_S, Token};
use tests::lab::{Binary, Lab, Reply, Wire, send};

const JSON: (&str, &str) = ("Accept", "application/json");

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

fn ask(lab: &Lab, target: &str, authorization: &str) -> Reply {
    lab.get_with(target, &[JSON, ("Authorization", authorization)])
}

fn token(lab: &Lab, user: &str, scope: &str) -> Token {
    let password = basic(&format!("{user}:practice-{user}"));
    let target = format!("/auth/token?scope={scope}");
    let reply = lab.send("POST", &target, &[JSON, ("Authorization", &password)], b"");
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

/// Status, code of the problem, challenge.
fn refusal(reply: &Reply) -> (u16, String, Option<&str>) {
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(!reply.json()["next"].as_str().unwrap().is_empty());
    (reply.status, reply.code(), reply.header("www-authenticate"))
}

const ASKS: Option<&str> = Some(r#"Basic realm="Loopback Lab practice", charset="UTF-8""#);

#[test]
fn whoever_shows_nothing_is_asked_and_whoever_is_known_is_let_in() {
    let lab = Lab::start();
    let nobody = lab.get_with("/auth/basic", &[JSON]);
    assert_eq!(refusal(&nobody), (401, "credentials_missing".into(), ASKS));
    for (user, may) in [("reader", Scope::Read), ("admin", Scope::Admin)] {
        let reply = ask(&lab, "/auth/basic", &basic(&format!("{user}:practice-{user}")));
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")));
        assert_eq!(reply.header("www-authenticate"), None);
        let admitted: Admitted = serde_json::from_slice(&reply.body).unwrap();
        let wanted =
            Admitted { user: user.into(), scheme: Scheme::Basic, may, needs: Scope::Read, expires_in: None };
        assert_eq!(admitted, wanted);
    }
    let text = lab.get_with("/auth/basic", &[("Authorization", &basic("reader:practice-reader"))]).text();
    assert_eq!(text, "user    reader\nscheme  Basic\nmay     read\nneeds   read\n");
    // HEAD is GET without the body.
    assert_eq!(lab.send("HEAD", "/auth/basic", &[], b"").header("www-authenticate"), ASKS);
}

#[test]
fn who_is_known_and_may_not_is_told_so_without_being_asked_again() {
    let lab = Lab::start();
    let reader = basic("reader:practice-reader");
    assert_eq!(refusal(&ask(&lab, "/auth/basic/admin", &reader)), (403, "right_missing".into(), None));
    assert_eq!(ask(&lab, "/auth/basic/admin", &basic("admin:practice-admin")).status, 200);
    // Who is not known learns no more about the one address than about the other.
    let nobody = lab.get_with("/auth/basic/admin", &[JSON]);
    assert_eq!(nobody.body, lab.get_with("/auth/basic", &[JSON]).body);
}

#[test]
fn what_cannot_be_read_is_no_guess_and_is_told_why() {
    let lab = Lab::start();
    for (shown, code, words) in [
        ("Basic", "credentials_unreadable", "nothing follows"),
        ("Basic ####", "credentials_unreadable", "not base64"),
        ("Basic /w==", "credentials_unreadable", "no text in UTF-8"),
        ("Basic cmVhZGVy", "credentials_unreadable", "no colon"),
        ("Basic cmVhZGVyOgA=", "credentials_unreadable", "control character"),
        ("Basic cmVhZGVyOg==, Basic cmVhZGVyOg==", "credentials_unreadable", "not base64"),
        ("Digest username=\"reader\"", "credentials_missing", "names the scheme: Basic"),
        ("Bearer abc", "credentials_missing", "names the scheme: Basic"),
        ("Basic\u{e9} x", "credentials_missing", "names the scheme: Basic"),
    ] {
        let reply = ask(&lab, "/auth/basic", shown);
        assert_eq!(refusal(&reply), (401, code.into(), ASKS), "{shown}");
        assert!(reply.text().contains(words), "{shown}: {}", reply.text());
    }
    let long = format!("Basic {}", STANDARD.encode("a".repeat(20_000)));
    assert_eq!(ask(&lab, "/auth/basic", &long).code(), "credentials_unreadable");
    let huge = basic(&format!("reader:{}", "\u{1f511}".repeat(5_000)));
    assert_eq!(ask(&lab, "/auth/basic", &huge).code(), "credentials_wrong");
    let twice =
        [JSON, ("Authorization", &basic("reader:practice-reader")), ("authorization", "Basic cmVhZGVyOg==")];
    assert_eq!(refusal(&lab.get_with("/auth/basic", &twice)), (400, "authorization_repeated".into(), None));
}

#[test]
fn guessing_is_slowed_down_and_time_is_told() {
    let lab = Lab::start();
    for guess in 0..MAX_WRONG {
        let reply = ask(&lab, "/auth/basic", &basic(&format!("admin:guess-{guess}")));
        assert_eq!(refusal(&reply), (401, "credentials_wrong".into(), ASKS));
    }
    // The right one too, and where tokens are given out.
    let right = basic("admin:practice-admin");
    let late = ask(&lab, "/auth/basic", &right);
    assert_eq!(refusal(&late), (429, "guesses_exhausted".into(), None));
    let seconds: u64 = late.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3).contains(&seconds), "{seconds}");
    let issuing = lab.send("POST", "/auth/token", &[JSON, ("Authorization", &right)], b"");
    assert_eq!(issuing.code(), "guesses_exhausted");
    // Whoever shows nothing is asked all the same, and tokens go on being good.
    assert_eq!(lab.get_with("/auth/basic", &[JSON]).status, 401);
    let start = Instant::now();
    while ask(&lab, "/auth/basic", &right).status == 429 {
        assert!(start.elapsed() < Duration::from_secs(10), "it is looked at again");
        std::thread::yield_now();
    }
}

#[test]
fn a_token_is_good_for_its_scope_and_shown_in_the_header_alone() {
    let lab = Lab::start();
    let asks = Some(r#"Bearer realm="Loopback Lab practice""#);
    let error = |error: &str| format!(r#"Bearer realm="Loopback Lab practice", error="{error}""#);
    assert_eq!(refusal(&lab.get_with("/auth/bearer", &[JSON])), (401, "credentials_missing".into(), asks));
    let password = basic("admin:practice-admin");
    assert_eq!(refusal(&ask(&lab, "/auth/bearer", &password)), (401, "credentials_missing".into(), asks));

    let narrow = token(&lab, "admin", "read");
    assert_eq!(
        (narrow.token_type.as_str(), narrow.expires_in, narrow.scope),
        ("Bearer", TOKEN_S, Scope::Read)
    );
    let shown = format!("Bearer {}", narrow.access_token);
    let admitted: Admitted = serde_json::from_slice(&ask(&lab, "/auth/bearer", &shown).body).unwrap();
    assert_eq!((admitted.user.as_str(), admitted.may), ("admin", Scope::Read));
    assert!(admitted.expires_in.is_some_and(|left| left > TOKEN_S - 60 && left <= TOKEN_S));
    // Less than its owner may do: that is what it is for.
    let insufficient = format!("{}, scope=\"admin\"", error("insufficient_scope"));
    let refused = ask(&lab, "/auth/bearer/admin", &shown);
    assert_eq!(refusal(&refused), (403, "scope_missing".into(), Some(insufficient.as_str())));
    let wide = format!("bearer {}", token(&lab, "admin", "admin").access_token);
    assert_eq!(ask(&lab, "/auth/bearer/admin", &wide).status, 200);

    let unknown = error("invalid_token");
    assert_eq!(
        refusal(&ask(&lab, "/auth/bearer", "Bearer x")),
        (401, "token_unknown".into(), Some(unknown.as_str()))
    );
    let broken = error("invalid_request");
    assert_eq!(
        refusal(&ask(&lab, "/auth/bearer", "Bearer")),
        (400, "token_empty".into(), Some(broken.as_str()))
    );
    let address = format!("/auth/bearer?access_token={}", narrow.access_token);
    assert_eq!(
        refusal(&ask(&lab, &address, &shown)),
        (400, "token_in_address".into(), Some(broken.as_str()))
    );
    let twice = [JSON, ("Authorization", shown.as_str()), ("Authorization", shown.as_str())];
    assert_eq!(
        refusal(&lab.get_with("/auth/bearer", &twice)),
        (400, "authorization_repeated".into(), Some(broken.as_str()))
    );
    // Another lab knows none of them.
    assert_eq!(ask(&Lab::start(), "/auth/bearer", &shown).code(), "token_unknown");
}

#[test]
fn nobody_gets_a_token_for_more_than_they_may() {
    let lab = Lab::start();
    let reader = basic("reader:practice-reader");
    let post = |target: &str, fields: &[(&str, &str)]| lab.send("POST", target, fields, b"");
    let shown = ("Authorization", reader.as_str());
    let denied = post("/auth/token?scope=admin", &[JSON, shown]);
    assert_eq!(refusal(&denied), (403, "scope_denied".into(), None));
    assert_eq!(refusal(&post("/auth/token", &[JSON])), (401, "credentials_missing".into(), ASKS));
    assert_eq!(post("/auth/token?scope=all", &[JSON, shown]).code(), "scope_invalid");
    let text = post("/auth/token", &[shown]).text();
    assert!(text.ends_with('\n') && text.trim().len() == 43, "the token alone: {text:?}");
    let refused = lab.get_with("/auth/token", &[JSON, shown]);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("POST, OPTIONS")));
    // Another page cannot get one, nor knock.
    for fields in [[JSON, ("Sec-Fetch-Site", "cross-site")], [JSON, ("Origin", "http://evil.example")]] {
        assert_eq!(post("/auth/token", &fields).status, 403);
        assert_eq!(lab.get_with("/auth/basic", &fields).header("www-authenticate"), None);
    }
}

#[test]
fn many_at_once_are_all_answered_and_no_more_are_looked_at_than_may_be() {
    let lab = Lab::start();
    let mut wires: Vec<Wire> = (0..100).map(|_| lab.connect()).collect();
    let wrong = basic("admin:no");
    for wire in &mut wires {
        let head =
            format!("GET /auth/basic HTTP/1.1\r\nHost: {}\r\nAuthorization: {wrong}\r\n\r\n", lab.address());
        wire.write(head.as_bytes());
    }
    let statuses: Vec<_> = wires.iter_mut().map(|wire| wire.reply().status).collect();
    let wrong = statuses.iter().filter(|status| **status == 401).count();
    // Some may have come back meanwhile on a machine that is slow.
    assert!(wrong >= MAX_WRONG as usize && wrong < 50, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
}

/// A marker goes in by every way there is, and comes out by none: not in an answer, the journal, the log.
#[test]
fn what_was_shown_comes_out_nowhere() {
    const MARK: &str = "sesame-7f3a91";
    let mut lab = Binary::start(&["--port", "0", "--log-format", "json"]);
    let address = lab.address();
    let get = |target: &str, fields: &[(&str, &str)]| send(address, "GET", target, fields, b"");
    let encoded = STANDARD.encode(format!("{MARK}:{MARK}"));
    let bearer = format!("Bearer {MARK}");
    let issued =
        send(address, "POST", "/auth/token", &[("Authorization", &basic("reader:practice-reader"))], b"");
    let issued = issued.text().trim().to_owned();
    let mut said = String::new();
    for (target, shown) in [
        ("/auth/basic".to_owned(), basic(&format!("{MARK}:{MARK}"))),
        ("/auth/basic".to_owned(), format!("Basic {MARK}")),
        ("/auth/basic/admin".to_owned(), basic("reader:practice-reader")),
        ("/auth/bearer".to_owned(), bearer.clone()),
        (format!("/auth/bearer?access_token={MARK}"), bearer),
        (format!("/auth/basic?password={MARK}"), format!("{MARK} {MARK}")),
        ("/auth/bearer".to_owned(), format!("Bearer {issued}")),
        ("/auth/bearer/admin".to_owned(), format!("Bearer {issued}")),
        // And where the guard, not the address, says no.
        ("/auth/basic?x=cross".to_owned(), format!("Basic {encoded}")),
    ] {
        let mut fields = vec![("Authorization", shown.as_str())];
        fields.extend(target.contains("cross").then_some(("Sec-Fetch-Site", "cross-site")));
        for accept in ["application/json", "text/plain"] {
            fields.push(("Accept", accept));
            let reply = get(&target, &fields);
            said.push_str(&format!("{:?} {}\n", reply.headers, reply.text()));
            fields.pop();
        }
    }
    for address in ["/journal?limit=1000", "/journal?limit=1000&format=json", "/health", "/sockets"] {
        said.push_str(&get(address, &[]).text());
    }
    lab.signal("TERM");
    let (_, log) = lab.finish();
    assert!(log.contains("cross_site") && log.contains("/auth/bearer"), "the log is on: {log}");
    said.push_str(&log);
    let practice = STANDARD.encode("reader:practice-reader");
    for secret in [MARK, &encoded, &issued, &practice] {
        assert!(!said.contains(secret), "{secret} comes out:\n{said}");
    }
}
