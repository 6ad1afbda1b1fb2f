//! The page's line to the lab: keeps the journal's stream open while the page is seen, tries again when it breaks off,
//! reads everything anew when it is back.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api;
use crate::api::stream::Stream;
use crate::hooks::use_visible;
use crate::model::lab::{Heard, Lab, wait_ms};
use crate::model::trouble::Trouble;

/// How long the note that the lab is back stays, in milliseconds.
const NOTE_MS: u32 = 8000;

/// How long the page waits after it saw a new connection of its own before it asks which one it is on, in
/// milliseconds: browsers open several at once.
const CALM_MS: u32 = 1000;

impl Reducible for Lab {
    type Action = Heard;

    fn reduce(self: Rc<Self>, heard: Heard) -> Rc<Self> {
        Rc::new(self.after(heard))
    }
}

pub(crate) type LabHandle = UseReducerHandle<Lab>;

#[hook]
pub(crate) fn use_lab() -> LabHandle {
    let lab = use_reducer(Lab::default);

    // A browser opens few connections to one host, for all its tabs together (six, in most): those that nobody sees leave
    // them to the others.
    let dispatcher = lab.dispatcher();
    let wait = wait_ms(lab.failures);
    let is_visible = use_visible();
    use_effect_with((lab.attempt, is_visible), move |&(_, is_visible)| {
        let keep: Rc<std::cell::Cell<Option<Stream>>> = Rc::default();
        let opened = Rc::clone(&keep);
        let timer = is_visible.then(|| {
            Timeout::new(wait, move || {
                opened.set(Stream::journal(move |heard| dispatcher.dispatch(heard)));
            })
        });
        move || {
            drop(timer);
            drop(keep.take());
        }
    });

    let dispatcher = lab.dispatcher();
    use_effect_with(lab.returns, move |_| {
        ask("/whoami", &dispatcher, |reply| reply.map(Heard::Whoami).ok());
        ask("/lessons", &dispatcher, |reply| Some(Heard::Contents(reply)));
        ask("/host", &dispatcher, |reply| reply.map(Heard::Host).ok());
    });

    let dispatcher = lab.dispatcher();
    use_effect_with(lab.opened, move |opened| {
        if *opened > 0 {
            ask("/journal?limit=1000", &dispatcher, |reply| reply.map(Heard::Journal).ok());
        }
    });

    let dispatcher = lab.dispatcher();
    use_effect_with(lab.ask_whoami, move |asked| {
        let timer = (*asked > 0).then(|| {
            Timeout::new(CALM_MS, move || ask("/whoami", &dispatcher, |reply| reply.map(Heard::Whoami).ok()))
        });
        move || drop(timer)
    });

    let dispatcher = lab.dispatcher();
    use_effect_with(lab.returned, move |returned| {
        let timer = returned.then(|| Timeout::new(NOTE_MS, move || dispatcher.dispatch(Heard::Noted)));
        move || drop(timer)
    });
    lab
}

fn ask<T: DeserializeOwned + 'static>(
    path: &'static str,
    dispatcher: &UseReducerDispatcher<Lab>,
    heard: fn(Result<T, Trouble>) -> Option<Heard>,
) {
    let dispatcher = dispatcher.clone();
    spawn_local(async move {
        if let Some(heard) = heard(api::get(path).await) {
            dispatcher.dispatch(heard);
        }
    });
}
