//! Key-value stores: the real redis-cli, a client library and hand-typed lines; what the page is told; and the bounds.

use std::io::Write as _;
use std::net::{Shutdown, SocketAddr};
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

use protocol::journal::{Entry, Journal, Step};
use protocol::key_value::{Keys, Spoken};
use protocol::listeners::{Details, Listener};
use redis::{Commands as _, ErrorKind, ServerErrorKind};
use serde_json::{Value, json};
use tests::children::Program as _;
use tests::lab::{Lab, PATIENCE, Reply, Wire, unlent_port};

use crate::listeners::{done, path};

fn store(lab: &Lab) -> Listener {
    done(lab, "POST", "/listeners", &json!({ "kind": "key-value" }))
}

fn keys(lab: &Lab, listener: &Listener) -> Keys {
    done(lab, "GET", &path(listener, "/keys"), &Value::Null)
}

fn post(lab: &Lab, target: &str, body: &Value) -> Reply {
    let fields = [("Accept", "application/json"), ("Content-Type", "application/json")];
    lab.send("POST", target, &fields, body.to_string().as_bytes())
}

/// Starts the real redis-cli.
fn start_redis_cli(address: SocketAddr, arguments: &[&str]) -> Child {
    Command::new("redis-cli")
        .args(["-h", &address.ip().to_string(), "-p", &address.port().to_string()])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .starts()
        .expect("redis-cli is on PATH; on Debian: apt-get install redis-tools")
}

/// The real redis-cli, with these lines typed into it.
fn redis_cli(address: SocketAddr, arguments: &[&str], typed: &str) -> Output {
    let mut child = start_redis_cli(address, arguments);
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(address: SocketAddr, arguments: &[&str]) -> String {
    let output = redis_cli(address, arguments, "");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// Whether so many seconds may be left of a time to live that was set after a moment: rounded to the nearest second.
fn is_left(left: u64, set: u64, start: Instant) -> bool {
    (set.saturating_sub(start.elapsed().as_secs() + 1)..=set).contains(&left)
}

#[test]
fn the_real_redis_cli_works_with_it() {
    let lab = Lab::start();
    let listener = store(&lab);
    let start = Instant::now();
    for (arguments, wanted) in [
        (&["ping"][..], "PONG"),
        (&["set", "greeting", "hello world", "EX", "60"], "OK"),
        (&["get", "greeting"], "hello world"),
        (&["--no-raw", "get", "nothing"], "(nil)"),
        (&["--no-raw", "set", "greeting", "x", "NX"], "(nil)"),
        (&["--no-raw", "incr", "visits"], "(integer) 1"),
        (&["keys", "*"], "greeting\nvisits"),
        (&["exists", "greeting", "visits", "nothing"], "2"),
        (&["del", "visits"], "1"),
        (&["incr", "greeting"], "ERR value is not an integer or out of range"),
        (&["flush", "all"], "ERR unknown command 'flush', with args beginning with: 'all'"),
        (&["-2", "ping"], "PONG"),
    ] {
        assert_eq!(said(listener.local, arguments), wanted, "{arguments:?}");
    }
    let left: u64 = said(listener.local, &["ttl", "greeting"]).parse().unwrap();
    assert!(is_left(left, 60, start), "{left}");
    // Lines typed into one session, and a mass of commands in one go.
    let output = redis_cli(listener.local, &["--no-raw"], "set a \"b c\"\nget a\nselect 0\nselect 1\nquit\n");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text, "OK\n\"b c\"\nOK\n(error) ERR DB index is out of range\n", "{text}");
    let many: String = (0..20_000).map(|number| format!("SET k{} v{number}\r\n", number % 500)).collect();
    let output = redis_cli(listener.local, &["--pipe"], &many);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("errors: 0, replies: 20000"), "{text}");
    assert_eq!(said(listener.local, &["get", "k499"]), "v19999");
}

