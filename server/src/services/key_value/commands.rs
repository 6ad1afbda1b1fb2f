//! What each command does to the store, and what it answers.

use bytes::Bytes;
use redis_protocol::resp2::types::BytesFrame as Frame;

use super::line::escaped;
use super::store::{Full, Kept, Store, Value};
use super::{MAX_KEY_BYTES, MAX_KEYS, MAX_PATTERN_BYTES, MAX_STORE_BYTES, MAX_VALUE_BYTES, glob, table};

/// A store with what is counted about it.
#[derive(Debug, Default)]
pub(crate) struct KeyValue {
    store: Store,
    commands: u64,
    hits: u64,
    misses: u64,
}

/// One client of the store: what it has said about itself, and what it is told about the server.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The number of its connection.
    pub(crate) id: u64,
    /// The port that the store listens on.
    pub(crate) port: u16,
    /// How many clients are connected.
    pub(crate) clients: usize,
    pub(crate) name: Bytes,
}

/// What a command came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) reply: Frame,
    /// Whether the connection is to be closed after the reply.
    pub(crate) close: bool,
}

/// Why a command was not done: the reply, without the sign of an error.
type Refused = String;

type Done = Result<Frame, Refused>;

const SYNTAX: &str = "ERR syntax error";
const NO_INTEGER: &str = "ERR value is not an integer or out of range";

impl KeyValue {
    /// Does what a client asks for. `now` is in milliseconds since the store was made. A command without a name is none.
    pub(crate) fn answer(&mut self, session: &mut Session, arguments: &[Bytes], now: u64) -> Answer {
        self.store.sweep(now);
        self.commands += 1;
        let [name, rest @ ..] = arguments else { return Answer { reply: Frame::Null, close: false } };
        let name = name.to_ascii_lowercase();
        // The first lines of a request of HTTP. Nobody but a web page that was made to would send those here.
        if name == b"post" || name == b"host:" {
            let reply = error(
                "ERR this is HTTP, and a key-value service speaks RESP. A web page may have been made to send \
                 it, so the connection is closed.",
            );
            return Answer { reply, close: true };
        }
        let reply = self.run(session, &name, rest, now).unwrap_or_else(|refused| error(&refused));
        Answer { close: name == b"quit" && matches!(reply, Frame::SimpleString(_)), reply }
    }

    fn run(&mut self, session: &mut Session, name: &[u8], rest: &[Bytes], now: u64) -> Done {
        let Some(spec) = table::find(name) else { return Err(unknown(name, rest)) };
        let count = i64::try_from(rest.len() + 1).unwrap_or(i64::MAX);
        if if spec.arity < 0 { count < -spec.arity } else { count != spec.arity } {
            return Err(wrong_number(spec.name));
        }
        match (spec.name, rest) {
            ("ping", []) => Ok(simple("PONG")),
            ("ping" | "echo", [message]) => Ok(Frame::BulkString(message.clone())),
            ("set", [key, value, options @ ..]) => self.set(key, value, options, now),
            ("get", [key]) => Ok(self.get(key)),
            ("del", keys) => Ok(count_of(keys, |key| self.store.remove(key))),
            ("exists", keys) => Ok(count_of(keys, |key| self.store.contains(key))),
            ("incr", [key]) => self.add(key, 1),
            ("incrby", [key, more]) => self.add(key, integer(more).ok_or(NO_INTEGER)?),
            // What SET with EX was before there were options; client libraries still send it.
            ("setex", [key, seconds, value]) => {
                let expires = moment(seconds, 1000, now, "setex")?;
                self.keep(key, Value { bytes: Bytes::copy_from_slice(value), expires: Some(expires) })?;
                Ok(simple("OK"))
            }
            ("expire", [key, seconds]) => self.expire(key, seconds, now),
            ("ttl", [key]) => Ok(Frame::Integer(self.ttl(key, now))),
            ("keys", [pattern]) if pattern.len() > MAX_PATTERN_BYTES => {
                Err(format!("ERR a pattern may have at most {MAX_PATTERN_BYTES} bytes here"))
            }
            ("keys", [pattern]) => {
                Ok(strings(self.store.keys().filter(|key| glob::matches(pattern, key)).cloned()))
            }
            ("dbsize", []) => Ok(Frame::Integer(whole(self.store.len()))),
            ("info", sections) => Ok(Frame::BulkString(self.info(session, sections, now).into())),
            ("command", [first, names @ ..]) => command(first, names),
            ("command", []) => Ok(Frame::Array(table::ALL.iter().map(table::describe).collect())),
            ("hello", options) => hello(session, options),
            ("client", [first, options @ ..]) => client(session, first, options),
            ("select", [index]) => match integer(index) {
                Some(0) => Ok(simple("OK")),
                Some(_) => Err("ERR DB index is out of range".to_owned()),
                None => Err(NO_INTEGER.to_owned()),
            },
            ("quit", _) => Ok(simple("OK")),
            (name, _) => Err(wrong_number(name)),
        }
    }

