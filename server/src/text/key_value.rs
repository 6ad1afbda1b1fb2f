//! Key-value stores in a terminal.

use protocol::key_value::{Key, Keys, Spoken};

use super::{Paint, cut, duration};

/// How many columns of a key and of a value are shown.
const COLUMNS: usize = 28;

/// The keys of a store.
pub(crate) fn keys(all: &Keys, paint: Paint) -> String {
    let stored = &all.stored;
    let full = format!(
        "{} of at most {} keys, {} of at most {} bytes\n",
        stored.keys, stored.max_keys, stored.bytes, stored.max_bytes
    );
    if all.keys.is_empty() {
        return format!("The store has no key now.\n{full}");
    }
    let line = |key: &str, value: &str, bytes: &str, expires: &str| {
        let pad = |text: &str| format!("{text}{:1$}", "", COLUMNS.saturating_sub(text.chars().count()));
        format!("{}  {}  {bytes:>6}  {expires:>10}\n", pad(key), pad(value))
    };
    let mut text = paint.faint(line("key", "value", "bytes", "expires in").trim_end());
    text.push('\n');
    for Key { name, value, bytes, expires_in_ms, .. } in &all.keys {
        let expires =
            expires_in_ms.map_or_else(|| "never".to_owned(), |left| duration(left.saturating_mul(1000)));
        text.push_str(&line(&cut(name, COLUMNS), &cut(value, COLUMNS), &bytes.to_string(), &expires));
    }
    text + &full
}

/// A command that was sent, and the reply.
pub(crate) fn spoken(spoken: &Spoken, paint: Paint) -> String {
    let reply = if spoken.is_error { paint.bad(&spoken.reply) } else { spoken.reply.clone() };
    format!(
        "sent      {}\nreceived  {}\n{reply}\n{}\n",
        spoken.sent,
        spoken.received,
        paint.faint(&format!(
            "{} bytes there, {} back, in {}",
            spoken.sent_bytes,
            spoken.received_bytes,
            duration(spoken.elapsed_us)
        )),
    )
}
