//! A text that is read out only once it has stopped changing.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long a text has to stay the same, in milliseconds.
const CALM_MS: u32 = 700;

/// The text as it last was for a while.
#[hook]
pub(crate) fn use_settled(text: String) -> String {
    let settled = use_state_eq(String::new);
    let setter = settled.setter();
    use_effect_with(text, move |text| {
        let text = text.clone();
        let timer = Timeout::new(CALM_MS, move || setter.set(text));
        move || drop(timer)
    });
    (*settled).clone()
}
