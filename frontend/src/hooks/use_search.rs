//! The search: what stands in the field in the head is asked for while the learner types.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::api;
use crate::hooks::{browser, use_shared};
use crate::model::search::{Direction, Search, Step, target};

/// How long the field has to stay the same before it is asked for, in milliseconds: keys that come in one stroke, as from a
/// paste or a held key, are one question.
const PAUSE_MS: u32 = 20;

impl Reducible for Search {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

/// The search's state. `field` is the name of the element that is typed in; what was typed before counts too. `option` names the
/// element of a place in the list.
#[hook]
pub(crate) fn use_search(field: &'static str, option: fn(usize) -> String) -> UseReducerHandle<Search> {
    let search = use_reducer_eq(Search::default);
    let shell = use_shared().shell();
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
    let dispatcher = search.dispatcher();
    use_effect_with((), move |()| {
        let listener = input(field).map(|field| {
            let typed = move |field: &HtmlInputElement| dispatcher.dispatch(Step::Typed(field.value()));
            typed(&field);
            EventListener::new(&field.clone(), "input", move |_| typed(&field))
        });
        move || drop(listener)
    });
    // Enter goes nowhere as long as the answer to what was typed is on its way.
    let goes = search.chosen.filter(|_| search.is_current());
    let dispatcher = search.dispatcher();
    use_effect_with(goes, move |goes| {
        let goes = *goes;
        let listener = input(field).map(|field| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&field, "keydown", options, move |event| {
                // These keys are those of the input method while it puts a word together.
                let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| !key.is_composing()) else {
                    return;
                };
                match key.key().as_str() {
                    "ArrowDown" => dispatcher.dispatch(Step::Move(Direction::Down)),
                    "ArrowUp" => dispatcher.dispatch(Step::Move(Direction::Up)),
                    "Enter" => {
                        if let Some(place) = goes.and_then(|at| browser::element(&option(at))) {
                            place.click();
                        }
                    }
                    _ => return,
                }
                event.prevent_default();
            })
        });
        move || drop(listener)
    });
    let places = search.found.as_ref().is_some_and(|found| !found.hits.is_empty());
    use_effect_with((places, search.chosen), move |(places, chosen)| {
        let Some(field) = input(field) else { return };
        // These are refused for no name that is written here.
        let _ = field.set_attribute("aria-expanded", if *places { "true" } else { "false" });
        let _ = match chosen {
            Some(at) => field.set_attribute("aria-activedescendant", &option(*at)),
            None => field.remove_attribute("aria-activedescendant"),
        };
        if let Some(place) = chosen.and_then(|at| browser::element(&option(at))) {
            browser::show_within(&place);
        }
    });
    search
}

fn input(field: &str) -> Option<HtmlInputElement> {
    browser::element(field)?.dyn_into().ok()
}
