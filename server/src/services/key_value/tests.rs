//! The commands, each with what Redis answers; and many at random, against a plain model.

use std::collections::BTreeMap;

use bytes::Bytes;
use proptest::prelude::*;
use redis_protocol::resp2::types::BytesFrame as Frame;

use super::*;

/// A reply in the form in which redis-cli prints it, on one line.
fn shown(frame: &Frame) -> String {
    match frame {
        Frame::SimpleString(text) => String::from_utf8(text.to_vec()).unwrap(),
        Frame::Error(text) => format!("!{text}"),
        Frame::Integer(number) => number.to_string(),
        Frame::BulkString(bytes) => format!("\"{}\"", escaped(bytes)),
        Frame::Array(all) => format!("[{}]", all.iter().map(shown).collect::<Vec<_>>().join(" ")),
        Frame::Null => "nil".to_owned(),
    }
}

/// A store and one client of it.
#[derive(Default)]
struct Bench {
    store: KeyValue,
    session: Session,
    now: u64,
}

impl Bench {
    fn say(&mut self, line: &str) -> String {
        let arguments = split(line.as_bytes()).unwrap();
        shown(&self.store.answer(&mut self.session, &arguments, self.now).reply)
    }
}

#[test]
fn each_command_answers_as_redis_does() {
    let mut bench = Bench { now: 5000, ..Bench::default() };
    for (line, reply) in [
        ("PING", "PONG"),
        ("ping 'hi there'", "\"hi there\""),
        ("echo a", "\"a\""),
        ("get a", "nil"),
        ("set a 1", "OK"),
        ("get a", "\"1\""),
        ("set a 2 nx", "nil"),
        ("set b 2 xx", "nil"),
        ("set a 2 xx get", "\"1\""),
        ("set b 3 nx get", "nil"),
        ("ttl a", "-1"),
        ("ttl nobody", "-2"),
        ("set a 2 ex 10", "OK"),
        ("ttl a", "10"),
        ("set a 3 keepttl", "OK"),
        ("ttl a", "10"),
        ("incr a", "4"),
        ("ttl a", "10"),
        ("set a 3", "OK"),
        ("ttl a", "-1"),
        ("expire a 7", "1"),
        ("expire nobody 7", "0"),
        ("exists a b a nobody", "3"),
        ("keys *", "[\"a\" \"b\"]"),
        ("keys [^a]", "[\"b\"]"),
        ("incrby b -5", "-2"),
        ("setex c 10 x", "OK"),
        ("ttl c", "10"),
        ("del c", "1"),
        ("dbsize", "2"),
        ("del a b nobody", "2"),
        ("incr n", "1"),
        ("set n 9223372036854775807", "OK"),
        ("expire n 0", "1"),
        ("expire n -1", "0"),
        ("select 0", "OK"),
        ("client setname me", "OK"),
        ("client getname", "\"me\""),
        ("client setinfo LIB-NAME x", "OK"),
        ("client id", "0"),
        ("command count", "19"),
        ("command info get nobody", "[[\"get\" 2 [readonly] 1 1 1] nil]"),
        (
            "command docs quit nobody",
            "[\"quit\" [\"summary\" \"Closes this connection.\" \"group\" \"connection\"]]",
        ),
        ("quit", "OK"),
    ] {
        assert_eq!(bench.say(line), reply, "{line}");
    }
}

#[test]
fn each_error_is_the_one_that_redis_gives() {
    let mut bench = Bench::default();
    bench.say("set text hello");
    bench.say("set most 9223372036854775807");
    for (line, reply) in [
        ("Nothing a 'b c'", "!ERR unknown command 'nothing', with args beginning with: 'a' 'b c' "),
        ("get", "!ERR wrong number of arguments for 'get' command"),
        ("get a b", "!ERR wrong number of arguments for 'get' command"),
        ("ping a b", "!ERR wrong number of arguments for 'ping' command"),
        ("set a", "!ERR wrong number of arguments for 'set' command"),
        ("set a 1 nx xx", "!ERR syntax error"),
        ("set a 1 ex", "!ERR syntax error"),
        ("set a 1 ex 1 px 1", "!ERR syntax error"),
        ("set a 1 ex 1 keepttl", "!ERR syntax error"),
        ("set a 1 ex soon", "!ERR value is not an integer or out of range"),
        ("set a 1 ex 0", "!ERR invalid expire time in 'set' command"),
        ("set a 1 ex 9223372036854775807", "!ERR invalid expire time in 'set' command"),
        ("set a 1 px -1", "!ERR invalid expire time in 'set' command"),
        ("setex a 0 1", "!ERR invalid expire time in 'setex' command"),
        ("incrby most 1", "!ERR increment or decrement would overflow"),
        ("expire a soon", "!ERR value is not an integer or out of range"),
        ("expire text 9223372036854775807", "!ERR invalid expire time in 'expire' command"),
        ("incr text", "!ERR value is not an integer or out of range"),
        ("incr most", "!ERR increment or decrement would overflow"),
        ("select 1", "!ERR DB index is out of range"),
        ("select a", "!ERR value is not an integer or out of range"),
        ("hello 3", "!NOPROTO unsupported protocol version"),
        ("hello x", "!ERR Protocol version is not an integer or out of range"),
        ("hello 2 auth a b", "!ERR Syntax error in HELLO option 'auth'"),
        ("client kill", "!ERR unknown subcommand 'kill' of CLIENT"),
        ("client setname", "!ERR wrong number of arguments for 'client|setname' command"),
        ("client setname 'a b'", "!ERR Client names cannot contain spaces, newlines or special characters."),
        ("\"a\\r\\nb\"", "!ERR unknown command 'a\\\\r\\\\nb', with args beginning with: "),
    ] {
        assert_eq!(bench.say(line).replace("\\r", "\\\\r").replace("\\n", "\\\\n"), reply, "{line}");
    }
    for number in ["01", "+1", " 1", "1 ", "", "-0", "9223372036854775808"] {
        bench.say(&format!("set text '{number}'"));
        assert!(bench.say("incr text").contains("not an integer"), "{number:?}");
    }
}

