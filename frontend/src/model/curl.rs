//! The curl command that sends a drafted request.

use course::shell::Shell;

use crate::model::request::Draft;
use course::quote::{self, Unquotable};

/// Words of a command that change nothing of the request, or were not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Options, before everything else.
    pub before: Vec<String>,
    /// What stands after the address.
    pub after: Vec<String>,
    /// What follows and is the shell's own affair, as it was typed.
    pub rest: String,
}

/// The command for a shell. `authority` is the lab's address and port; `kept` is what a command
/// had besides.
///
/// # Errors
/// [`Unquotable`] where the shell has no form for it.
pub fn command(draft: &Draft, kept: &Kept, authority: &str, shell: Shell) -> Result<String, Unquotable> {
    let line = quote::line(shell, "curl", &arguments(draft, kept, authority))?;
    Ok(if kept.rest.is_empty() { line } else { format!("{line} {}", kept.rest) })
}

/// What curl is given.
fn arguments(draft: &Draft, kept: &Kept, authority: &str) -> Vec<String> {
    let mut arguments = kept.before.clone();
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
    for name in &draft.without {
        // With a colon and no value, curl leaves out a header that it would add by itself.
        option(&["-H", &format!("{name}:")]);
    }
    if !draft.body.is_empty() {
        option(&["--data-raw", &draft.body]);
    }
    arguments.push(format!("{authority}{}", draft.target));
    arguments.extend_from_slice(&kept.after);
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::tests::draft;

    fn linux(draft: &Draft) -> String {
        command(draft, &Kept::default(), "127.0.0.1:62893", Shell::Linux).unwrap()
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
}