    fn set(&mut self, key: &Bytes, value: &Bytes, options: &[Bytes], now: u64) -> Done {
        let mut expires = None;
        let (mut only_new, mut only_old, mut keep, mut get) = (false, false, false, false);
        let mut options = options.iter();
        while let Some(option) = options.next() {
            match option.to_ascii_lowercase().as_slice() {
                b"nx" if !only_old => only_new = true,
                b"xx" if !only_new => only_old = true,
                b"get" => get = true,
                b"keepttl" if expires.is_none() => keep = true,
                unit @ (b"ex" | b"px") if expires.is_none() && !keep => {
                    let unit = if unit == b"ex" { 1000 } else { 1 };
                    expires = Some(moment(options.next().ok_or(SYNTAX)?, unit, now, "set")?);
                }
                _ => return Err(SYNTAX.to_owned()),
            }
        }
        let before = self.store.get(key).cloned();
        let old = before.as_ref().map_or(Frame::Null, |value| Frame::BulkString(value.bytes.clone()));
        if (only_new && before.is_some()) || (only_old && before.is_none()) {
            return Ok(if get { old } else { Frame::Null });
        }
        let expires = if keep { before.and_then(|value| value.expires) } else { expires };
        self.keep(key, Value { bytes: Bytes::copy_from_slice(value), expires })?;
        Ok(if get { old } else { simple("OK") })
    }

    fn keep(&mut self, key: &Bytes, value: Value) -> Result<(), Refused> {
        if key.len() > MAX_KEY_BYTES {
            return Err(format!(
                "ERR key is too long: a practice store takes keys of up to {MAX_KEY_BYTES} bytes"
            ));
        }
        if value.bytes.len() > MAX_VALUE_BYTES {
            return Err(format!(
                "ERR value is too long: a practice store takes values of up to {MAX_VALUE_BYTES} bytes"
            ));
        }
        self.store.set(key.clone(), value).map_err(|Full| {
            format!(
                "OOM command not allowed: a practice store holds up to {MAX_KEYS} keys and {MAX_STORE_BYTES} bytes. DEL \
                 some keys first."
            )
        })
    }

    fn get(&mut self, key: &Bytes) -> Frame {
        match self.store.get(key) {
            Some(value) => {
                self.hits += 1;
                Frame::BulkString(value.bytes.clone())
            }
            None => {
                self.misses += 1;
                Frame::Null
            }
        }
    }

    fn add(&mut self, key: &Bytes, more: i64) -> Done {
        let before = self.store.get(key).cloned();
        let number = before.as_ref().map_or(Some(0), |value| integer(&value.bytes)).ok_or(NO_INTEGER)?;
        let next = number.checked_add(more).ok_or("ERR increment or decrement would overflow")?;
        let expires = before.and_then(|value| value.expires);
        self.keep(key, Value { bytes: next.to_string().into(), expires })?;
        Ok(Frame::Integer(next))
    }

    fn expire(&mut self, key: &Bytes, seconds: &Bytes, now: u64) -> Done {
        let seconds = integer(seconds).ok_or(NO_INTEGER)?;
        let Ok(left) = u64::try_from(seconds) else { return Ok(flag(self.store.remove(key))) };
        let expires = left.checked_mul(1000).and_then(|left| now.checked_add(left));
        let expires =
            expires.filter(|at| i64::try_from(*at).is_ok()).ok_or_else(|| invalid_expire("expire"))?;
        Ok(flag(if left == 0 { self.store.remove(key) } else { self.store.expire(key, expires) }))
    }

