//! The commands there are, as `COMMAND` and `COMMAND DOCS` tell them: redis-cli asks for both when it starts.

use bytes::Bytes;
use redis_protocol::resp2::types::BytesFrame;

/// What one command is.
pub(super) struct Spec {
    /// Its name, in small letters.
    pub(super) name: &'static str,
    /// How many arguments it has, its name included; below zero: at least so many.
    pub(super) arity: i64,
    /// Whether it changes something.
    writes: bool,
    /// Whether it has a key, and whether everything from that on is keys.
    keys: Keys,
    group: &'static str,
    summary: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    None,
    First,
    All,
}

const fn spec(
    name: &'static str,
    arity: i64,
    writes: bool,
    keys: Keys,
    group: &'static str,
    summary: &'static str,
) -> Spec {
    Spec { name, arity, writes, keys, group, summary }
}

/// All of them, by name.
pub(super) const ALL: &[Spec] = &[
    spec(
        "client",
        -2,
        false,
        Keys::None,
        "connection",
        "Names this connection, or tells its name or number.",
    ),
    spec("command", -1, false, Keys::None, "server", "Tells which commands there are."),
    spec("dbsize", 1, false, Keys::None, "server", "Tells how many keys there are."),
    spec("del", -2, true, Keys::All, "generic", "Forgets keys; tells how many were there."),
    spec("echo", 2, false, Keys::None, "connection", "Sends back what it gets."),
    spec("exists", -2, false, Keys::All, "generic", "Tells how many of these keys there are."),
    spec("expire", 3, true, Keys::First, "generic", "Lets a key expire in so many seconds."),
    spec("get", 2, false, Keys::First, "string", "Tells the value of a key."),
    spec("hello", -1, false, Keys::None, "connection", "Agrees on the version of the protocol, which is 2."),
    spec("incr", 2, true, Keys::First, "string", "Adds one to the number under a key."),
    spec("incrby", 3, true, Keys::First, "string", "Adds to the number under a key."),
    spec("info", -1, false, Keys::None, "server", "Tells about the server."),
    spec("keys", 2, false, Keys::None, "generic", "Tells the keys that a pattern stands for."),
    spec("ping", -1, false, Keys::None, "connection", "Answers PONG, or sends back what it gets."),
    spec("quit", -1, false, Keys::None, "connection", "Closes this connection."),
    spec("select", 2, false, Keys::None, "connection", "Chooses a database; there is only 0."),
    spec("set", -3, true, Keys::First, "string", "Keeps a value under a key."),
    spec("setex", 4, true, Keys::First, "string", "Keeps a value for so many seconds."),
    spec("ttl", 2, false, Keys::First, "generic", "Tells how many seconds a key has to live."),
];

/// The command of a name in small letters.
pub(super) fn find(name: &[u8]) -> Option<&'static Spec> {
    ALL.iter().find(|spec| spec.name.as_bytes() == name)
}

/// What `COMMAND` tells of one: name, arity, flags, first key, last key, step.
pub(super) fn describe(spec: &Spec) -> BytesFrame {
    let flag = if spec.writes { "write" } else { "readonly" };
    let (first, last, step) = match spec.keys {
        Keys::None => (0, 0, 0),
        Keys::First => (1, 1, 1),
        Keys::All => (1, -1, 1),
    };
    BytesFrame::Array(vec![
        bulk(spec.name),
        BytesFrame::Integer(spec.arity),
        BytesFrame::Array(vec![BytesFrame::SimpleString(Bytes::from_static(flag.as_bytes()))]),
        BytesFrame::Integer(first),
        BytesFrame::Integer(last),
        BytesFrame::Integer(step),
    ])
}

/// What `COMMAND DOCS` tells of one: its name, and pairs of what is told.
pub(super) fn document(spec: &Spec) -> [BytesFrame; 2] {
    let pairs = ["summary", spec.summary, "group", spec.group];
    [bulk(spec.name), BytesFrame::Array(pairs.map(bulk).into())]
}

fn bulk(text: &'static str) -> BytesFrame {
    BytesFrame::BulkString(Bytes::from_static(text.as_bytes()))
}

/// Whether the first argument of a command names something, a key or a part of the command, and is no value.
/// Whether there is a command of this name, in whatever letters.
pub(crate) fn is_command(name: &str) -> bool {
    find(name.to_ascii_lowercase().as_bytes()).is_some()
}

pub(crate) fn names_first(name: &str) -> bool {
    let named =
        |spec: &Spec| spec.keys != Keys::None || matches!(spec.name, "keys" | "client" | "command" | "info");
    find(name.to_ascii_lowercase().as_bytes()).is_some_and(named)
}
