//! Text for a terminal, JSON for programs, the page for a browser; errors in the same way.

use concepts::paint::stripped;
use tests::lab::{Lab, send};

const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

const READABLE: [&str; 19] = [
    "/",
    "/echo",
    "/whoami",
    "/probe/1",
    "/sockets",
    "/listeners",
    "/journal",
    "/host",
    "/health",
    "/lessons",
    "/lessons/ports",
    "/lessons/ports/2",
    "/quiz/ports-q-closed",
    "/quiz/ports-q-closed/a",
    "/help",
    "/glossary",
    "/glossary/loopback",
    "/cheatsheet",
    "/search?q=port",
];

/// A target with one more parameter.
fn with(target: &str, parameter: &str) -> String {
    format!("{target}{}{parameter}", if target.contains('?') { '&' } else { '?' })
}

#[test]
fn every_address_has_text_and_json() {
    let lab = Lab::start();
    for target in READABLE {
        let text = lab.get(target);
        assert_eq!(
            (text.status, text.header("content-type")),
            (200, Some("text/plain; charset=utf-8")),
            "{target}"
        );
        assert_eq!(text.header("vary"), Some("accept"), "{target}");
        assert!(text.text().ends_with('\n'), "{target}");
        let json = lab.get_with(target, &[("Accept", "application/json")]);
        assert_eq!((json.status, json.header("content-type")), (200, Some("application/json")), "{target}");
        json.json();
        let asked = lab.get_with(&with(target, "format=text"), &[("Accept", "application/json")]);
        assert_eq!(asked.header("content-type"), Some("text/plain; charset=utf-8"), "{target}");
        let asked = lab.get(&with(target, "format=json"));
        assert_eq!(asked.header("content-type"), Some("application/json"), "{target}");
    }
}

#[test]
fn text_has_at_most_eighty_columns_and_no_colour_unless_asked_for() {
    let lab = Lab::start();
    lab.get(&format!("/echo/{}?a={}", "long/".repeat(60), "b".repeat(300)));
    for target in READABLE.into_iter().chain(["/nope", "/probe/99999", "/files/"]) {
        let text = lab.get(target).text();
        // A command stays on one line, so that it can be copied.
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("$ "));
        let widest = lines.map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80, "{target} is {widest} wide:\n{text}");
        assert!(!text.contains('\u{1b}'), "{target}");
    }
    for target in READABLE.into_iter().chain(["/nope"]) {
        let coloured = lab.get(&with(target, "color=always")).text();
        assert!(coloured.contains("\u{1b}["), "{target}");
    }
    for target in
        READABLE.iter().filter(|target| target.starts_with("/lessons") || target.starts_with("/quiz"))
    {
        let coloured = lab.get(&with(target, "color=always")).text();
        // The ports that are lent differ from request to request.
        let (plain, stripped) = (lab.get(target).text(), stripped(&coloured));
        assert_eq!(plain.lines().count(), stripped.lines().count(), "{target}");
    }
}

