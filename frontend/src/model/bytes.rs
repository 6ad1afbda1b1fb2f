//! The bytes that curl sends for a drafted request, over HTTP/1.1 and without a proxy: its own
//! headers first, then the given ones, which take the place of its own; then what a body needs.

use crate::model::request::Draft;

/// What curl calls itself, in one of its versions: where the learner's own was not seen yet.
pub const SOME_CURL: &str = "curl/8.5.0";

/// One line of a request's head, without its CR LF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Whether the learner asked for it (`true`) or curl adds it by itself (`false`).
    pub asked: bool,
}

/// The lines of the head. `agent` is what curl calls itself, such as `curl/8.5.0`.
pub fn head(draft: &Draft, authority: &str, agent: &str) -> Vec<Line> {
    let given = |name: &str| draft.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let missing = |name: &str| given(name).is_none() && !draft.leaves_out(name);
    let own = |text: String| Line { text, asked: false };
    let mut lines = vec![Line { text: format!("{} {} HTTP/1.1", draft.method, draft.target), asked: true }];
    match given("host") {
        Some((_, value)) => lines.push(Line { text: format!("Host: {}", value.trim()), asked: true }),
        None if draft.leaves_out("host") => {}
        None => lines.push(own(format!("Host: {authority}"))),
    }
    if missing("user-agent") {
        lines.push(own(format!("User-Agent: {agent}")));
    }
    if missing("accept") {
        lines.push(own("Accept: */*".to_owned()));
    }
    for (name, value) in draft.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host")) {
        let value = value.trim();
        let space = if value.is_empty() { "" } else { " " };
        lines.push(Line { text: format!("{name}:{space}{value}"), asked: true });
    }
    if !draft.body.is_empty() {
        lines.push(own(format!("Content-Length: {}", draft.body.len())));
        if missing("content-type") {
            lines.push(own("Content-Type: application/x-www-form-urlencoded".to_owned()));
        }
    }
    lines
}

/// How many bytes go over the wire: every line with its CR LF, the empty line, the body.
pub fn count(head: &[Line], body: &str) -> usize {
    head.iter().map(|line| line.text.len() + 2).sum::<usize>() + 2 + body.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::tests::draft;
    use proptest::prelude::*;

    fn texts(draft: &Draft) -> Vec<String> {
        head(draft, "127.0.0.1:62893", "curl/8.5.0").into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_plain_get() {
        let lines = ["GET /echo HTTP/1.1", "Host: 127.0.0.1:62893", "User-Agent: curl/8.5.0", "Accept: */*"];
        assert_eq!(texts(&draft("GET", "/echo", &[], "")), lines);
    }

    #[test]
    fn given_headers_take_the_place_of_curl_s_own() {
        // As curl 7.88 sent it to a listening nc.
        let given = [("X-A", "1"), ("Accept", "text/plain"), ("user-agent", "me"), ("Host", "foo")];
        assert_eq!(
            texts(&draft("PUT", "/echo", &given, "a=b")),
            [
                "PUT /echo HTTP/1.1",
                "Host: foo",
                "X-A: 1",
                "Accept: text/plain",
                "user-agent: me",
                "Content-Length: 3",
                "Content-Type: application/x-www-form-urlencoded",
            ]
        );
    }

    proptest! {
        #[test]
        fn the_length_told_is_the_length_sent(body in "\\PC{1,40}") {
            let head = head(&draft("POST", "/echo", &[], &body), "127.0.0.1:62893", SOME_CURL);
            let told = format!("Content-Length: {}", body.len());
            prop_assert!(head.iter().any(|line| line.text == told && !line.asked));
            let sent: String = head.iter().map(|line| format!("{}\r\n", line.text)).collect();
            prop_assert_eq!(count(&head, &body), format!("{sent}\r\n{body}").len());
        }
    }
}
