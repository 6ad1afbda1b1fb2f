//! The words of the widgets about a server of one's own.

use protocol::sockets::Process;

use crate::model::log_line::Field;

/// The path to fetch.
pub const PATH: &str = "Path";
/// Fetches.
pub const FETCH: &str = "Fetch it";
/// While it fetches.
pub const FETCHING: &str = "Fetching…";
/// Before the first look.
pub const LOOKING: &str = "Looking at the system's table…";
/// Nothing listens.
pub const NOBODY: &str = "Nothing listens here yet. Start your server: this card notices it by itself.";
/// A server that takes every address.
pub const EVERYWHERE: &str =
    "It is bound to every address of this machine, so other machines may reach it, too.";
/// Between the program and its address.
pub const LISTENS_ON: &str = "listens on";
/// The field for a line.
pub const LINE: &str = "A line from your server's terminal";

/// A program, as the system names it.
pub fn program(process: Option<&Process>) -> String {
    match process {
        Some(Process { pid, name: Some(name) }) => format!("{name} (process {pid})"),
        Some(Process { pid, name: None }) => format!("Process {pid}"),
        None => "A program that this user may not see".to_owned(),
    }
}

/// A server that went away.
pub fn gone(process: Option<&Process>) -> String {
    format!("{} is gone, and the port is closed again.", program(process))
}

/// The name of a part of a log line.
pub const fn field(field: Field) -> &'static str {
    match field {
        Field::Client => "client",
        Field::Identity => "identity",
        Field::User => "user",
        Field::Time => "time",
        Field::Request => "request",
        Field::Status => "status",
        Field::Size => "size",
        Field::Referrer => "referrer",
        Field::Agent => "user agent",
        Field::Remark => "remark",
    }
}

/// What a part of a log line says; `text` is the part.
pub fn meaning(field: Field, text: &str) -> String {
    let unknown = text == "-";
    match field {
        Field::Client if text.starts_with("127.") || text == "::1" => {
            "The client's address: it is on this machine. Its port is not told."
        }
        Field::Client => "The client's address, or its name. Its port is not told.",
        Field::Identity if unknown => "A name that the client's system vouches for: nobody asked for it.",
        Field::Identity => "The name that the client's system vouches for. Do not rely on it.",
        Field::User if unknown => "The user who has logged in: nobody has.",
        Field::User => "The user who has logged in.",
        Field::Time => "When the server wrote this line, by its own clock.",
        Field::Request => return request(text),
        Field::Status => return status(text),
        Field::Size if unknown => "The bytes of the body: this server does not count them.",
        Field::Size => "The bytes of the body that were sent, without the head.",
        Field::Referrer if text == "\"-\"" => "The page that the link was on: there was none.",
        Field::Referrer => "The page that the link was on, as the client says.",
        Field::Agent if text == "\"-\"" => "What the client calls itself: it did not say.",
        Field::Agent => "What the client calls itself. Any client may say anything.",
        Field::Remark => "A remark in words. A line about the same request follows.",
    }
    .to_owned()
}

/// Method, target and version of a request line between quotes.
fn request(text: &str) -> String {
    let words: Vec<&str> = text.trim_matches('"').split(' ').collect();
    match words.as_slice() {
        [method, target, version] => {
            format!(
                "The first line of the request: the method {method}, the target {target}, the version {version}."
            )
        }
        _ => "What came in place of a request line. It has not the form of HTTP.".to_owned(),
    }
}

fn status(text: &str) -> String {
    let what = match text.bytes().next() {
        Some(b'1') => "the answer is still to come",
        Some(b'2') => "done as asked",
        Some(b'3') => "look elsewhere, or use what you have",
        Some(b'4') => "the request cannot be answered as it is",
        Some(b'5') => "the server failed",
        _ => return "A number that is no status of HTTP.".to_owned(),
    };
    format!("The status of the answer. It begins with {}: {what}.", &text[..1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_as_far_as_it_is_known() {
        let python = Process { pid: 7, name: Some("python3".into()) };
        assert_eq!(gone(Some(&python)), "python3 (process 7) is gone, and the port is closed again.");
        assert_eq!(program(Some(&Process { pid: 7, name: None })), "Process 7");
        assert_eq!(program(None), "A program that this user may not see");
    }

    #[test]
    fn each_part_is_explained_by_what_it_says() {
        assert!(meaning(Field::Status, "404").contains("begins with 4: the request"));
        assert!(meaning(Field::Status, "999").contains("no status"));
        assert!(meaning(Field::Request, "\"GET / HTTP/1.1\"").contains("the target /,"));
        assert!(meaning(Field::Request, "\"\u{16}\u{3}\"").contains("not the form"));
        assert_ne!(meaning(Field::User, "-"), meaning(Field::User, "anna"));
        assert!(meaning(Field::Client, "127.0.0.1").contains("this machine"));
    }
}
