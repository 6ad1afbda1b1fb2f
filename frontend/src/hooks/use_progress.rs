//! The learner's progress: read once, kept when it changes, followed when another tab changes it.

use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::prelude::*;

use crate::hooks::browser;
use crate::model::progress::{KEY, Progress, Step};

impl Reducible for Progress {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

pub(crate) type ProgressHandle = UseReducerHandle<Progress>;

#[hook]
pub(crate) fn use_progress() -> ProgressHandle {
    let progress = use_reducer_eq(|| browser::load::<Progress>(KEY).unwrap_or_default());
    use_effect_with((*progress).clone(), |progress| {
        if browser::load::<Progress>(KEY).as_ref() != Some(progress) {
            browser::keep(KEY, &progress.to_json());
        }
    });
    use_effect_with(progress.dispatcher(), |dispatcher| {
        let dispatcher = dispatcher.clone();
        let listener = browser::window().map(|window| {
            EventListener::new(&window, "storage", move |event| {
                let key = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
                if let Some(other) = browser::load(KEY).filter(|_| key.as_deref() == Some(KEY)) {
                    dispatcher.dispatch(Step::Replace(other));
                }
            })
        });
        move || drop(listener)
    });
    progress
}
