//! Follows the page's own links without loading the page again. One listener for all of them, so that
//! every link, also one in a lesson, is a plain link with a real address.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};
use yew::prelude::*;
use yew_router::AnyRoute;
use yew_router::hooks::use_navigator;

use crate::hooks::browser;
use crate::hooks::use_arrival::leave;
use crate::model::place;

#[hook]
pub(crate) fn use_links() -> Callback<MouseEvent> {
    let navigator = use_navigator();
    Callback::from(move |event: MouseEvent| {
        let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        if modified || event.button() != 0 || event.default_prevented() {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("a[href]").ok()?)
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) = link.filter(|link| link.target().is_empty()) else { return };
        let href = link.get_attribute("href").unwrap_or_default();
        let here = browser::href();
        let path = here.split(['?', '#']).next().unwrap_or_default();
        if let (Some(place), Some(navigator)) = (place::read(&href, path), &navigator) {
            event.prevent_default();
            leave();
            let href = place.href();
            if href == here {
                navigator.replace(&AnyRoute::new(href));
            } else {
                navigator.push(&AnyRoute::new(href));
            }
        }
    })
}
