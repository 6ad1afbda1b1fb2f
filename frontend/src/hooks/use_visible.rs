//! Whether anybody can see the page.

use gloo_events::EventListener;
use yew::prelude::*;

use crate::hooks::browser;

/// `false` while the page is in a tab that is not shown.
#[hook]
pub(crate) fn use_visible() -> bool {
    let is_visible = || browser::document().is_none_or(|document| !document.hidden());
    let visible = use_state_eq(is_visible);
    let setter = visible.setter();
    use_effect_with((), move |()| {
        let listener = browser::document().map(|document| {
            EventListener::new(&document, "visibilitychange", move |_| setter.set(is_visible()))
        });
        move || drop(listener)
    });
    *visible
}
