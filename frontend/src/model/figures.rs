//! What the kernel knows of a connection, figure by figure, with a unit and what it means.

use protocol::connection::TcpInfo;

use crate::model::messages::kernel as words;
use crate::model::time::{elapsed, grouped};

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is called.
    pub name: &'static str,
    /// Its value with its unit.
    pub value: String,
    /// What it means.
    pub what: &'static str,
}

/// The figures that the system told, in the order of a reader's questions.
pub fn figures(info: &TcpInfo) -> Vec<Figure> {
    let us = |us: u32| elapsed(u64::from(us));
    let bytes = |bytes: u64| format!("{} bytes", grouped(bytes));
    let segments = |count: u32| format!("{count} segment{}", if count == 1 { "" } else { "s" });
    [
        (words::ROUND_TRIP, Some(us(info.rtt_us)), words::ROUND_TRIP_WHAT),
        (words::VARIANCE, Some(us(info.rttvar_us)), words::VARIANCE_WHAT),
        (words::SHORTEST, info.min_rtt_us.map(us), words::SHORTEST_WHAT),
        (words::WINDOW, Some(segments(info.snd_cwnd)), words::WINDOW_WHAT),
        (words::SEGMENT, Some(bytes(info.snd_mss.into())), words::SEGMENT_WHAT),
        (words::RECEIVED, info.bytes_received.map(bytes), words::RECEIVED_WHAT),
        (words::SENT, info.bytes_sent.map(bytes), words::SENT_WHAT),
        (words::ACKNOWLEDGED, info.bytes_acked.map(bytes), words::ACKNOWLEDGED_WHAT),
        (words::AGAIN, Some(segments(info.total_retrans)), words::AGAIN_WHAT),
    ]
    .into_iter()
    .filter_map(|(name, value, what)| value.map(|value| Figure { name, value, what }))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_kernel_does_not_tell_is_left_out_and_never_zero() {
        let told = TcpInfo {
            rtt_us: 41,
            rttvar_us: 1_500,
            snd_cwnd: 10,
            snd_mss: 32_741,
            rcv_mss: 536,
            total_retrans: 1,
            min_rtt_us: Some(12),
            bytes_sent: Some(12_345),
            bytes_acked: Some(12_000),
            bytes_received: Some(0),
        };
        let values =
            |info: &TcpInfo| figures(info).into_iter().map(|figure| figure.value).collect::<Vec<_>>();
        assert_eq!(
            values(&told),
            [
                "41 µs",
                "1.5 ms",
                "12 µs",
                "10 segments",
                "32,741 bytes",
                "0 bytes",
                "12,345 bytes",
                "12,000 bytes",
                "1 segment"
            ]
        );
        let older =
            TcpInfo { min_rtt_us: None, bytes_sent: None, bytes_acked: None, bytes_received: None, ..told };
        assert_eq!(values(&older), ["41 µs", "1.5 ms", "10 segments", "32,741 bytes", "1 segment"]);
    }
}
