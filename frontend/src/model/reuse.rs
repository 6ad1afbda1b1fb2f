//! Messages over one kept connection beside messages over new ones: what each way cost.

use core::net::SocketAddr;

use concepts::spread::quantile;
use protocol::listeners::Exchange;
use protocol::sockets::{Sockets, State};

/// What came of both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The listener's socket.
    pub listener: SocketAddr,
    /// Over one connection that was kept.
    pub kept: Exchange,
    /// Over a new connection for each message.
    pub new: Exchange,
    /// The system's table right after.
    pub table: Sockets,
}

/// What one way cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How many ports the system lent.
    pub ports: usize,
    /// The median time of a message, in microseconds; `None` where none came back.
    pub median_us: Option<u64>,
    /// How many sockets it left in TIME-WAIT.
    pub lingering: usize,
}

impl Comparison {
    /// What an exchange cost.
    pub fn cost(&self, exchange: &Exchange) -> Cost {
        let mut ports: Vec<u16> = Vec::new();
        for local in exchange.messages.iter().filter_map(|message| message.local) {
            if !ports.contains(&local.port()) {
                ports.push(local.port());
            }
        }
        let port = self.listener.port();
        let is_left = |local: SocketAddr, remote: Option<SocketAddr>| {
            let remote = remote.map(|remote| remote.port());
            (ports.contains(&local.port()) && remote == Some(port))
                || (local.port() == port && remote.is_some_and(|remote| ports.contains(&remote)))
        };
        let lingering = self
            .table
            .sockets
            .iter()
            .filter(|socket| socket.state == Some(State::TimeWait) && is_left(socket.local, socket.remote))
            .count();
        let mut times: Vec<u64> = exchange
            .messages
            .iter()
            .filter(|message| message.failure.is_none())
            .map(|message| message.elapsed_us)
            .collect();
        times.sort_unstable();
        Cost { ports: ports.len(), median_us: quantile(&times, 50), lingering }
    }

    /// The longest time of a message of either way, in microseconds.
    pub fn longest_us(&self) -> u64 {
        let all = self.kept.messages.iter().chain(&self.new.messages);
        all.map(|message| message.elapsed_us).max().unwrap_or_default()
    }
}

/// A time as a share of the longest, as an SVG attribute wants it.
pub fn share(elapsed_us: u64, longest_us: u64) -> String {
    let thousandths = elapsed_us.saturating_mul(1000) / longest_us.max(1);
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use protocol::listeners::{Message, Over};
    use protocol::sockets::{Protocol, Socket};

    fn exchange(over: Over, ports: &[u16]) -> Exchange {
        let message = |port: &u16| Message {
            local: Some(SocketAddr::from(([127, 0, 0, 1], *port))),
            elapsed_us: u64::from(*port) - 50_000,
            failure: None,
        };
        // One long wait before the first message: it decides the whole, and no median.
        Exchange { over, messages: ports.iter().map(message).collect(), elapsed_us: 900_000 }
    }

    fn row(local: u16, remote: u16, state: State) -> Socket {
        Socket {
            protocol: Protocol::Tcp,
            local: SocketAddr::from(([127, 0, 0, 1], local)),
            remote: Some(SocketAddr::from(([127, 0, 0, 1], remote))),
            state: Some(state),
            receive_queue: None,
            send_queue: None,
            process: None,
            service: None,
        }
    }

    #[test]
    fn each_way_is_charged_for_its_own_ports() {
        let table = vec![
            row(50_001, 4000, State::TimeWait),
            row(50_011, 4000, State::TimeWait),
            row(50_012, 4000, State::TimeWait),
            row(4000, 50_013, State::TimeWait),
            // Of somebody else, and one that is not over.
            row(50_012, 4001, State::TimeWait),
            row(50_099, 4000, State::TimeWait),
            row(50_001, 4000, State::Established),
        ];
        let comparison = Comparison {
            listener: SocketAddr::from(([127, 0, 0, 1], 4000)),
            kept: exchange(Over::Kept, &[50_001; 3]),
            new: exchange(Over::New, &[50_012, 50_011, 50_013]),
            table: Sockets { time_ms: 1, total: table.len(), sockets: table, withheld: None },
        };
        let kept = comparison.cost(&comparison.kept);
        assert_eq!(kept, Cost { ports: 1, median_us: Some(1), lingering: 1 });
        let new = comparison.cost(&comparison.new);
        assert_eq!(new, Cost { ports: 3, median_us: Some(12), lingering: 3 });
        assert_eq!(comparison.longest_us(), 13);
    }

    proptest! {
        #[test]
        fn no_share_is_more_than_the_whole(longest in 0_u64..1 << 40, part in 0_u64..1 << 40) {
            let text = share(part.min(longest), longest);
            let number: f64 = text.trim_end_matches('%').parse().unwrap();
            prop_assert!((0.0..=100.0).contains(&number));
        }
    }
}
