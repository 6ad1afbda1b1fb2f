//! A command line as a shell reads it: its words, each with its place. What only a shell can do, it does not do here.

use core::iter::Peekable;
use core::str::Chars;

use course::shell::Shell;

/// A word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text that the program is handed.
    pub text: String,
    /// The character that it begins at, counted from 1.
    pub at: usize,
}

/// A command line, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The words.
    pub words: Vec<Word>,
    /// What follows and is the shell's own affair, such as a pipe, with the character it begins at.
    pub rest: Option<(String, usize)>,
    /// The character at which a quote begins that has no end.
    pub open_quote: Option<usize>,
}

/// Reads a command line as a shell does.
pub fn split(shell: Shell, text: &str) -> Line {
    let mut reader = Reader { chars: text.chars().peekable(), at: 0, line: Line::default(), word: None };
    match shell {
        Shell::Linux | Shell::Macos => reader.posix(),
        Shell::Powershell => reader.powershell(),
        Shell::Cmd => reader.cmd(),
    }
    reader.end_word();
    reader.line
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    /// How many characters have been read.
    at: usize,
    line: Line,
    word: Option<Word>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        self.at += 1;
        self.chars.next()
    }

    fn next_is(&mut self, wanted: char) -> bool {
        let is_it = self.chars.peek() == Some(&wanted);
        if is_it {
            self.next();
        }
        is_it
    }

    /// The word that is being read; it begins here where none is.
    fn word(&mut self) -> &mut String {
        let at = self.at;
        &mut self.word.get_or_insert_with(|| Word { text: String::new(), at }).text
    }

    fn end_word(&mut self) {
        self.line.words.extend(self.word.take());
    }

    /// The shell's own affair begins with this character.
    fn leave(&mut self, first: char) {
        self.end_word();
        let at = self.at;
        let rest = core::iter::once(first).chain(self.chars.by_ref()).collect();
        self.line.rest = Some((rest, at));
    }

    /// Takes what stands up to a quote's end as it is.
    fn plain_quote(&mut self, is_end: fn(char) -> bool, doubled: bool) {
        let at = self.at;
        self.word();
        loop {
            match self.next() {
                Some(c) if is_end(c) => {
                    if !(doubled && self.chars.peek().is_some_and(|next| is_end(*next))) {
                        return;
                    }
                    if let Some(c) = self.next() {
                        self.word().push(c);
                    }
                }
                Some(c) => self.word().push(c),
                None => return self.line.open_quote = Some(at),
            }
        }
    }

    /// POSIX.1-2024, Shell Command Language, section 2.2; and the quotes of bash with C's escapes, which browsers copy.
    fn posix(&mut self) {
        while let Some(c) = self.next() {
            match c {
                ' ' | '\t' => self.end_word(),
                '\'' => self.plain_quote(|c| c == '\'', false),
                '"' => self.posix_double(),
                '$' if self.chars.peek() == Some(&'\'') => {
                    self.word();
                    self.next();
                    self.ansi_c();
                }
                '\\' => match self.next() {
                    Some('\n') => {}
                    Some(c) => self.word().push(c),
                    None => self.word().push('\\'),
                },
                '|' | '&' | ';' | '<' | '>' | '(' | ')' | '\n' => return self.leave(c),
                '#' if self.word.is_none() => return self.leave(c),
                c => self.word().push(c),
            }
        }
    }

    fn posix_double(&mut self) {
        let at = self.at;
        self.word();
        loop {
            match self.next() {
                Some('"') => return,
                Some('\\') => match self.next() {
                    Some('\n') => {}
                    Some(c @ ('$' | '`' | '"' | '\\')) => self.word().push(c),
                    Some(c) => self.word().extend(['\\', c]),
                    None => return self.line.open_quote = Some(at),
                },
                Some(c) => self.word().push(c),
                None => return self.line.open_quote = Some(at),
            }
        }
    }

    fn ansi_c(&mut self) {
        let at = self.at;
        loop {
            match self.next() {
                Some('\'') => return,
                Some('\\') => {
                    let c = match self.next() {
                        Some('n') => Some('\n'),
                        Some('r') => Some('\r'),
                        Some('t') => Some('\t'),
                        Some('x') => self.digits(2),
                        Some('u') => self.digits(4),
                        other => other,
                    };
                    self.word().extend(c);
                }
                Some(c) => self.word().push(c),
                None => return self.line.open_quote = Some(at),
            }
        }
    }

    fn digits(&mut self, most: usize) -> Option<char> {
        let mut number = 0;
        for _ in 0..most {
            let Some(digit) = self.chars.peek().and_then(|c| c.to_digit(16)) else { break };
            number = number * 16 + digit;
            self.next();
        }
        char::from_u32(number)
    }

    /// Microsoft, about_Quoting_Rules and about_Special_Characters.
    fn powershell(&mut self) {
        while let Some(c) = self.next() {
            match c {
                ' ' | '\t' => {
                    self.end_word();
                    if self.line.words.last().is_some_and(|word| word.text == "--%") {
                        self.line.words.pop();
                        return self.windows();
                    }
                }
                c if is_single(c) => self.plain_quote(is_single, true),
                c if is_double(c) => self.powershell_double(),
                '`' => match self.next() {
                    Some('\n') => {}
                    Some(c) => self.word().push(c),
                    None => {}
                },
                '|' | ';' | '&' | '<' | '>' | '(' | ')' | '\n' => return self.leave(c),
                '#' if self.word.is_none() => return self.leave(c),
                c => self.word().push(c),
            }
        }
    }

    fn powershell_double(&mut self) {
        let at = self.at;
        self.word();
        loop {
            match self.next() {
                Some('`') => {
                    let c = match self.next() {
                        Some('n') => Some('\n'),
                        Some('r') => Some('\r'),
                        Some('t') => Some('\t'),
                        other => other,
                    };
                    self.word().extend(c);
                }
                Some(c) if is_double(c) => {
                    if !self.chars.peek().is_some_and(|next| is_double(*next)) {
                        return;
                    }
                    self.next();
                    self.word().push('"');
                }
                Some(c) => self.word().push(c),
                None => return self.line.open_quote = Some(at),
            }
        }
    }

    /// A line as the start-up code of a Windows program reads it (Microsoft C, "Parsing C command-line arguments").
    fn windows(&mut self) {
        let mut quote = None;
        while let Some(c) = self.next() {
            self.windows_char(c, &mut quote);
        }
        self.line.open_quote = quote;
    }

    fn windows_char(&mut self, c: char, quote: &mut Option<usize>) {
        match c {
            ' ' | '\t' if quote.is_none() => self.end_word(),
            '"' => {
                self.word();
                *quote = if quote.is_some() { None } else { Some(self.at) };
            }
            '\\' => {
                let mut count = 1;
                while self.next_is('\\') {
                    count += 1;
                }
                let before_quote = self.chars.peek() == Some(&'"');
                let kept = if before_quote { count / 2 } else { count };
                self.word().extend(core::iter::repeat_n('\\', kept));
                if before_quote && count % 2 == 1 {
                    self.next();
                    self.word().push('"');
                }
            }
            c => self.word().push(c),
        }
    }

    /// The command prompt first: a caret takes the next character's meaning, outside quotes; then the program's rules.
    fn cmd(&mut self) {
        let mut quote = None;
        // The prompt's own idea of quotes: it counts every one.
        let mut counted = false;
        while let Some(c) = self.next() {
            match c {
                '^' if !counted => match self.chars.peek() {
                    Some('\n') => {
                        self.next();
                    }
                    Some('"') => {
                        self.next();
                        self.windows_char('"', &mut quote);
                    }
                    // The caret is gone before the program counts backslashes.
                    Some('\\') | None => {}
                    Some(_) => {
                        if let Some(c) = self.next() {
                            self.windows_char(c, &mut quote);
                        }
                    }
                },
                '&' | '|' | '<' | '>' | '\n' if !counted => return self.leave(c),
                '\\' => self.cmd_backslashes(&mut quote, &mut counted),
                c => {
                    counted ^= c == '"';
                    self.windows_char(c, &mut quote);
                }
            }
        }
        self.line.open_quote = quote;
    }

    /// Backslashes, which may stand before a quote that a caret stands before.
    fn cmd_backslashes(&mut self, quote: &mut Option<usize>, counted: &mut bool) {
        let mut count = 1;
        while self.next_is('\\') {
            count += 1;
        }
        let mut ahead = self.chars.clone();
        let caret = !*counted && ahead.next_if_eq(&'^').is_some();
        if ahead.peek() != Some(&'"') {
            self.word().extend(core::iter::repeat_n('\\', count));
            return;
        }
        if caret {
            self.next();
        } else {
            *counted = !*counted;
        }
        self.next();
        self.word().extend(core::iter::repeat_n('\\', count / 2));
        if count % 2 == 1 { self.word().push('"') } else { self.windows_char('"', quote) }
    }
}