    fn ttl(&self, key: &Bytes, now: u64) -> i64 {
        match self.store.get(key) {
            None => -2,
            Some(Value { expires: None, .. }) => -1,
            // To the nearest second, as Redis rounds it.
            Some(Value { expires: Some(at), .. }) => {
                i64::try_from(at.saturating_sub(now).saturating_add(500) / 1000).unwrap_or(i64::MAX)
            }
        }
    }

    fn info(&self, session: &Session, sections: &[Bytes], now: u64) -> String {
        let (expiring, mean) = self.store.expiring(now);
        let keyspace = match self.store.len() {
            0 => String::new(),
            keys => format!("db0:keys={keys},expires={expiring},avg_ttl={mean}\r\n"),
        };
        // Which release of Redis it stands in for is told as other servers of the protocol tell it, beside its own name.
        let all = [
            (
                "server",
                format!(
                    "# Server\r\nserver_name:loopback-lab\r\nloopback_lab_version:{}\r\nredis_version:7.0.0\r\n\
                     redis_mode:standalone\r\ntcp_port:{}\r\nuptime_in_seconds:{}\r\n",
                    env!("CARGO_PKG_VERSION"),
                    session.port,
                    now / 1000
                ),
            ),
            ("clients", format!("# Clients\r\nconnected_clients:{}\r\n", session.clients)),
            (
                "memory",
                format!("# Memory\r\nused_memory:{}\r\nmaxmemory:{MAX_STORE_BYTES}\r\n", self.store.bytes()),
            ),
            (
                "stats",
                format!(
                    "# Stats\r\ntotal_commands_processed:{}\r\nkeyspace_hits:{}\r\nkeyspace_misses:{}\r\n",
                    self.commands, self.hits, self.misses
                ),
            ),
            ("keyspace", format!("# Keyspace\r\n{keyspace}")),
        ];
        let wanted = |name: &str| {
            let is = |section: &Bytes| {
                [name.as_bytes(), b"all", b"default", b"everything"]
                    .iter()
                    .any(|one| section.eq_ignore_ascii_case(one))
            };
            sections.is_empty() || sections.iter().any(is)
        };
        let chosen: Vec<_> = all.into_iter().filter(|(name, _)| wanted(name)).map(|(_, text)| text).collect();
        chosen.join("\r\n")
    }

    /// All keys with their values, and how many bytes they take.
    pub(crate) fn kept(&mut self, now: u64) -> (Vec<Kept>, usize) {
        self.store.sweep(now);
        (self.store.kept(now).collect(), self.store.bytes())
    }
}

fn command(first: &Bytes, names: &[Bytes]) -> Done {
    let named = || names.iter().map(|name| table::find(&name.to_ascii_lowercase()));
    match first.to_ascii_lowercase().as_slice() {
        b"count" if names.is_empty() => Ok(Frame::Integer(whole(table::ALL.len()))),
        b"info" if !names.is_empty() => {
            Ok(Frame::Array(named().map(|spec| spec.map_or(Frame::Null, table::describe)).collect()))
        }
        b"info" => Ok(Frame::Array(table::ALL.iter().map(table::describe).collect())),
        b"docs" if !names.is_empty() => {
            Ok(Frame::Array(named().flatten().flat_map(table::document).collect()))
        }
        b"docs" => Ok(Frame::Array(table::ALL.iter().flat_map(table::document).collect())),
        _ => Err(unknown_subcommand("COMMAND", first)),
    }
}

fn client(session: &mut Session, first: &Bytes, options: &[Bytes]) -> Done {
    match (first.to_ascii_lowercase().as_slice(), options) {
        (b"setname", [name]) => named(session, name),
        (b"getname", []) if session.name.is_empty() => Ok(Frame::Null),
        (b"getname", []) => Ok(Frame::BulkString(session.name.clone())),
        (b"id", []) => Ok(Frame::Integer(i64::try_from(session.id).unwrap_or(i64::MAX))),
        // What a library says about itself is of no use here, and asking it to say nothing would break it.
        (b"setinfo", [_, _]) => Ok(simple("OK")),
        (known @ (b"setname" | b"getname" | b"id" | b"setinfo"), _) => {
            Err(wrong_number(&format!("client|{}", String::from_utf8_lossy(known))))
        }
        _ => Err(unknown_subcommand("CLIENT", first)),
    }
}

