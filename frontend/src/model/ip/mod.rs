//! Addresses in the page: a board of switches, a prefix to explore, a spelling to read; and the commands that ask the lab the
//! same.

pub mod board;
pub mod explorer;
pub mod spelling;

use concepts::ip::read::Reading;
use course::shell::Shell;

use course::quote;

/// The command that asks the lab about an address; `more` is what follows it, such as `/24`. `authority` is the lab's host and
/// port. `None` where the shell has no form for it.
pub fn command(shell: Shell, authority: &str, address: &str, more: &str) -> Option<String> {
    // A zone begins with a sign that means an encoded byte in a URL (RFC 3986, section 2.4).
    let path = address.replace('%', "%25");
    quote::line(shell, "curl", &[format!("{authority}/ip/{path}{more}")]).ok()
}

/// An address as it was written, with its zone and without brackets, which curl takes for a pattern.
pub fn asked(reading: &Reading) -> String {
    match &reading.zone {
        Some(zone) => format!("{}%{zone}", reading.written),
        None => reading.written.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use concepts::ip::read::read;

    #[test]
    fn the_command_asks_about_what_was_typed() {
        let of = |text: &str, more: &str| {
            command(Shell::Linux, "127.0.0.1:62893", &asked(&read(text).unwrap()), more).unwrap()
        };
        assert_eq!(of("127.1", ""), "curl 127.0.0.1:62893/ip/127.1");
        assert_eq!(of("[2001:DB8::1]", "/64"), "curl 127.0.0.1:62893/ip/2001:DB8::1/64");
        assert_eq!(of("fe80::1%lo", ""), "curl '127.0.0.1:62893/ip/fe80::1%25lo'");
        assert_eq!(
            of("10.0.0.1", "/8?inside=10.1.1.1"),
            "curl '127.0.0.1:62893/ip/10.0.0.1/8?inside=10.1.1.1'"
        );
    }
}
