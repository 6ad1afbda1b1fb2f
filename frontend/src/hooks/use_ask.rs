//! One question to the lab at a time, with its last answer and its last trouble.

use std::future::Future;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::hooks::use_shared;
use crate::model::lab::Heard;
use crate::model::trouble::Trouble;

/// Where a question stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked<T> {
    /// Whether the answer is on its way.
    pub(crate) busy: bool,
    /// The last answer.
    pub(crate) answer: Option<T>,
    /// Why the last question had no answer.
    pub(crate) trouble: Option<Trouble>,
}

/// A question's state, and how to ask: with a function that is handed the answer before. While one
/// question is under way, asking again does nothing.
#[hook]
pub(crate) fn use_ask<T, F, Q>(question: Q) -> (Asked<T>, Callback<()>)
where
    T: Clone + PartialEq + 'static,
    F: Future<Output = Result<T, Trouble>> + 'static,
    Q: Fn(Option<T>) -> F + 'static,
{
    let state = use_state_eq(|| Asked { busy: false, answer: None, trouble: None });
    let lab = use_shared().lab.dispatcher();
    let asked = (*state).clone();
    let ask = Callback::from(move |()| {
        if state.busy {
            return;
        }
        let before = state.answer.clone();
        state.set(Asked { busy: true, ..(*state).clone() });
        let (state, lab) = (state.clone(), lab.clone());
        let answer = question(before.clone());
        spawn_local(async move {
            match answer.await {
                Ok(answer) => state.set(Asked { busy: false, answer: Some(answer), trouble: None }),
                Err(trouble) => {
                    if trouble == Trouble::Unreachable {
                        lab.dispatch(Heard::Unanswered);
                    }
                    state.set(Asked { busy: false, answer: before, trouble: Some(trouble) });
                }
            }
        });
    });
    (asked, ask)
}
