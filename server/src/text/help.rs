//! `GET /help` in a terminal: the course by curl, on one screen.

use course::text::Reader;
use protocol::help::Help;

use super::{visible, wrap};

/// The addresses by which the course is read: a path as an example, and what it gives.
pub(crate) const WAYS: &[(&str, &str)] = &[
    ("/lessons", "the contents"),
    ("/lessons/ports", "a whole lesson"),
    ("/lessons/ports/2", "one part of it; a part's name will do as well"),
    ("/checks/ports-closed", "whether an exercise is solved; ?hint=1 to 3 for help"),
    ("/capstone", "how far you are with the last exercise"),
    ("/quiz/ports-q-closed", "a question; /quiz/ports-q-closed/b answers it"),
    ("/glossary/loopback", "what a word means; /glossary has them all"),
    ("/search?q=port", "where something is; several words with + between them"),
    ("/cheatsheet", "every command of the course"),
];

/// The addresses, and what can be put behind each of them.
pub(crate) fn render(help: &Help, reader: &Reader) -> String {
    let Reader { paint, width, .. } = *reader;
    let mut text = format!("{}\n\n", paint.strong("The course in a terminal"));
    text.push_str(&wrap("Put a path behind the lab's address. Each page ends with the next command.", width));
    text.push_str(&format!("\n\n    {}\n\n", paint.command(&reader.curl("/lessons/address/1"))));
    let column = help.ways.iter().map(|way| way.path.chars().count()).max().unwrap_or_default();
    for way in &help.ways {
        line(&mut text, reader, &way.path, column, &way.gives);
    }
    text.push_str(&format!("\n{}\n", paint.strong("Behind any of them")));
    for (query, does) in [
        ("?color=always", "in colours: addresses blue, ports amber"),
        ("?width=100", "another width than 80 columns"),
        ("?shell=powershell", "commands for linux, macos, powershell or cmd"),
        ("?format=json", "for programs"),
    ] {
        line(&mut text, reader, query, column, does);
    }
    text.push('\n');
    text.push_str(&wrap("Quote the whole address, and join two with &. A pager shows long pages:", width));
    let coloured = reader.curl("/lessons/ports?color=always").replacen("curl ", "curl -s ", 1);
    text.push_str(&format!("\n    {}\n", paint.command(&format!("{coloured} | less -R"))));
    text
}

/// The least room that a second column of prose is given.
const COLUMN: usize = 28;

/// A path and what it gives, in two columns where there is room for both; else one under the other.
fn line(text: &mut String, reader: &Reader, path: &str, column: usize, gives: &str) {
    let strong = reader.paint.strong(path);
    let beside = reader.width.saturating_sub(column + 4);
    let (before, indent) = if beside < COLUMN {
        (format!("  {strong}\n      "), 6)
    } else {
        (format!("  {strong}{:1$}  ", "", column.saturating_sub(visible(path))), column + 4)
    };
    let gives = wrap(gives, reader.width.saturating_sub(indent)).replace('\n', &format!("\n{:indent$}", ""));
    text.push_str(&format!("{before}{gives}\n"));
}

#[cfg(test)]
mod tests {
    use concepts::paint::stripped;
    use course::shell::Shell;
    use protocol::help::Way;

    use super::*;
    use crate::text::Paint;

    #[test]
    fn no_line_but_a_command_is_wider_than_was_asked_for() {
        let way = |(path, gives): &(&str, &str)| Way { path: (*path).to_owned(), gives: (*gives).to_owned() };
        let help = Help { ways: WAYS.iter().map(way).collect() };
        for width in [40, 50, 60, 80, 120] {
            let reader =
                Reader { lab: "127.0.0.1:62893".into(), width, paint: Paint::Plain, shell: Shell::Linux };
            let text = render(&help, &reader);
            for line in text.lines().filter(|line| !line.trim_start().starts_with("curl ")) {
                assert!(visible(line) <= width, "{width}: {line:?}");
            }
            let coloured = render(&help, &Reader { paint: Paint::Colour, ..reader });
            assert_eq!(stripped(&coloured), text);
        }
    }
}
