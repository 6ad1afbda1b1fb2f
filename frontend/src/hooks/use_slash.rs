//! The key `/`, which opens the search from anywhere.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::hooks::{browser, use_shared};

/// What takes keys for itself.
const FIELDS: &str = "input, textarea, select, [contenteditable], dialog[open]";

/// Has the key unfold the element of this name, unless the settings say otherwise.
#[hook]
pub(crate) fn use_slash(panel: &'static str) {
    let slash = use_shared().settings.slash;
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
}
