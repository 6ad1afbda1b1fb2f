//! The live widgets that lessons may name, with their parameters.

use serde::{Deserialize, Serialize};

/// A widget in a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Widget {
    /// The place's name, unique in its lesson: a link `#{id}` leads to it.
    pub id: String,
    /// The question that it answers; its card's title.
    pub title: String,
    /// A sentence under the title that tells what is real about it.
    pub lead: crate::model::Text,
    /// The command that does the same in a terminal.
    pub command: Option<crate::shell::Variants>,
    /// What that command does, in a few plain words, for the cheat sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<String>,
    /// Which widget, with its parameters.
    #[serde(flatten)]
    pub kind: Kind,
}

/// The widgets there are. The page matches on this without a default, so that one
/// without a drawing does not compile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Kind {
    /// Type an address and see its parts named: scheme, host, port, path, query, fragment.
    Anatomy {
        /// The address to begin with.
        start: String,
    },
    /// A door that asks who you are: Basic or Bearer, nobody, a stranger, the reader or the admin; what is sent, what comes
    /// back, and how far it came.
    AuthGate {},
    /// A page of another origin in the learner's own browser, and a service that checks nothing: predicted, then what of the
    /// page's requests reached the lab, and what that service.
    OtherPage {},
    /// A service that fails in three ways at once: to find, fix, protect and prove, with the evidence for each, and a certificate.
    Capstone {},
    /// The 32 bits of an IPv4 address as switches, with the address that they make in every spelling.
    BitBoard {
        /// The address to begin with.
        start: String,
    },
    /// An address and a prefix length: which bits are the network's, the first and the last address, how many there are,
    /// whether another address is inside, and the two halves.
    PrefixExplorer {
        /// The prefix to begin with.
        start: String,
    },
    /// An address in any spelling: which programs read it and as what, the block that it is in, how IPv6 is shortened.
    Classifier {
        /// The spelling to begin with.
        start: String,
    },
    /// A URL in, a diagnosis out: every step really made, the first that fails explained.
    Doctor {
        /// The URL to begin with.
        start: String,
    },
    /// Services that are wrong on purpose, to predict, to start and to look at.
    FailureZoo {},
    /// One of them that the lab chooses and does not tell: to be found out.
    Mystery {},
    /// This page's own connection to the lab: the two sockets, drawn, with a button that asks again on
    /// a new request; shows the connection's number and how many requests it has carried.
    SocketPair {},
    /// One TLS handshake with a port: what was agreed, the certificates from the server's own up to the authority, who
    /// trusts them and why not, and what can be seen from outside.
    TlsInspector {},
    /// Waits for the learner's first request from a terminal, and shows it with its
    /// ephemeral port when it arrives.
    TerminalRequest {},
    /// All port numbers to scale with the ranges of RFC 6335, this machine's own ephemeral
    /// range, known services and a marker to move or type.
    PortRuler {
        /// The port that the marker begins at.
        start: u16,
    },
    /// All 65,536 port numbers as a map of 256 x 256 cells, filled by a real scan of the ports that the learner chooses; it
    /// keeps watching for listeners that come and go.
    PortMap {},
    /// One TCP connect to a port of the learner's choice.
    Probe {
        /// The port to begin with.
        port: u16,
    },
    /// Method, path, headers and body in a form; the curl command, the bytes that curl sends, and the lab's reply beside it.
    RequestBuilder {
        /// The method to begin with.
        method: String,
        /// The target to begin with.
        target: String,
    },
    /// A raw TCP connection to a port of the learner's choice: bytes typed and bytes that come, as text and as hex.
    Console {
        /// The port to begin with.
        port: u16,
    },
    /// A drawn packet on its way to an address of this machine or of another, from station to station, and what it never meets.
    Journey {},
    /// Round trips inside this machine, measured by the lab and by the page, drawn together.
    RoundTrips {
        /// How many of each kind to begin with.
        count: u16,
    },
    /// A real request to the lab, shown as `curl -v` prints one, with each line explained on selection.
    VerboseReader {
        /// The target to ask for.
        target: String,
    },
    /// Connections to a practice listener, each as its pair of sockets, with the states that the system's table gives them.
    Microscope {
        /// How many connections to open at first.
        connections: u16,
    },
    /// Messages to a practice listener over one kept connection, and over a new one each: the ports, times and
    /// TIME-WAITs of both.
    KeepAlive {
        /// How many messages to send each way.
        messages: u16,
    },
    /// Starts practice listeners, shows the command that talks to each and who did, and stops them.
    PracticeListeners {
        /// The kind that is chosen at first, such as `tcp-echo`.
        kind: String,
    },
    /// Each address that a server may bind against each that a client may dial: predicted, then really tried.
    BindMatrix {},
    /// An address dialled from here and from a network of its own, as containers have one: predicted, then really tried.
    Namespaces {},
    /// One address and port bound twice, with and without SO_REUSEADDR, and who holds it.
    PortConflict {},
    /// Waits for the learner's own server at a port, names its process, and fetches from it.
    OwnServer {
        /// The port to begin with.
        port: u16,
    },
    /// A line that a web server printed about a request, taken apart.
    LogLine {
        /// The line to begin with.
        start: String,
    },
    /// The system's table of sockets on loopback, live, by port and state.
    SocketTable {},
    /// A key-value store to start: commands as the bytes that travel, and its keys with their time to live.
    KeyValue {},
    /// A server and a caching proxy in front of it: where each answer came from, how old it is, what it took.
    Cache {},
    /// What the lab counts of itself, scraped and drawn as it goes: requests by class of status, durations, what was refused.
    MetricsCharts {
        /// Whether to watch them for an alert, whose threshold the learner sets; the samples are shown otherwise.
        alert: bool,
    },
    /// A made-up log with an incident in it, to be found: what kind, from where, from which line on, and whether it
    /// succeeded.
    Detective {
        /// The number of the case to begin with.
        case: u32,
    },
}
