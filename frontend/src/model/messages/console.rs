//! The words of the raw console.

use protocol::console::{By, Event, Limit};
use protocol::sockets::{Process, State};

use crate::model::console::talk::{Act, End, Phase, Talk};
use crate::model::console::typed::{Ending, Reading};
use crate::model::time::{elapsed, grouped};

/// Between the near end of a connection and the far one.
pub const TO: &str = "to";
/// While there is no connection.
pub const NO_CONNECTION: &str = "Not connected.";
/// After one has ended of which no socket is left.
pub const CLOSED: &str = "CLOSED: there is no socket any more.";
/// Begins.
pub const CONNECT: &str = "Connect";
/// While it begins.
pub const CONNECTING: &str = "Connecting…";
/// The name of the account.
pub const ACCOUNT: &str = "What went over the connection";
/// Before the first connection.
pub const EMPTY: &str =
    "Choose a port and connect. Every byte you send, and every byte that comes back, will stand here.";
/// The field for what is to be sent.
pub const INPUT: &str = "What to send";
/// The choice of how it is read.
pub const READ_AS: &str = "Read it as";
/// The choice of the line's end.
pub const ENDING: &str = "Line ends with";
/// Sends it.
pub const SEND: &str = "Send";
/// Over the snippets.
pub const SNIPPETS: &str = "Fill in";
/// The heading of the question.
pub const CONSENT_TITLE: &str = "The lab did not open this port";
/// What consent means.
pub const CONSENT_WHAT: &str =
    "What you send may change something in that program. Connect only if you know what it is.";
/// Gives consent.
pub const CONSENT_YES: &str = "Connect to it";
/// Does not.
pub const CONSENT_NO: &str = "Do not connect";
/// After a connection of which the lab told nothing.
pub const NO_WORD: &str = "The lab did not answer as expected. Reload the page, then connect again.";

/// The name of a snippet.
pub const SNIPPET_HTTP: &str = "HTTP request";
/// The name of a snippet.
pub const SNIPPET_RESP: &str = "RESP PING";
/// The name of a snippet.
pub const SNIPPET_ECHO: &str = "a line";

/// How typed text is read.
pub const fn reading(reading: Reading) -> &'static str {
    match reading {
        Reading::Line => "a line",
        Reading::Escapes => "text with escapes",
        Reading::Hex => "hex",
    }
}

/// What to type, by way of example.
pub const fn example(reading: Reading) -> &'static str {
    match reading {
        Reading::Line => "hello",
        Reading::Escapes => r"hello\r\n",
        Reading::Hex => "68 65 6c 6c 6f 0d 0a",
    }
}

/// What ends a line.
pub const fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::CrLf => "CR LF",
        Ending::Lf => "LF",
        Ending::None => "nothing",
    }
}

/// What can be done.
pub const fn act(act: Act) -> &'static str {
    match act {
        Act::HalfClose => "Half-close",
        Act::Close => "Close",
        Act::Reset => "Reset",
    }
}

/// The state that an act leads to.
pub fn follows(state: Option<State>) -> String {
    format!("to {}", state.map_or("CLOSED", State::name))
}

/// Who listens where the learner wants to connect.
pub fn who(process: Option<&Process>, target: &str) -> String {
    match process {
        Some(Process { pid, name: Some(name) }) => format!("{name} (process {pid}) listens on {target}."),
        Some(Process { pid, name: None }) => format!("Process {pid} listens on {target}."),
        None => format!("Your system does not tell who listens on {target}, if anybody does."),
    }
}

/// Where a connection stands, for those who only listen.
pub fn summary(talk: &Talk) -> String {
    match &talk.phase {
        Phase::Idle | Phase::Looking | Phase::Asking(_) => String::new(),
        Phase::Connecting => CONNECTING.to_owned(),
        Phase::Open if talk.came > 0 => format!("Connected. {} have come.", bytes(talk.came as u64)),
        Phase::Open => "Connected.".to_owned(),
        Phase::Ended(end) => ended(end),
    }
}

/// How a connection ended.
pub fn ended(end: &End) -> String {
    match end {
        End::Refused(event) | End::Closed(event) => note(event),
        End::Unopened => NO_WORD.to_owned(),
        End::Lost => {
            "The line to the lab broke off, and the connection with it: the lab was stopped, or is gone."
                .to_owned()
        }
    }
}

