//! Linux: the tables of sockets in /proc/net, and the processes that hold them, from /proc/PID/fd (proc(5)).

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::Path;

use procfs::ProcError;
use procfs::net::{TcpNetEntry, TcpState, UdpNetEntry};
use procfs::process::Process as Proc;
use protocol::sockets::{Process, Protocol, State};

use crate::os::table::{Row, Table};

/// How many processes are looked through for the holders of sockets, so that a look stays quick.
const MAX_PROCESSES: usize = 4096;

/// How many open files are looked at in one pass.
const MAX_FILES: usize = 65_536;

/// How many forebears of a process are asked whether a socket is theirs.
const MAX_GENERATIONS: usize = 16;

/// Who held which socket at the last look: what was found once is only checked at the next, and what was not found
/// is not looked for again.
#[derive(Debug, Default)]
pub(crate) struct Holders(HashMap<u64, Option<Holder>>);

#[derive(Clone, Debug)]
struct Holder {
    process: Process,
    descriptor: String,
}

/// Reads the four tables. One that cannot be read is told; where a whole family is switched off, it has no table.
pub(super) fn table() -> Table {
    let mut table = Table::default();
    // Root sees the processes of all users, but none of another container's.
    let me = Proc::myself().and_then(|me| me.uid()).ok().filter(|&uid| uid != 0);
    let mut unread = Vec::new();
    for (name, entries) in [("tcp", procfs::net::tcp()), ("tcp6", procfs::net::tcp6())] {
        match entries {
            Ok(entries) => table.rows.extend(entries.into_iter().filter_map(|entry| tcp(entry, me))),
            Err(error) => unread.push((name, error)),
        }
    }
    for (name, entries) in [("udp", procfs::net::udp()), ("udp6", procfs::net::udp6())] {
        match entries {
            Ok(entries) => table.rows.extend(entries.into_iter().filter_map(|entry| udp(entry, me))),
            Err(error) => unread.push((name, error)),
        }
    }
    unread.retain(|(name, error)| !(name.ends_with('6') && matches!(error, ProcError::NotFound(_))));
    table.withheld = unread.first().map(|(name, error)| {
        format!(
            "/proc/net/{name} cannot be read ({error}), so its sockets are missing here. In a container or a sandbox \
             this may be forbidden; ask with ss -tuan outside of it."
        )
    });
    table
}

fn tcp(entry: TcpNetEntry, me: Option<u32>) -> Option<Row> {
    let state = match entry.state {
        TcpState::Listen => State::Listen,
        TcpState::SynSent => State::SynSent,
        TcpState::SynRecv | TcpState::NewSynRecv => State::SynReceived,
        TcpState::Established => State::Established,
        TcpState::FinWait1 => State::FinWait1,
        TcpState::FinWait2 => State::FinWait2,
        TcpState::CloseWait => State::CloseWait,
        TcpState::Closing => State::Closing,
        TcpState::LastAck => State::LastAck,
        TcpState::TimeWait => State::TimeWait,
        TcpState::Close => return None,
    };
    let row = Row::new(Protocol::Tcp, entry.local_address, Some(entry.remote_address), Some(state))?;
    Some(filled(row, entry.rx_queue, entry.tx_queue, entry.inode, me == Some(entry.uid)))
}

fn udp(entry: UdpNetEntry, me: Option<u32>) -> Option<Row> {
    let row = Row::new(Protocol::Udp, entry.local_address, Some(entry.remote_address), None)?;
    Some(filled(row, entry.rx_queue, entry.tx_queue, entry.inode, me == Some(entry.uid)))
}

fn filled(mut row: Row, receive: u32, send: u32, inode: u64, own: bool) -> Row {
    row.socket.receive_queue = Some(receive);
    row.socket.send_queue = Some(send);
    row.inode = inode;
    row.own = own;
    row
}

/// Fills in the processes: all that are new in one pass over the open files of this user's processes, or of all
/// processes where that is permitted.
pub(super) fn holders(rows: &mut [Row], known: &mut Holders) {
    let mut next: HashMap<u64, Option<Holder>> = HashMap::new();
    let mut missing = 0;
    for row in rows.iter().filter(|row| row.inode != 0) {
        // A socket that was handed on to another process is looked for again.
        let holder = match known.0.get(&row.inode) {
            Some(Some(holder)) if holds(&holder.process, &holder.descriptor, row.inode) => {
                Some(Some(holder.clone()))
            }
            Some(None) => Some(None),
            _ => None,
        };
        if let Some(holder) = holder {
            next.insert(row.inode, holder);
        } else if next.insert(row.inode, None).is_none() {
            missing += 1;
            known.0.remove(&row.inode);
        }
    }
    if missing > 0 {
        // Most new sockets belong to this process, or to one that holds others already.
        let likely: BTreeSet<u32> =
            known.0.values().flatten().map(|holder| holder.process.pid).chain([std::process::id()]).collect();
        let wanted = |inode: u64, next: &HashMap<u64, Option<Holder>>| {
            matches!(next.get(&inode), Some(None)) && !known.0.contains_key(&inode)
        };
        search(&mut next, missing, &likely, wanted);
    }
    for row in rows.iter_mut() {
        if let Some(Some(holder)) = next.get(&row.inode) {
            row.socket.process = Some(holder.process.clone());
        }
    }
    known.0 = next;
}

