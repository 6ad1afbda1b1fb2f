//! Commands out of bytes: arrays of strings, as clients send them, and lines, as people type them.
//!
//! Redis reads from its clients only one form of RESP, an array of bulk strings, and tells what is wrong as soon as it can be
//! known. So does this: a length is judged before the bytes that it announces are waited for, and nothing is read by recursion.

use bytes::{Buf as _, Bytes, BytesMut};

use super::{MAX_ARGUMENTS, MAX_INLINE_BYTES, MAX_REQUEST_BYTES, MAX_VALUE_BYTES, split};

/// The longest line that announces a length, its end included: a 64-bit number with its sign has 20 digits.
const MAX_LENGTH_LINE: usize = 32;

/// Why what comes cannot be read on: the reply to it, without the sign of an error. The connection is of no use any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault(pub(crate) String);

fn fault<T>(what: impl std::fmt::Display) -> Result<T, Fault> {
    Err(Fault(format!("ERR Protocol error: {what}")))
}

/// What came of a connection and is not a whole command yet. Not more than one command and one read are ever in it.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    buffer: BytesMut,
}

impl Requests {
    /// Takes in what came.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole command, its name first; `None` until more comes. Empty ones are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<Bytes>>, Fault> {
        while let Some(first) = self.buffer.first() {
            let arguments = if *first == b'*' { self.array()? } else { self.inline()? };
            match arguments {
                Some(arguments) if arguments.is_empty() => {}
                other => return Ok(other),
            }
        }
        Ok(None)
    }

    fn array(&mut self) -> Result<Option<Vec<Bytes>>, Fault> {
        let Some((ranges, end)) = array(&self.buffer)? else { return Ok(None) };
        let whole = self.buffer.split_to(end).freeze();
        Ok(Some(ranges.into_iter().map(|(from, to)| whole.slice(from..to)).collect()))
    }

    fn inline(&mut self) -> Result<Option<Vec<Bytes>>, Fault> {
        let end = self.buffer.iter().position(|byte| *byte == b'\n');
        if end.unwrap_or(self.buffer.len()) > MAX_INLINE_BYTES {
            return fault(format_args!(
                "too big inline request: a line may have {MAX_INLINE_BYTES} bytes here"
            ));
        }
        let Some(end) = end else { return Ok(None) };
        let line = self.buffer.split_to(end).freeze();
        self.buffer.advance(1);
        let Ok(arguments) = split(&line) else { return fault("unbalanced quotes in request") };
        if arguments.len() > MAX_ARGUMENTS {
            return too_many();
        }
        Ok(Some(arguments))
    }
}

/// Where the strings of an array lie, and where it ends; `None` until it is whole.
#[expect(clippy::type_complexity, reason = "a pair of positions for each string, and one more")]
fn array(bytes: &[u8]) -> Result<Option<(Vec<(usize, usize)>, usize)>, Fault> {
    let Some((count, mut at)) = length(bytes, 1, "invalid multibulk length")? else { return Ok(None) };
    let Ok(count) = usize::try_from(count) else { return Ok(Some((Vec::new(), at))) };
    if count > MAX_ARGUMENTS {
        return too_many();
    }
    let mut ranges = Vec::with_capacity(count);
    for _ in 0..count {
        match bytes.get(at) {
            None => return Ok(None),
            Some(b'$') => {}
            Some(other) => return fault(format_args!("expected '$', got '{}'", other.escape_ascii())),
        }
        let Some((length, from)) = length(bytes, at + 1, "invalid bulk length")? else { return Ok(None) };
        let Some(length) = usize::try_from(length).ok().filter(|length| *length <= MAX_VALUE_BYTES) else {
            return fault(format_args!(
                "invalid bulk length: a string may have {MAX_VALUE_BYTES} bytes here"
            ));
        };
        let to = from + length;
        if to + 2 > MAX_REQUEST_BYTES {
            return fault(format_args!("too big a request: it may have {MAX_REQUEST_BYTES} bytes here"));
        }
        match bytes.get(to..to + 2) {
            None => return Ok(None),
            Some(b"\r\n") => {}
            Some(_) => return fault("expected CR LF after a bulk string"),
        }
        ranges.push((from, to));
        at = to + 2;
    }
    Ok(Some((ranges, at)))
}

/// The number that stands from a position on, and where its line ends; `None` until that has come.
fn length(bytes: &[u8], from: usize, wrong: &str) -> Result<Option<(i64, usize)>, Fault> {
    let rest = bytes.get(from..).unwrap_or_default();
    let window = rest.get(..MAX_LENGTH_LINE).unwrap_or(rest);
    let Some(end) = window.windows(2).position(|pair| pair == b"\r\n") else {
        return if rest.len() < MAX_LENGTH_LINE { Ok(None) } else { fault(wrong) };
    };
    match window.get(..end).and_then(super::commands::integer) {
        Some(number) => Ok(Some((number, from + end + 2))),
        None => fault(wrong),
    }
}