#[test]
fn hello_and_info_say_who_answers() {
    let mut bench = Bench::default();
    (bench.session.id, bench.session.port, bench.session.clients) = (7, 6380, 2);
    let hello = bench.say("hello 2 setname me");
    assert!(
        hello.starts_with("[\"server\" \"loopback-lab\"") && hello.contains("\"proto\" 2 \"id\" 7"),
        "{hello}"
    );
    assert_eq!(bench.say("client getname"), "\"me\"");
    bench.say("set a 1 ex 10");
    bench.say("set b 1");
    bench.say("get a");
    bench.say("get c");
    let info = bench.say("info");
    for wanted in [
        "tcp_port:6380",
        "connected_clients:2",
        "keyspace_hits:1",
        "keyspace_misses:1",
        "db0:keys=2,expires=1,avg_ttl=10000",
    ] {
        assert!(info.contains(wanted), "{wanted} in {info}");
    }
    assert_eq!(bench.say("info keyspace"), "\"# Keyspace\\r\\ndb0:keys=2,expires=1,avg_ttl=10000\\r\\n\"");
}

#[test]
fn a_key_expires_to_the_millisecond() {
    let mut bench = Bench::default();
    bench.say("set a 1 px 1500");
    bench.say("set b 1 ex 5");
    bench.now = 1499;
    assert_eq!((bench.say("get a").as_str(), bench.say("ttl a").as_str()), ("\"1\"", "0"));
    bench.now = 1500;
    assert_eq!((bench.say("get a").as_str(), bench.say("ttl a").as_str()), ("nil", "-2"));
    assert_eq!(bench.store.kept(1500).0.len(), 1);
    bench.now = 5000;
    assert_eq!(bench.say("dbsize"), "0");
    assert_eq!(bench.store.kept(5000), (vec![], 0));
}

#[test]
fn http_is_told_from_resp_and_ends_the_connection() {
    let mut bench = Bench::default();
    for line in ["POST / HTTP/1.1", "Host: 127.0.0.1:6379"] {
        let answer = bench.store.answer(&mut bench.session, &split(line.as_bytes()).unwrap(), 0);
        assert!(answer.close && shown(&answer.reply).contains("HTTP"), "{line}");
    }
    let quit = bench.store.answer(&mut bench.session, &[Bytes::from_static(b"QUIT")], 0);
    assert!(quit.close);
}

#[test]
fn what_does_not_fit_is_told_so_and_changes_nothing() {
    let mut bench = Bench::default();
    let long = "k".repeat(MAX_KEY_BYTES + 1);
    assert!(bench.say(&format!("set {long} 1")).contains("512 bytes"));
    assert!(bench.say(&format!("incr {long}")).contains("512 bytes"));
    let value = "v".repeat(MAX_VALUE_BYTES);
    assert!(bench.say(&format!("set a {value}v")).contains("16384 bytes"));
    let mut kept = 0;
    while bench.say(&format!("set {kept} {value}")) == "OK" {
        kept += 1;
    }
    assert_eq!(kept, 63, "64 values and their keys are more than a MiB");
    assert!(bench.say("set a 1") == "OK" && bench.say(&format!("set a {value}")).starts_with("!OOM"));
    assert_eq!(bench.say("get a"), "\"1\"");
    assert_eq!(bench.say("del 0"), "1");
    assert_eq!(bench.say(&format!("set a {value}")), "OK");

    let mut bench = Bench::default();
    for number in 0..MAX_KEYS {
        assert_eq!(bench.say(&format!("set {number} 1")), "OK");
    }
    assert!(bench.say("set a 1").starts_with("!OOM command not allowed"));
    assert!(bench.say("incr a").starts_with("!OOM command not allowed"));
    assert_eq!(bench.say("set 0 2"), "OK");
}