/// Looks through the open files of the processes, the likely ones first, until nothing is missing any more.
fn search(
    found: &mut HashMap<u64, Option<Holder>>,
    mut missing: usize,
    likely: &BTreeSet<u32>,
    wanted: impl Fn(u64, &HashMap<u64, Option<Holder>>) -> bool,
) {
    let mut others: Vec<u32> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| !likely.contains(pid))
        .collect();
    // New sockets mostly belong to new processes, which mostly have high numbers.
    others.sort_unstable_by(|one, other| other.cmp(one));
    let mut names = HashMap::new();
    let mut files = 0;
    for pid in likely.iter().copied().chain(others).take(MAX_PROCESSES) {
        // A process that has ended meanwhile, or that this user may not look into, holds nothing to be seen.
        for file in fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten() {
            files += 1;
            if missing == 0 || files > MAX_FILES {
                return;
            }
            let Some(inode) = socket(&file.path()) else { continue };
            if !wanted(inode, found) {
                continue;
            }
            let descriptor = file.file_name().to_string_lossy().into_owned();
            let pid = opener(pid, &descriptor, inode);
            let name = names.entry(pid).or_insert_with(|| comm(pid)).clone();
            found.insert(inode, Some(Holder { process: Process { pid, name }, descriptor }));
            missing -= 1;
        }
    }
}

/// Whom a process has a socket from: itself, or the first of its forebears that has it under the same number (fork(2)). A
/// child that is about to become another program has everything for a moment, and the workers of a server have its listener.
fn opener(pid: u32, descriptor: &str, inode: u64) -> u32 {
    let mut opener = pid;
    for _ in 0..MAX_GENERATIONS {
        let parent = Proc::new(opener.cast_signed()).and_then(|process| process.stat());
        let Some(parent) = parent.ok().and_then(|stat| u32::try_from(stat.ppid).ok()) else { break };
        if socket(Path::new(&format!("/proc/{parent}/fd/{descriptor}"))) != Some(inode) {
            break;
        }
        opener = parent;
    }
    opener
}

fn holds(process: &Process, descriptor: &str, inode: u64) -> bool {
    socket(Path::new(&format!("/proc/{}/fd/{descriptor}", process.pid))) == Some(inode)
}

/// The inode of the socket that a descriptor stands for; `None` where it stands for something else.
fn socket(path: &Path) -> Option<u64> {
    let target = fs::read_link(path).ok()?;
    target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

/// A program's name, as the kernel has it: at most 15 bytes.
fn comm(pid: u32) -> Option<String> {
    let name: io::Result<Vec<u8>> = fs::read(format!("/proc/{pid}/comm"));
    Some(String::from_utf8_lossy(&name.ok()?).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn row(address: std::net::SocketAddr) -> Row {
        table().rows.into_iter().find(|row| row.socket.local == address).unwrap()
    }

    #[test]
    fn a_socket_that_was_handed_on_is_looked_for_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut rows = [row(listener.local_addr().unwrap())];
        let mut known = Holders::default();
        holders(&mut rows, &mut known);
        let first = known.0[&rows[0].inode].clone().unwrap();
        assert_eq!(first.process.pid, std::process::id());
        let copy = listener.try_clone().unwrap();
        drop(listener);
        rows[0].socket.process = None;
        holders(&mut rows, &mut known);
        assert_eq!(rows[0].socket.process.as_ref(), Some(&first.process));
        assert_ne!(known.0[&rows[0].inode].as_ref().unwrap().descriptor, first.descriptor);
        drop(copy);
    }

    #[test]
    fn what_nobody_holds_is_remembered_and_what_is_gone_forgotten() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut rows = [row(listener.local_addr().unwrap()), row(listener.local_addr().unwrap())];
        rows[0].inode = u64::MAX;
        let mut known = Holders::default();
        holders(&mut rows, &mut known);
        assert!(rows[0].socket.process.is_none() && rows[1].socket.process.is_some());
        assert!(matches!(known.0.get(&u64::MAX), Some(None)));
        holders(&mut rows[1..], &mut known);
        assert_eq!(known.0.len(), 1);
    }
}
