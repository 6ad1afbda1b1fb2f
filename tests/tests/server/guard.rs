//! Who may talk to the lab: names, origins, Fetch Metadata, media types; and the headers of every answer.

use std::collections::BTreeSet;

use protocol::journal::{CAPACITY, Client, Journal, REFUSED_CAPACITY};
use tests::lab::{Lab, Reply};

/// Sends a head of one's own, `{lab}` standing for the lab's first address.
fn ask(lab: &Lab, start: &str, fields: &[&str]) -> Reply {
    let mut head = format!("{start} HTTP/1.1\r\n");
    for field in fields {
        head.push_str(field);
        head.push_str("\r\n");
    }
    let mut wire = lab.connect();
    wire.write(format!("{head}\r\n").replace("{lab}", &lab.address().to_string()).as_bytes());
    wire.reply()
}

/// How many requests the journal holds, this one not included.
fn journalled(lab: &Lab) -> u64 {
    lab.json("/journal?limit=1")["total"].as_u64().unwrap()
}

#[test]
fn only_its_own_names_are_answered() {
    let lab = Lab::start();
    let port = lab.address().port();
    let mut ours =
        vec![format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("LocalHost:{port}")];
    if lab.addresses.iter().any(|address| address.is_ipv6()) {
        ours.push(format!("[::1]:{port}"));
    }
    for host in ours {
        assert_eq!(ask(&lab, "GET /whoami", &[&format!("Host: {host}")]).status, 200, "{host}");
    }
    let before = journalled(&lab);
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("127.0.0.1:0{port}"),
        format!("localhost.:{port}"),
        format!("127.0.0.2:{port}"),
        format!("0.0.0.0:{port}"),
        format!("::1:{port}"),
        format!("127.1:{port}"),
        format!("me@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}, evil.example"),
        String::new(),
    ] {
        assert_eq!(ask(&lab, "GET /whoami", &[&format!("Host: {host}")]).status, 421, "{host}");
    }
    // Each refusal is in the journal, and so is the first look at it.
    assert_eq!(journalled(&lab), before + 15);
}

#[test]
fn what_is_refused_is_told_as_refused_and_pushes_out_nothing_else() {
    let lab = Lab::start();
    assert_eq!(lab.get("/whoami").status, 200);
    let attack = ["Host: me:secret-4711@evil.example", "User-Agent: curl/8", "Authorization: secret-4711"];
    assert_eq!(ask(&lab, "POST /listeners?token=secret-4711", &attack).status, 421);
    let elsewhere = ["Host: {lab}", "Origin: http://evil.example", "User-Agent: Mozilla/5.0"];
    assert_eq!(ask(&lab, "GET /echo", &elsewhere).status, 403);
    // A page whose own name was pointed here is of its own origin, as its browser sees it.
    let rebound = ["Host: evil.example", "Sec-Fetch-Site: same-origin", "User-Agent: Mozilla/5.0"];
    assert_eq!(ask(&lab, "GET /journal", &rebound).status, 421);
    let journal: Journal = serde_json::from_value(lab.json("/journal")).unwrap();
    assert!(!serde_json::to_string(&journal).unwrap().contains("secret-4711"));
    let requests: Vec<_> = journal.entries.iter().rev().filter_map(|entry| entry.request()).collect();
    let told: Vec<_> = requests
        .iter()
        .map(|one| (one.status, one.client, one.refused.as_ref().map(|refused| refused.code.as_str())))
        .collect();
    assert_eq!(
        told,
        [
            (200, Client::Terminal, None),
            (421, Client::Terminal, Some("host_unknown")),
            (403, Client::Browser, Some("origin_foreign")),
            (421, Client::Browser, Some("host_unknown")),
        ]
    );
    assert_eq!((requests[1].host.as_str(), requests[1].method.as_str()), ("***@evil.example", "POST"));
    let origin = requests[2].refused.as_ref().and_then(|refused| refused.origin.as_deref());
    assert_eq!(origin, Some("http://evil.example"));

    // Far more than the journal holds: the oldest go, and what comes too fast is counted.
    let mut wire = lab.connect();
    for _ in 0..CAPACITY + 200 {
        wire.write(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assert_eq!(wire.reply().status, 421);
    }
    let journal: Journal = serde_json::from_value(lab.json("/journal")).unwrap();
    let first = journal.entries.last().and_then(|entry| entry.request()).map(|one| one.target.clone());
    assert_eq!(first.as_deref(), Some("/whoami"), "what was let in stays");
    let refused: Vec<_> =
        journal.entries.iter().filter_map(|entry| entry.request()?.refused.as_ref()).collect();
    assert!(refused.len() <= REFUSED_CAPACITY, "{}", refused.len());
    assert!(refused.iter().any(|one| one.left_out > 0), "it was too fast for the journal");
}

#[test]
fn a_request_without_host_is_told_to_send_one() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    wire.write(b"GET / HTTP/1.0\r\n\r\n");
    let reply = wire.reply();
    assert_eq!(reply.status, 421);
    assert!(reply.text().contains(&format!("Host: 127.0.0.1:{}", lab.address().port())), "{}", reply.text());
}

