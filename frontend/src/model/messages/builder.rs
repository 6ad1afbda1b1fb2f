//! The words of the request builder.

use crate::model::builder::command::What;
use crate::model::builder::exchange::Standing;
use crate::model::builder::options::Aside;
use crate::model::time::grouped;
use course::quote::Unquotable;

/// The form's fields.
pub const METHOD_FIELD: &str = "Method";
/// The path.
pub const TARGET_FIELD: &str = "Path";
/// The headers.
pub const HEADERS_FIELD: &str = "Headers";
/// A header's name.
pub const NAME_FIELD: &str = "Name";
/// A header's value.
pub const VALUE_FIELD: &str = "Value";
/// Adds a header.
pub const ADD_HEADER: &str = "Add a header";
/// Takes a header away.
pub fn remove_header(number: usize) -> String {
    format!("Remove header {number}")
}
/// A header of curl's own that is left out.
pub fn left_out(name: &str) -> String {
    format!("{name} is left out, which curl would add.")
}
/// Adds it again.
pub const PUT_BACK: &str = "Add it again";
/// The body.
pub const BODY_FIELD: &str = "Body";
/// Sends it.
pub const SEND: &str = "Send";
/// While it is sent.
pub const SENDING: &str = "Sending…";
/// Over the command.
pub const COMMAND_TITLE: &str = "curl command";
/// What can be done with it.
pub const COMMAND_NOTE: &str = "type or paste one; form and bytes follow";
/// Over the bytes.
pub const BYTES_TITLE: &str = "Bytes on the wire";
/// Which bytes are whose.
pub const BYTES_NOTE: &str =
    "as curl sends them over HTTP/1.1; the tinted lines it adds by itself. Type in them, too.";
/// Over the reply.
pub const REPLY_TITLE: &str = "The lab's reply";
/// How it is sent.
pub const REPLY_NOTE: &str = "to exactly these bytes, sent over a raw connection";
/// The request was changed since.
pub const REPLY_OLD: &str = "to the request as it was before you changed it";
/// No reply yet.
pub const REPLY_NONE: &str = "Press Send, and the reply appears here.";
/// While it comes.
pub const REPLY_WAITING: &str = "Sent. The reply is on its way.";
/// A reply without a body.
pub const REPLY_EMPTY: &str = "no body";
/// Bytes that are no reply of HTTP.
pub const REPLY_STRANGE: &str = "These bytes came back, and they are no whole reply of HTTP.";
/// Faults to put right first.
pub const FAULTY: &str = "Put right what is marked; then it can be sent.";
/// Typed bytes with faults.
pub const SENT_AS_TYPED: &str = "The bytes are sent as you typed them, faults and all.";

/// How many bytes a request has.
pub fn byte_count(bytes: usize) -> String {
    format!("{} byte{}", grouped(bytes as u64), if bytes == 1 { "" } else { "s" })
}

/// A body that is longer than what is shown of it.
pub fn shortened(shown: usize, all: usize) -> String {
    format!("The first {} of {}.", grouped(shown as u64), byte_count(all))
}

/// A body that is no text.
pub fn binary(all: usize) -> String {
    format!("{}, which are no text:", byte_count(all))
}

/// Why there is no whole reply.
pub const fn no_reply(standing: Standing) -> &'static str {
    match standing {
        Standing::Ended => "The lab closed the connection before a whole reply had come.",
        Standing::Late => {
            "No whole reply came within 15 seconds. Does an empty line end the head, and has the body its full length?"
        }
        Standing::Lost => {
            "The line to the lab was not opened, or broke off. If the lab runs, too many consoles may be open: close one."
        }
        Standing::Idle | Standing::Waiting | Standing::Answered => "",
    }
}

/// Why there is no command.
pub const fn unquotable(why: Unquotable) -> &'static str {
    match why {
        Unquotable::LineBreak => {
            "This shell cannot carry a line break inside such a command: take the break out, or choose another shell."
        }
    }
}

/// A fault of the bytes, with its line.
pub fn in_line(line: usize, fault: &str) -> String {
    format!("Line {line}: {fault}.")
}

/// A remark on a command, with its place.
pub fn remark(at: usize, word: &str, what: What) -> String {
    let says = said(what);
    match what {
        What::NotCurl | What::NoAddress => format!(
            "{}{}",
            says.get(..1).unwrap_or_default().to_ascii_uppercase(),
            says.get(1..).unwrap_or_default()
        ),
        What::OpenQuote => format!("Character {at}: {says}"),
        _ => format!("Character {at}, {word}: {says}"),
    }
}

const fn said(what: What) -> &'static str {
    match what {
        What::OpenQuote => "this quote has no end.",
        What::NotCurl => "a command of curl begins with curl, on Windows with curl.exe.",
        What::NoAddress => "the command has no address yet.",
        What::BadAddress => "this is no address of http or https.",
        What::SecondAddress => "curl would ask here too; the builder sends the first. It is kept.",
        What::Elsewhere => {
            "this does not lead to the lab, and the builder sends to nobody else. The command does, in your terminal."
        }
        What::Tls => "the lab speaks no TLS; write http. Your terminal shows how curl ends: with code 35.",
        What::Fragment => "what follows the # is for the reader alone; curl does not send it.",
        What::NoValue => "a value has to follow.",
        What::Unknown => "the builder does not know this. It is kept, and changes nothing here.",
        What::Equals => "curl takes no = after an option: write a space. It is kept as it is.",
        What::File => "a page cannot read your files. In your terminal, curl does. It is kept.",
        What::BadHeader => "a header is written Name: value. It is kept, and nothing is sent of it.",
        What::EmptyHeader => {
            "without a value curl sends nothing of it. For an empty header write a semicolon: Name;"
        }
        What::Credentials => {
            "became the header Authorization: the name and the password in Base64, which anybody can read back."
        }
        What::Resolved => "with this, the name leads to the lab; it is still what Host says.",
        What::Aside(Aside::Shown) => "the builder shows the heads anyway.",
        What::Aside(Aside::Quiet) => "this changes nothing of the request.",
        What::Aside(Aside::Unchecked) => "there is no certificate to check: the lab speaks plain http.",
        What::Aside(Aside::Followed) => {
            "curl would follow a redirect; the builder shows the redirect itself."
        }
        What::Aside(Aside::Written) => "curl would write the body to a file; the builder shows it.",
        What::Shell => "the shell takes it from here; curl does not see it.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_names_its_place() {
        assert_eq!(
            remark(6, "-k", What::Aside(Aside::Unchecked)),
            "Character 6, -k: there is no certificate to check: the lab speaks plain http."
        );
        assert!(remark(1, "wget", What::NotCurl).starts_with("A command of curl"));
        assert_eq!(crate::model::trouble::PATIENCE_MS, 15_000);
    }
}
