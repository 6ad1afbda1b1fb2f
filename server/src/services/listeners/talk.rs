//! What the lab says to key-value stores and to listeners that speak HTTP, when it is asked to.

use std::sync::Arc;

use protocol::fetch::{self, Fetched, NewRequest};
use protocol::key_value::{self as wire, Keys, NewCommand, Spoken};
use protocol::listeners::Kind;
use tokio::sync::OwnedSemaphorePermit;

use super::practice::Practice;
use super::speak::speak;
use super::{Listeners, Refusal};
use crate::services::key_value::{self, escaped, reply};

impl Listeners {
    /// A place for one more end of a connection.
    fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.room).try_acquire_owned().map_err(|_| Refusal::Room { places: self.places })
    }

    /// The keys of a store.
    pub(crate) fn keys(&self, id: u64) -> Result<Keys, Refusal> {
        let practice = self.find(id)?;
        let keys = practice.service.as_ref().and_then(|service| service.keys());
        let (keys, stored) = keys.ok_or(Refusal::Kind(Kind::KeyValue.word()))?;
        Ok(Keys { listener: id, keys, stored })
    }

    /// Sends a command to a store. Must be called on the runtime.
    pub(crate) async fn command(&self, id: u64, command: NewCommand) -> Result<Spoken, Refusal> {
        let practice = self.find(id)?;
        if practice.plan.kind != Kind::KeyValue {
            return Err(Refusal::Kind(Kind::KeyValue.word()));
        }
        let bytes = encode(&command.line)?;
        let _place = self.place()?;
        let came = speak(&practice, &bytes, reply::is_whole).await?;
        let (printed, is_error) = reply::printed(&came.received)
            .ok_or_else(|| Refusal::Unanswered("what came back is no whole reply".to_owned()))?;
        Ok(Spoken {
            local: came.local,
            sent: shown(&bytes),
            sent_bytes: bytes.len(),
            received: shown(&came.received),
            received_bytes: came.received.len(),
            reply: printed,
            is_error,
            elapsed_us: micros(came.elapsed),
        })
    }

    /// Sends a request to a listener that speaks HTTP. Must be called on the runtime.
    pub(crate) async fn request(&self, id: u64, request: NewRequest) -> Result<Fetched, Refusal> {
        let practice = self.find(id)?;
        if !speaks_http(practice.plan.kind) {
            return Err(Refusal::Kind("http-hello and proxy"));
        }
        let bytes = head_and_body(&practice, &request)?;
        let _place = self.place()?;
        let came = speak(&practice, &bytes, |_| false).await?;
        fetched(&came.received)
            .map(|(status, headers, body)| Fetched {
                local: came.local,
                status,
                headers,
                body: String::from_utf8_lossy(body.get(..fetch::MAX_SHOWN_BYTES).unwrap_or(body))
                    .into_owned(),
                body_bytes: body.len(),
                elapsed_us: micros(came.elapsed),
            })
            .ok_or_else(|| Refusal::Unanswered("what came back is no answer in HTTP".to_owned()))
    }
}

fn speaks_http(kind: Kind) -> bool {
    matches!(kind, Kind::Proxy | Kind::HttpHello)
}

/// A line as a client library sends it.
fn encode(line: &str) -> Result<Vec<u8>, Refusal> {
    if line.len() > wire::MAX_LINE_BYTES {
        return Err(Refusal::Unspeakable("The line has more than 1024 bytes."));
    }
    let arguments = key_value::split(line.as_bytes()).map_err(|_| {
        Refusal::Unspeakable("A quote in the line is not closed, or something follows it without a blank.")
    })?;
    if arguments.is_empty() {
        return Err(Refusal::Unspeakable("The line is empty."));
    }
    if arguments.len() > key_value::MAX_ARGUMENTS {
        return Err(Refusal::Unspeakable("The line has more than 128 words."));
    }
    let mut bytes = format!("*{}\r\n", arguments.len()).into_bytes();
    for argument in arguments {
        bytes.extend_from_slice(format!("${}\r\n", argument.len()).as_bytes());
        bytes.extend_from_slice(&argument);
        bytes.extend_from_slice(b"\r\n");
    }
    Ok(bytes)
}

