//! `GET /whoami` in a terminal.

use concepts::port::Range;
use protocol::connection::Whoami;

use super::{Paint, duration, table};

/// The connection, end by end.
pub(crate) fn render(whoami: &Whoami, paint: Paint) -> String {
    let range = |range: Range| format!("{} port ({})", range.name(), range.span());
    let lent = match whoami.peer_is_ephemeral {
        Some(true) => ", lent by your system for this connection",
        Some(false) => ", outside the range that your system lends from",
        None => "",
    };
    let connection = &whoami.connection;
    let mut rows = vec![
        (
            "you",
            format!("{}  {}{lent}", paint.notation(&connection.peer.to_string()), range(whoami.peer_range)),
        ),
        (
            "the lab",
            format!("{}  {}", paint.notation(&connection.local.to_string()), range(whoami.local_range)),
        ),
        ("connection", format!("number {}, request {} on it", connection.id, whoami.requests)),
    ];
    if let Some(info) = whoami.tcp_info {
        rows.extend([
            (
                "round trip",
                format!("{} (varies by {})", duration(info.rtt_us.into()), duration(info.rttvar_us.into())),
            ),
            ("window", format!("{} segments of {} bytes", info.snd_cwnd, info.snd_mss)),
            ("sent again", format!("{} segments", info.total_retrans)),
        ]);
    } else {
        rows.push(("TCP_INFO", "this system does not tell".to_owned()));
    }
    table(&rows)
}
