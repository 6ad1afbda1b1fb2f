//! The bytes of an answer, read as HTTP/1.1 as they come (RFC 9112).

/// How many bytes of a body are shown.
pub const SHOWN: usize = 32 * 1024;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The words after it.
    pub reason: String,
    /// The headers as they came.
    pub headers: Vec<(String, String)>,
    /// The body, taken out of its chunks where it came in some.
    pub body: Vec<u8>,
    /// Whether all of it has come, as far as it tells where it ends.
    pub complete: bool,
}

impl Answer {
    /// The first value of a header; the name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let is_it = |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers.iter().find(is_it).map(|(_, value)| value.as_str())
    }

    /// The beginning of the body as text; `None` where it is none.
    pub fn text(&self) -> Option<&str> {
        let shown = self.body.get(..SHOWN).unwrap_or(&self.body);
        match core::str::from_utf8(shown) {
            Ok(text) => Some(text),
            // The cut may have gone through a character.
            Err(error) if error.error_len().is_none() && shown.len() == SHOWN => {
                shown.get(..error.valid_up_to()).and_then(|text| core::str::from_utf8(text).ok())
            }
            Err(_) => None,
        }
        .filter(|text| !text.contains('\0'))
    }
}

/// Reads what has come to a request; `ended` says that no more will. `None` while the head is not whole, and where the
/// bytes are no answer of HTTP.
pub fn read(bytes: &[u8], is_head: bool, ended: bool) -> Option<Answer> {
    let (head, rest) = split_head(bytes)?;
    let mut lines = head.lines().map(|line| line.trim_end_matches('\r'));
    let mut start = lines.next()?.splitn(3, ' ');
    start.next()?.strip_prefix("HTTP/1.")?;
    let status: u16 = start.next()?.parse().ok()?;
    if (100..200).contains(&status) && status != 101 {
        // The answer proper is still to come.
        return read(rest, is_head, ended);
    }
    let reason = start.next().unwrap_or_default().to_owned();
    let header =
        |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let headers: Vec<_> = lines.filter_map(header).collect();
    let mut answer = Answer { status, reason, headers, body: Vec::new(), complete: ended };
    let chunked =
        answer.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
    let length = answer.header("content-length").and_then(|value| value.parse::<usize>().ok());
    if is_head || matches!(status, 101 | 204 | 304) {
        answer.complete = true;
    } else if chunked {
        answer.complete |= unchunk(rest, &mut answer.body);
    } else {
        let end = length.unwrap_or(rest.len()).min(rest.len());
        answer.body = rest.get(..end).unwrap_or_default().to_vec();
        answer.complete |= length.is_some_and(|length| rest.len() >= length);
    }
    Some(answer)
}

fn split_head(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let (head, rest) = bytes.split_at(end);
    Some((core::str::from_utf8(head).ok()?.trim_end(), rest))
}

/// Takes a body out of its chunks; tells whether the last has come.
fn unchunk(mut rest: &[u8], body: &mut Vec<u8>) -> bool {
    loop {
        let Some(end) = rest.windows(2).position(|two| two == b"\r\n") else { return false };
        let (line, after) = rest.split_at(end);
        let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
        let size = core::str::from_utf8(digits)
            .ok()
            .and_then(|digits| usize::from_str_radix(digits.trim(), 16).ok());
        let Some(size) = size else { return false };
        let data = after.get(2..).unwrap_or_default();
        if size == 0 {
            return true;
        }
        body.extend(data.get(..size.min(data.len())).unwrap_or_default());
        let Some(next) = size.checked_add(2).and_then(|end| data.get(end..)) else { return false };
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(text: &str) -> Answer {
        read(text.as_bytes(), false, false).unwrap()
    }

    #[test]
    fn an_answer_ends_where_it_says() {
        let answer = whole("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi");
        assert_eq!((answer.status, answer.reason.as_str(), answer.complete), (200, "OK", true));
        assert_eq!(answer.text(), Some("hi"));
        assert!(!whole("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi").complete);
        assert!(!whole("HTTP/1.1 200 OK\r\n\r\nhi").complete);
        assert!(read(b"HTTP/1.1 200 OK\r\n\r\nhi", false, true).unwrap().complete);
        assert!(read(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true, false).unwrap().complete);
        assert!(whole("HTTP/1.1 204 No Content\r\n\r\n").complete);
        assert_eq!(whole("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n").status, 404);
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for text in
            ["", "HTTP/1.1 200 OK\r\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 x\r\n\r\n", "HTTP/2 200\r\n\r\n"]
        {
            assert_eq!(read(text.as_bytes(), false, true), None, "{text}");
        }
    }

    #[test]
    fn a_body_that_is_no_text_is_told_from_one_that_was_cut() {
        let answer = |body: &[u8]| Answer { body: body.to_vec(), ..whole("HTTP/1.1 204 x\r\n\r\n") };
        assert_eq!(answer(b"\xff\xd8\xff").text(), None);
        assert_eq!(answer(b"a\0b").text(), None);
        let long = "é".repeat(SHOWN);
        assert_eq!(answer(&long.as_bytes()[1..]).text(), None);
        let long = format!("a{long}");
        assert_eq!(answer(long.as_bytes()).text().map(str::len), Some(SHOWN - 1));
    }

    proptest! {
        #[test]
        fn chunks_are_put_together_however_they_come(body in prop::collection::vec(any::<u8>(), 0..80), size in 1usize..9, cut in 0usize..400) {
            let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
            for chunk in body.chunks(size) {
                bytes.extend(format!("{:x};a=b\r\n", chunk.len()).bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
            let answer = read(&bytes, false, false).unwrap();
            prop_assert_eq!((&answer.body, answer.complete), (&body, true));
            let part = read(&bytes[..cut.min(bytes.len())], false, false);
            prop_assert!(part.is_none_or(|part| body.starts_with(&part.body)));
        }

        #[test]
        fn nothing_that_comes_ends_in_a_panic(bytes: Vec<u8>, is_head: bool, ended: bool) {
            read(&bytes, is_head, ended);
        }
    }
}
