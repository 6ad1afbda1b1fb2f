//! The request builder: one request as a form, as a curl command and as bytes, each of which can be edited.

pub mod address;
pub mod answer;
pub mod base64;
pub mod command;
pub mod exchange;
pub mod options;
pub mod raw;

use course::shell::Shell;

use crate::model::curl::{self, Kept};
use crate::model::request::Draft;
use command::Command;
use course::quote::Unquotable;
use raw::Raw;

/// What the learner edited last: the text of it stands as it was typed, and the others follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The form.
    Form,
    /// The command, as it was typed.
    Command(String),
    /// The bytes, as they were typed.
    Raw(String),
}

/// Where the request goes, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// The lab's address and port.
    pub lab: String,
    /// What curl calls itself.
    pub agent: String,
    /// The shell that commands are written for.
    pub shell: Shell,
}

/// A request in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builder {
    /// The request as the form holds it.
    pub draft: Draft,
    /// What a command had besides.
    pub kept: Kept,
    /// What was edited last.
    pub source: Source,
}

impl Builder {
    /// Begins with a method and a target.
    pub fn new(method: String, target: String) -> Self {
        let draft = Draft { method, target, headers: Vec::new(), without: Vec::new(), body: String::new() };
        Self { draft, kept: Kept::default(), source: Source::Form }
    }

    /// After the form was edited.
    #[must_use]
    pub fn with_form(&self, draft: Draft) -> Self {
        Self { draft, kept: self.kept.clone(), source: Source::Form }
    }

    /// After the command was.
    #[must_use]
    pub fn with_command(&self, text: String, around: &Around) -> Self {
        let Command { draft, kept, .. } = command::read(&text, around.shell, &around.lab);
        Self { draft, kept, source: Source::Command(text) }
    }

    /// After the bytes were.
    #[must_use]
    pub fn with_raw(&self, text: String, around: &Around) -> Self {
        let draft = raw::read(&text, &around.lab, &around.agent).draft;
        Self { draft, kept: self.kept.clone(), source: Source::Raw(text) }
    }

    /// The command: as it was typed, or written anew.
    ///
    /// # Errors
    /// [`Unquotable`] where the shell has no form for it.
    pub fn command(&self, around: &Around) -> Result<String, Unquotable> {
        match &self.source {
            Source::Command(text) => Ok(text.clone()),
            _ => curl::command(&self.draft.filled_in(), &self.kept, &around.lab, around.shell),
        }
    }

    /// What there is to say about the command.
    pub fn remarks(&self, around: &Around) -> Vec<command::Remark> {
        let text = self.command(around);
        text.map(|text| command::read(&text, around.shell, &around.lab).remarks).unwrap_or_default()
    }

    /// The bytes as text: as they were typed, or written anew.
    pub fn raw(&self, around: &Around) -> String {
        match &self.source {
            Source::Raw(text) => text.clone(),
            _ => raw::write(&self.draft.filled_in(), &around.lab, &around.agent),
        }
    }

    /// What is wrong with the bytes that were typed, each with its line.
    pub fn raw_faults(&self, around: &Around) -> Vec<(usize, raw::Fault)> {
        match &self.source {
            Source::Raw(text) => {
                let Raw { faults, .. } = raw::read(text, &around.lab, &around.agent);
                faults
            }
            _ => Vec::new(),
        }
    }

