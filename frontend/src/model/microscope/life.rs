//! The way of a connection through the states of TCP (RFC 9293, section 3.3.2), as far as loopback shows it.

use protocol::sockets::State;

/// One of the two ends of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The end that asked for the connection.
    Client,
    /// The end that the listener was given for it.
    Listener,
}

impl Role {
    /// Both, the client first.
    pub const BOTH: [Self; 2] = [Self::Client, Self::Listener];

    /// The other end.
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Listener,
            Self::Listener => Self::Client,
        }
    }
}

/// The way of the end that closes first.
const FIRST: [State; 5] =
    [State::SynSent, State::Established, State::FinWait1, State::FinWait2, State::TimeWait];
/// The way of the end that closes second.
const SECOND: [State; 4] = [State::SynSent, State::Established, State::CloseWait, State::LastAck];

/// Whether an end in this state may send data.
pub const fn may_send(state: State) -> bool {
    matches!(state, State::Established | State::CloseWait)
}

/// The states that lie on an end's way from one look at the table to the next and that neither look showed, in
/// their order. `None` stands for no socket; `other` is the state of the other end at the later look. Empty where
/// the way cannot be told: a connection may also end by a reset, from any state at once.
pub fn between(role: Role, from: Option<State>, to: Option<State>, other: Option<State>) -> Vec<State> {
    let is_first = |state: State| matches!(state, State::FinWait1 | State::FinWait2 | State::TimeWait);
    let is_second = |state: State| matches!(state, State::CloseWait | State::LastAck);
    let way: &[State] = match (from, to) {
        (_, Some(to)) if is_second(to) => &SECOND,
        (_, Some(_)) => &FIRST,
        // A socket that is gone while the other end stays in a state of the end that closes first went the second way.
        (Some(from), None) if is_second(from) || (!is_first(from) && other.is_some_and(is_first)) => &SECOND,
        (_, None) => return Vec::new(),
    };
    let place = |state: State| {
        let state = if state == State::SynReceived { State::SynSent } else { state };
        way.iter().position(|one| *one == state)
    };
    let begin = match from {
        None => Some(0),
        Some(from) => place(from).map(|at| at + 1),
    };
    let end = match to {
        None => Some(way.len()),
        Some(to) => place(to),
    };
    let (Some(begin), Some(end)) = (begin, end) else { return Vec::new() };
    let states = way.get(begin..end).unwrap_or_default();
    let in_role = |state: &State| match (state, role) {
        (State::SynSent, Role::Listener) => State::SynReceived,
        (state, _) => *state,
    };
    states.iter().map(in_role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{CloseWait, Established, FinWait1, FinWait2, LastAck, SynReceived, SynSent, TimeWait};
    use proptest::prelude::*;

    #[test]
    fn what_is_too_quick_to_be_seen_lies_on_the_way() {
        use Role::{Client, Listener};
        for (role, from, to, other, way) in [
            (Client, None, Some(Established), None, &[SynSent][..]),
            (Listener, None, Some(Established), None, &[SynReceived]),
            (Client, Some(SynSent), Some(Established), None, &[]),
            (Client, Some(Established), Some(TimeWait), None, &[FinWait1, FinWait2]),
            (Client, Some(Established), Some(FinWait2), Some(CloseWait), &[FinWait1]),
            (Listener, Some(Established), None, Some(TimeWait), &[CloseWait, LastAck]),
            (Listener, Some(CloseWait), None, Some(TimeWait), &[LastAck]),
            (Client, Some(FinWait2), Some(TimeWait), None, &[]),
            (Client, None, Some(TimeWait), None, &[SynSent, Established, FinWait1, FinWait2]),
            // Nothing is known of how it ended: perhaps by a reset.
            (Client, Some(Established), None, None, &[]),
            (Client, Some(TimeWait), None, None, &[]),
            (Client, Some(SynSent), None, None, &[]),
            // A pair that is used again.
            (Client, Some(TimeWait), Some(Established), None, &[]),
        ] {
            assert_eq!(between(role, from, to, other), way, "{role:?} {from:?} {to:?} {other:?}");
        }
    }

    #[test]
    fn an_end_may_send_until_it_has_closed_itself() {
        let may: Vec<_> = State::ALL.into_iter().filter(|state| may_send(*state)).collect();
        assert_eq!(may, [Established, CloseWait]);
    }

    proptest! {
        #[test]
        fn no_state_that_was_seen_is_also_said_to_be_missed(from in 0..11_usize, to in 0..11_usize, other in 0..11_usize) {
            let state = |at: usize| State::ALL.get(at).copied();
            for role in Role::BOTH {
                let way = between(role, state(from), state(to), state(other));
                prop_assert!(!way.iter().any(|one| Some(*one) == state(from) || Some(*one) == state(to)));
            }
        }
    }
}
