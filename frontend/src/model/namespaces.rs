//! One address in two networks: what the learner expects of the new one, and what was found.

use protocol::namespace::{Namespaces, Network};
use protocol::probe::State;

/// What the learner expects of a connect from the new network, before anything listens there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// It reaches what listens here.
    Reached,
    /// It is refused.
    Refused,
    /// Nothing comes back.
    Silence,
}

impl Guess {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Reached, Self::Refused, Self::Silence];

    /// What a state makes right; `None` where the connect could not be tried.
    pub const fn of(state: State) -> Option<Self> {
        match state {
            State::Open => Some(Self::Reached),
            State::Closed => Some(Self::Refused),
            State::Filtered => Some(Self::Silence),
            State::Error => None,
        }
    }
}

/// What a look shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There was no new network.
    Withheld,
    /// Somebody listens here, and the new network does not know of it.
    NotReachedInside,
    /// Nobody listens here, somebody did inside, and here it was not noticed.
    NotReachedHere,
    /// Anything else: the rows say what.
    Other,
}

/// What a look shows.
pub fn finding(seen: &Namespaces) -> Finding {
    let Some(inside) = &seen.inside else { return Finding::Withheld };
    let meanwhile = |network: &Network| network.meanwhile.as_ref().map(|probe| probe.state);
    if (inside.before.state, meanwhile(inside)) != (State::Closed, Some(State::Open)) {
        return Finding::Other;
    }
    match (seen.here.before.state, meanwhile(&seen.here)) {
        (State::Open, _) => Finding::NotReachedInside,
        (State::Closed, Some(State::Closed)) => Finding::NotReachedHere,
        _ => Finding::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::probe::Probe;

    fn probe(state: State) -> Probe {
        let target = "127.0.0.1:8000".parse().unwrap();
        let reason = String::new();
        Probe { target, state, elapsed_us: 30, errno: None, reason, service: None, listener: None }
    }

    fn network(before: State, meanwhile: Option<State>) -> Network {
        Network { interfaces: Vec::new(), before: probe(before), meanwhile: meanwhile.map(probe) }
    }

    fn seen(here: Network, inside: Option<Network>) -> Namespaces {
        let target = here.before.target;
        Namespaces { target, here, inside, fault: None, withheld: None }
    }

    #[test]
    fn what_is_found_follows_from_both_networks() {
        use State::{Closed, Error, Open};
        for (here, inside, wanted) in [
            (network(Open, None), None, Finding::Withheld),
            (network(Open, Some(Open)), Some(network(Closed, Some(Open))), Finding::NotReachedInside),
            (network(Open, None), Some(network(Closed, None)), Finding::Other),
            (network(Closed, Some(Closed)), Some(network(Closed, Some(Open))), Finding::NotReachedHere),
            (network(Closed, Some(Open)), Some(network(Closed, Some(Open))), Finding::Other),
            (network(Closed, None), Some(network(Closed, None)), Finding::Other),
            (network(Open, None), Some(network(Error, None)), Finding::Other),
        ] {
            assert_eq!(finding(&seen(here, inside)), wanted);
        }
    }

    #[test]
    fn each_expectation_is_right_for_one_state() {
        let right: Vec<_> = [State::Open, State::Closed, State::Filtered, State::Error].map(Guess::of).into();
        assert_eq!(right[..3], Guess::ALL.map(Some));
        assert_eq!(right[3], None);
    }
}
