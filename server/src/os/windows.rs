//! Windows: the table of sockets, from the IP Helper functions (GetExtendedTcpTable, GetExtendedUdpTable).

use std::net::SocketAddr;

use netstat2::{AddressFamilyFlags, ProtocolFlags, ProtocolSocketInfo, TcpState, iterate_sockets_info};
use protocol::sockets::{Process, Protocol, State};

use super::table::{Row, Table};

/// Windows names a process by its number alone, and tells nothing of queues.
pub(super) fn table() -> Table {
    let both = ProtocolFlags::TCP | ProtocolFlags::UDP;
    let sockets = match iterate_sockets_info(AddressFamilyFlags::all(), both) {
        Ok(sockets) => sockets,
        Err(error) => {
            let withheld =
                format!("Windows did not give its table ({error}). In a terminal, netstat -ano shows it.");
            return Table { rows: Vec::new(), withheld: Some(withheld) };
        }
    };
    let rows = sockets.flatten().filter_map(|info| {
        let mut row = match info.protocol_socket_info {
            ProtocolSocketInfo::Tcp(tcp) => Row::new(
                Protocol::Tcp,
                SocketAddr::new(tcp.local_addr, tcp.local_port),
                Some(SocketAddr::new(tcp.remote_addr, tcp.remote_port)),
                Some(state(tcp.state)?),
            )?,
            ProtocolSocketInfo::Udp(udp) => {
                Row::new(Protocol::Udp, SocketAddr::new(udp.local_addr, udp.local_port), None, None)?
            }
        };
        // TIME-WAIT belongs to the system itself, which stands there as process 0.
        let pid = info.associated_pids.into_iter().find(|&pid| pid != 0);
        row.socket.process = pid.map(|pid| Process { pid, name: None });
        Some(row)
    });
    Table { rows: rows.collect(), withheld: None }
}

fn state(state: TcpState) -> Option<State> {
    Some(match state {
        TcpState::Listen => State::Listen,
        TcpState::SynSent => State::SynSent,
        TcpState::SynReceived => State::SynReceived,
        TcpState::Established => State::Established,
        TcpState::FinWait1 => State::FinWait1,
        TcpState::FinWait2 => State::FinWait2,
        TcpState::CloseWait => State::CloseWait,
        TcpState::Closing => State::Closing,
        TcpState::LastAck => State::LastAck,
        TcpState::TimeWait => State::TimeWait,
        TcpState::Closed | TcpState::DeleteTcb | TcpState::Unknown => return None,
    })
}
