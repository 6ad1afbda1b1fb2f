//! The microscope's line to the lab: does what the learner wants, follows the table, and notices when the listener
//! is gone.

use std::rc::Rc;

use protocol::listeners::Connections;
use protocol::sockets::State;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::hooks::{Followed, Keeper, Shared, use_lease, use_shared, use_table};
use crate::model::lab::Heard;
use crate::model::microscope::request;
use crate::model::microscope::scope::{Event, Scope, side};
use crate::model::microscope::stage::{Act, Experiment};
use crate::model::trouble::Trouble;

impl Reducible for Scope {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        Rc::new(self.after(event))
    }
}

/// A microscope in use.
pub(crate) struct Microscope {
    /// What it knows.
    pub(crate) scope: UseReducerHandle<Scope>,
    /// Does something; the number is that of the connections to open, where that is to be done.
    pub(crate) act: Callback<(Act, usize)>,
    /// Chooses another experiment. The listener of the one before is stopped.
    pub(crate) choose: Callback<Experiment>,
    /// Asks for a state to be explained.
    pub(crate) explain: Callback<State>,
    /// Follows the table again after its stream broke off.
    pub(crate) again: Callback<()>,
}

#[hook]
pub(crate) fn use_microscope() -> Microscope {
    let scope = use_reducer_eq(Scope::default);
    let Shared { lab, .. } = use_shared();
    let keeper = use_lease();

    let port = scope.watched();
    let dispatcher = scope.dispatcher();
    let followed = Callback::from(move |followed| match (followed, port) {
        (Followed::Look(sockets), Some(port)) => dispatcher.dispatch(Event::Look(port, sockets)),
        (Followed::Look(_), None) => {}
        (Followed::Paused, _) => dispatcher.dispatch(Event::Paused),
        (Followed::Lost, _) => dispatcher.dispatch(Event::Blind),
    });
    use_table(port.map(request::watched), followed);

    let dispatcher = scope.dispatcher();
    use_effect_with(lab.returns, move |returns| {
        if *returns > 0 {
            dispatcher.dispatch(Event::Again);
        }
    });
    let doubted = Rc::clone(&keeper);
    use_effect_with(scope.doubts, move |_| doubted.look());
    let dispatcher = scope.dispatcher();
    use_effect_with(keeper.is_lost(), move |lost| {
        if *lost {
            dispatcher.dispatch(Event::Vanished);
        }
    });

    let choose = {
        let (dispatcher, keeper) = (scope.dispatcher(), Rc::clone(&keeper));
        Callback::from(move |experiment| {
            keeper.stop();
            dispatcher.dispatch(Event::Choose(experiment));
        })
    };
    let act = {
        let (scope, lab) = (scope.clone(), lab.dispatcher());
        Callback::from(move |(act, count): (Act, usize)| {
            if !scope.can(act) {
                return;
            }
            scope.dispatch(Event::Do(act));
            let (scope, lab, keeper) = (scope.clone(), lab.clone(), Rc::clone(&keeper));
            spawn_local(async move {
                let done = perform(&scope, act, count, &keeper).await;
                match &done {
                    Ok(Event::Began(listener)) => keeper.keep(listener),
                    Err(Trouble::Unreachable) => lab.dispatch(Heard::Unanswered),
                    _ => {}
                }
                scope.dispatch(done.unwrap_or_else(Event::Failed));
            });
        })
    };
    let dispatcher = scope.dispatcher();
    let explain = Callback::from(move |state| dispatcher.dispatch(Event::Explain(state)));
    let dispatcher = scope.dispatcher();
    let again = Callback::from(move |()| dispatcher.dispatch(Event::Again));
    Microscope { scope, act, choose, explain, again }
}

async fn perform(scope: &Scope, act: Act, count: usize, keeper: &Keeper) -> Result<Event, Trouble> {
    let id = scope.listener.as_ref().map_or(0, |listener| listener.id);
    let connections = request::connections(id);
    Ok(match act {
        Act::Begin => {
            let body = request::begin(scope.experiment);
            Event::Began(api::send(Method::POST, "/listeners", Some(&body)).await?)
        }
        Act::Open => {
            let body = request::open(count.min(scope.room()));
            Event::Held(api::send::<Connections>(Method::POST, &connections, Some(&body)).await?)
        }
        Act::Close(role) => {
            let path = request::side(id, side(role));
            Event::Held(api::send::<Connections>(Method::DELETE, &path, None).await?)
        }
        Act::Accept => {
            let path = request::listener(id);
            Event::Changed(api::send(Method::PATCH, &path, Some(request::ACCEPT)).await?)
        }
        Act::Stop => {
            if let Some(listener) = &scope.listener {
                keeper.end(listener).await?;
            }
            Event::Stopped
        }
    })
}