fn too_many<T>() -> Result<T, Fault> {
    fault(format_args!("invalid multibulk length: a command may have {MAX_ARGUMENTS} arguments here"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use redis_protocol::resp2::encode::extend_encode;
    use redis_protocol::resp2::types::BytesFrame;

    /// All commands in what came in these pieces, and the fault that ended them.
    fn read(pieces: &[&[u8]]) -> (Vec<Vec<Bytes>>, Option<Fault>) {
        let mut requests = Requests::default();
        let mut all = Vec::new();
        for piece in pieces {
            requests.add(piece);
            loop {
                match requests.next() {
                    Ok(Some(one)) => all.push(one),
                    Ok(None) => break,
                    Err(fault) => return (all, Some(fault)),
                }
            }
        }
        (all, None)
    }

    fn one(bytes: &[u8]) -> (Vec<Vec<Bytes>>, Option<String>) {
        let (all, fault) = read(&[bytes]);
        (all, fault.map(|fault| fault.0))
    }

    #[test]
    fn arrays_and_lines_are_read_one_after_the_other() {
        let (all, fault) = one(b"*2\r\n$3\r\nGET\r\n$1\r\na\r\nPING\r\n\r\n*0\r\n*-1\r\nset a \"b c\"\n*1\r\n$0\r\n\r\n*1\r\n$4\r\nPI");
        assert_eq!(fault, None);
        assert_eq!(all, [vec!["GET", "a"], vec!["PING"], vec!["set", "a", "b c"], vec![""]]);
    }

    #[test]
    fn what_cannot_be_read_is_told_at_once() {
        for (bytes, says) in [
            (&b"*x\r\n"[..], "invalid multibulk length"),
            (b"*01\r\n", "invalid multibulk length"),
            (b"*129\r\n", "128 arguments"),
            (b"*99999999999999999999999999999999", "invalid multibulk length"),
            (b"*1\r\n:1\r\n", "expected '$', got ':'"),
            (b"*1\r\n*1\r\n", "expected '$', got '*'"),
            (b"*1\r\n\n", "expected '$', got '\\n'"),
            (b"*1\r\n$-1\r\n", "invalid bulk length"),
            (b"*1\r\n$16385\r\n", "16384 bytes"),
            (b"*1\r\n$9223372036854775807\r\n", "16384 bytes"),
            (b"*1\r\n$1\r\nabc", "CR LF"),
            (b"set a 'b\r\n", "unbalanced quotes"),
        ] {
            let (all, fault) = one(bytes);
            let fault = fault.unwrap_or_else(|| panic!("{bytes:?}"));
            assert!(all.is_empty() && fault.starts_with("ERR Protocol error: "), "{fault}");
            assert!(fault.contains(says), "{fault}");
        }
        let (_, fault) = one(&[b'a'; MAX_INLINE_BYTES + 1]);
        assert!(fault.unwrap().contains("inline request"));
        assert_eq!(one(&[b'a'; MAX_INLINE_BYTES]), (vec![], None));
        let (_, fault) = one(&[b"a ".repeat(MAX_ARGUMENTS + 1).as_slice(), b"\n"].concat());
        assert!(fault.unwrap().contains("128 arguments"));
    }

    #[test]
    fn a_command_is_bounded_as_a_whole() {
        let half = MAX_VALUE_BYTES;
        let value = [format!("${half}\r\n").as_bytes(), &vec![b'v'; half], b"\r\n"].concat();
        assert_eq!(one(&[b"*1\r\n", value.as_slice()].concat()).0.len(), 1);
        let (_, fault) = one(&[b"*2\r\n", value.as_slice(), &value].concat());
        assert!(fault.unwrap().contains("32768 bytes"));
    }

    fn commands() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
        let argument = proptest::collection::vec(any::<u8>(), 0..12);
        proptest::collection::vec(proptest::collection::vec(argument, 1..5), 0..5)
    }

    /// Whatever a stream may hold: commands, lines, pieces of both, anything.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            commands().prop_map(|all| wire(&all)),
            r#"[*$a-c0-9 "'\\-]{0,6}(\r\n|\n)?"#.prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..6),
        ];
        proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }

    /// Written by another hand: the encoder of the library.
    fn wire(all: &[Vec<Vec<u8>>]) -> Vec<u8> {
        let mut bytes = BytesMut::new();
        for arguments in all {
            let strings = arguments.iter().map(|one| BytesFrame::BulkString(Bytes::copy_from_slice(one)));
            extend_encode(&mut bytes, &BytesFrame::Array(strings.collect()), false).unwrap();
        }
        bytes.to_vec()
    }

    proptest! {
        #[test]
        fn what_a_client_writes_is_read(all in commands()) {
            prop_assert_eq!(read(&[&wire(&all)]), (all.into_iter().map(|one| one.into_iter().map(Bytes::from).collect()).collect(), None));
        }

        #[test]
        fn where_it_is_split_does_not_matter(bytes in stream(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..8)) {
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<_> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&pieces), read(&[&bytes]));
        }

        #[test]
        fn any_bytes_are_taken(bytes: Vec<u8>) {
            read(&[&bytes]);
        }
    }
}
