//! A line that a web server printed about a request: the Common Log Format (Apache HTTP Server documentation, "Log files"),
//! the Combined one, which adds two quoted fields, and the remarks of Python's server.

use core::fmt;

/// What a piece of the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Who asked: an address or a name.
    Client,
    /// The name that the client's system vouches for (RFC 1413).
    Identity,
    /// The user who has logged in.
    User,
    /// When, between square brackets.
    Time,
    /// The first line of the request, between quotes.
    Request,
    /// The status of the answer.
    Status,
    /// The bytes of the body that was sent.
    Size,
    /// The page that the link was on, between quotes.
    Referrer,
    /// What the client calls itself, between quotes.
    Agent,
    /// A remark in words, as Python's server makes one about an error.
    Remark,
}

/// A piece of the line, with its brackets or quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What it is.
    pub field: Field,
    /// As it stands in the line.
    pub text: &'a str,
}

/// Why a line could not be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing.
    Empty,
    /// Fewer than three words stand before the time, or none at all.
    NoNames,
    /// No time stands between square brackets.
    NoTime,
    /// A bracket or a quote is not closed.
    Open(char),
    /// After the request there is no number for the status.
    NoStatus,
    /// Something is left at the end.
    More,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Copy a line from your server's terminal into the field."),
            Self::NoNames => f.write_str(
                "A line of this form begins with an address and two names, and a hyphen stands for a name that is not known.",
            ),
            Self::NoTime => f.write_str("The fourth part of the line should be a time between square brackets."),
            Self::Open(sign) => write!(f, "What begins with {sign} does not end. Is the line complete?"),
            Self::NoStatus => f.write_str("After the request there should be a status: a number of three digits."),
            Self::More => f.write_str("There is more in this line than its form has places for."),
        }
    }
}

/// Takes a line apart.
///
/// # Errors
/// Where it is not of this form, the first place at which that shows.
pub fn read(line: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut rest = line.trim();
    if rest.is_empty() {
        return Err(Fault::Empty);
    }
    let mut pieces = Vec::new();
    for field in [Field::Client, Field::Identity, Field::User] {
        let text = word(&mut rest).filter(|word| !word.starts_with(['[', '"'])).ok_or(Fault::NoNames)?;
        pieces.push(Piece { field, text });
    }
    let text = enclosed(&mut rest, '[', ']')?.ok_or(Fault::NoTime)?;
    pieces.push(Piece { field: Field::Time, text });
    let Some(request) = enclosed(&mut rest, '"', '"')? else {
        // Where no request stands, the rest is a remark, such as `code 404, message File not found`.
        return if rest.is_empty() {
            Err(Fault::NoStatus)
        } else {
            pieces.push(Piece { field: Field::Remark, text: rest });
            Ok(pieces)
        };
    };
    pieces.push(Piece { field: Field::Request, text: request });
    let is_status = |word: &&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let text = word(&mut rest).filter(is_status).ok_or(Fault::NoStatus)?;
    pieces.push(Piece { field: Field::Status, text });
    if let Some(text) = word(&mut rest) {
        let is_size = text == "-" || text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_size {
            return Err(Fault::More);
        }
        pieces.push(Piece { field: Field::Size, text });
    }
    for field in [Field::Referrer, Field::Agent] {
        if let Some(text) = enclosed(&mut rest, '"', '"')? {
            pieces.push(Piece { field, text });
        }
    }
    if rest.is_empty() { Ok(pieces) } else { Err(Fault::More) }
}

/// Takes the next word.
fn word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    *rest = tail.trim_start();
    (!word.is_empty()).then_some(word)
}

/// Takes what stands between two signs, if it comes next; a backslash takes its meaning from the sign after it.
fn enclosed<'a>(rest: &mut &'a str, open: char, close: char) -> Result<Option<&'a str>, Fault> {
    let Some(inside) = rest.strip_prefix(open) else { return Ok(None) };
    let mut escaped = false;
    let end = inside.find(|c| {
        let ends = c == close && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    let end = end.ok_or(Fault::Open(open))? + open.len_utf8() + close.len_utf8();
    let (text, tail) = rest.split_at(end);
    *rest = tail.trim_start();
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(line: &str) -> Vec<(Field, &str)> {
        read(line).unwrap().into_iter().map(|piece| (piece.field, piece.text)).collect()
    }

    #[test]
    fn what_pythons_server_prints_is_read() {
        assert_eq!(
            fields(r#"127.0.0.1 - - [25/Nov/2026 12:04:09] "GET /hello.txt HTTP/1.1" 200 -"#),
            [
                (Field::Client, "127.0.0.1"),
                (Field::Identity, "-"),
                (Field::User, "-"),
                (Field::Time, "[25/Nov/2026 12:04:09]"),
                (Field::Request, r#""GET /hello.txt HTTP/1.1""#),
                (Field::Status, "200"),
                (Field::Size, "-"),
            ]
        );
        let remark = fields("127.0.0.1 - - [25/Nov/2026 12:04:09] code 404, message File not found");
        assert_eq!(remark.last(), Some(&(Field::Remark, "code 404, message File not found")));
    }

    #[test]
    fn the_combined_form_has_two_fields_more_and_quotes_may_be_in_them() {
        let line =
            r#"::1 - anna [25/Nov/2026:12:04:09 +0000] "GET / HTTP/1.1" 200 6 "http://a/" "say \"x\" twice""#;
        let fields = fields(line);
        assert_eq!(fields.len(), 9);
        assert_eq!(fields[2], (Field::User, "anna"));
        assert_eq!(fields[8], (Field::Agent, r#""say \"x\" twice""#));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, fault) in [
            ("", Fault::Empty),
            ("  ", Fault::Empty),
            ("hello", Fault::NoNames),
            ("[Wed Nov 25 20:23:58 2026] 127.0.0.1:46232 Accepted", Fault::NoNames),
            ("127.0.0.1 - -", Fault::NoTime),
            ("127.0.0.1 - - 25/Nov/2026", Fault::NoTime),
            ("127.0.0.1 - - [25/Nov/2026", Fault::Open('[')),
            ("127.0.0.1 - - [x]", Fault::NoStatus),
            (r#"127.0.0.1 - - [x] "GET /"#, Fault::Open('"')),
            (r#"127.0.0.1 - - [x] "GET /" -"#, Fault::NoStatus),
            (r#"127.0.0.1 - - [x] "GET /" 200 6 7"#, Fault::More),
            (r#"127.0.0.1 - - [x] "GET /" 200 six"#, Fault::More),
        ] {
            assert_eq!(read(line), Err(fault), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_panics_and_no_piece_is_lost(line in "[a \\[\\]\"\\\\0-9é-]{0,60}") {
            if let Ok(pieces) = read(&line) {
                let squeezed = |text: &str| text.replace(' ', "");
                let all: String = pieces.iter().map(|piece| squeezed(piece.text)).collect();
                prop_assert_eq!(all, squeezed(&line));
            }
        }
    }
}
