//! What of a request target may be kept: everything but the credentials in it.

/// The longest target that is kept, in bytes.
const MAX_TARGET_BYTES: usize = 512;

/// What stands where a secret stood.
const MASK: &str = "***";

/// Names of parameters whose values are secrets, in small letters without `-` and `_`.
const SECRET: [&str; 9] = ["pass", "pwd", "key", "code", "auth", "jwt", "sid", "sig", "signature"];

/// What a name has in it where its value is a secret, as in `access_token` and `user[password]`.
const SECRET_PARTS: [&str; 7] =
    ["token", "passw", "secret", "apikey", "credential", "authorization", "session"];

/// A target without secrets, cut to 512 bytes: the values of secret parameters, the user of an absolute address and a
/// fragment, which no client should send, are masked.
pub(crate) fn target(target: &str) -> String {
    cut(&masked(target), MAX_TARGET_BYTES)
}

fn masked(target: &str) -> String {
    let (rest, fragment) = target.split_once('#').map_or((target, ""), |(rest, _)| (rest, "#***"));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let mut kept = user(path);
    if let Some(query) = query {
        kept.push('?');
        for pair in query.split_inclusive(['&', ';']) {
            let end = if pair.ends_with(['&', ';']) { pair.len() - 1 } else { pair.len() };
            let (pair, separator) = pair.split_at(end);
            match pair.split_once('=') {
                Some((name, _)) if is_secret(name) => {
                    kept.push_str(name);
                    kept.push('=');
                    kept.push_str(MASK);
                }
                Some((name, given)) => {
                    kept.push_str(name);
                    kept.push('=');
                    kept.push_str(&value(given));
                }
                None => kept.push_str(&user(pair)),
            }
            kept.push_str(separator);
        }
    }
    kept.push_str(fragment);
    kept
}

/// A value that is an address or a target itself, perhaps percent-encoded, has none of its secrets shown either.
fn value(value: &str) -> String {
    let inner = decoded(value);
    if !inner.contains("://") && !inner.contains('?') {
        return value.to_owned();
    }
    let plain = masked(&inner);
    match (plain == inner, inner == value) {
        (true, _) => value.to_owned(),
        (false, true) => plain,
        (false, false) => MASK.to_owned(),
    }
}

/// At most `bytes` bytes of a text, cut between characters.
pub(crate) fn cut(text: &str, bytes: usize) -> String {
    let end = (0..=bytes.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text.get(..end).unwrap_or_default().to_owned()
}

/// What was asked for as a host, or named as an origin, without the user before it; cut to `bytes`.
pub(crate) fn authority(text: &str, bytes: usize) -> String {
    let (scheme, rest) =
        text.split_once("://").map_or(("", text), |(_, rest)| text.split_at(text.len() - rest.len()));
    match rest.rsplit_once('@') {
        Some((_, host)) => cut(&format!("{scheme}{MASK}@{host}"), bytes),
        None => cut(text, bytes),
    }
}

fn user(path: &str) -> String {
    let Some((scheme, rest)) = path.split_once("://") else { return path.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{MASK}@{host}{tail}"),
        None => path.to_owned(),
    }
}

fn is_secret(name: &str) -> bool {
    let mut plain: String = decoded(name).chars().filter(char::is_ascii_alphanumeric).collect();
    plain.make_ascii_lowercase();
    SECRET.contains(&plain.as_str()) || SECRET_PARTS.iter().any(|part| plain.contains(part))
}

/// Percent-decoded, as a server would read the name; `%74oken` is a token too.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |index: usize| tail.get(index).and_then(|&byte| (byte as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_nothing_else() {
        for (given, kept) in [
            ("/echo", "/echo"),
            ("/echo?a=1&token=abc&b=2", "/echo?a=1&token=***&b=2"),
            ("/echo?Access_Token=abc", "/echo?Access_Token=***"),
            ("/echo?API-Key=abc&key=", "/echo?API-Key=***&key=***"),
            ("/echo?%74oken=abc", "/echo?%74oken=***"),
            ("/echo?token", "/echo?token"),
            ("/echo?password=a=b", "/echo?password=***"),
            ("/echo?monkey=1", "/echo?monkey=1"),
            ("http://me:pw@127.0.0.1:1/x?code=1", "http://***@127.0.0.1:1/x?code=***"),
            ("http://127.0.0.1:1/a@b", "http://127.0.0.1:1/a@b"),
            ("/echo?a=1;token=abc;b=2", "/echo?a=1;token=***;b=2"),
            ("/echo?user%5Bpassword%5D=abc", "/echo?user%5Bpassword%5D=***"),
            ("/echo?X-CSRF-TOKEN=abc&JSESSIONID=abc", "/echo?X-CSRF-TOKEN=***&JSESSIONID=***"),
            ("/echo?next=http://me:pw@127.0.0.1/x", "/echo?next=http://***@127.0.0.1/x"),
            ("/echo?next=http%3A%2F%2Fme%3Apw%40127.0.0.1%2Fx", "/echo?next=***"),
            ("/echo?next=%2Fx%3Ftoken%3Dabc", "/echo?next=***"),
            ("/echo?next=/x?token=abc", "/echo?next=/x?token=***"),
            ("/doctor?url=http%3A%2F%2F127.0.0.1%3A1%2F", "/doctor?url=http%3A%2F%2F127.0.0.1%3A1%2F"),
            ("/echo?a#access_token=abc", "/echo?a#***"),
        ] {
            assert_eq!(target(given), kept);
        }
    }

    #[test]
    fn a_long_target_is_cut_between_characters() {
        assert_eq!(target(&format!("/{}", "é".repeat(400))).len(), 511);
    }
}