/// A request as bytes. Nothing in it may end a line before its time.
fn head_and_body(practice: &Practice, request: &NewRequest) -> Result<Vec<u8>, Refusal> {
    let is_short = |text: &str| text.len() <= fetch::MAX_PART_BYTES;
    let is_token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    let is_value = |text: &str| text.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte));
    let method = request.method.as_deref().unwrap_or("GET");
    let body = request.body.as_deref().unwrap_or_default();
    if !is_token(method) || method.len() > 32 {
        return Err(Refusal::Unspeakable("method is no name of a method."));
    }
    let target = &request.target;
    if !target.starts_with('/') || !target.bytes().all(|byte| byte.is_ascii_graphic()) || !is_short(target) {
        return Err(Refusal::Unspeakable(
            "target is no path: it begins with /, has no blank, and has at most 1024 bytes.",
        ));
    }
    if request.headers.len() > fetch::MAX_FIELDS {
        return Err(Refusal::Unspeakable("headers has more than 16 fields."));
    }
    let own = ["host", "connection", "content-length", "transfer-encoding"];
    for (name, value) in &request.headers {
        let is_own = own.iter().any(|one| name.eq_ignore_ascii_case(one));
        if !is_token(name) || !is_value(value) || !is_short(name) || !is_short(value) || is_own {
            return Err(Refusal::Unspeakable(
                "headers has a field that cannot be sent: a name is letters, digits and -, a value has no line break, and \
                 Host, Connection and the length of the body are the lab's to say.",
            ));
        }
    }
    if !is_short(body) {
        return Err(Refusal::Unspeakable("body has more than 1024 bytes."));
    }
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", practice.plan.local);
    let names = |wanted: &str| request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    if !names("user-agent") {
        head.push_str(concat!("User-Agent: loopback-lab/", env!("CARGO_PKG_VERSION"), "\r\n"));
    }
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if request.body.is_some() {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("Connection: close\r\n\r\n");
    Ok([head.as_bytes(), body.as_bytes()].concat())
}

/// Status, fields and body of an answer.
#[expect(clippy::type_complexity, reason = "three parts, each plain")]
fn fetched(bytes: &[u8]) -> Option<(u16, Vec<(String, String)>, &[u8])> {
    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut answer = httparse::Response::new(&mut fields);
    let httparse::Status::Complete(head) = answer.parse(bytes).ok()? else { return None };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let fields = answer.headers.iter().map(|field| (field.name.to_owned(), text(field.value))).collect();
    Some((answer.code?, fields, bytes.get(head..)?))
}

fn shown(bytes: &[u8]) -> String {
    escaped(bytes.get(..wire::MAX_SHOWN_BYTES).unwrap_or(bytes))
}

fn micros(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_sent_as_an_array_of_strings() {
        assert_eq!(encode("set a 'b c'").unwrap(), b"*3\r\n$3\r\nset\r\n$1\r\na\r\n$3\r\nb c\r\n");
        for line in ["", "  ", "set a 'b", &"a".repeat(1025), &"a ".repeat(129)] {
            assert!(matches!(encode(line), Err(Refusal::Unspeakable(_))), "{line:?}");
        }
    }

    #[test]
    fn an_answer_is_taken_apart() {
        let (status, fields, body) =
            fetched(b"HTTP/1.1 200 OK\r\nX-Cache: HIT\r\nAge: 1\r\n\r\nhello").unwrap();
        assert_eq!((status, body), (200, &b"hello"[..]));
        assert_eq!(fields, [("X-Cache".to_owned(), "HIT".to_owned()), ("Age".to_owned(), "1".to_owned())]);
        assert!(fetched(b"HTTP/1.1 200 OK\r\nX-Ca").is_none() && fetched(b"+PONG\r\n").is_none());
    }
}
