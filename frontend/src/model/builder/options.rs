//! The options of curl that the builder understands (curl(1)), and what each does to a request.

/// What an option does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Chooses the method.
    Method,
    /// Adds a header, replaces or leaves out one of curl's own.
    Header,
    /// Gives a header of this name.
    Named(&'static str),
    /// Gives data for the body; a file's content where it begins with `@`.
    Data,
    /// The same, but `@` means nothing.
    DataRaw,
    /// Gives JSON for the body, and says so.
    Json,
    /// Moves the data into the query.
    Get,
    /// Asks for the head alone.
    Head,
    /// A name and a password.
    User,
    /// The address.
    Url,
    /// Names an address for a host and a port.
    Resolve,
    /// Nothing to the request; the builder does something else about it.
    Aside(Aside),
}

/// What an option means that changes nothing of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// Shows what the builder shows anyway.
    Shown,
    /// Has curl say more or less, or wait longer.
    Quiet,
    /// Does not check a certificate.
    Unchecked,
    /// Follows a redirect.
    Followed,
    /// Writes the body to a file.
    Written,
}

/// An option: its letter, its name, whether a value follows, and what it does.
pub type Known = (Option<char>, &'static str, bool, Does);

/// The options.
const KNOWN: [Known; 34] = [
    (Some('X'), "request", true, Does::Method),
    (Some('H'), "header", true, Does::Header),
    (Some('A'), "user-agent", true, Does::Named("User-Agent")),
    (Some('e'), "referer", true, Does::Named("Referer")),
    (Some('b'), "cookie", true, Does::Named("Cookie")),
    (Some('d'), "data", true, Does::Data),
    (None, "data-ascii", true, Does::Data),
    (None, "data-binary", true, Does::Data),
    (None, "data-raw", true, Does::DataRaw),
    (None, "json", true, Does::Json),
    (Some('G'), "get", false, Does::Get),
    (Some('I'), "head", false, Does::Head),
    (Some('u'), "user", true, Does::User),
    (None, "url", true, Does::Url),
    (None, "resolve", true, Does::Resolve),
    (Some('i'), "include", false, Does::Aside(Aside::Shown)),
    (None, "show-headers", false, Does::Aside(Aside::Shown)),
    (Some('v'), "verbose", false, Does::Aside(Aside::Shown)),
    (Some('s'), "silent", false, Does::Aside(Aside::Quiet)),
    (Some('S'), "show-error", false, Does::Aside(Aside::Quiet)),
    (Some('N'), "no-buffer", false, Does::Aside(Aside::Quiet)),
    (Some('#'), "progress-bar", false, Does::Aside(Aside::Quiet)),
    (Some('f'), "fail", false, Does::Aside(Aside::Quiet)),
    (Some('g'), "globoff", false, Does::Aside(Aside::Quiet)),
    (Some('4'), "ipv4", false, Does::Aside(Aside::Quiet)),
    (Some('6'), "ipv6", false, Does::Aside(Aside::Quiet)),
    (None, "http1.1", false, Does::Aside(Aside::Quiet)),
    (Some('m'), "max-time", true, Does::Aside(Aside::Quiet)),
    (None, "connect-timeout", true, Does::Aside(Aside::Quiet)),
    (Some('w'), "write-out", true, Does::Aside(Aside::Quiet)),
    (Some('k'), "insecure", false, Does::Aside(Aside::Unchecked)),
    (Some('L'), "location", false, Does::Aside(Aside::Followed)),
    (Some('o'), "output", true, Does::Aside(Aside::Written)),
    (Some('O'), "remote-name", false, Does::Aside(Aside::Written)),
];

/// The option of a letter.
pub fn short(letter: char) -> Option<Known> {
    KNOWN.into_iter().find(|known| known.0 == Some(letter))
}

/// The option of a name.
pub fn long(name: &str) -> Option<Known> {
    KNOWN.into_iter().find(|known| known.1 == name)
}