/// PowerShell takes typographic quotes for straight ones.
const fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

const fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::quote;
    use proptest::prelude::*;

    fn words(shell: Shell, text: &str) -> Vec<String> {
        split(shell, text).words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn each_shell_has_its_quotes_and_its_way_to_go_on_in_the_next_line() {
        for (shell, text) in [
            (Shell::Linux, "curl -H 'A: 1 2' \\\n  \"b\\\"\\$c\" d\\ e"),
            (Shell::Powershell, "curl -H 'A: 1 2' `\n  \"b`\"`$c\" \"d e\""),
            (Shell::Cmd, "curl -H \"A: 1 2\" ^\n  \"b\\\"$c\" \"d e\""),
        ] {
            assert_eq!(words(shell, text), ["curl", "-H", "A: 1 2", "b\"$c", "d e"], "{shell:?}");
        }
        assert_eq!(words(Shell::Linux, r"curl $'it\'s\n\x41é' ''"), ["curl", "it's\nAé", ""]);
        assert_eq!(
            words(Shell::Powershell, "curl 'it''s' \"a\"\"b\" --% \"c\\\"d\" e"),
            ["curl", "it's", "a\"b", "c\"d", "e"]
        );
    }

    #[test]
    fn words_know_where_they_begin() {
        let line = split(Shell::Linux, "curl  'é x' -v | jq .");
        let places: Vec<_> = line.words.iter().map(|word| word.at).collect();
        assert_eq!(places, [1, 7, 13]);
        assert_eq!(line.rest, Some(("| jq .".to_owned(), 16)));
        assert_eq!(split(Shell::Linux, "curl 'a").open_quote, Some(6));
        assert_eq!(split(Shell::Cmd, "curl \"a").open_quote, Some(6));
        assert_eq!(split(Shell::Powershell, "curl \"a`").open_quote, Some(6));
    }

    fn reads_back(shell: Shell, arguments: &[String]) -> Result<(), TestCaseError> {
        if let Ok(line) = quote::line(shell, "curl", arguments) {
            let read = split(shell, &line);
            prop_assert_eq!(&read.rest, &None, "{}", line);
            let words: Vec<_> = read.words.into_iter().skip(1).map(|word| word.text).collect();
            prop_assert_eq!(words, arguments, "{}", line);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_shell_reads_back_what_was_quoted_for_it(arguments in proptest::collection::vec("\\PC{0,12}|[\\n'\"\\\\$`! a^&|<>()%\u{2018}\u{201d}-]{0,8}", 0..5)) {
            for shell in Shell::ALL {
                reads_back(shell, &arguments)?;
            }
        }

        #[test]
        fn nothing_that_is_typed_ends_in_a_panic(text: String) {
            for shell in Shell::ALL {
                split(shell, &text);
            }
        }
    }
}