/// So many bytes.
pub fn bytes(count: u64) -> String {
    format!("{} byte{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Over bytes: which way they went, and how many they are.
pub fn went(came: bool, count: usize) -> String {
    format!("{} {}", if came { "received" } else { "sent" }, bytes(count as u64))
}

/// What the rows leave out.
pub fn left_out(count: usize) -> String {
    format!("{} more are not shown.", bytes(count as u64))
}

/// What made room in the account.
pub fn dropped(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} earlier part{plural} made room and can no longer be shown.", grouped(count as u64))
}

/// The time of an event that has one.
pub fn at(event: &Event) -> Option<u64> {
    match event {
        Event::Connected { .. } | Event::Refused { .. } => None,
        Event::Sent { at_us, .. }
        | Event::Unsent { at_us, .. }
        | Event::Received { at_us, .. }
        | Event::HalfClosed { at_us, .. }
        | Event::Limit { at_us, .. }
        | Event::Closed { at_us, .. } => Some(*at_us),
    }
}

/// What an event says.
pub fn note(event: &Event) -> String {
    match event {
        Event::Connected { local, peer, elapsed_us } => {
            format!("Connected from {local} to {peer} in {}.", elapsed(*elapsed_us))
        }
        Event::Refused { reason, errno, elapsed_us, .. } => {
            let errno = errno.as_deref().map(|errno| format!(" {errno}.")).unwrap_or_default();
            format!("No connection, after {}. {reason}{errno}", elapsed(*elapsed_us))
        }
        Event::Sent { bytes: count, .. } => went(false, usize::try_from(*count).unwrap_or_default()),
        Event::Received { bytes: count, .. } => went(true, usize::try_from(*count).unwrap_or_default()),
        Event::Unsent { bytes: count, .. } => {
            format!("{} not sent: your side is closed.", bytes(*count))
        }
        Event::HalfClosed { by: By::Peer, state, .. } => {
            let you = if has_ended(*state) { "" } else { " You still can." };
            format!("The other side sends no more (FIN).{you}{}", is_in(*state))
        }
        Event::HalfClosed { state, .. } => {
            let peer = if has_ended(*state) { "" } else { " The other side still can." };
            format!("You send no more (FIN).{peer}{}", is_in(*state))
        }
        Event::Limit { limit, .. } => match limit {
            Limit::Sent => "That would be more than a console sends: 4 MiB. The last message was not sent.",
            Limit::Received => "That is as much as a console receives: 4 MiB.",
            Limit::Idle => "Nothing was sent or received for five minutes.",
            Limit::Total => "A console lasts an hour at most.",
        }
        .to_owned(),
        Event::Closed { by, reset, errno, state, sent, received, .. } => {
            let who = match (by, reset) {
                (By::You, false) => "You closed the connection",
                (By::You, true) => "You reset the connection: a RST went out",
                (By::Peer, false) => "The other side closed too, and the connection has ended",
                (By::Peer, true) => "The other side reset the connection",
                (By::Lab, _) => "The lab closed the connection",
            };
            let errno = errno.as_deref().map(|errno| format!(" ({errno})")).unwrap_or_default();
            format!(
                "{who}{errno}. In all, {} went and {} came.{}",
                bytes(*sent),
                bytes(*received),
                is_in(*state)
            )
        }
    }
}

/// Whether both sides have sent their FIN, by the state that was read: the other one may come between the act and the look.
/// RFC 9293, section 3.3.2.
const fn has_ended(state: Option<State>) -> bool {
    matches!(state, None | Some(State::TimeWait | State::Closing | State::LastAck))
}

fn is_in(state: Option<State>) -> String {
    match state {
        Some(state) => format!(" Your end is in {}.", state.name()),
        None => " Your end is CLOSED: the system has no such socket any more.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::console::{IDLE_S, MAX_BYTES, TOTAL_S};

    #[test]
    fn the_limits_are_told_as_they_are() {
        assert_eq!((MAX_BYTES, IDLE_S, TOTAL_S), (4 << 20, 5 * 60, 60 * 60));
    }

    #[test]
    fn who_can_still_send_is_said_only_where_somebody_can() {
        let closed = |by, state| note(&Event::HalfClosed { by, state, at_us: 0 });
        assert_eq!(
            closed(By::You, Some(State::FinWait2)),
            "You send no more (FIN). The other side still can. Your end is in FIN-WAIT-2."
        );
        assert_eq!(
            closed(By::You, Some(State::TimeWait)),
            "You send no more (FIN). Your end is in TIME-WAIT."
        );
        assert!(!closed(By::You, None).contains("still can"));
        assert!(closed(By::Peer, Some(State::CloseWait)).contains("You still can."));
        assert!(!closed(By::Peer, Some(State::LastAck)).contains("still can"));
    }

    #[test]
    fn an_end_tells_who_and_what_is_left() {
        let closed = |by, reset, state| Event::Closed {
            by,
            reset,
            errno: Some("ECONNRESET".into()),
            state,
            sent: 1,
            received: 2048,
            at_us: 0,
        };
        let said = note(&closed(By::Peer, true, None));
        assert_eq!(
            said,
            "The other side reset the connection (ECONNRESET). In all, 1 byte went and 2,048 bytes came. \
             Your end is CLOSED: the system has no such socket any more."
        );
        assert!(note(&closed(By::You, false, Some(State::TimeWait))).ends_with("Your end is in TIME-WAIT."));
    }
}