#[test]
fn a_client_library_works_with_it() {
    let lab = Lab::start();
    let listener = store(&lab);
    let client = redis::Client::open(format!("redis://{}", listener.local)).unwrap();
    let mut connection = client.get_connection_with_timeout(PATIENCE).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let start = Instant::now();
    let _: () = connection.set_ex("greeting", "hello", 60).unwrap();
    let (old, number, left): (String, i64, u64) = redis::pipe()
        .cmd("GET")
        .arg("greeting")
        .incr("visits", 1)
        .ttl("greeting")
        .query(&mut connection)
        .map(|all: (String, i64, u64)| all)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((old.as_str(), number), ("hello", 1));
    assert!(is_left(left, 60, start), "{left}");
    let binary: Vec<u8> = (0..=255).collect();
    let _: () = connection.set("binary", &binary).unwrap();
    assert_eq!(connection.get::<_, Vec<u8>>("binary").unwrap(), binary);
    assert_eq!(connection.get::<_, Option<String>>("nothing").unwrap(), None);
    let error = redis::cmd("INCR").arg("greeting").query::<i64>(&mut connection).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server(ServerErrorKind::ResponseError), "{error}");
    assert!(error.to_string().contains("not an integer"), "{error}");
    let mut all: Vec<String> = connection.keys("*").unwrap();
    all.sort();
    assert_eq!(all, ["binary", "greeting", "visits"]);
    // What is no text is shown as what it is, cut nowhere in its middle.
    let shown = keys(&lab, &listener);
    assert!(shown.keys[0].value.starts_with("\\x00\\x01") && shown.keys[0].bytes == 256, "{shown:?}");
}

#[test]
fn lines_typed_by_hand_are_commands_too() {
    let lab = Lab::start();
    let listener = store(&lab);
    let mut wire = Wire::to(listener.local);
    for (typed, replies) in [
        ("PING\r\n", &["+PONG"][..]),
        ("set a 'b c'\n", &["+OK"]),
        ("get a\n", &["$3", "b c"]),
        ("\r\n\r\nkeys *\r\n", &["*1", "$1", "a"]),
        ("expire a 100\nttl a\n", &[":1", ":100"]),
        ("get nothing\n", &["$-1"]),
        ("nothing\n", &["-ERR unknown command 'nothing', with args beginning with: "]),
        ("quit\n", &["+OK"]),
    ] {
        wire.write(typed.as_bytes());
        for reply in replies {
            assert_eq!(wire.line().as_deref(), Some(*reply), "{typed:?}");
        }
    }
    assert_eq!(wire.rest(), b"");
}

#[test]
fn a_store_is_the_listeners_own_and_gone_with_it() {
    let lab = Lab::start();
    // Nobody else is lent the port when it is free again.
    let one = json!({ "kind": "key-value", "port": unlent_port() });
    let one: Listener = done(&lab, "POST", "/listeners", &one);
    let other = store(&lab);
    said(one.local, &["set", "a", "1"]);
    assert_eq!(said(other.local, &["--no-raw", "get", "a"]), "(nil)");
    let now: Listener = done(&lab, "GET", &path(&one, ""), &Value::Null);
    let Some(Details::KeyValue(stored)) = now.details else { panic!("{now:?}") };
    assert_eq!((stored.keys, stored.bytes, stored.max_keys), (1, 2, 1000));
    let mut client = Wire::to(one.local);
    client.write(b"ping\n");
    assert_eq!(client.line().as_deref(), Some("+PONG"));
    let stopped: Listener = done(&lab, "DELETE", &path(&one, ""), &Value::Null);
    assert_eq!(client.rest(), b"");
    let again: Listener =
        done(&lab, "POST", "/listeners", &json!({ "kind": "key-value", "port": stopped.local.port() }));
    assert_eq!(said(again.local, &["dbsize"]), "0");
}

