//! The clipboard, and the word that says whether it worked.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::hooks::browser;

/// How long the word stays, in milliseconds.
const WORD_MS: u32 = 2000;

/// Where copying stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copying {
    Idle,
    Copied,
    Refused,
}

#[hook]
pub(crate) fn use_copy() -> (Copying, Callback<AttrValue>) {
    let state = use_state_eq(|| Copying::Idle);
    let setter = state.setter();
    use_effect_with(*state, move |state| {
        let timer =
            (*state != Copying::Idle).then(|| Timeout::new(WORD_MS, move || setter.set(Copying::Idle)));
        move || drop(timer)
    });
    let setter = state.setter();
    let copy = Callback::from(move |text: AttrValue| {
        let setter = setter.clone();
        let Some(window) = browser::window() else { return };
        spawn_local(async move {
            let done = JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
            setter.set(if done.is_ok() { Copying::Copied } else { Copying::Refused });
        });
    });
    (*state, copy)
}
