//! The keys of a store, read again whenever something may have changed them.

use protocol::key_value::Keys;
use yew::prelude::*;

use crate::api;
use crate::hooks::{Asked, browser, use_ask, use_clock, use_shared};
use crate::model::key_value::{self, Seen};
use crate::model::lease::Held;

/// The keys of a store, with the time now. They are read when it starts, after each command of this page (`said` counts them),
/// when the journal has something new about the store, and when a key has expired.
#[hook]
pub(crate) fn use_keys(store: Option<Held>, said: usize) -> (Asked<Seen>, u64) {
    let lab = use_shared().lab;
    let now = use_clock();
    let (asked, ask) = use_ask(move |_: Option<Seen>| async move {
        let keys: Keys = api::get(&key_value::keys(store.map_or(0, |store| store.id))).await?;
        Ok(Seen { keys, store, at_ms: browser::now_ms() })
    });
    let newest = lab.wire.entries().iter().find(|entry| {
        entry.practice().is_some_and(|practice| store.is_some_and(|store| practice.listener == store.id))
    });
    let seen = asked.answer.as_ref().filter(|seen| seen.store == store);
    let expired = seen.map_or(0, |seen| seen.expired(now));
    let reason = (store, said, newest.map(|entry| entry.id), expired);
    let answered = use_mut_ref(|| None);
    // While a question is under way, another is not asked: it is when that one has been answered.
    use_effect_with((reason, asked.busy), move |(reason, busy)| {
        let wanted = Some(*reason);
        if reason.0.is_some() && !*busy && *answered.borrow() != wanted {
            *answered.borrow_mut() = wanted;
            ask.emit(());
        }
    });
    (asked, now)
}
