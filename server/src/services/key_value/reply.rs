//! Replies as redis-cli prints them.

use redis_protocol::resp2::decode::decode_range;
use redis_protocol::resp2::types::OwnedFrame as Frame;

use super::escaped;

/// Whether a whole reply, or none that can be read, has come.
pub(crate) fn is_whole(bytes: &[u8]) -> bool {
    !matches!(decode_range(bytes), Ok(None))
}

/// A reply on the lines that redis-cli prints, and whether it is an error; `None` where it cannot be read.
pub(crate) fn printed(bytes: &[u8]) -> Option<(String, bool)> {
    let (frame, _) = redis_protocol::resp2::decode::decode(bytes).ok()??;
    let mut lines = Vec::new();
    print(&frame, "", &mut lines);
    Some((lines.join("\n"), matches!(frame, Frame::Error(_))))
}

fn print(frame: &Frame, indent: &str, lines: &mut Vec<String>) {
    let line = match frame {
        Frame::SimpleString(bytes) => escaped(bytes),
        Frame::Error(text) => format!("(error) {text}"),
        Frame::Integer(number) => format!("(integer) {number}"),
        Frame::BulkString(bytes) => format!("\"{}\"", escaped(bytes).replace('"', "\\\"")),
        Frame::Null => "(nil)".to_owned(),
        Frame::Array(all) if all.is_empty() => "(empty array)".to_owned(),
        Frame::Array(all) => {
            let width = all.len().to_string().len();
            for (number, one) in (1..).zip(all) {
                let before = lines.len();
                let deeper = format!("{indent}{:1$}", "", width + 2);
                print(one, &deeper, lines);
                // The number stands in front of the first line of what it counts.
                if let Some(first) = lines.get_mut(before) {
                    let rest = first.strip_prefix(&deeper).unwrap_or(first).to_owned();
                    *first = format!("{indent}{number:>width$}) {rest}");
                }
            }
            return;
        }
    };
    lines.push(format!("{indent}{line}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_printed_as_redis_cli_prints_it() {
        for (bytes, wanted) in [
            (&b"+OK\r\n"[..], "OK"),
            (b":-2\r\n", "(integer) -2"),
            (b"$-1\r\n", "(nil)"),
            (b"$7\r\na \"b\"\xff\n\r\n", "\"a \\\"b\\\"\\xff\\n\""),
            (b"*0\r\n", "(empty array)"),
            (b"*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n", "1) \"a\"\n2) 1) (integer) 1\n   2) (nil)"),
        ] {
            assert!(is_whole(bytes) && !is_whole(&bytes[..bytes.len() - 1]), "{bytes:?}");
            assert_eq!(printed(bytes), Some((wanted.to_owned(), false)));
        }
        assert_eq!(printed(b"-ERR no\r\n"), Some(("(error) ERR no".to_owned(), true)));
        assert!(is_whole(b"HTTP/1.1") && printed(b"HTTP/1.1 400\r\n").is_none());
    }
}
