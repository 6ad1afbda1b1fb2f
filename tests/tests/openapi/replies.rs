//! The real server is asked for everything that is described, and its replies are held against the schemas.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tests::children::Program as _;
use tests::lab::{Reply, Wire, unlent_port};

use crate::document::{Operation, plain};
use crate::{Described, JSON};

/// What a server answered. Of a stream the events: all, or the first where it has no end of its own.
struct Answer {
    reply: Reply,
    events: Vec<(String, Value)>,
}

impl Described {
    /// Asks, and reads the answer.
    fn ask(&self, operation: Operation<'_>, target: &str, accept: &str, body: Option<&Value>) -> Answer {
        if operation.path == "/capstone/certificate" {
            self.prove();
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let (method, address) = (operation.method, self.lab.address());
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\n");
        if !body.is_empty() {
            let length = body.len();
            head.push_str(&format!("{}: {}\r\nContent-Length: {length}\r\n", JSON.0, JSON.1));
        }
        if let Some(shown) = self.shown(operation) {
            head.push_str(&format!("Authorization: {shown}\r\n"));
        }
        if operation.success() == 101 {
            // As RFC 6455 has it, with the key of its section 1.3.
            head.push_str("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
            head.push_str("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        }
        let mut wire = self.lab.connect();
        wire.write(format!("{head}\r\n{body}").as_bytes());
        read(&mut wire, operation)
    }

    /// Mends the notice board and proves it: only then is there a certificate. One at a time: a process that is being started
    /// holds the sockets of this one, also those that are closed meanwhile.
    fn prove(&self) {
        static TURN: Mutex<()> = Mutex::new(());
        let _turn = TURN.lock().unwrap();
        let fields = [JSON, ("Accept", "application/json")];
        let send = |method: &str, target: &str, body: &str| {
            let reply = self.lab.send(method, target, &fields, body.as_bytes());
            assert!(reply.status < 300, "{method} {target}: {}", reply.text());
            reply.json()
        };
        let case = send("POST", "/capstone", &format!(r#"{{"case":1,"port":{}}}"#, unlent_port()));
        let client: SocketAddr = case["client"].as_str().unwrap().parse().unwrap();
        let listeners = send("GET", "/listeners", "");
        let all = listeners["listeners"].as_array().unwrap();
        let holder = all.iter().find(|one| one["local"] == client.to_string()).unwrap();
        send("DELETE", &format!("/listeners/{}", holder["id"]), "");
        let (host, port) = (client.ip(), client.port());
        let right = format!(
            r#"{{"host":"{host}","port":{port},"scheme":"http","workers":2,"clients":16,"login":true,"old_name":false}}"#
        );
        send("PATCH", "/capstone/service", &right);
        let mut news = self.lab.connect();
        let host = self.lab.address();
        news.write(format!("GET /journal/stream?format=json HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        assert_eq!(news.head().status, 200);
        let admin = format!("http://{client}/admin");
        for arguments in [
            &[admin.as_str()][..],
            &["-u", "reader:practice-reader", &admin],
            &["-u", "admin:practice-admin", &admin],
            &["-H", "Host: board.example", &format!("http://{client}/")],
        ] {
            assert!(Command::new("curl").arg("--silent").args(arguments).runs().unwrap().status.success());
        }
        // What was done at a listener is in the journal once the system was asked who did it.
        while send("GET", "/capstone", "")["case"]["proved_ms"].is_null() {
            news.until("\"practice\"");
        }
    }

    /// What is shown to an address that asks who the client is: the admin's password, or a token that was got with it.
    fn shown(&self, operation: Operation<'_>) -> Option<String> {
        let schemes = operation.value["security"].as_array()?;
        let is_named = |name: &str| schemes.iter().any(|one| one.get(name).is_some());
        let password = format!("Basic {}", STANDARD.encode("admin:practice-admin"));
        if is_named("basic") {
            return Some(password);
        }
        assert!(is_named("bearer"), "{}: {schemes:?}", operation.path);
        let shown = [("Authorization", password.as_str())];
        let token = self.lab.send("POST", "/auth/token?scope=admin", &shown, b"").text();
        Some(format!("Bearer {}", token.trim()))
    }

    /// Holds an answer against what the description says of it.
    fn hold(&self, operation: Operation<'_>, answer: &Answer, what: &str) {
        let response = operation.response(answer.reply.status);
        let Some(content) = response["content"].as_object() else {
            assert!(answer.reply.body.is_empty(), "{what}: {} has a body", answer.reply.status);
            return;
        };
        let said = answer.reply.header("content-type").unwrap_or_else(|| panic!("{what}: no media type"));
        let media = said.split(';').next().unwrap();
        let content = content
            .get(media)
            .or_else(|| content.get("*/*"))
            .unwrap_or_else(|| panic!("{what}: {} with {media} is not described", answer.reply.status));
        if media.ends_with("json") && !answer.reply.body.is_empty() {
            self.document.check(&content["schema"], &answer.reply.json(), what);
        }
        for (name, data) in &answer.events {
            let schema = &content["x-events"][name];
            assert!(schema.is_object(), "{what}: the event {name} is not described");
            self.document.check(schema, data, what);
        }
    }
}

fn read(wire: &mut Wire, operation: Operation<'_>) -> Answer {
    let mut reply = wire.head();
    let mut events = Vec::new();
    let bodiless = operation.method == "HEAD" || matches!(reply.status, 101 | 204 | 304);
    if reply.header("content-type") == Some("text/event-stream") {
        let named = &operation.response(reply.status)["content"]["text/event-stream"]["x-events"];
        let last = if named["end"].is_object() { "event: end\n" } else { "event: " };
        for event in wire.until(last).split("\n\n").filter(|event| event.contains("event: ")) {
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            events.push((field("event: ").to_owned(), serde_json::from_str(field("data: ")).unwrap()));
        }
    } else if !bodiless && reply.header("transfer-encoding").is_none() {
        let length = reply.header("content-length").and_then(|length| length.parse().ok()).unwrap();
        reply.body = wire.exactly(length);
    }
    Answer { reply, events }
}

/// What an operation is asked with: the example of its body.
fn body(operation: Operation<'_>) -> Option<&Value> {
    let example = &operation.value["requestBody"]["content"]["application/json"]["example"];
    (!example.is_null()).then_some(example)
}

/// Asks for every operation in turn, each on a lab of its own, so that none has what another left behind.
fn each(ask: impl Fn(&Described, Operation<'_>)) {
    let count = Described::start().document.operations().count();
    for index in 0..count {
        let described = Described::start();
        ask(&described, described.document.operations().nth(index).unwrap());
    }
}

#[test]
fn every_representation_of_every_example_is_as_described() {
    each(|described, operation| {
        let target = operation.target(None);
        for media in operation.media() {
            // What one representation changes, the next must find unchanged.
            let described = if operation.method == "GET" { described } else { &Described::start() };
            let what = format!("{} {target} as {media}", operation.method);
            let answer = described.ask(operation, &target, media, body(operation));
            assert_eq!(answer.reply.status, operation.success(), "{what}: {}", answer.reply.text());
            let got = answer.reply.header("content-type").unwrap().split(';').next().unwrap();
            assert!(media == "*/*" || got == media, "{what}: {got}");
            described.hold(operation, &answer, &what);
        }
    });
}

/// Values of a schema that must be taken, and others that must not.
fn bounds(schema: &Value) -> (Vec<Value>, Vec<Value>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        good.extend([least.into(), most.into()]);
        bad.extend([(least - 1).into(), (most + 1).into(), "x".into()]);
    }
    if let Some(words) = schema["enum"].as_array() {
        good.extend(words.iter().cloned());
        bad.push("another".into());
    }
    (good, bad)
}

#[test]
fn every_bound_of_a_parameter_is_the_one_that_is_checked() {
    each(|described, operation| {
        for parameter in operation.parameters().filter(|one| one["in"] != "header") {
            let name = parameter["name"].as_str().unwrap();
            let (good, bad) = bounds(&parameter["schema"]);
            let cases = good.iter().map(|value| (value, true)).chain(bad.iter().map(|value| (value, false)));
            for (value, fits) in cases {
                let described = if operation.method == "GET" { described } else { &Described::start() };
                let target = operation.target(Some((name, &plain(value))));
                let answer = described.ask(operation, &target, "application/json", body(operation));
                let wanted = if fits { operation.success() } else { 400 };
                let what = format!("{} {target}", operation.method);
                assert_eq!(answer.reply.status, wanted, "{what}: {}", answer.reply.text());
                described.hold(operation, &answer, &what);
            }
        }
    });
}

#[test]
fn every_bound_of_a_body_is_the_one_that_is_checked() {
    each(|described, operation| {
        let Some(example) = body(operation) else { return };
        let content = &operation.value["requestBody"]["content"]["application/json"];
        let schema = described.document.resolve(&content["schema"]);
        let target = operation.target(None);
        let hold = |value: &Value, wanted: u16| {
            let described = Described::start();
            let answer = described.ask(operation, &target, "application/json", Some(value));
            let what = format!("{} {target} with {value}", operation.method);
            assert_eq!(answer.reply.status, wanted, "{what}: {}", answer.reply.text());
            described.hold(operation, &answer, &what);
        };
        for (name, schema) in schema["properties"].as_object().unwrap() {
            // Without a least of its own, its bounds are those of its type.
            let (good, bad) = if schema["minimum"] == 0 { <_>::default() } else { bounds(schema) };
            for (value, wanted) in
                good.iter().map(|good| (good, operation.success())).chain(bad.iter().map(|bad| (bad, 400)))
            {
                let mut body = example.clone();
                body[name] = value.clone();
                hold(&body, wanted);
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.map(|name| name.as_str().unwrap()) {
            let mut body = example.clone();
            body.as_object_mut().unwrap().remove(name);
            hold(&body, 400);
        }
        let mut more = example.clone();
        more["unheard_of"] = true.into();
        hold(&more, if schema["additionalProperties"] == false { 400 } else { operation.success() });
    });
}

/// What can go wrong with any request and with some: each is described where it can come.
#[test]
fn problems_are_as_described() {
    let described = Described::start();
    let json = ("Accept", "application/json");
    let other = ("Origin", "http://elsewhere.example");
    let cross = ("Sec-Fetch-Site", "cross-site");
    let huge = "x".repeat(2 * 1024 * 1024);
    for (method, target, fields, body, code) in [
        ("GET", "/whoami", &[json, other][..], "", "origin_foreign"),
        ("GET", "/whoami", &[json, cross], "", "cross_site"),
        ("POST", "/echo", &[json, cross], "", "cross_site"),
        ("POST", "/echo", &[json], &huge, "body_too_large"),
        ("POST", "/listeners", &[json], "{}", "not_json"),
        ("POST", "/listeners", &[json, JSON], "{}", "body_invalid"),
        ("POST", "/listeners", &[json, JSON], r#"{"kind":"telnet"}"#, "kind_unknown"),
        ("POST", "/listeners", &[json, JSON], r#"{"kind":"tcp-echo","host":"192.0.2.1"}"#, "host_invalid"),
        ("GET", "/listeners/9", &[json], "", "listener_unknown"),
        ("GET", "/listeners/1/keys", &[json], "", "kind_unsuited"),
        ("POST", "/listeners/2/commands", &[json, JSON], r#"{"line":""}"#, "unspeakable"),
        ("POST", "/listeners", &[json, JSON], r#"{"kind":"proxy"}"#, "target_invalid"),
        ("DELETE", "/listeners/1/connections", &[json], "", "side_invalid"),
        ("GET", "/console?port=1", &[json], "", "consent_missing"),
        ("GET", "/console?port=1&consent=yes", &[json], "", "upgrade_missing"),
        ("GET", "/sockets?state=open", &[json], "", "state_invalid"),
        ("GET", "/scan?ports=0", &[json], "", "ports_invalid"),
        ("GET", "/probe/80?host=192.0.2.1", &[json], "", "host_invalid"),
        ("GET", "/auth/basic", &[json], "", "credentials_missing"),
        ("GET", "/auth/basic", &[json, ("Authorization", "Basic !")], "", "credentials_unreadable"),
        ("GET", "/auth/basic", &[json, ("Authorization", "Basic eDp5")], "", "credentials_wrong"),
        ("GET", "/auth/bearer", &[json, ("Authorization", "Bearer x")], "", "token_unknown"),
        ("GET", "/auth/bearer?access_token=x", &[json], "", "token_in_address"),
        ("POST", "/auth/token?scope=x", &[json], "", "scope_invalid"),
        ("GET", "/tls/0", &[json], "", "port_invalid"),
        ("GET", "/status/100", &[json], "", "status_invalid"),
        ("GET", "/status/400", &[json], "", "asked_for"),
        ("GET", "/status/418", &[json], "", "asked_for"),
        ("GET", "/status/599", &[json], "", "asked_for"),
        ("GET", "/delay/x", &[json], "", "delay_invalid"),
        ("GET", "/bytes/x", &[json], "", "count_invalid"),
        ("GET", "/incidents/0/log", &[json], "", "case_invalid"),
        ("POST", "/incidents/7/answer?kind=x", &[json], "", "incident_invalid"),
        ("GET", "/lessons/nowhere", &[json], "", "lesson_unknown"),
        ("GET", "/files/nowhere", &[json], "", "file_unknown"),
        ("GET", "/files/notes.txt", &[json, ("If-Match", "\"x\"")], "", "condition_failed"),
        ("GET", "/files/notes.txt", &[json, ("Range", "bytes=90-")], "", "range_invalid"),
    ] {
        let reply = described.lab.send(method, target, fields, body.as_bytes());
        let what = format!("{method} {target}");
        assert_eq!(reply.code(), code, "{what}");
        let operation = described.document.find(method, target).unwrap_or_else(|| panic!("{what}"));
        described.hold(operation, &Answer { reply, events: Vec::new() }, &what);
    }
    // A host that is not the lab's, and an address that there is not: described for all together.
    let mut wire = described.lab.connect();
    wire.write(b"GET /whoami HTTP/1.1\r\nHost: elsewhere.example\r\nAccept: application/json\r\n\r\n");
    let whoami = described.document.find("GET", "/whoami").unwrap();
    let refused = Answer { reply: wire.reply(), events: Vec::new() };
    assert_eq!(refused.reply.code(), "host_unknown");
    described.hold(whoami, &refused, "a foreign host");
    let lost = Answer { reply: described.lab.get_with("/nope", &[json]), events: Vec::new() };
    assert_eq!(lost.reply.code(), "not_found");
    described.hold(whoami, &lost, "/nope");
}