#[test]
fn the_lab_speaks_to_it_and_tells_every_byte() {
    let lab = Lab::start();
    let listener = store(&lab);
    let speak = |line: &str| -> Spoken {
        done(&lab, "POST", &path(&listener, "/commands"), &json!({ "line": line }))
    };
    let spoken = speak("SET greeting \"hello world\" PX 60000");
    assert_eq!(
        spoken.sent,
        "*5\\r\\n$3\\r\\nSET\\r\\n$8\\r\\ngreeting\\r\\n$11\\r\\nhello world\\r\\n$2\\r\\nPX\\r\\n$5\\r\\n60000\\r\\n"
    );
    assert_eq!(
        (spoken.received.as_str(), spoken.received_bytes, spoken.reply.as_str()),
        ("+OK\\r\\n", 5, "OK")
    );
    let error = speak("INCR greeting");
    assert!(error.is_error && error.reply.starts_with("(error) ERR value"), "{error:?}");
    assert_eq!(speak("KEYS *").reply, "1) \"greeting\"");
    // A long reply comes whole, and is told in part.
    let long = "x".repeat(900);
    for key in ["a", "b", "c"] {
        speak(&format!("SET {key} {long}"));
    }
    let command = speak("COMMAND");
    assert!(command.received_bytes > 700 && command.reply.contains("\"ttl\""), "{command:?}");
    let shown = keys(&lab, &listener);
    assert_eq!(shown.keys.len(), 4);
    let greeting = shown.keys.iter().find(|key| key.name == "greeting").unwrap();
    assert!(greeting.expires_in_ms.is_some_and(|left| left <= 60_000) && greeting.kind == "string");
    // The journal leaves the lab's own commands out: their replies are told to whoever asked.
    assert!(journal(&lab, &listener).is_empty());
    for (target, body, status, code) in [
        ("/commands", json!({ "line": "" }), 400, "unspeakable"),
        ("/commands", json!({ "line": "get 'a" }), 400, "unspeakable"),
        ("/commands", json!({ "line": "x".repeat(1025) }), 400, "unspeakable"),
        ("/commands", json!({ "text": "get a" }), 400, "body_invalid"),
        ("/requests", json!({ "target": "/" }), 409, "kind_unsuited"),
    ] {
        let reply = post(&lab, &path(&listener, target), &body);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{body}");
    }
    let echo: Listener = done(&lab, "POST", "/listeners", &json!({ "kind": "tcp-echo" }));
    let reply = post(&lab, &path(&echo, "/commands"), &json!({ "line": "ping" }));
    assert_eq!((reply.status, reply.code().as_str()), (409, "kind_unsuited"));
    let reply = lab.get_with(&path(&echo, "/keys"), &[("Accept", "application/json")]);
    assert_eq!((reply.status, reply.code().as_str()), (409, "kind_unsuited"));
    let still: Listener = done(&lab, "POST", "/listeners", &json!({ "kind": "key-value", "accept": false }));
    done::<Listener>(&lab, "DELETE", &path(&still, ""), &Value::Null);
    let reply = post(&lab, &path(&still, "/commands"), &json!({ "line": "ping" }));
    assert_eq!((reply.status, reply.code().as_str()), (404, "listener_unknown"));
}

/// What others said to a listener, oldest first.
fn journal(lab: &Lab, listener: &Listener) -> Vec<Entry> {
    let journal: Journal = serde_json::from_value(lab.json("/journal?limit=1000")).unwrap();
    let of = |entry: &Entry| entry.practice().is_some_and(|practice| practice.listener == listener.id);
    journal.entries.into_iter().rev().filter(of).collect()
}

