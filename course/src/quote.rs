//! Quoting an argument so that a shell hands it to a program unchanged, and a value so that an address carries it unchanged.

use crate::shell::Shell;

/// Why a list of arguments has no form on one line of a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unquotable {
    /// A line break, in a shell that ends the command there.
    LineBreak,
}

/// A value for the query of an address (RFC 3986, section 2.1). `kept` are signs that need no encoding there.
///
/// ```
/// use course::quote::percent;
/// assert_eq!(percent("a b&é", ""), "a%20b%26%C3%A9");
/// assert_eq!(percent("http://[::1]/?a", ":/[]"), "http://[::1]/%3Fa");
/// ```
pub fn percent(value: &str, kept: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A command line for a shell that runs `program` with these arguments.
///
/// # Errors
/// [`Unquotable`] where the shell cannot carry one of them.
pub fn line(shell: Shell, program: &str, arguments: &[String]) -> Result<String, Unquotable> {
    let windows = matches!(shell, Shell::Powershell | Shell::Cmd);
    let break_in_one = arguments.iter().any(|argument| argument.contains(['\n', '\r']));
    let quote_in_one = arguments.iter().any(|argument| argument.contains('"') || argument.ends_with('\\'));
    // PowerShell 5 drops double quotes inside an argument and PowerShell 7 does not: after --% both
    // hand the rest of the line over as it stands.
    let verbatim = shell == Shell::Powershell && quote_in_one;
    // The command prompt counts every double quote, also an escaped one, and so may take the rest of the line for
    // unquoted: then nothing helps but a caret before each of its own characters.
    let carets = arguments.iter().any(|argument| argument.contains('"'))
        && arguments.iter().any(|argument| argument.contains(is_prompt_s_own));
    if break_in_one && (shell == Shell::Cmd || verbatim) {
        return Err(Unquotable::LineBreak);
    }
    let mut line = program.to_owned();
    if windows {
        line.push_str(".exe");
    }
    if verbatim {
        line.push_str(" --%");
    }
    for argument in arguments {
        line.push(' ');
        line.push_str(&match shell {
            Shell::Linux | Shell::Macos => posix(argument),
            Shell::Powershell if verbatim => windows_argument(argument),
            Shell::Powershell => powershell(argument),
            Shell::Cmd if carets => caret(&windows_argument(argument)),
            Shell::Cmd => windows_argument(argument),
        });
    }
    Ok(line)
}

/// Whether every shell leaves a text alone.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=:./-".contains(&b))
}

/// Single quotes; a single quote itself is put between them, escaped (POSIX.1-2024, section 2.2.2).
fn posix(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// Single quotes; a quote itself is doubled. PowerShell takes typographic quotes for straight ones.
fn powershell(text: &str) -> String {
    if is_plain(text) && !text.starts_with('-') || is_option(text) {
        return text.to_owned();
    }
    let mut out = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

/// An option such as `-X` or `--data-raw`, which no shell changes.
fn is_option(text: &str) -> bool {
    text.starts_with('-') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Double quotes as a Windows program's start-up code reads them: a quote inside is escaped, and so are the
/// backslashes before a quote.
fn windows_argument(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for c in text.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                out.push_str(&"\\".repeat(backslashes * 2 + 1));
                backslashes = 0;
            }
            _ => {
                out.push_str(&"\\".repeat(backslashes));
                backslashes = 0;
            }
        }
        if c != '\\' {
            out.push(c);
        }
    }
    out.push_str(&"\\".repeat(backslashes * 2));
    out.push('"');
    out
}

/// A caret before each character that the command prompt takes for its own.
fn caret(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if is_prompt_s_own(c) || c == '"' {
            out.push('^');
        }
        out.push(c);
    }
    out
}

const fn is_prompt_s_own(c: char) -> bool {
    matches!(c, '&' | '|' | '<' | '>' | '^' | '(' | ')' | '%' | '!')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_plain() {
        let arguments = ["-X".to_owned(), "http://127.0.0.1:62893/echo".to_owned()];
        for shell in Shell::ALL {
            let program = if matches!(shell, Shell::Linux | Shell::Macos) { "curl" } else { "curl.exe" };
            let expected = format!("{program} -X http://127.0.0.1:62893/echo");
            assert_eq!(line(shell, "curl", &arguments), Ok(expected));
        }
    }

    #[test]
    fn json_in_each_shell() {
        let arguments = ["--data-raw".to_owned(), r#"{"a":1}"#.to_owned()];
        for (shell, expected) in [
            (Shell::Linux, r#"curl --data-raw '{"a":1}'"#),
            (Shell::Powershell, r#"curl.exe --% --data-raw "{\"a\":1}""#),
            (Shell::Cmd, r#"curl.exe --data-raw "{\"a\":1}""#),
        ] {
            assert_eq!(line(shell, "curl", &arguments).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_line_break_has_no_form_in_the_command_prompt() {
        let arguments = ["a\nb".to_owned()];
        assert_eq!(line(Shell::Cmd, "curl", &arguments), Err(Unquotable::LineBreak));
        assert!(line(Shell::Powershell, "curl", &arguments).is_ok());
    }
}