#[test]
fn an_absolute_target_must_name_the_lab_too() {
    let lab = Lab::start();
    assert_eq!(ask(&lab, "GET http://{lab}/whoami", &["Host: {lab}"]).status, 200);
    for target in ["http://evil.example/whoami", "https://{lab}/whoami", "http://me@{lab}/whoami"] {
        assert_eq!(ask(&lab, &format!("GET {target}"), &["Host: {lab}"]).status, 421, "{target}");
    }
    assert_eq!(ask(&lab, "GET http://{lab}/whoami", &["Host: evil.example"]).status, 421);
    assert_eq!(ask(&lab, "CONNECT evil.example:443", &["Host: {lab}"]).status, 421);
}

#[test]
fn other_sites_may_link_to_the_page_and_do_nothing_else() {
    let lab = Lab::start();
    for site in ["cross-site", "same-site", "anything-new"] {
        let site = format!("Sec-Fetch-Site: {site}");
        let with = |more: &[&'static str]| [&["Host: {lab}", site.as_str()], more].concat();
        let navigate = with(&["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]);
        for target in ["/", "/lessons", "/lessons/ports", "/lessons/ports?x=1"] {
            assert_ne!(ask(&lab, &format!("GET {target}"), &navigate).status, 403, "{target}");
            assert_eq!(ask(&lab, &format!("GET {target}"), &with(&[])).status, 403, "{target}");
            assert_eq!(ask(&lab, &format!("POST {target}"), &navigate).status, 403, "{target}");
        }
        let framed = with(&["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]);
        assert_eq!(ask(&lab, "GET /", &framed).status, 403);
        for target in ["/echo", "/journal", "/journal/stream", "/probe/1", "/whoami", "/host", "/lessonsx"] {
            assert_eq!(ask(&lab, &format!("GET {target}"), &navigate).status, 403, "{target}");
        }
    }
    for site in ["same-origin", "none"] {
        assert_eq!(
            ask(&lab, "GET /whoami", &["Host: {lab}", &format!("Sec-Fetch-Site: {site}")]).status,
            200
        );
    }
    let twice = ["Host: {lab}", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"];
    assert_eq!(ask(&lab, "GET /whoami", &twice).status, 403);
}

#[test]
fn an_origin_must_be_ours_exactly() {
    let lab = Lab::start();
    let port = lab.address().port();
    assert_eq!(ask(&lab, "GET /whoami", &["Host: {lab}", "Origin: http://{lab}"]).status, 200);
    let named = [format!("Host: localhost:{port}"), format!("Origin: http://localhost:{port}")];
    assert_eq!(ask(&lab, "GET /whoami", &[&named[0], &named[1]]).status, 200);
    for origin in [
        "null".to_owned(),
        String::new(),
        "http://evil.example".to_owned(),
        format!("https://127.0.0.1:{port}"),
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{}", port ^ 1),
        "http://127.0.0.1".to_owned(),
    ] {
        assert_eq!(
            ask(&lab, "GET /whoami", &["Host: {lab}", &format!("Origin: {origin}")]).status,
            403,
            "{origin}"
        );
    }
    let two = ["Host: {lab}", "Origin: http://{lab}", "Origin: http://evil.example"];
    assert_eq!(ask(&lab, "GET /whoami", &two).status, 403);
}

#[test]
fn a_body_that_changes_something_is_json_but_for_an_echo_to_programs() {
    let lab = Lab::start();
    let form = "Content-Type: application/x-www-form-urlencoded";
    let post = |target: &str, more: &[&str]| {
        let fields = [&["Host: {lab}", "Content-Length: 0"][..1], more].concat();
        ask(&lab, &format!("POST {target}"), &fields).status
    };
    assert_eq!(post("/whoami", &["Transfer-Encoding: chunked", form]), 415);
    assert_eq!(post("/whoami", &["Content-Length: 1", "Content-Type: text/plain"]), 415);
    assert_eq!(post("/whoami", &["Content-Length: 1"]), 415);
    assert_eq!(post("/whoami", &["Content-Length: 0"]), 405);
    assert_eq!(post("/whoami", &["Content-Length: 2", "Content-Type: application/json; charset=utf-8"]), 405);
    assert_eq!(post("/echo", &["Content-Length: 0", form]), 200);
    assert_eq!(post("/echo/x", &["Content-Length: 1", form, "Sec-Fetch-Site: none"]), 415);
    let page = ["Origin: http://{lab}", "Sec-Fetch-Site: same-origin", "Content-Length: 0"];
    assert_eq!(post("/echo", &page), 200);
    assert_eq!(lab.send("POST", "/echo", &[("Content-Type", "text/plain")], b"any").status, 200);
}

#[test]
fn a_preflight_from_elsewhere_gets_no_permission() {
    let lab = Lab::start();
    let fields = ["Host: {lab}", "Origin: http://evil.example", "Access-Control-Request-Method: POST"];
    let reply = ask(&lab, "OPTIONS /echo", &fields);
    assert_eq!(reply.status, 403);
    assert!(!reply.headers.iter().any(|(name, _)| name.starts_with("access-control-")));
}

#[test]
fn every_answer_carries_the_security_headers() {
    let lab = Lab::start();
    let good = |target: &str| ask(&lab, target, &["Host: {lab}"]);
    let replies = [
        ("page", ask(&lab, "GET /", &["Host: {lab}", "Accept: text/html"])),
        ("welcome", good("GET /")),
        ("json", ask(&lab, "GET /whoami", &["Host: {lab}", "Accept: application/json"])),
        ("head", {
            let mut wire = lab.connect();
            wire.write(format!("HEAD / HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
            wire.reply_to("HEAD")
        }),
        ("not found", good("GET /nope")),
        ("other method", good("DELETE /whoami")),
        ("options", good("OPTIONS /whoami")),
        ("bad parameter", good("GET /probe/0")),
        ("files", good("GET /files/")),
        ("stream", {
            let mut wire = lab.connect();
            wire.write(format!("GET /journal/stream HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
            wire.head()
        }),
        ("refused host", ask(&lab, "GET /", &["Host: evil.example"])),
        ("refused site", ask(&lab, "GET /echo", &["Host: {lab}", "Sec-Fetch-Site: cross-site"])),
        ("refused media type", ask(&lab, "POST /whoami", &["Host: {lab}", "Content-Length: 1"])),
        ("malformed", ask(&lab, "GET /", &[])),
    ];
    for (name, reply) in replies {
        for (header, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(header), Some(value), "{name}: {header}");
        }
        let policy = reply.header("content-security-policy").unwrap_or_else(|| panic!("{name} has a policy"));
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(rule), "{name}: {policy}");
        }
        assert!(reply.header("cache-control").is_some(), "{name}");
        let names: BTreeSet<_> = reply.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), reply.headers.len(), "{name} has a header twice: {:?}", reply.headers);
        for header in names {
            assert!(!header.starts_with("access-control") && header != "strict-transport-security", "{name}");
        }
    }
}

#[test]
fn a_refusal_says_nothing_of_the_request_and_has_a_stable_code() {
    let lab = Lab::start();
    let json = "Accept: application/json";
    for (fields, code) in [
        (&["Host: mark-4711.example", json][..], "host_unknown"),
        (&["Host: {lab}", "Origin: http://mark-4711.example", json], "origin_foreign"),
        (&["Host: {lab}", "Sec-Fetch-Site: mark-4711", json], "cross_site"),
    ] {
        let reply = ask(&lab, "GET /echo/mark-4711", fields);
        assert_eq!(reply.code(), code);
        assert!(!reply.text().contains("mark-4711"), "{}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
}