#[test]
fn the_journal_tells_who_set_what_and_no_value() {
    let lab = Lab::start();
    let listener = store(&lab);
    let mut stream = lab.connect();
    let target = "/journal/stream?format=json";
    stream.write(format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    assert_eq!(stream.head().status, 200);
    let mut child = start_redis_cli(listener.local, &[]);
    let mut typed = child.stdin.take().unwrap();
    typed.write_all(b"set greeting a-secret-value\n").unwrap();
    // It stays connected meanwhile, so that the system can tell whose connection it is.
    let mut events = stream.until("SET greeting");
    drop(typed);
    assert!(child.wait_with_output().unwrap().status.success());
    events.push_str(&stream.until("\"closed\""));
    assert!(!events.contains("a-secret-value"), "{events}");
    if cfg!(target_os = "linux") {
        assert!(events.contains("redis-cli"), "{events}");
    }
    let steps: Vec<_> = journal(&lab, &listener)
        .iter()
        .filter_map(|entry| match &entry.practice()?.step {
            Step::Said(said) => Some(said.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(steps, ["COMMAND DOCS", "SET greeting"], "redis-cli asks for help texts first");
}

#[test]
fn what_is_too_much_is_told_so_and_the_rest_goes_on() {
    let lab = Lab::start();
    let listener = store(&lab);
    let mut other = Wire::to(listener.local);
    for (bytes, says) in [
        (b"*2\r\n$3\r\nGET\r\n$16385\r\n".to_vec(), "-ERR Protocol error: invalid bulk length"),
        (b"*129\r\n".to_vec(), "-ERR Protocol error: invalid multibulk length"),
        (vec![b'a'; 5000], "-ERR Protocol error: too big inline request"),
        (b"*1\r\n*1\r\n".repeat(10), "-ERR Protocol error: expected '$', got '*'"),
        (
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".to_vec(),
            "-ERR wrong number of arguments for 'get' command",
        ),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nset a 1\r\n".to_vec(), "-ERR this is HTTP"),
    ] {
        let mut wire = Wire::to(listener.local);
        wire.write(&bytes);
        let first = wire.line().unwrap();
        assert!(first.starts_with(says), "{first}");
        wire.finish();
        // HTTP's first line is a command, its second ends the connection.
        assert!(wire.rest().is_empty() || says.contains("'get'"));
    }
    let value = "v".repeat(16 * 1024);
    let mut wire = Wire::to(listener.local);
    let mut refused = 0;
    for number in 0..80 {
        wire.write(
            format!("*3\r\n$3\r\nSET\r\n$3\r\nk{number:02}\r\n${}\r\n{value}\r\n", value.len()).as_bytes(),
        );
        let reply = wire.line().unwrap();
        assert!(reply == "+OK" || reply.starts_with("-OOM"), "{reply}");
        refused += usize::from(reply != "+OK");
    }
    assert_eq!(refused, 80 - 63, "63 such values and their keys are less than a MiB");
    other.write(b"get k00\n");
    assert_eq!(other.line().as_deref(), Some("$16384"));
    assert_eq!(keys(&lab, &listener).keys.len(), 63);
}

#[test]
fn a_client_that_does_not_read_holds_up_nobody_else() {
    let lab = Lab::start();
    let listener = store(&lab);
    let value = "v".repeat(16 * 1024);
    let mut wire = Wire::to(listener.local);
    wire.write(format!("*3\r\n$3\r\nSET\r\n$1\r\na\r\n${}\r\n{value}\r\n", value.len()).as_bytes());
    assert_eq!(wire.line().as_deref(), Some("+OK"));
    let mut greedy = Wire::narrow(listener.local);
    let asked = 2000;
    let commands = b"get a\n".repeat(asked);
    // So many replies fit nowhere: the store stops reading, and the writer is held up.
    let mut writer = greedy.stream().try_clone().unwrap();
    let writing = std::thread::spawn(move || {
        writer.write_all(&commands).and_then(|()| writer.shutdown(Shutdown::Write))
    });
    assert_eq!(greedy.line().as_deref(), Some("$16384"));
    wire.write(b"ping\n");
    assert_eq!(wire.line().as_deref(), Some("+PONG"));
    let rest = greedy.rest();
    writing.join().unwrap().unwrap();
    let each = "$16384\r\n\r\n".len() + value.len();
    assert_eq!(rest.len(), asked * each - "$16384\r\n".len(), "every reply came");
}

/// Every key is held against a pattern while nobody else is answered, so a pattern is short.
#[test]
fn a_pattern_is_bounded() {
    let lab = Lab::start();
    let listener = store(&lab);
    let mut wire = Wire::to(listener.local);
    wire.write(format!("KEYS *{}\r\nKEYS *{}\r\n", "a".repeat(127), "a".repeat(128)).as_bytes());
    assert_eq!(wire.line().as_deref(), Some("*0"));
    assert_eq!(wire.line().as_deref(), Some("-ERR a pattern may have at most 128 bytes here"));
}