#[test]
fn the_welcome_shows_the_learner_their_own_sockets_in_the_colour_grammar() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    wire.write(format!("GET /?color=always HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    let text = wire.reply().text();
    let socket = |port| format!("\u{1b}[94m127.0.0.1\u{1b}[0m\u{1b}[33m:{port}\u{1b}[0m");
    assert!(text.contains(&socket(wire.local().port())), "{text}");
    assert!(text.contains(&socket(lab.address().port())), "{text}");
    assert!(stripped(&text).contains(&format!("curl http://{}/echo", lab.address())), "{text}");
}

#[test]
fn a_browser_gets_the_page_where_there_is_one_and_text_elsewhere() {
    let lab = Lab::start();
    for (target, status) in [
        ("/", 200),
        ("/lessons", 200),
        ("/lessons/address", 200),
        ("/lessons/no-such-lesson", 404),
        ("/lessons/address/2", 200),
        ("/glossary", 200),
        ("/glossary/port", 200),
        ("/cheatsheet", 200),
    ] {
        let reply = lab.get_with(target, &[BROWSER]);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (status, Some("text/html; charset=utf-8")),
            "{target}"
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{target}");
    }
    let reply = lab.get_with("/whoami", &[BROWSER]);
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
}

/// What Invoke-WebRequest and Invoke-RestMethod send: Windows PowerShell 5.1, then PowerShell 7. Neither says what it accepts.
#[test]
fn the_client_of_powershell_gets_text_and_counts_as_a_terminal() {
    let lab = Lab::start();
    for agent in [
        "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4894",
        "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.19045; en-US) PowerShell/7.4.6",
    ] {
        for target in ["/", "/lessons", "/lessons/ports", "/lessons/ports/2", "/help"] {
            let mut wire = lab.connect();
            let host = lab.address();
            wire.write(format!("GET {target} HTTP/1.1\r\nUser-Agent: {agent}\r\nHost: {host}\r\nConnection: Keep-Alive\r\n\r\n").as_bytes());
            let reply = wire.reply();
            let media = reply.header("content-type");
            assert_eq!((reply.status, media), (200, Some("text/plain; charset=utf-8")), "{target}: {agent}");
            assert!(!reply.text().contains("<html"), "{target}");
        }
        let journal = lab.json("/journal?limit=1");
        assert_eq!(journal["entries"][0]["event"]["request"]["client"], "terminal", "{journal:#}");
    }
}

#[test]
fn a_parameter_that_cannot_be_used_is_told() {
    let lab = Lab::start();
    for (target, code) in [
        ("/whoami?format=xml", "format_invalid"),
        ("/whoami?color=blue", "color_invalid"),
        ("/lessons?width=39", "width_invalid"),
        ("/lessons/address?width=201", "width_invalid"),
        ("/lessons?width=x", "width_invalid"),
        ("/lessons/ports/2?width=x", "width_invalid"),
        ("/help?shell=fish", "shell_invalid"),
        ("/search", "query_invalid"),
        ("/search?q=%20", "query_invalid"),
        ("/search?q=a+b+c+d+e+f+g+h+i", "query_invalid"),
    ] {
        let reply = lab.get_with(target, &[("Accept", "application/json")]);
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{target}");
    }
}

#[test]
fn a_problem_has_its_parts_in_both_forms() {
    let lab = Lab::start();
    let reply = lab.get_with("/nope", &[("Accept", "application/json")]);
    assert_eq!((reply.status, reply.header("content-type")), (404, Some("application/problem+json")));
    let problem = reply.json();
    assert_eq!(problem["type"], "about:blank#not_found");
    assert_eq!(problem["status"], 404);
    assert!(problem["detail"].as_str().unwrap().contains("/probe/{port}"));
    for part in ["title", "detail", "next"] {
        assert!(!problem[part].as_str().unwrap().is_empty(), "{part}");
    }
    let text = lab.get("/nope").text();
    assert!(
        text.starts_with("404 ") && text.contains("\nNext: ") && text.ends_with("(not_found)\n"),
        "{text}"
    );
}

#[test]
fn a_method_that_is_not_taken_is_told_with_those_that_are() {
    let lab = Lab::start();
    for target in [
        "/",
        "/whoami",
        "/probe/1",
        "/scan",
        "/journal",
        "/journal/stream",
        "/host",
        "/health",
        "/lessons",
        "/lessons/x",
        "/lessons/x/1",
        "/quiz/x",
        "/quiz/x/a",
        "/help",
        "/glossary",
        "/glossary/x",
        "/cheatsheet",
        "/search",
        "/metrics",
        "/status/200",
        "/delay/0",
        "/bytes/1",
        "/incidents/7",
        "/incidents/7/log",
    ] {
        let reply = lab.send("DELETE", target, &[("Accept", "application/json")], b"");
        assert_eq!((reply.status, reply.code().as_str()), (405, "method_not_allowed"), "{target}");
        assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS"), "{target}");
        let options = lab.send("OPTIONS", target, &[], b"");
        assert_eq!((options.status, options.header("allow")), (204, Some("GET, HEAD, OPTIONS")), "{target}");
        assert_eq!(lab.send("HEAD", target, &[], b"").body.len(), 0, "{target}");
    }
    for target in ["/nope", "/scan/1", "/metrics/", "/journal/", "/probe", "/probe/1/2"] {
        assert_eq!(lab.get(target).status, 404, "{target}");
        assert_eq!(lab.send("POST", target, &[], b"").status, 404, "{target}");
    }
}

#[test]
fn whoami_counts_the_requests_of_its_connection() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    for number in 1..=3 {
        wire.write(format!("GET /whoami?format=json HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
        let whoami = wire.reply().json();
        assert_eq!(whoami["requests"], number);
        assert_eq!(whoami["connection"]["id"], 1);
        assert_eq!(whoami["connection"]["peer"], wire.local().to_string());
        if cfg!(target_os = "linux") {
            assert_eq!(whoami["peer_is_ephemeral"], true);
            assert!(whoami["tcp_info"]["rtt_us"].as_u64().unwrap() > 0);
        }
    }
    assert_eq!(lab.json("/whoami")["connection"]["id"], 2);
}

#[test]
fn the_machine_is_described() {
    let lab = Lab::start();
    let host = lab.json("/host");
    assert_eq!(host["system"], std::env::consts::OS);
    let interfaces = host["interfaces"].as_array().unwrap();
    let lo = interfaces.iter().find(|interface| interface["loopback"] == true).unwrap();
    assert!(
        lo["addresses"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["address"] == "127.0.0.1" && one["prefix"] == 8)
    );
    if cfg!(target_os = "linux") {
        let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
        let first: u64 = range.split_whitespace().next().unwrap().parse().unwrap();
        assert_eq!(host["ephemeral_range"]["first"], first);
        assert_eq!(host["second_loopback_address"], true);
    }
}

#[test]
fn health_names_where_it_listens() {
    let lab = Lab::start();
    let health = lab.json("/health");
    assert_eq!(health["status"], "ok");
    let listening: Vec<_> =
        health["listening"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    assert_eq!(listening, lab.addresses.iter().map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn the_command_of_the_welcome_can_be_typed_as_it_is() {
    let lab = Lab::start();
    for address in &lab.addresses {
        let welcome = send(*address, "GET", "/", &[], b"").text();
        let quote = if address.is_ipv6() { "\"" } else { "" };
        assert!(welcome.contains(&format!("    curl {quote}http://{address}/echo{quote}\n")), "{welcome}");
    }
}
