//! The microscope as a whole: the experiment, its listener, what the learner does, and where all this stands.

use protocol::listeners::{Connections, Listener, MAX_CONNECTIONS, Side};
use protocol::sockets::{Sockets, State};

use crate::model::microscope::life::Role;
use crate::model::microscope::stage::{Act, Experiment, Stage, Standing};
use crate::model::microscope::view::View;
use crate::model::trouble::Trouble;

/// All that the microscope knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// The experiment that was begun, or is to be.
    pub experiment: Experiment,
    /// The listener that was started last.
    pub listener: Option<Listener>,
    /// What has become of it.
    pub standing: Standing,
    /// What the table has shown since it was started.
    pub view: View,
    /// How many connections the lab holds to it, as their client.
    pub held: usize,
    /// What is being done.
    pub doing: Option<Act>,
    /// Why something could not be done.
    pub trouble: Option<Trouble>,
    /// Whether the stream of the table broke off.
    pub blind: bool,
    /// The state that the learner wants explained.
    pub chosen: Option<State>,
    /// Counts the reasons to doubt that the listener is still there.
    pub doubts: u32,
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The learner chooses an experiment; the listener of the one before has been let go.
    Choose(Experiment),
    /// The learner does something.
    Do(Act),
    /// A listener was started.
    Began(Listener),
    /// The listener was changed.
    Changed(Listener),
    /// Connections were opened or closed.
    Held(Connections),
    /// The listener was stopped here.
    Stopped,
    /// It is not there any more.
    Vanished,
    /// The learner wants a state explained.
    Explain(State),
    /// Something could not be done.
    Failed(Trouble),
    /// One look at the table, for the port.
    Look(u16, Sockets),
    /// The table is not followed for a while.
    Paused,
    /// The stream of the table broke off.
    Blind,
    /// The learner wants it tried again.
    Again,
}

impl Scope {
    /// What is known after something has happened.
    #[must_use]
    pub fn after(&self, event: Event) -> Self {
        let mut next = self.clone();
        match event {
            Event::Choose(experiment) => return Self { experiment, ..Self::default() },
            Event::Do(act) => {
                next.doing = Some(act);
                next.trouble = None;
            }
            Event::Began(listener) => {
                return Self {
                    experiment: self.experiment,
                    listener: Some(listener),
                    standing: Standing::Up,
                    ..Self::default()
                };
            }
            Event::Changed(listener) => {
                next.listener = Some(listener);
                next.doing = None;
            }
            Event::Held(connections) => {
                next.held = connections.connections.len();
                next.doing = None;
            }
            Event::Stopped => {
                next.standing = Standing::Stopped;
                next.doing = None;
                next.held = 0;
            }
            Event::Vanished => {
                if next.standing == Standing::Up {
                    next.standing = Standing::Gone;
                    next.held = 0;
                }
            }
            Event::Failed(trouble) => {
                next.doing = None;
                // Whatever went wrong, it may be because the listener is not there any more.
                next.doubts += 1;
                next.trouble = Some(trouble);
            }
            Event::Look(port, look) => {
                if let Some(listener) =
                    next.listener.as_ref().filter(|listener| listener.local.port() == port)
                {
                    let listened = next.view.listening || !next.view.looked;
                    next.view = next.view.after(&look, listener.local);
                    next.doubts += u32::from(listened && !next.view.listening);
                }
            }
            Event::Explain(state) => next.chosen = Some(state),
            Event::Paused => next.view.pause(),
            Event::Blind => next.blind = true,
            Event::Again => next.blind = false,
        }
        next
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        let view = &self.view;
        let count = |state| Role::BOTH.into_iter().map(|role| view.count(role, state)).sum::<usize>();
        let with = |state| Role::BOTH.into_iter().find(|role| view.count(*role, state) > 0);
        match self.standing {
            Standing::Idle => return Stage::Idle,
            Standing::Gone => return Stage::Gone,
            Standing::Stopped if view.connections.is_empty() => return Stage::Idle,
            Standing::Stopped => return Stage::Stopped,
            Standing::Up => {}
        }
        let accepts = self.listener.as_ref().is_some_and(|listener| listener.accept);
        if count(State::SynSent) > 0 || (!accepts && count(State::Established) > 0) {
            return Stage::Waiting(count(State::SynSent));
        }
        if let Some(role) = with(State::FinWait2).or_else(|| with(State::FinWait1)) {
            return Stage::Half(role);
        }
        if let Some(role) = with(State::CloseWait) {
            return Stage::Half(role.other());
        }
        if count(State::Established) > 0 {
            return Stage::Open;
        }
        with(State::TimeWait).map_or(Stage::Listening, Stage::Lingering)
    }

