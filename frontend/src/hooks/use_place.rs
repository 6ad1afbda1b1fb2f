//! Where the page is, and going elsewhere without loading it again. One listener for all links, so that every
//! link, also one in a lesson, is a plain link with a real address. `model::place` knows the few addresses there
//! are; a router's pattern matching would add a twentieth to what is loaded.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement};
use yew::prelude::*;

use crate::hooks::browser;
use crate::hooks::use_arrival::{again, leave};
use crate::model::place;

/// The page's own address (path, query and fragment), and what to do with clicks on links.
#[hook]
pub(crate) fn use_place() -> (String, Callback<MouseEvent>) {
    let place = use_state(browser::href);
    let setter = place.setter();
    use_effect_with((), move |()| {
        let back = browser::window()
            .map(|window| EventListener::new(&window, "popstate", move |_| setter.set(browser::href())));
        move || drop(back)
    });
    let setter = place.setter();
    let follow = Callback::from(move |event: MouseEvent| {
        if let Some(href) = followed(&event) {
            event.prevent_default();
            if browser::href() == href {
                // The address stays, so nothing is drawn anew, and nobody else would go there.
                again(&href);
            } else {
                go(&href);
                setter.set(href);
            }
        }
    });
    ((*place).clone(), follow)
}

/// The address that a click leads to, where the page draws it itself.
fn followed(event: &MouseEvent) -> Option<String> {
    let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if modified || event.button() != 0 || event.default_prevented() {
        return None;
    }
    let link = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let link = link.dyn_into::<HtmlAnchorElement>().ok().filter(|link| link.target().is_empty())?;
    let here = browser::href();
    let path = here.split(['?', '#']).next().unwrap_or_default();
    place::read(&link.get_attribute("href")?, path).map(|place| place.href())
}

fn go(href: &str) {
    leave();
    if let Some(history) = browser::window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
    }
}
