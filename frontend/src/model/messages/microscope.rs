//! The words of the microscope and of what is made with it.

use protocol::listeners::Over;
use protocol::sockets::{LOOK_MS, Process, Socket, State};

use crate::model::microscope::life::Role;
use crate::model::microscope::scope::Scope;
use crate::model::microscope::stage::{Experiment, Stage};
use crate::model::microscope::view::{LetGo, View};
use crate::model::reuse::Cost;
use crate::model::table::DRAWN;
use crate::model::time::{elapsed, grouped};

/// Over the choice of experiments.
pub const EXPERIMENT: &str = "Experiment";
/// Starts a listener.
pub const BEGIN: &str = "Start a listener";
/// Starts another.
pub const BEGIN_AGAIN: &str = "Start another listener";
/// Opens connections.
pub const OPEN: &str = "Open";
/// How many to open.
pub const COUNT: &str = "How many connections to open";
/// After the number.
pub const COUNT_UNIT: &str = "connections";
/// Lets the listener accept.
pub const ACCEPT: &str = "Let it accept";
/// Stops the listener.
pub const STOP: &str = "Stop the listener";
/// The stream broke off.
pub const BLIND: &str =
    "The stream of the socket table broke off. What is shown below is what it last brought.";
/// Follows the table again.
pub const LOOK_AGAIN: &str = "Follow it again";

/// The name of an experiment.
pub const fn experiment(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Plain => "Open and close",
        Experiment::Hold => "One side waits",
        Experiment::Full => "Nobody accepts",
    }
}

/// What an experiment is about, before it has begun.
pub const fn about(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Plain => {
            "The lab will start a listener of its own for you, connect to it, and show what your system keeps about each connection."
        }
        Experiment::Hold => {
            "This listener does not close its end when the client has closed. It waits until you tell it to, so that half-closed connections stay to be seen."
        }
        Experiment::Full => {
            "This listener never asks for its connections, and few may wait for it. Open some, and see how far a connection comes without any program."
        }
    }
}

/// A side of a connection.
pub const fn side(role: Role) -> &'static str {
    match role {
        Role::Client => "client's end",
        Role::Listener => "listener's end",
    }
}

/// Closes one side.
pub const fn close(role: Role) -> &'static str {
    match role {
        Role::Client => "Close as client",
        Role::Listener => "Close as listener",
    }
}

/// What there is to see, in a few words.
pub fn headline(scope: &Scope) -> String {
    let view = &scope.view;
    match scope.stage() {
        Stage::Idle => "First, a listener".to_owned(),
        Stage::Gone => "The listener is gone".to_owned(),
        Stage::Stopped => "You stopped the listener".to_owned(),
        Stage::Listening if view.let_go.is_some() => "All let go".to_owned(),
        Stage::Listening => "One socket, listening".to_owned(),
        Stage::Waiting(0) => format!("{} in the queue", connections(view.connections.len())),
        Stage::Waiting(count) => format!("{count} of {} in SYN-SENT", connections(view.connections.len())),
        Stage::Open => {
            let count = view.count(Role::Client, State::Established);
            format!(
                "{}, {} sockets",
                connections(count),
                count + view.count(Role::Listener, State::Established)
            )
        }
        Stage::Half(role) => format!("The {} is closed, the {} is not", side(role), side(role.other())),
        Stage::Lingering(role) => {
            format!("{} in TIME-WAIT, at the {}", view.count(role, State::TimeWait), side(role))
        }
    }
}

fn connections(count: usize) -> String {
    if count == 1 { "1 connection".to_owned() } else { format!("{count} connections") }
}