    /// What to do next; `None` where it is to wait and see.
    pub fn advice(&self) -> Option<Act> {
        Some(match self.stage() {
            Stage::Idle | Stage::Gone | Stage::Stopped => Act::Begin,
            Stage::Listening | Stage::Lingering(_) => Act::Open,
            Stage::Waiting(_) if self.accepts() => return None,
            Stage::Waiting(0) => Act::Open,
            Stage::Waiting(_) => Act::Accept,
            Stage::Open => Act::Close(Role::Client),
            Stage::Half(_) if !self.accepts() => Act::Accept,
            Stage::Half(role) => Act::Close(role.other()),
        })
    }

    /// Whether the listener accepts connections.
    pub fn accepts(&self) -> bool {
        self.listener.as_ref().is_some_and(|listener| listener.accept)
    }

    /// Whether something can be done now.
    pub fn can(&self, act: Act) -> bool {
        let sends = |role| {
            [State::SynSent, State::Established, State::CloseWait]
                .iter()
                .any(|state| self.view.count(role, *state) > 0)
        };
        let up = self.standing == Standing::Up;
        self.doing.is_none()
            && match act {
                Act::Begin => !up,
                Act::Open => up && self.room() > 0,
                Act::Close(Role::Client) => up && self.held > 0 && sends(Role::Client),
                Act::Close(Role::Listener) => up && self.accepts() && sends(Role::Listener),
                Act::Accept => up && !self.accepts(),
                Act::Stop => up,
            }
    }

    /// How many connections can be opened beside those that are held.
    pub const fn room(&self) -> usize {
        MAX_CONNECTIONS.saturating_sub(self.held)
    }

    /// The port whose sockets are to be followed, as long as there is something to see and it can be seen.
    pub fn watched(&self) -> Option<u16> {
        if self.blind {
            return None;
        }
        let port = self.listener.as_ref()?.local.port();
        let is_left = !self.view.connections.is_empty() || !self.view.looked;
        (self.standing == Standing::Up || is_left).then_some(port)
    }

    /// The state to explain: the chosen one, or else the one that matters most where it stands.
    pub fn state_to_explain(&self) -> State {
        if let Some(chosen) = self.chosen {
            return chosen;
        }
        match self.stage() {
            Stage::Idle | Stage::Gone | Stage::Listening => State::Listen,
            Stage::Waiting(0) | Stage::Open => State::Established,
            Stage::Waiting(_) => State::SynSent,
            Stage::Half(_) => State::CloseWait,
            Stage::Lingering(_) | Stage::Stopped => State::TimeWait,
        }
    }
}

