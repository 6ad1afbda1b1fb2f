//! A command typed as a line, split into arguments as redis-cli and Redis split one; and bytes shown as they show them.

use bytes::Bytes;

/// The line ends within quotes, or something follows a closing quote at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unbalanced;

/// Splits a line at its blanks. Between double quotes, blanks count, and `\n`, `\r`, `\t`, `\b`, `\a`, `\xFF`, `\"` and `\\` stand for one
/// byte; between single quotes only `\'` does.
pub(crate) fn split(line: &[u8]) -> Result<Vec<Bytes>, Unbalanced> {
    let mut arguments = Vec::new();
    let mut rest = line.trim_ascii_start();
    while !rest.is_empty() {
        let mut argument = Vec::new();
        rest = argument_of(rest, &mut argument)?;
        arguments.push(Bytes::from(argument));
        rest = rest.trim_ascii_start();
    }
    Ok(arguments)
}

/// Reads one argument; what follows it. A quote may also open in its middle.
fn argument_of<'a>(mut rest: &'a [u8], argument: &mut Vec<u8>) -> Result<&'a [u8], Unbalanced> {
    loop {
        match rest {
            [] => return Ok(rest),
            [blank, ..] if blank.is_ascii_whitespace() => return Ok(rest),
            [quote @ (b'"' | b'\''), after @ ..] => {
                let after = quoted(after, *quote, argument)?;
                return match after.first() {
                    Some(byte) if !byte.is_ascii_whitespace() => Err(Unbalanced),
                    _ => Ok(after),
                };
            }
            [byte, after @ ..] => {
                argument.push(*byte);
                rest = after;
            }
        }
    }
}

/// Reads up to the closing quote; what follows that.
fn quoted<'a>(mut rest: &'a [u8], quote: u8, argument: &mut Vec<u8>) -> Result<&'a [u8], Unbalanced> {
    loop {
        rest = match rest {
            [] => return Err(Unbalanced),
            [byte, after @ ..] if *byte == quote => return Ok(after),
            [b'\\', b'\'', after @ ..] if quote == b'\'' => {
                argument.push(b'\'');
                after
            }
            [b'\\', b'x', high, low, after @ ..]
                if quote == b'"' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                argument.push(nibble(*high) << 4 | nibble(*low));
                after
            }
            [b'\\', escape, after @ ..] if quote == b'"' => {
                argument.push(match escape {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'a' => 7,
                    other => *other,
                });
                after
            }
            [byte, after @ ..] => {
                argument.push(*byte);
                after
            }
        };
    }
}

fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        other => (other | 0x20) - b'a' + 10,
    }
}

/// Bytes as text: what is no printable ASCII and no other whole character of UTF-8 as `\n`, `\r`, `\t`, `\\` or `\xFF`.
pub(crate) fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\\' => text.push_str("\\\\"),
                c if crate::text::is_unsafe(c) => {
                    let mut buffer = [0; 4];
                    c.encode_utf8(&mut buffer)
                        .bytes()
                        .for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
                }
                c => text.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_split_as_redis_cli_splits_it() {
        for (line, arguments) in [
            (&b"  set  a\tb \r\n"[..], &[&b"set"[..], b"a", b"b"][..]),
            (b"", &[]),
            (b"set a \"b c\"", &[b"set", b"a", b"b c"]),
            (b"set a 'it\\'s \\n'", &[b"set", b"a", b"it's \\n"]),
            (br#"set a "\x41\xfF\n\"\\\q""#, &[b"set", b"a", b"A\xff\n\"\\q"]),
            (br#"set a """#, &[b"set", b"a", b""]),
            (b"a\"b c\"", &[b"ab c"]),
        ] {
            assert_eq!(split(line).unwrap(), arguments, "{line:?}");
        }
        for line in [&b"set a \"b"[..], b"set a 'b", b"\"a\"b", b"'a'b", b"\"a\\"] {
            assert_eq!(split(line), Err(Unbalanced), "{line:?}");
        }
    }

    #[test]
    fn what_does_not_print_is_shown_as_what_it_is() {
        assert_eq!(escaped(b"*1\r\n$4\r\nPING\r\n"), "*1\\r\\n$4\\r\\nPING\\r\\n");
        assert_eq!(escaped("gr\u{fc}n \u{202e}\\".as_bytes()), "gr\u{fc}n \\xe2\\x80\\xae\\\\");
        assert_eq!(escaped(b"\xff\x00a"), "\\xff\\x00a");
    }

    proptest! {
        #[test]
        fn what_is_quoted_comes_back(arguments in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..5)) {
            let line: Vec<String> = arguments.iter()
                .map(|bytes| format!("\"{}\"", bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>()))
                .collect();
            prop_assert_eq!(split(line.join(" ").as_bytes()).unwrap(), arguments);
        }

        #[test]
        fn any_line_is_taken(line: Vec<u8>) {
            let _ = split(&line);
            prop_assert!(!escaped(&line).contains(['\n', '\r', '\0']));
        }
    }
}
