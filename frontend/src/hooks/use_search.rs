//! The search: asks the lab while the learner types, and the key that opens it from anywhere.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::api;
use crate::hooks::{browser, use_shared};
use crate::model::search::{Search, Step, target};

/// How long the field has to stay the same before it is asked for, in milliseconds: keys that come in one stroke, as from a
/// paste or a held key, are one question.
const PAUSE_MS: u32 = 20;

/// What takes keys for itself.
const FIELDS: &str = "input, textarea, select, [contenteditable], dialog[open]";

impl Reducible for Search {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

/// The search's state. `panel` is the name of the element that unfolds with the key `/`.
#[hook]
pub(crate) fn use_search(panel: &'static str) -> UseReducerHandle<Search> {
    let search = use_reducer_eq(Search::default);
    let shared = use_shared();
    let (shell, slash) = (shared.shell(), shared.settings.slash);
    let dispatcher = search.dispatcher();
    use_effect_with((search.question(), shell), move |(question, shell)| {
        let timer = question.clone().map(|question| {
            let path = target(&question, *shell);
            Timeout::new(PAUSE_MS, move || {
                spawn_local(
                    async move { dispatcher.dispatch(Step::Answered(question, api::get(&path).await)) },
                );
            })
        });
        move || drop(timer)
    });
    use_effect_with(slash, move |slash| {
        let options = EventListenerOptions::enable_prevent_default();
        let listener = browser::window().filter(|_| *slash).map(|window| {
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| key.key() == "/") else {
                    return;
                };
                let taken = key.ctrl_key() || key.meta_key() || key.alt_key();
                let field = key.target().and_then(|target| target.dyn_into::<Element>().ok());
                let typing = field.is_some_and(|field| matches!(field.closest(FIELDS), Ok(Some(_))));
                if let Some(panel) = browser::element(panel).filter(|_| !taken && !typing) {
                    event.prevent_default();
                    // It is refused only where it is open already.
                    let _ = panel.show_popover();
                }
            })
        });
        move || drop(listener)
    });
    search
}