/// A side as the lab names it.
pub const fn side(role: Role) -> Side {
    match role {
        Role::Client => Side::Client,
        Role::Listener => Side::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::microscope::view::tests::{DOOR, look};
    use State::{CloseWait, Established, FinWait2, SynSent, TimeWait};
    use protocol::listeners::{Held, Outcome};

    fn listener(experiment: Experiment) -> Listener {
        Listener {
            local: DOOR.parse().unwrap(),
            backlog: 1,
            accept: experiment != Experiment::Full,
            hold: experiment == Experiment::Hold,
            ..crate::model::listeners::tests::listener(3)
        }
    }

    fn held(count: usize) -> Event {
        let one = Held {
            local: None,
            remote: DOOR.parse().unwrap(),
            outcome: Outcome::Connected,
            elapsed_us: Some(1),
            errno: None,
        };
        Event::Held(Connections { listener: 3, connections: vec![one; count], limit: MAX_CONNECTIONS })
    }

    fn begun(experiment: Experiment) -> Scope {
        let scope = Scope::default().after(Event::Choose(experiment)).after(Event::Do(Act::Begin));
        assert_eq!(scope.stage(), Stage::Idle);
        assert!(!scope.can(Act::Begin), "it is being done");
        scope.after(Event::Began(listener(experiment)))
    }

    fn looked(scope: &Scope, pairs: &[(u16, Option<State>, Option<State>)]) -> Scope {
        scope.after(Event::Look(40123, look(scope.doubts.into(), true, pairs)))
    }

    #[test]
    fn the_guided_way_opens_closes_and_waits() {
        let scope = looked(&begun(Experiment::Plain), &[]);
        assert_eq!((scope.stage(), scope.advice()), (Stage::Listening, Some(Act::Open)));
        assert_eq!(scope.watched(), Some(40123));

        let open = Some(Established);
        let scope = looked(
            &scope.after(Event::Do(Act::Open)).after(held(2)),
            &[(50001, open, open), (50002, open, open)],
        );
        assert_eq!((scope.stage(), scope.advice()), (Stage::Open, Some(Act::Close(Role::Client))));
        assert_eq!(scope.room(), 62);
        assert!(scope.can(Act::Close(Role::Listener)) && scope.can(Act::Open));

        let scope =
            looked(&scope.after(held(0)), &[(50001, Some(TimeWait), None), (50002, Some(TimeWait), None)]);
        assert_eq!((scope.stage(), scope.advice()), (Stage::Lingering(Role::Client), Some(Act::Open)));
        assert!(!scope.can(Act::Close(Role::Client)), "nothing is left to be closed");
        assert_eq!(scope.state_to_explain(), TimeWait);
        assert_eq!(scope.after(Event::Explain(CloseWait)).state_to_explain(), CloseWait);

        let scope = looked(&scope, &[]);
        assert_eq!(scope.stage(), Stage::Listening);
        assert_eq!(scope.view.let_go.map(|let_go| let_go.count), Some(2));
    }

    #[test]
    fn the_second_close_is_asked_of_the_other_side() {
        let scope = begun(Experiment::Hold).after(held(1));
        let half = looked(&scope, &[(50001, Some(FinWait2), Some(CloseWait))]);
        assert_eq!(half.advice(), Some(Act::Close(Role::Listener)));
        assert!(!half.can(Act::Close(Role::Client)), "it has closed already");
        let half = looked(&scope, &[(50001, Some(CloseWait), Some(FinWait2))]);
        assert_eq!(
            (half.stage(), half.advice()),
            (Stage::Half(Role::Listener), Some(Act::Close(Role::Client)))
        );
        let orphan = looked(&scope, &[(50001, Some(CloseWait), None)]);
        assert_eq!(orphan.stage(), Stage::Half(Role::Listener), "the system gave up on the other end");
    }

    #[test]
    fn a_full_queue_is_told_from_one_with_room() {
        let scope = begun(Experiment::Full);
        let queued = looked(&scope, &[(50001, Some(Established), Some(Established))]);
        assert_eq!((queued.stage(), queued.advice()), (Stage::Waiting(0), Some(Act::Open)));
        let full =
            looked(&scope, &[(50001, Some(Established), Some(Established)), (50002, Some(SynSent), None)]);
        assert_eq!((full.stage(), full.advice()), (Stage::Waiting(1), Some(Act::Accept)));
        assert!(
            !full.can(Act::Close(Role::Listener)),
            "a connection that no program has cannot be closed by one"
        );
        let accepted = full.after(Event::Changed(Listener { accept: true, ..listener(Experiment::Full) }));
        assert_eq!(
            (accepted.stage(), accepted.advice()),
            (Stage::Waiting(1), None),
            "the SYN is repeated by itself"
        );
    }

    #[test]
    fn a_listener_that_is_missing_is_doubted_once_and_gone_when_it_is_certain() {
        let scope = looked(&begun(Experiment::Plain), &[]);
        let missing = Event::Look(40123, look(9, false, &[(50001, Some(TimeWait), None)]));
        let doubtful = scope.after(missing.clone()).after(missing);
        assert_eq!((doubtful.doubts, doubtful.standing), (scope.doubts + 1, Standing::Up));
        let gone = doubtful.after(Event::Vanished);
        assert_eq!((gone.stage(), gone.advice()), (Stage::Gone, Some(Act::Begin)));
        assert_eq!(gone.watched(), Some(40123), "what is left is still shown");
        assert!(gone.can(Act::Begin) && !gone.can(Act::Open));
        let over = gone.after(Event::Look(40123, look(10, false, &[])));
        assert_eq!(over.watched(), None);
        let anew = gone.after(Event::Began(listener(Experiment::Plain)));
        assert!(anew.view.connections.is_empty() && anew.standing == Standing::Up);
    }

    #[test]
    fn a_look_at_another_port_is_not_for_this_listener() {
        let scope = begun(Experiment::Plain);
        assert_eq!(scope.after(Event::Look(40124, look(1, false, &[]))), scope);
    }

    #[test]
    fn what_fails_is_told_and_doubted() {
        let scope = begun(Experiment::Plain).after(Event::Do(Act::Open)).after(Event::Failed(Trouble::Slow));
        assert_eq!((scope.trouble.clone(), scope.doubts), (Some(Trouble::Slow), 1));
        assert!(scope.can(Act::Open), "it may be tried again");
        assert_eq!(scope.after(Event::Do(Act::Open)).trouble, None);
        let blind = scope.after(Event::Blind);
        assert_eq!((blind.watched(), blind.after(Event::Again).watched()), (None, Some(40123)));
    }

    #[test]
    fn stopping_keeps_what_is_left_in_sight() {
        let scope = looked(&begun(Experiment::Plain), &[(50001, Some(TimeWait), None)]).after(Event::Stopped);
        assert_eq!((scope.stage(), scope.watched()), (Stage::Stopped, Some(40123)));
        // That the listener is missing now is no reason for doubt, but harmless: only one that is up can vanish.
        assert_eq!(scope.after(Event::Vanished).standing, Standing::Stopped);
        let over = scope.after(Event::Look(40123, look(9, false, &[])));
        assert_eq!((over.stage(), over.watched()), (Stage::Idle, None));
    }
}