fn named(session: &mut Session, name: &Bytes) -> Done {
    if name.len() > MAX_KEY_BYTES || !name.iter().all(u8::is_ascii_graphic) {
        return Err("ERR Client names cannot contain spaces, newlines or special characters.".to_owned());
    }
    session.name = Bytes::copy_from_slice(name);
    Ok(simple("OK"))
}

fn hello(session: &mut Session, options: &[Bytes]) -> Done {
    let options = match options {
        [] => &[],
        [version, options @ ..] => match integer(version) {
            Some(2) => options,
            Some(_) => return Err("NOPROTO unsupported protocol version".to_owned()),
            None => return Err("ERR Protocol version is not an integer or out of range".to_owned()),
        },
    };
    match options {
        [] => {}
        [option, name] if option.eq_ignore_ascii_case(b"setname") => drop(named(session, name)?),
        [option, ..] => return Err(format!("ERR Syntax error in HELLO option '{}'", excerpt(option))),
    }
    let text = |text: &'static str| Frame::BulkString(Bytes::from_static(text.as_bytes()));
    Ok(Frame::Array(vec![
        text("server"),
        text("loopback-lab"),
        text("version"),
        text(env!("CARGO_PKG_VERSION")),
        text("proto"),
        Frame::Integer(2),
        text("id"),
        Frame::Integer(i64::try_from(session.id).unwrap_or(i64::MAX)),
        text("mode"),
        text("standalone"),
        text("role"),
        text("master"),
        text("modules"),
        Frame::Array(Vec::new()),
    ]))
}

/// A number as Redis reads one: 64 bits, no sign but a minus, no zero in front, no blank.
pub(super) fn integer(bytes: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

fn count_of(keys: &[Bytes], mut does: impl FnMut(&Bytes) -> bool) -> Frame {
    Frame::Integer(whole(keys.iter().filter(|key| does(key)).count()))
}

fn flag(yes: bool) -> Frame {
    Frame::Integer(i64::from(yes))
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn strings(all: impl Iterator<Item = Bytes>) -> Frame {
    Frame::Array(all.map(Frame::BulkString).collect())
}

fn simple(text: &'static str) -> Frame {
    Frame::SimpleString(Bytes::from_static(text.as_bytes()))
}

/// A reply that is an error. A line break would end it early.
pub(super) fn error(text: &str) -> Frame {
    Frame::Error(text.replace(['\r', '\n'], " ").as_str().into())
}

/// At most 128 bytes of what a client sent, as Redis cuts it, shown so that it cannot break a line or a terminal.
fn excerpt(bytes: &[u8]) -> String {
    escaped(bytes.get(..128).unwrap_or(bytes))
}

fn unknown(name: &[u8], rest: &[Bytes]) -> Refused {
    let mut beginning = String::new();
    for argument in rest {
        if beginning.len() >= 128 {
            break;
        }
        beginning.push_str(&format!("'{}' ", excerpt(argument)));
    }
    format!("ERR unknown command '{}', with args beginning with: {beginning}", excerpt(name))
}

fn unknown_subcommand(command: &str, first: &[u8]) -> Refused {
    format!("ERR unknown subcommand '{}' of {command}", excerpt(first))
}

fn wrong_number(name: &str) -> Refused {
    format!("ERR wrong number of arguments for '{name}' command")
}

/// The moment that lies so many of a unit ahead; the unit is in milliseconds.
fn moment(time: &Bytes, unit: i64, now: u64, command: &str) -> Result<u64, Refused> {
    let time = integer(time).ok_or(NO_INTEGER)?;
    let left = time.checked_mul(unit).and_then(|ms| u64::try_from(ms).ok()).filter(|ms| *ms > 0);
    left.and_then(|left| now.checked_add(left)).ok_or_else(|| invalid_expire(command))
}

fn invalid_expire(name: &str) -> Refused {
    format!("ERR invalid expire time in '{name}' command")
}