/// What that means, and what to do next.
pub fn story(scope: &Scope) -> String {
    let view = &scope.view;
    match scope.stage() {
        Stage::Idle => about(scope.experiment).to_owned(),
        Stage::Gone => {
            "It was stopped from somewhere else, or the lab was started anew. Its connections went with it; what your system still keeps of them stays in the table.".to_owned()
        }
        Stage::Stopped => "What is left below belongs to no program any more. Your system lets go of it by itself.".to_owned(),
        Stage::Listening => match view.let_go {
            Some(LetGo { count, after_ms }) => format!(
                "Your system has let go of {count} in TIME-WAIT, the last after {}. Their ports may be lent to anybody now.",
                elapsed(after_ms.saturating_mul(1000))
            ),
            None => "It waits for connections and will never carry data itself: each connection gets two sockets of its own. Open some.".to_owned(),
        },
        Stage::Waiting(0) => "No program has accepted them, and yet they are established: your system shakes hands by itself. There is room for more in the queue.".to_owned(),
        Stage::Waiting(_) if scope.accepts() => "The queue has room again. A client that got no answer repeats its SYN after 1 s, then 2 s, then 4 s, so the last ones take a while.".to_owned(),
        Stage::Waiting(_) => "The queue is full, so your system leaves further SYNs without an answer. To the client it looks like silence. Let the listener accept, and watch.".to_owned(),
        Stage::Open => "Every listener's end has the same address and port. Only the client's port, lent by your system, tells one connection from the next. Now close them, and see who keeps what.".to_owned(),
        Stage::Half(_) if !scope.accepts() => "No program has these connections, so nobody closes the other end. Let the listener accept, and it will find them closed.".to_owned(),
        Stage::Half(_) => "One direction is closed, the other still carries data. A program that forgets to close leaves its sockets in CLOSE-WAIT for good. Now close the other end too.".to_owned(),
        Stage::Lingering(_) => "Whoever closed first keeps TIME-WAIT for a while, so that no late segment is taken for one of a new connection. The other end is gone already. Wait for the end, or open some more.".to_owned(),
    }
}

/// What those hear who do not see the table.
pub fn summary(scope: &Scope) -> String {
    let view = &scope.view;
    let mut parts = vec![headline(scope)];
    for role in Role::BOTH {
        let states: Vec<String> = State::ALL
            .into_iter()
            .map(|state| (state, view.count(role, state)))
            .filter(|(_, count)| *count > 0)
            .map(|(state, count)| format!("{count} {state}"))
            .collect();
        if !states.is_empty() {
            parts.push(format!("{}s: {}", side(role), states.join(", ")));
        }
    }
    parts.join(". ")
}

/// What was too quick.
pub fn missed(states: &[State]) -> String {
    let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    format!(
        "Too quick to be seen so far: {}. The lab looks at the table every {LOOK_MS} ms; these lay between two looks.",
        names.join(", ")
    )
}

/// The state's meaning (RFC 9293, section 3.3.2), in a sentence or two.
pub const fn meaning(state: State) -> &'static str {
    match state {
        State::Listen => {
            "Waits for others to connect. This socket carries no data: each connection that arrives gets a socket of its own, with the same address and port."
        }
        State::SynSent => {
            "Has asked for a connection with a SYN and has got no answer yet. On loopback the answer comes in microseconds, unless the listener's queue is full."
        }
        State::SynReceived => {
            "Was asked, has answered with a SYN of its own, and waits for the last step of the handshake."
        }
        State::Established => {
            "The connection is open, and both ends may send. The system completes the handshake by itself; the program need not have accepted it yet."
        }
        State::FinWait1 => {
            "Has closed its own direction with a FIN and waits for the other end to acknowledge that."
        }
        State::FinWait2 => {
            "Has closed its own direction, and the other end knows. The other end may still send, and this one still receives. Linux gives up after 60 s where the program is done with it."
        }
        State::CloseWait => {
            "The other end has closed its direction. The system now waits for the program at this end to close too, however long that takes."
        }
        State::Closing => {
            "Both ends closed at the same moment, and each waits for the other's acknowledgement. Rare."
        }
        State::LastAck => {
            "The other end closed first, this one has closed too, and waits for the last acknowledgement. Then the socket is gone."
        }
        State::TimeWait => {
            "Closed first, and both ends are done. The system keeps the pair for a while, in case its last acknowledgement got lost or a segment comes late. Linux keeps it for 60 s."
        }
    }
}

