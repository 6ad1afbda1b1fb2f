//! The page of another origin: what it serves, to whom, and what it may do.

use protocol::journal::Step;
use protocol::listeners::Listener;
use serde_json::json;
use tests::lab::{Lab, Reply, Wire};

use crate::listeners::start;
use crate::practice::Follow;

fn page(lab: &Lab) -> Listener {
    start(lab, &json!({ "kind": "other-page" }))
}

/// Asks it over a connection of its own.
fn ask(page: &Listener, method: &str, target: &str, fields: &[&str]) -> Reply {
    let mut wire = Wire::to(page.local);
    let rest: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
    wire.write(format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n{rest}\r\n", page.local).as_bytes());
    wire.reply_to(method)
}

#[test]
fn it_is_a_page_with_a_script_and_a_style_and_no_more() {
    let lab = Lab::start();
    let page = page(&lab);
    let mut follow = Follow::open(&lab);
    for (target, media, part) in [
        ("/?lab=62893&echo=7", "text/html; charset=utf-8", "<h1>I am not the lab</h1>"),
        ("/page.css", "text/css; charset=utf-8", "color-scheme: light dark"),
        ("/page.js", "text/javascript; charset=utf-8", "http://127.0.0.1:${lab}/whoami"),
    ] {
        let reply = ask(&page, "GET", target, &[]);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(media)), "{target}");
        assert!(reply.text().contains(part), "{target}");
        let policy = reply.header("content-security-policy").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "connect-src http://127.0.0.1:*",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|one| one == rule), "{rule}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{target}");
        }
        assert_eq!(reply.header("access-control-allow-origin"), None);
        let said = loop {
            if let Step::Said(said) = follow.next().1.step {
                break said;
            }
        };
        assert_eq!(said, format!("GET {target} 200"));
    }
    assert_eq!(ask(&page, "HEAD", "/", &[]).body, b"");
    assert_eq!(ask(&page, "GET", "/favicon.ico", &[]).status, 404);
    let refused = ask(&page, "POST", "/", &["Content-Length: 0"]);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
    let long = ask(&page, "GET", &format!("/?lab={}", "1".repeat(1 << 17)), &[]);
    assert!(matches!(long.status, 414 | 431), "{}", long.status);
}

#[test]
fn nothing_in_it_is_inline_or_from_elsewhere_and_it_names_no_other_host() {
    let lab = Lab::start();
    let page = page(&lab);
    let html = ask(&page, "GET", "/", &[]).text();
    for forbidden in ["<style", "style=", "onclick", "<script>", "<iframe", "<img", "<form"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    for target in ["/", "/page.css", "/page.js"] {
        let text = ask(&page, "GET", target, &[]).text();
        for (at, _) in text.match_indices("//") {
            let (before, after) = (&text[..at], &text[at..]);
            let is_comment = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
            assert!(is_comment || after.starts_with("//127.0.0.1:"), "{target}: {:.40}", after);
        }
    }
}

#[test]
fn another_page_may_link_to_it_and_no_more() {
    let lab = Lab::start();
    let page = page(&lab);
    let link = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
    assert_eq!(ask(&page, "GET", "/?lab=1&echo=2", &link).status, 200);
    for fields in [
        &["Sec-Fetch-Site: same-site"][..],
        &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
        &["Origin: http://127.0.0.1:1"],
    ] {
        assert_eq!(ask(&page, "GET", "/", fields).status, 403, "{fields:?}");
    }
    let mut wire = Wire::to(page.local);
    wire.write(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert_eq!(wire.reply_to("GET").status, 421);
}
