//! `GET /whoami` in a terminal.

use concepts::port::Range;
use protocol::connection::{TcpInfo, Whoami};

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
    match &whoami.tcp_info {
        Some(info) => rows.extend(figures(info)),
        None => rows.push(("TCP_INFO", whoami.tcp_info_reason.clone().unwrap_or_default())),
    }
    table(&rows)
}

/// The kernel's figures. What an older kernel does not tell is left out.
fn figures(info: &TcpInfo) -> Vec<(&'static str, String)> {
    let us = |us: u32| duration(us.into());
    let shortest = info.min_rtt_us.map(|min| format!(", shortest {}", us(min))).unwrap_or_default();
    let mut rows = vec![
        ("round trip", format!("{} (varies by {}{shortest})", us(info.rtt_us), us(info.rttvar_us))),
        ("window", format!("{} segments of {} bytes", info.snd_cwnd, info.snd_mss)),
    ];
    if let Some(received) = info.bytes_received {
        rows.push(("received", format!("{received} bytes")));
    }
    let acked = info.bytes_acked.map(|bytes| format!("{bytes} bytes acknowledged"));
    match (info.bytes_sent.map(|bytes| format!("{bytes} bytes")), acked) {
        (Some(sent), Some(acked)) => rows.push(("sent", format!("{sent}, {acked}"))),
        (one, other) => rows.extend(one.or(other).map(|text| ("sent", text))),
    }
    rows.push(("sent again", format!("{} segments", info.total_retrans)));
    rows
}
