//! The practice listeners that run: looks at them as long as somebody looks at the page, starts and stops them.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use protocol::listeners::Listeners;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::hooks::{use_shared, use_visible};
use crate::model::lab::{Heard, Link};
use crate::model::listeners::{Busy, Done, Happens, Running};
use crate::model::trouble::Trouble;

/// How often the lab is asked, in milliseconds. The journal leaves these looks out.
const LOOK_MS: u32 = 1000;

impl Reducible for Running {
    type Action = Happens;

    fn reduce(self: Rc<Self>, happens: Happens) -> Rc<Self> {
        Rc::new(self.after(happens))
    }
}

/// The listeners, and what can be done: start one, with the body that asks for it, and stop one by its number.
#[hook]
pub(crate) fn use_listeners() -> (UseReducerHandle<Running>, Callback<String>, Callback<u64>) {
    let running = use_reducer_eq(Running::default);
    let shared = use_shared();
    let looks = use_visible() && shared.lab.link == Link::Up;
    let dispatcher = running.dispatcher();
    use_effect_with(looks, move |looks| {
        let timer = looks.then(|| {
            let look = looker(dispatcher);
            look();
            Interval::new(LOOK_MS, look)
        });
        move || drop(timer)
    });
    let start = {
        let (running, lab) = (running.clone(), shared.lab.dispatcher());
        Callback::from(move |body: String| {
            ask(&running, &lab, Busy::Start, async move {
                api::send(Method::POST, "/listeners", Some(&body)).await.map(Done::Started)
            });
        })
    };
    let stop = {
        let (running, lab) = (running.clone(), shared.lab.dispatcher());
        Callback::from(move |id: u64| {
            ask(&running, &lab, Busy::Stop(id), async move {
                api::send(Method::DELETE, &format!("/listeners/{id}"), None).await.map(Done::Stopped)
            });
        })
    };
    (running, start, stop)
}

/// Looks once, unless the look before is still under way. What goes wrong is left to the next look: the head of the page
/// tells when the lab is away.
fn looker(running: UseReducerDispatcher<Running>) -> impl Fn() {
    let under_way = Rc::new(Cell::new(false));
    move || {
        if under_way.replace(true) {
            return;
        }
        let (running, under_way) = (running.clone(), Rc::clone(&under_way));
        spawn_local(async move {
            if let Ok(all) = api::get::<Listeners>("/listeners").await {
                running.dispatch(Happens::Listed(all.listeners));
            }
            under_way.set(false);
        });
    }
}

/// One thing at a time.
fn ask(
    running: &UseReducerHandle<Running>,
    lab: &UseReducerDispatcher<crate::model::lab::Lab>,
    busy: Busy,
    question: impl Future<Output = Result<Done, Trouble>> + 'static,
) {
    if running.busy.is_some() {
        return;
    }
    running.dispatch(Happens::Asked(busy));
    let (running, lab) = (running.dispatcher(), lab.clone());
    spawn_local(async move {
        let answer = question.await;
        if answer == Err(Trouble::Unreachable) {
            lab.dispatch(Heard::Unanswered);
        }
        running.dispatch(answer.map_or_else(Happens::Failed, Happens::Done));
    });
}
