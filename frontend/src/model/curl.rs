//! The curl command that sends a drafted request.

use course::shell::Shell;

use crate::model::quote::{self, Unquotable};
use crate::model::request::Draft;

/// The command for a shell. `authority` is the lab's address and port.
///
/// # Errors
/// [`Unquotable`] where the shell has no form for it.
pub fn command(draft: &Draft, authority: &str, shell: Shell) -> Result<String, Unquotable> {
    quote::line(shell, "curl", &arguments(draft, authority))
}

/// What curl is given.
fn arguments(draft: &Draft, authority: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut option = |words: &[&str]| arguments.extend(words.iter().map(|word| (*word).to_owned()));
    let implied = match draft.method.as_str() {
        "GET" => draft.body.is_empty(),
        "POST" => !draft.body.is_empty(),
        _ => false,
    };
    if draft.method == "HEAD" {
        option(&["--head"]);
    } else if !implied {
        option(&["-X", &draft.method]);
    }
    if draft.target.contains(['[', ']', '{', '}']) {
        // curl would take them for a pattern of several addresses.
        option(&["--globoff"]);
    }
    for (name, value) in &draft.headers {
        // A header without a value is written with a semicolon: with a colon, curl would leave it out.
        let header = match value.trim() {
            "" => format!("{name};"),
            value => format!("{name}: {value}"),
        };
        option(&["-H", &header]);
    }
    if !draft.body.is_empty() {
        option(&["--data-raw", &draft.body]);
    }
    arguments.push(format!("{authority}{}", draft.target));
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::quote::tests::read_posix;
    use crate::model::request::tests::draft;
    use proptest::prelude::*;

    fn linux(draft: &Draft) -> String {
        command(draft, "127.0.0.1:62893", Shell::Linux).unwrap()
    }

    #[test]
    fn says_no_more_than_curl_needs() {
        for (draft, expected) in [
            (draft("GET", "/echo", &[], ""), "curl 127.0.0.1:62893/echo"),
            (draft("HEAD", "/echo", &[], ""), "curl --head 127.0.0.1:62893/echo"),
            (draft("POST", "/echo", &[], "a=b c"), "curl --data-raw 'a=b c' 127.0.0.1:62893/echo"),
            (draft("POST", "/echo", &[], ""), "curl -X POST 127.0.0.1:62893/echo"),
            (draft("GET", "/echo?a=1&b=2", &[], ""), "curl '127.0.0.1:62893/echo?a=1&b=2'"),
            (draft("GET", "/[1]", &[], ""), "curl --globoff '127.0.0.1:62893/[1]'"),
            (
                draft("PUT", "/", &[("X-A", " 1 "), ("X-B", "")], ""),
                "curl -X PUT -H 'X-A: 1' -H 'X-B;' 127.0.0.1:62893/",
            ),
        ] {
            assert_eq!(linux(&draft), expected);
        }
    }

    proptest! {
        #[test]
        fn the_body_reaches_curl_unchanged(body in "[ -~\\n]{1,20}", target in "/[a-z?=&%0-9']{0,10}") {
            let words = read_posix(&linux(&draft("PUT", &target, &[], &body)));
            let at = words.iter().position(|word| word == "--data-raw").unwrap();
            prop_assert_eq!(&words[at + 1], &body);
            prop_assert_eq!(words.last().unwrap(), &format!("127.0.0.1:62893{target}"));
        }
    }
}