/// How many sockets are in a state.
pub fn in_state(view: &View, state: State) -> String {
    let [client, listener] = Role::BOTH.map(|role| view.count(role, state));
    match (state, client + listener) {
        (State::Listen, _) if view.listening => "1 socket is in it: the listener's own.".to_owned(),
        (_, 0) if view.mark(state).seen => "No socket is in it now; some have been.".to_owned(),
        (_, 0) if view.mark(state).missed => {
            "No socket was seen in it, though some went through it.".to_owned()
        }
        (_, 0) => "No socket was in it so far.".to_owned(),
        _ => format!("Now: {client} at the client's end, {listener} at the listener's end."),
    }
}

/// The diagram's name.
pub const STATES: &str = "The states of TCP, from left to right as a connection lives through them";
/// The ends of the diagram: no socket.
pub const NO_SOCKET: &str = "no socket";
/// Over the way of the end that asks.
pub const ASKS: &str = "asks";
/// Over the way of the end that is asked.
pub const IS_ASKED: &str = "is asked";
/// Over the way of the end that closes first.
pub const CLOSES_FIRST: &str = "closes first";
/// Over the way of the end that closes second.
pub const CLOSES_SECOND: &str = "closes second";
/// After the count in a state.
pub const NOW: &str = "now";
/// A state that was seen before.
pub const BEFORE: &str = "seen before";
/// A state that was too quick.
pub const BETWEEN: &str = "passed between two looks";

/// The table's name.
pub const TABLE: &str = "Connections as the system's table shows them";
/// The table's heads.
pub const CLIENT_HEAD: &str = "Client's end";
/// The table's heads.
pub const STATE_HEAD: &str = "State";
/// The table's heads.
pub const WIRE_HEAD: &str = "Open directions";
/// The table's heads.
pub const LISTENER_HEAD: &str = "Listener's end";
/// While there are none.
pub const NO_CONNECTIONS: &str = "No connection yet.";
/// Before the first look.
pub const NO_LOOK: &str = "Reading your system's table…";
/// How many wait to be accepted.
pub fn queue(count: u32) -> String {
    if count == 1 { "1 waits to be accepted".to_owned() } else { format!("{count} wait to be accepted") }
}

/// Which directions of a connection are open.
pub const fn directions(client: bool, listener: bool) -> &'static str {
    match (client, listener) {
        (true, true) => "both",
        (true, false) => "client to listener only",
        (false, true) => "listener to client only",
        (false, false) => "none",
    }
}

/// A program that is not the lab.
pub fn visitor(process: &Process) -> String {
    match &process.name {
        Some(name) => format!("{name} ({})", process.pid),
        None => format!("process {}", process.pid),
    }
}

/// Who holds a socket. `withheld` says whether the table has some whose holders this user may not see.
pub fn holder(socket: &Socket, withheld: bool) -> String {
    match &socket.process {
        Some(process) => visitor(process),
        None if withheld && socket.state != Some(State::TimeWait) => "none that you may see".to_owned(),
        None => "no program".to_owned(),
    }
}

/// In place of the other end of a socket that has none.
pub const NOT_CONNECTED: &str = "–";

/// The drawing of the lent ports.
pub fn lent_label(first: u16, last: u16, count: usize) -> String {
    format!("The range that your system lends from, {first} to {last}, with {count} ports that it lent here")
}

/// What the drawing of the lent ports shows.
pub fn lent(count: usize, range: Option<u32>) -> String {
    let ports =
        if count == 1 { "1 port was".to_owned() } else { format!("{} ports were", grouped(count as u64)) };
    match range {
        Some(range) => {
            format!("{ports} lent here so far, of the {} that your system lends.", grouped(u64::from(range)))
        }
        None => format!("{ports} lent here so far. Your system does not tell from which range."),
    }
}

/// How many messages to send each way.
pub const MESSAGES: &str = "Messages each way";
/// Sends them.
pub const COMPARE: &str = "Send them both ways";
/// While they are under way.
pub const COMPARING: &str = "Sending…";
/// How many ports a way took.
pub const PORTS_LENT: &str = "ports lent";
/// How long one message took.
pub const fn median(over: Over) -> &'static str {
    match over {
        Over::Kept => "median message",
        Over::New => "median, with connect",
    }
}
/// What a way left behind.
pub const LEFT: &str = "left in TIME-WAIT";
/// The list of messages.
pub const EACH: &str = "Each message: the client's port, and the time until it was back";

