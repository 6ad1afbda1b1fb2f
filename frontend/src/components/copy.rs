//! A button that copies a text and says so.

use yew::prelude::*;

use crate::hooks::{Copying, use_copy};
use crate::model::messages;

#[derive(Properties, PartialEq)]
pub(crate) struct CopyProps {
    /// What to copy.
    pub(crate) text: AttrValue,
}

#[component]
pub(crate) fn Copy(props: &CopyProps) -> Html {
    let (state, copy) = use_copy();
    let text = props.text.clone();
    let word = match state {
        Copying::Idle => messages::COPY,
        Copying::Copied => messages::COPIED,
        Copying::Refused => messages::NOT_COPIED,
    };
    html! {
        <button type="button" class="quiet copy" onclick={move |_: MouseEvent| copy.emit(text.clone())}>
            <span aria-live="polite">{ word }</span>
        </button>
    }
}