/// One thing that is done to the store, and to the model.
#[derive(Clone, Debug)]
enum Step {
    Set { key: u8, value: i64, px: Option<u16>, nx: bool },
    Get(u8),
    Del(u8),
    Incr(u8),
    Expire(u8, i8),
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..4_u8;
    let value = prop_oneof![Just(i64::MAX), any::<i64>(), 0..9_i64];
    let px = proptest::option::of(1..2000_u16);
    prop_oneof![
        (key.clone(), value, px, any::<bool>()).prop_map(|(key, value, px, nx)| Step::Set {
            key,
            value,
            px,
            nx
        }),
        key.clone().prop_map(Step::Get),
        key.clone().prop_map(Step::Del),
        key.clone().prop_map(Step::Incr),
        (key, -1..3_i8).prop_map(|(key, seconds)| Step::Expire(key, seconds)),
        (0..1500_u16).prop_map(Step::Pass),
    ]
}

proptest! {
    #[test]
    fn the_store_does_what_a_plain_model_does(steps in proptest::collection::vec(step(), 0..60)) {
        let mut bench = Bench::default();
        let mut model: BTreeMap<u8, (i64, Option<u64>)> = BTreeMap::new();
        for step in steps {
            let now = bench.now;
            model.retain(|_, (_, expires)| expires.is_none_or(|at| at > now));
            match step {
                Step::Set { key, value, px, nx } => {
                    let px_text = px.map(|px| format!(" px {px}")).unwrap_or_default();
                    let refused = nx && model.contains_key(&key);
                    if !refused {
                        model.insert(key, (value, px.map(|px| now + u64::from(px))));
                    }
                    let reply = bench.say(&format!("set {key} {value}{px_text}{}", if nx { " nx" } else { "" }));
                    prop_assert_eq!(reply, if refused { "nil" } else { "OK" });
                }
                Step::Get(key) => {
                    let wanted = model.get(&key).map_or("nil".to_owned(), |(value, _)| format!("\"{value}\""));
                    prop_assert_eq!(bench.say(&format!("get {key}")), wanted);
                }
                Step::Del(key) => {
                    let wanted = u8::from(model.remove(&key).is_some()).to_string();
                    prop_assert_eq!(bench.say(&format!("del {key}")), wanted);
                }
                Step::Incr(key) => {
                    let (value, expires) = model.get(&key).copied().unwrap_or((0, None));
                    let reply = bench.say(&format!("incr {key}"));
                    match value.checked_add(1) {
                        Some(next) => {
                            model.insert(key, (next, expires));
                            prop_assert_eq!(reply, next.to_string());
                        }
                        None => prop_assert!(reply.contains("overflow")),
                    }
                }
                Step::Expire(key, seconds) => {
                    let there = model.contains_key(&key);
                    match u64::try_from(seconds) {
                        Ok(seconds) if seconds > 0 => {
                            if let Some((_, expires)) = model.get_mut(&key) {
                                *expires = Some(now + seconds * 1000);
                            }
                        }
                        _ => drop(model.remove(&key)),
                    }
                    prop_assert_eq!(bench.say(&format!("expire {key} {seconds}")), u8::from(there).to_string());
                }
                Step::Pass(ms) => bench.now += u64::from(ms),
            }
            let now = bench.now;
            model.retain(|_, (_, expires)| expires.is_none_or(|at| at > now));
            let (kept, bytes) = bench.store.kept(now);
            let wanted: Vec<_> = model.iter().map(|(key, (value, expires))| Kept {
                key: key.to_string().into(),
                value: value.to_string().into(),
                left_ms: expires.map(|at| at - now),
            }).collect();
            prop_assert_eq!(bytes, kept.iter().map(|one| one.key.len() + one.value.len()).sum::<usize>());
            prop_assert_eq!(kept, wanted);
        }
    }

    #[test]
    fn any_command_is_answered(arguments in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 1..6), now: u64) {
        let arguments: Vec<_> = arguments.into_iter().map(Bytes::from).collect();
        KeyValue::default().answer(&mut Session::default(), &arguments, now);
    }

    #[test]
    fn any_arguments_of_a_known_command_are_answered(name in prop::sample::select(vec!["set", "expire", "hello", "client", "command", "info", "keys"]),
        rest in proptest::collection::vec(r"(nx|xx|ex|px|get|setname|docs|-?[0-9]{1,19}|[ -~]{0,4})", 0..5), now: u64) {
        let arguments: Vec<_> = std::iter::once(name.to_owned()).chain(rest).map(Bytes::from).collect();
        KeyValue::default().answer(&mut Session::default(), &arguments, now);
    }
}
