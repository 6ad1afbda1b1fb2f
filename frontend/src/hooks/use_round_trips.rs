//! Measures round trips: first has the lab make its own, then makes the page's. One measurement at a time, ended
//! early on request and when nobody looks any more.

use std::cell::Cell;
use std::rc::Rc;

use protocol::roundtrip::RoundTrips;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api;
use crate::api::roundtrip::{Stopwatch, clock_step_ns};
use crate::hooks::use_shared;
use crate::model::lab::Heard;
use crate::model::trips::PageTrips;
use crate::model::trouble::Trouble;

/// After how many requests the progress is shown anew.
const PROGRESS: usize = 10;

/// Where a measurement stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    #[default]
    Idle,
    Lab,
    Page,
    Done,
    Stopped,
}

/// A measurement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trial {
    pub(crate) phase: Phase,
    /// How many round trips of each kind were wanted.
    pub(crate) count: u16,
    /// What the lab measured.
    pub(crate) lab: Option<Rc<RoundTrips>>,
    /// What the page measured so far.
    pub(crate) page: PageTrips,
    /// The shortest step of the page's clock in nanoseconds; nothing where the browser timed no request.
    pub(crate) clock_ns: Option<u64>,
    /// Why it ended early.
    pub(crate) trouble: Option<Trouble>,
}

impl Trial {
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Lab | Phase::Page)
    }
}

/// The measurement, how to begin one with so many round trips of each kind, and how to end it early.
#[hook]
pub(crate) fn use_round_trips() -> (Trial, Callback<u16>, Callback<()>) {
    let trial = use_state(Trial::default);
    let lab = use_shared().lab.dispatcher();
    // Goes up with each beginning and end, so that a measurement notices that it is no longer the one in hand.
    let turn: Rc<Cell<u32>> = use_memo((), |()| Cell::new(0));
    use_effect_with((), {
        let turn = Rc::clone(&turn);
        move |()| move || turn.set(turn.get() + 1)
    });
    let begin = {
        let (trial, turn) = (trial.setter(), Rc::clone(&turn));
        Callback::from(move |count| {
            let mine = turn.get() + 1;
            turn.set(mine);
            let (trial, turn, lab) = (trial.clone(), Rc::clone(&turn), lab.clone());
            spawn_local(async move {
                let mut mind = Trial { phase: Phase::Lab, count, ..Trial::default() };
                let show = |mind: &Trial| {
                    let current = turn.get() == mine;
                    if current {
                        trial.set(mind.clone());
                    }
                    current
                };
                if let Err(trouble) = measure(&mut mind, show).await {
                    if trouble == Trouble::Unreachable {
                        lab.dispatch(Heard::Unanswered);
                    }
                    mind.trouble = Some(trouble);
                    mind.phase = Phase::Stopped;
                }
                show(&mind);
            });
        })
    };
    let stop = {
        let trial = trial.clone();
        Callback::from(move |()| {
            turn.set(turn.get() + 1);
            trial.set(Trial { phase: Phase::Stopped, ..(*trial).clone() });
        })
    };
    ((*trial).clone(), begin, stop)
}

/// Measures until it is done, or `show` says that nobody looks any more.
async fn measure(trial: &mut Trial, show: impl Fn(&Trial) -> bool) -> Result<(), Trouble> {
    if !show(trial) {
        return Ok(());
    }
    let lab: RoundTrips = api::get(&format!("/roundtrip?count={}", trial.count)).await?;
    trial.lab = Some(Rc::new(lab));
    trial.phase = Phase::Page;
    let count = usize::from(trial.count);
    let stopwatch = if show(trial) { Stopwatch::start() } else { return Ok(()) };
    while let Some((stopwatch, path)) = stopwatch.as_ref().zip(trial.page.next(count)) {
        let Some(fetched) = stopwatch.fetch(&path).await? else {
            trial.clock_ns = None;
            break;
        };
        if trial.clock_ns.is_none() {
            trial.clock_ns = clock_step_ns();
        }
        trial.page.take(fetched, count);
        if trial.page.counted().is_multiple_of(PROGRESS) && !show(trial) {
            return Ok(());
        }
    }
    trial.phase = Phase::Done;
    Ok(())
}
