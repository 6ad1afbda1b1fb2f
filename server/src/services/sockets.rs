//! The system's table of sockets: one look at it, and a look every [`LOOK_MS`] for whoever follows it.

mod follow;
mod question;

use std::time::SystemTime;

use concepts::service::service;
use protocol::sockets::{MAX_ROWS, Socket, Sockets};

pub(crate) use follow::{Followers, Following};
pub(crate) use question::{Question, QuestionError};

use crate::os::{Holders, Os, Row};
use crate::services::journal::epoch_ms;

/// Looks once. `known` is what the last look found out about processes.
pub(crate) fn look(os: &dyn Os, question: &Question, known: &mut Holders) -> Sockets {
    let time_ms = epoch_ms(SystemTime::now());
    let table = os.table();
    let mut rows = table.rows;
    rows.retain(|row| question.asks_for(&row.socket));
    rows.sort_by_key(|row| order(&row.socket));
    // The system writes its table while sockets change; one that moved on meanwhile may stand in it twice.
    rows.dedup_by(|one, other| one.socket.remote.is_some() && ends(&one.socket) == ends(&other.socket));
    let total = rows.len();
    rows.truncate(MAX_ROWS);
    os.holders(&mut rows, known);
    let hidden = rows.iter().filter(|row| row.is_hidden()).count();
    let withheld: Vec<String> = table.withheld.into_iter().chain(unseen(hidden)).collect();
    Sockets {
        time_ms,
        sockets: rows.into_iter().map(named).collect(),
        total,
        withheld: (!withheld.is_empty()).then(|| withheld.join(" ")),
    }
}

/// Listeners first, then by local port, then by remote port; the rest makes the order the same at every look.
fn order(socket: &Socket) -> impl Ord + use<> {
    let port = |address: Option<core::net::SocketAddr>| address.map(|address| address.port());
    (
        socket.remote.is_some(),
        socket.local.port(),
        port(socket.remote),
        socket.protocol,
        socket.local.ip(),
        socket.remote.map(|remote| remote.ip()),
    )
}

fn ends(socket: &Socket) -> impl PartialEq + use<> {
    (socket.protocol, socket.local, socket.remote)
}

/// Fills in the service that is registered or expected at the local port, or else at the remote one.
fn named(row: Row) -> Socket {
    let mut socket = row.socket;
    let ports = [Some(socket.local.port()), socket.remote.map(|remote| remote.port())];
    socket.service = ports.into_iter().flatten().find_map(service).map(|service| service.name.to_owned());
    socket
}

/// What to do about sockets whose processes this user may not see.
fn unseen(count: usize) -> Option<String> {
    let of = match count {
        0 => return None,
        1 => "1 of these sockets is".to_owned(),
        _ => format!("{count} of these sockets are"),
    };
    Some(format!(
        "{of} held by processes that this user may not see, such as another user's. In a terminal, \
         `sudo ss -tunap` names them."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;

    const TABLE: &str = "
        tcp 127.0.0.1:8000  127.0.0.1:40001 ESTABLISHED python3/7
        tcp 127.0.0.1:40001 127.0.0.1:8000  ESTABLISHED ?
        tcp 127.0.0.1:40000 127.0.0.1:8000  TIME-WAIT   -
        tcp 127.0.0.1:8000  -               LISTEN      python3/7
        udp 0.0.0.0:5353    -               -           ?
        tcp 192.0.2.1:22    -               LISTEN      sshd/1
        tcp 192.0.2.1:22    192.0.2.9:40000 ESTABLISHED sshd/1
        tcp [::1]:22        -               LISTEN      sshd/1
        tcp 127.0.0.1:40001 127.0.0.1:8000  CLOSE-WAIT  ?
    ";

    fn asked(os: &Fake, query: &str) -> Sockets {
        look(os, &Question::read_pairs(query), &mut Holders::default())
    }

    #[test]
    fn listeners_come_first_those_for_others_too_and_connections_with_others_not_at_all() {
        let table = asked(&Fake { sockets: TABLE, ..Fake::default() }, "");
        let rows: Vec<_> = table
            .sockets
            .iter()
            .map(|socket| (socket.local.port(), socket.remote.map(|remote| remote.port())))
            .collect();
        let expected = [
            (22, None),
            (22, None),
            (5353, None),
            (8000, None),
            (8000, Some(40001)),
            (40000, Some(8000)),
            (40001, Some(8000)),
        ];
        assert_eq!(rows, expected);
        assert_eq!(table.total, 7);
    }

    #[test]
    fn processes_and_services_are_named_and_what_is_withheld_is_said() {
        let table = asked(&Fake { sockets: TABLE, ..Fake::default() }, "port=8000");
        let holders: Vec<_> =
            table.sockets.iter().map(|socket| socket.process.as_ref().map(|process| process.pid)).collect();
        assert_eq!(holders, [Some(7), Some(7), None, None]);
        assert!(table.sockets.iter().all(|socket| socket.service.as_deref() == Some("http-dev")));
        let withheld = table.withheld.unwrap();
        assert!(withheld.starts_with("1 of these sockets is held by") && withheld.contains("sudo ss"));
        // A connection in TIME-WAIT has no process, and nothing is withheld about it.
        let table = asked(&Fake { sockets: TABLE, ..Fake::default() }, "state=time-wait");
        assert_eq!((table.total, table.withheld), (1, None));
    }

    #[test]
    fn what_the_system_itself_withholds_is_passed_on() {
        let os = Fake { withheld: Some("Half of it is missing."), ..Fake::default() };
        let table = asked(&os, "");
        assert_eq!((table.total, table.withheld.as_deref()), (0, os.withheld));
    }
}
