//! `GET /host` in a terminal.

use protocol::host::Host;

use super::{Paint, shown, table};

/// What differs from machine to machine, one line each.
pub(crate) fn render(host: &Host, paint: Paint) -> String {
    let unknown = || "this system does not tell".to_owned();
    let number = |value: Option<u64>| value.map_or_else(unknown, |value| value.to_string());
    let names: Vec<_> = host.localhost.iter().map(|address| paint.notation(&address.to_string())).collect();
    let mut rows = vec![
        ("system", host.system.clone()),
        (
            "ephemeral ports",
            host.ephemeral_range.map_or_else(unknown, |span| {
                format!("{} to {}", paint.port(&span.first.to_string()), paint.port(&span.last.to_string()))
            }),
        ),
        (
            "first unprivileged port",
            host.first_unprivileged_port.map_or_else(unknown, |port| paint.port(&port.to_string())),
        ),
        ("open files, at most", number(host.max_open_files)),
        ("backlog, at most", number(host.max_backlog.map(u64::from))),
        (
            "localhost in hosts file",
            if names.is_empty() { "no line, or the file cannot be read".to_owned() } else { names.join(" ") },
        ),
        (
            "127.0.0.2",
            if host.second_loopback_address { "can be bound" } else { "cannot be bound" }.to_owned(),
        ),
    ];
    let interfaces: Vec<_> = host
        .interfaces
        .iter()
        .map(|interface| {
            let addresses: Vec<_> = interface
                .addresses
                .iter()
                .map(|one| paint.notation(&format!("{}/{}", one.address, one.prefix)))
                .collect();
            let mark = if interface.loopback { " (loopback)" } else { "" };
            (format!("interface {}{mark}", shown(&interface.name)), addresses.join(" "))
        })
        .collect();
    rows.extend(interfaces.iter().map(|(name, addresses)| (name.as_str(), addresses.clone())));
    table(&rows)
}