/// The name of a way.
pub const fn over(over: Over) -> &'static str {
    match over {
        Over::Kept => "One connection, kept",
        Over::New => "A new connection each time",
    }
}

/// What the comparison shows. It is of medians: one long wait for the processor decides a sum, whichever way it falls into.
pub fn verdict(kept: Cost, new: Cost) -> String {
    let left = format!("The new ones left {} in TIME-WAIT, the kept one {}.", new.lingering, kept.lingering);
    let (Some(kept_us), Some(new_us)) = (kept.median_us, new.median_us) else {
        return left;
    };
    let times = format!(
        "A message took {} over the kept connection, {} over a new one",
        elapsed(kept_us),
        elapsed(new_us)
    );
    let tenths = new_us.saturating_mul(10) / kept_us.max(1);
    if tenths > 10 {
        format!("{times}: {}.{} times as long. {left}", tenths / 10, tenths % 10)
    } else {
        format!("{times}. This time something else on your machine decided: send them again. {left}")
    }
}

/// The table's filter by port.
pub const PORT_FILTER: &str = "Port";
/// No filter.
pub const ANY: &str = "any";
/// Follows the table.
pub const FOLLOW: &str = "Follow the table";
/// Follows it no longer.
pub const UNFOLLOW: &str = "Stop following";
/// The table of all sockets.
pub const ALL_SOCKETS: &str = "Sockets on loopback";
/// The table's heads.
pub const LOCAL_HEAD: &str = "Socket";
/// The table's heads.
pub const REMOTE_HEAD: &str = "Connected to";
/// The table's heads.
pub const PROCESS_HEAD: &str = "Held by";
/// While there are none.
pub const NO_ROWS: &str = "No such socket now. It will appear here when there is one.";

/// How many sockets there are.
pub fn rows(count: usize) -> String {
    if count == 1 { "1 socket".to_owned() } else { format!("{} sockets", grouped(count as u64)) }
}

/// How many sockets are wanted, of how many that there are.
pub fn rows_drawn(count: usize, total: usize) -> String {
    let drawn = if count > DRAWN { format!(" The first {DRAWN} are drawn.") } else { String::new() };
    if count == total {
        format!("{} on loopback.{drawn}", rows(count))
    } else {
        format!("{} of {} on loopback.{drawn}", grouped(count as u64), rows(total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(median_us: Option<u64>, lingering: usize) -> Cost {
        Cost { ports: lingering, median_us, lingering }
    }

    #[test]
    fn what_a_connection_costs_is_told_by_medians() {
        let said = verdict(cost(Some(9), 1), cost(Some(52), 8));
        assert_eq!(
            said,
            "A message took 9 µs over the kept connection, 52 µs over a new one: 5.7 times as long. The new ones left 8 in TIME-WAIT, the kept one 1."
        );
    }

    #[test]
    fn no_socket_is_without_a_word_on_who_holds_it() {
        let mut socket = Socket {
            protocol: protocol::sockets::Protocol::Tcp,
            local: ([127, 0, 0, 1], 4000).into(),
            remote: None,
            state: Some(State::Listen),
            receive_queue: None,
            send_queue: None,
            process: Some(Process { pid: 7, name: Some("nc".to_owned()) }),
            service: None,
        };
        assert_eq!(holder(&socket, true), "nc (7)");
        socket.process = None;
        assert_eq!([true, false].map(|one| holder(&socket, one)), ["none that you may see", "no program"]);
        // What is in TIME-WAIT belongs to no program, whatever is withheld.
        socket.state = Some(State::TimeWait);
        assert_eq!(holder(&socket, true), "no program");
    }

    #[test]
    fn no_less_is_told_as_so_many_times_as_long() {
        for (kept, new) in [(52, 50), (50, 50), (50, 54), (50, 0)] {
            let said = verdict(cost(Some(kept), 1), cost(Some(new), 8));
            assert!(!said.contains("times") && said.contains("send them again"), "{said}");
        }
        assert!(verdict(cost(Some(0), 0), cost(Some(3), 0)).contains("times as long"));
        assert!(verdict(cost(None, 0), cost(Some(9), 8)).starts_with("The new ones left 8"));
    }
}
