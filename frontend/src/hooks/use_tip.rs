//! A small explanation that appears at a word: while the pointer is on either of them or the word has the focus, and until
//! Escape (WCAG 2.2, success criterion 1.4.13).

use std::cell::Cell;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, Node};
use yew::prelude::*;

use crate::hooks::browser;

thread_local! {
    /// How many explanations there were, for names that differ.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// What shows and hides an explanation.
pub(crate) struct Tip {
    /// Whether it is shown.
    pub(crate) open: bool,
    /// A name for its element that no other has.
    pub(crate) id: AttrValue,
    /// The element around the word and the explanation.
    pub(crate) place: NodeRef,
    /// The pointer came to the place.
    pub(crate) over: Callback<MouseEvent>,
    /// The pointer moved from one thing to another.
    pub(crate) out: Callback<MouseEvent>,
    /// The word got the focus.
    pub(crate) focus: Callback<FocusEvent>,
    /// The word lost the focus.
    pub(crate) blur: Callback<FocusEvent>,
}

#[hook]
pub(crate) fn use_tip() -> Tip {
    let (hovered, focused) = (use_state_eq(|| false), use_state_eq(|| false));
    let open = *hovered || *focused;
    let place = use_node_ref();
    let id = use_memo((), |()| {
        COUNT.set(COUNT.get() + 1);
        AttrValue::from(format!("tip-{}", COUNT.get()))
    });
    let both = [hovered.setter(), focused.setter()];
    use_effect_with(open, move |open| {
        let window = browser::window().filter(|_| *open);
        let escape = window.map(|window| {
            EventListener::new(&window, "keydown", move |event| {
                if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                    both.iter().for_each(|one| one.set(false));
                }
            })
        });
        move || drop(escape)
    });
    let set = |shown: bool| {
        let setter = focused.setter();
        Callback::from(move |_: FocusEvent| setter.set(shown))
    };
    let over = {
        let setter = hovered.setter();
        Callback::from(move |_: MouseEvent| setter.set(true))
    };
    let out = {
        let (setter, place) = (hovered.setter(), place.clone());
        Callback::from(move |event: MouseEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            let inside = place.cast::<Node>().is_some_and(|place| place.contains(to.as_ref()));
            if !inside {
                setter.set(false);
            }
        })
    };
    Tip { open, id: (*id).clone(), place, over, out, focus: set(true), blur: set(false) }
}
