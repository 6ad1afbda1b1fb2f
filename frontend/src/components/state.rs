//! What a connect showed, as a mark and a word: never by colour alone.

use protocol::probe::State;
use yew::prelude::*;

/// The mark and the word of a state.
pub(crate) fn state(state: State) -> Html {
    html! { <span class={classes!("state", state.word())}>{ sign(state) }{ state.word() }</span> }
}

/// The state of an outcome that the journal names; another word as it is.
pub(crate) fn outcome(word: &str) -> Html {
    let known = [State::Open, State::Closed, State::Filtered, State::Error];
    match known.into_iter().find(|state| state.word() == word) {
        Some(known) => state(known),
        None => html! { <span class="state">{ word.to_owned() }</span> },
    }
}

/// The mark of a state alone.
pub(crate) fn sign(state: State) -> Html {
    let shape = match state {
        State::Open => html! { <circle class="fill" cx="7" cy="7" r="5" /> },
        State::Closed => html! { <path d="M2.5 2.5l9 9M11.5 2.5l-9 9" /> },
        State::Filtered => html! { <circle class="dashed" cx="7" cy="7" r="5" /> },
        State::Error => html! { <path d="M7 1.5v7M7 11.5v1" /> },
    };
    html! { <svg class="sign" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{ shape }</svg> }
}
