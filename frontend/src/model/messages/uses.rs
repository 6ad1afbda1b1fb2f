//! The words of the key-value store and of the caching proxy.

use crate::model::cache::Whom;

/// Starts the store.
pub const START_STORE: &str = "Start a key-value store";
/// While something starts.
pub const STARTING: &str = "Starting…";
/// Stops what was started.
pub const STOP: &str = "Stop it";
/// The field for a command.
pub const COMMAND: &str = "A command";
/// Sends it.
pub const SEND: &str = "Send";
/// While it is sent.
pub const SENDING: &str = "Sending…";
/// Over the suggestions.
pub const SUGGESTED: &str = "Or press one of these:";
/// Over what was said.
pub const TALK: &str = "What travelled";
/// Before anything was said.
pub const NOTHING_SAID: &str = "Nothing yet. Every command travels over a connection of its own, as bytes.";
/// Before the bytes of a command.
pub const SENT: &str = "sent";
/// Before the bytes of a reply.
pub const RECEIVED: &str = "came back";
/// Over the keys.
pub const KEYS: &str = "What the store keeps";
/// While there is no key.
pub const NO_KEYS: &str = "No key now. What another program sets, such as redis-cli, appears here at once.";
/// The columns of the keys.
pub const COLUMNS: [&str; 3] = ["key", "value", "expires"];
/// Of a key that does not expire.
pub const NEVER: &str = "never";

/// Before the address of the store.
pub const STORE_AT: &str = "The store listens on";
/// When what was started ends.
pub const LEAVES: &str = "It is stopped when you leave this lesson.";

/// When a key expires.
pub fn expires(left_s: u64) -> String {
    if left_s == 0 { "now".to_owned() } else { format!("in {left_s} s") }
}

/// How full the store is.
pub fn full(keys: usize, bytes: usize) -> String {
    format!("{keys} {}, {bytes} bytes", if keys == 1 { "key" } else { "keys" })
}

/// How many bytes went where, and in what time.
pub fn travelled(sent: usize, received: usize, time: &str) -> String {
    format!("{sent} bytes there, {received} back, in {time}")
}

/// Starts both servers.
pub const START_CACHE: &str = "Start a server and a proxy";
/// The field for how long the page is fresh.
pub const FRESH_FOR: &str = "The page is fresh for";
/// Asks the proxy.
pub const ASK_PROXY: &str = "Ask the proxy";
/// Asks the proxy, which has to ask the server.
pub const ASK_INSISTING: &str = "Ask it with no-cache";
/// Asks the server behind it.
pub const ASK_ORIGIN: &str = "Ask the server itself";
/// Changes the page at the server.
pub const CHANGE: &str = "Change the page at the server";
/// While it asks.
pub const ASKING: &str = "Asking…";
/// Over the answers.
pub const ANSWERS: &str = "The answers, newest first";
/// Stops both.
pub const STOP_BOTH: &str = "Stop both";

/// An age to choose.
pub fn seconds(count: u32) -> String {
    match count {
        0 => "no time at all".to_owned(),
        count => format!("{count} s"),
    }
}

/// Before the address of the proxy.
pub const PROXY_AT: &str = "The proxy listens on";
/// Before the address of the server behind it.
pub const ORIGIN_AT: &str = "the server behind it on";
/// When both end.
pub const BOTH_LEAVE: &str = "Both are stopped when you leave this lesson.";

/// Who was asked.
pub const fn whom(whom: Whom) -> &'static str {
    match whom {
        Whom::Proxy => "proxy",
        Whom::Insisting => "proxy, no-cache",
        Whom::Origin => "server",
    }
}

/// What `X-Cache` says, in words.
pub fn cache(word: &str) -> &'static str {
    match word {
        "HIT" => "out of the cache",
        "MISS" => "fetched from the server, and kept where that is allowed",
        "REVALIDATED" => "out of the cache, after the server said that nothing changed",
        "BYPASS" => "fetched from the server, past the cache",
        _ => "",
    }
}

/// Of an answer in which the proxy had no part.
pub const PAST_PROXY: &str = "from the server itself, past the proxy";

/// How old an answer was.
pub fn age(seconds: u64) -> String {
    format!("age {seconds} s")
}

/// How long what is kept is fresh.
pub fn fresh(left_s: u64) -> String {
    match left_s {
        0 => "What the proxy keeps is stale: it asks the server before it gives it out again.".to_owned(),
        left => format!("What the proxy keeps is fresh for {left} s more."),
    }
}

/// The times of both ways beside each other.
pub fn compared(hit: Option<&str>, fetched: Option<&str>) -> Option<String> {
    Some(format!(
        "A hit took {}; an answer for which the proxy had to ask the server took {}. (Medians of the answers below.)",
        hit?, fetched?
    ))
}
