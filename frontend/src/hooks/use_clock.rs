//! The time, anew every second.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::hooks::browser;

/// Milliseconds since 1970-01-01 00:00 UTC, at most a second old.
#[hook]
pub(crate) fn use_clock() -> u64 {
    let now = use_state_eq(browser::now_ms);
    let setter = now.setter();
    use_effect_with((), move |()| {
        let interval = Interval::new(1000, move || setter.set(browser::now_ms()));
        move || drop(interval)
    });
    *now
}
