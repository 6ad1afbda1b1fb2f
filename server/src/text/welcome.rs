//! `GET /` in a terminal: where the learner is, what there is, what to try next.

use protocol::connection::Connection;

use super::{Paint, WIDTH, wrap};

/// What there is, for the welcome and for who asks for something else.
pub(crate) const ADDRESSES: &[(&str, &str)] = &[
    ("/echo", "your request, exactly as it arrived"),
    ("/whoami", "this connection: both sockets, and your system's figures"),
    ("/probe/{port}", "one TCP connect: open, closed, filtered or error"),
    ("/namespace/{port}", "the same connect from here and from another network"),
    ("/scan", "every port, or those of ?ports=22,80,8000-8100"),
    ("/doctor", "why a service does not answer: /doctor?url=127.0.0.1:80"),
    ("/zoo", "services that are wrong on purpose, to diagnose"),
    ("/sockets", "your system's sockets; /sockets/stream is the same, live"),
    ("/bind/matrix", "what each address that a server binds takes in"),
    ("/bind/conflict", "one address and port, bound twice"),
    ("/console", "raw bytes to a port, for the page; nc in a terminal"),
    ("/listeners", "practice servers: list, start, stop"),
    ("/certificate", "what curl verifies the practice servers' TLS with"),
    ("/tls/{port}", "one TLS handshake: what was agreed, who is trusted"),
    ("/auth/basic", "who are you? by name and password; /auth/basic/admin"),
    ("/auth/bearer", "who are you? by a token; /auth/bearer/admin"),
    ("/auth/token", "a token in place of a password (POST)"),
    ("/roundtrip", "round trips inside this machine: ICMP, TCP, HTTP"),
    ("/journal", "what reached the lab; /journal/stream is the same, live"),
    ("/metrics", "what the lab counts, for a monitor to read"),
    ("/status/{code}", "an answer with this status; /status/503"),
    ("/delay/{ms}", "an answer that is held back; /delay/250"),
    ("/bytes/{count}", "so many bytes; /bytes/1024"),
    ("/incidents", "a made-up log with an incident in it (POST)"),
    ("/host", "this machine: interfaces, ports it lends, limits"),
    ("/ip/{address}", "what an address is; /ip/192.0.2.77/24 has its prefix"),
    ("/help", "how to read the course in this terminal"),
    ("/lessons", "the course; /lessons/{slug} is one lesson"),
    ("/quiz/{question}", "a question of a lesson, to be answered"),
    ("/checks", "which exercises are solved, and by what"),
    ("/capstone", "the last exercise: find, fix, protect, prove"),
    ("/search", "a search in the course: /search?q=port"),
    ("/cheatsheet", "every command of the course"),
    ("/glossary", "the words of the course; /glossary/loopback is one"),
    ("/files/", "a shared folder, when started with --files DIR"),
    ("/health", "that the lab runs, and for how long"),
    ("/openapi.json", "all of this for programs (OpenAPI)"),
];

/// The welcome. `lab` is the authority that the client asked for.
pub(crate) fn render(connection: &Connection, lab: &str, paint: Paint) -> String {
    let mut text = format!("{}\n\n", paint.strong("Loopback Lab"));
    text.push_str(&wrap("This answer came from a server on your own machine, over the loopback interface. Nothing left the machine.", WIDTH));
    text.push_str(&format!(
        "\n\nThis connection is a pair of sockets:\n\n    you      {}\n    the lab  {}\n\n",
        paint.notation(&connection.peer.to_string()),
        paint.notation(&connection.local.to_string()),
    ));
    text.push_str(&wrap(
        &format!(
            "Your port, {}, was lent by your system, for this connection alone. The lab's port, {}, is the one it listens on.",
            paint.port(&connection.peer.port().to_string()),
            paint.port(&connection.local.port().to_string()),
        ),
        WIDTH,
    ));
    text.push_str("\n\nWhat you can ask:\n\n");
    for (address, does) in ADDRESSES {
        text.push_str(&format!("    {address:<18}  {does}\n"));
    }
    // Some shells take brackets for a pattern.
    let quote = if lab.starts_with('[') { "\"" } else { "" };
    let curl = |path: &str| paint.command(&format!("curl {quote}http://{lab}{path}{quote}"));
    text.push_str(&format!(
        "\nNext, see what your request looks like when it arrives:\n\n    {}\n\nThe course is at {} in a browser. To take it here:\n\n    {}\n",
        curl("/echo"),
        paint.notation(&format!("http://{lab}/")),
        curl("/help"),
    ));
    text
}