    /// Whether it can be sent. Bytes that were typed are sent as they are, faults and all.
    pub fn can_be_sent(&self, around: &Around) -> bool {
        match &self.source {
            Source::Raw(text) => !text.is_empty(),
            _ => {
                self.draft.filled_in().faults().is_empty()
                    && !self.remarks(around).iter().any(|remark| remark.what.prevents())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::tests::any_draft;
    use command::What;
    use proptest::prelude::*;

    const LAB: &str = "127.0.0.1:62893";

    fn around(shell: Shell) -> Around {
        Around { lab: LAB.to_owned(), agent: crate::model::bytes::SOME_CURL.to_owned(), shell }
    }

    fn read(text: &str) -> Command {
        command::read(text, Shell::Linux, LAB)
    }

    fn said(text: &str) -> Vec<(usize, String, What)> {
        read(text).remarks.into_iter().map(|remark| (remark.at, remark.word, remark.what)).collect()
    }

    #[test]
    fn the_common_options_make_the_request_that_curl_makes() {
        let bytes = |text: &str| raw::write(&read(text).draft, LAB, "curl/8.5.0");
        let head = "Host: 127.0.0.1:62893\nUser-Agent: curl/8.5.0\nAccept: */*\n";
        let form = "Content-Type: application/x-www-form-urlencoded\n";
        for (command, wanted) in [
            ("curl http://127.0.0.1:62893/echo", format!("GET /echo HTTP/1.1\n{head}\n")),
            ("curl -sv -XPUT 127.0.0.1:62893", format!("PUT / HTTP/1.1\n{head}\n")),
            ("curl -I --url 127.0.0.1:62893/x", format!("HEAD /x HTTP/1.1\n{head}\n")),
            (
                "curl -d a=1 --data-raw '@b' 127.0.0.1:62893/",
                format!("POST / HTTP/1.1\n{head}Content-Length: 6\n{form}\na=1&@b"),
            ),
            ("curl -G -d a=1 --data b '127.0.0.1:62893/?c'", format!("GET /?c&a=1&b HTTP/1.1\n{head}\n")),
            (
                "curl -A me -H 'Accept:' -H 'X-A;' -H 'X-B: 1' 127.0.0.1:62893/",
                "GET / HTTP/1.1\nHost: 127.0.0.1:62893\nUser-Agent: me\nX-A:\nX-B: 1\n\n".to_owned(),
            ),
            (
                "curl -u Aladdin:'open sesame' 127.0.0.1:62893/",
                format!("GET / HTTP/1.1\n{head}Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\n\n"),
            ),
            (
                "curl --json '{}' 127.0.0.1:62893/",
                "POST / HTTP/1.1\nHost: 127.0.0.1:62893\nUser-Agent: curl/8.5.0\nContent-Type: application/json\nAccept: application/json\nContent-Length: 2\n\n{}".to_owned(),
            ),
            (
                "curl --resolve evil.example:62893:127.0.0.1 http://evil.example:62893/",
                "GET / HTTP/1.1\nHost: evil.example:62893\nUser-Agent: curl/8.5.0\nAccept: */*\n\n".to_owned(),
            ),
        ] {
            assert_eq!(bytes(command), wanted, "{command}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_place_and_kept() {
        let text = "curl --compressed -vq -L -o x 127.0.0.1:62893/ second";
        let unknown = |at, word: &str| (at, word.to_owned(), What::Unknown);
        assert_eq!(
            said(text),
            [
                unknown(6, "--compressed"),
                (20, "-v".to_owned(), What::Aside(options::Aside::Shown)),
                unknown(21, "-q"),
                (23, "-L".to_owned(), What::Aside(options::Aside::Followed)),
                (26, "-o".to_owned(), What::Aside(options::Aside::Written)),
                (48, "second".to_owned(), What::SecondAddress),
            ]
        );
        let builder =
            Builder::new("GET".into(), "/".into()).with_command(text.to_owned(), &around(Shell::Linux));
        let again = builder.with_form(builder.draft.clone()).command(&around(Shell::Linux)).unwrap();
        assert_eq!(again, "curl --compressed -v -q -L -o x 127.0.0.1:62893/ second");
        let text = "curl -H X-A 127.0.0.1:62893/ | jq .";
        let builder = builder.with_command(text.to_owned(), &around(Shell::Linux));
        assert_eq!(
            builder.with_form(builder.draft.clone()).command(&around(Shell::Linux)).as_deref(),
            Ok(text)
        );
    }

    #[test]
    fn what_prevents_sending_says_why() {
        for (text, at, what) in [
            ("wget 127.0.0.1:62893", 1, What::NotCurl),
            ("curl -v", 1, What::NoAddress),
            ("curl 127.0.0.1:8000/", 6, What::Elsewhere),
            ("curl https://127.0.0.1:62893/", 6, What::Tls),
            ("curl ftp://x/", 6, What::BadAddress),
            ("curl 127.0.0.1:62893 -X", 22, What::NoValue),
            ("curl -d @file 127.0.0.1:62893", 9, What::File),
            ("curl 127.0.0.1:62893 -d 'a", 25, What::OpenQuote),
        ] {
            let found = said(text);
            assert!(
                found.iter().any(|(place, _, found)| (*place, *found) == (at, what)),
                "{text}: {found:?}"
            );
            assert!(what.prevents());
        }
        for (text, what) in [
            ("curl --data=x 127.0.0.1:62893", What::Equals),
            ("curl -H 'X-A:' 127.0.0.1:62893", What::EmptyHeader),
            ("curl -H X-A 127.0.0.1:62893", What::BadHeader),
            ("curl 127.0.0.1:62893/#top", What::Fragment),
            ("curl -k 127.0.0.1:62893", What::Aside(options::Aside::Unchecked)),
            ("curl 127.0.0.1:62893 | jq .", What::Shell),
        ] {
            let found = said(text);
            assert_eq!(found.iter().map(|(_, _, what)| *what).collect::<Vec<_>>(), [what], "{text}");
            assert!(!what.prevents());
        }
    }

    #[test]
    fn what_was_typed_stands_until_another_part_is_edited() {
        let around = around(Shell::Linux);
        let typed = "curl  -X  PUT   127.0.0.1:62893/a".to_owned();
        let builder = Builder::new("GET".into(), "/".into()).with_command(typed.clone(), &around);
        assert_eq!(builder.command(&around), Ok(typed));
        assert!(builder.raw(&around).starts_with("PUT /a HTTP/1.1\n"));
        let raw = builder.raw(&around).replace("PUT /a", "DELETE /b");
        let builder = builder.with_raw(raw.clone(), &around);
        assert_eq!(builder.raw(&around), raw);
        assert_eq!(builder.command(&around).as_deref(), Ok("curl -X DELETE 127.0.0.1:62893/b"));
        assert_eq!((builder.draft.method.as_str(), builder.draft.target.as_str()), ("DELETE", "/b"));
    }

    proptest! {
        #[test]
        fn a_command_that_was_written_is_read_as_the_same_request(draft in any_draft()) {
            for shell in Shell::ALL {
                if let Ok(text) = curl::command(&draft, &Kept::default(), LAB, shell) {
                    let read = command::read(&text, shell, LAB);
                    prop_assert_eq!((&read.draft, &read.remarks), (&draft, &vec![]), "{}", text);
                }
            }
        }

        #[test]
        fn nothing_that_is_typed_ends_in_a_panic(text: String) {
            for shell in Shell::ALL {
                command::read(&text, shell, LAB);
            }
        }
    }
}
