//! macOS: the sockets that processes hold, process by process (libproc.h, proc_pidfdinfo).

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use libproc::file_info::{ListFDs, ProcFDType, pidfdinfo};
use libproc::net_info::{InSIAddr, InSockInfo, SocketFDInfo, SocketInfoKind, TcpSIState};
use libproc::proc_pid::{listpidinfo, name};
use libproc::processes::{ProcFilter, pids_by_type};
use protocol::sockets::{Process, Protocol, State};

use super::table::{Row, Table};

/// How many processes are looked through, so that a look stays quick.
const MAX_PROCESSES: usize = 4096;

/// How many open files of one process are looked at.
const MAX_FILES: usize = 8192;

/// What every reply says: the table is put together from what processes hold, and that leaves these out.
const WITHHELD: &str = "macOS tells a program only of sockets that this user's processes hold: those of other \
    users, and connections in TIME-WAIT, which nobody holds any more, are missing. In a terminal, netstat -an -p tcp \
    shows them.";

/// The sockets of all processes that this user may look into.
pub(super) fn table() -> Table {
    let mut table = Table { rows: Vec::new(), withheld: Some(WITHHELD.to_owned()) };
    for pid in pids_by_type(ProcFilter::All).unwrap_or_default().into_iter().take(MAX_PROCESSES) {
        let Ok(number) = i32::try_from(pid) else { continue };
        let mut process = None;
        for file in listpidinfo::<ListFDs>(number, MAX_FILES).unwrap_or_default() {
            if !matches!(ProcFDType::from(file.proc_fdtype), ProcFDType::Socket) {
                continue;
            }
            let Some(mut row) =
                pidfdinfo::<SocketFDInfo>(number, file.proc_fd).ok().and_then(|info| row(&info))
            else {
                continue;
            };
            let process = process.get_or_insert_with(|| Process { pid, name: name(number).ok() });
            row.socket.process = Some(process.clone());
            table.rows.push(row);
        }
    }
    table
}

#[expect(unsafe_code, reason = "the library gives the kind's own part as a union")]
fn row(info: &SocketFDInfo) -> Option<Row> {
    let psi = &info.psi;
    let mut row = match SocketInfoKind::from(psi.soi_kind) {
        SocketInfoKind::Tcp => {
            // SAFETY: the kind says which part was written, and every field of it is an integer.
            let tcp = unsafe { psi.soi_proto.pri_tcp };
            let (local, remote) = ends(&tcp.tcpsi_ini, psi.soi_family)?;
            Row::new(Protocol::Tcp, local, Some(remote), Some(state(tcp.tcpsi_state.into())?))?
        }
        SocketInfoKind::In if psi.soi_protocol == libc::IPPROTO_UDP => {
            // SAFETY: as above.
            let udp = unsafe { psi.soi_proto.pri_in };
            let (local, remote) = ends(&udp, psi.soi_family)?;
            Row::new(Protocol::Udp, local, Some(remote), None)?
        }
        _ => return None,
    };
    row.socket.receive_queue = Some(psi.soi_rcv.sbi_cc);
    row.socket.send_queue = Some(psi.soi_snd.sbi_cc);
    Some(row)
}

fn ends(info: &InSockInfo, family: i32) -> Option<(SocketAddr, SocketAddr)> {
    let local = SocketAddr::new(address(&info.insi_laddr, family)?, port(info.insi_lport));
    let remote = SocketAddr::new(address(&info.insi_faddr, family)?, port(info.insi_fport));
    Some((local, remote))
}

/// A port: the first two bytes of the integer, in the order of the network.
fn port(raw: i32) -> u16 {
    let [high, low, ..] = raw.to_ne_bytes();
    u16::from_be_bytes([high, low])
}

#[expect(unsafe_code, reason = "the library gives an address of either family as a union")]
fn address(raw: &InSIAddr, family: i32) -> Option<IpAddr> {
    match family {
        libc::AF_INET => {
            // SAFETY: any bytes are an IPv4 address; the family says that they are one.
            let address = unsafe { raw.ina_46.i46a_addr4.s_addr };
            Some(IpAddr::V4(u32::from_be(address).into()))
        }
        libc::AF_INET6 => {
            // SAFETY: any bytes are an IPv6 address; the family says that they are one.
            let address = unsafe { raw.ina_6.s6_addr };
            Some(IpAddr::V6(Ipv6Addr::from(address)))
        }
        _ => None,
    }
}

fn state(state: TcpSIState) -> Option<State> {
    Some(match state {
        TcpSIState::Listen => State::Listen,
        TcpSIState::SynSent => State::SynSent,
        TcpSIState::SynReceived => State::SynReceived,
        TcpSIState::Established => State::Established,
        TcpSIState::CloseWait => State::CloseWait,
        TcpSIState::FinWait1 => State::FinWait1,
        TcpSIState::Closing => State::Closing,
        TcpSIState::LastAck => State::LastAck,
        TcpSIState::FinWait2 => State::FinWait2,
        TcpSIState::TimeWait => State::TimeWait,
        TcpSIState::Closed | TcpSIState::Reserved | TcpSIState::Unknown => return None,
    })
}
