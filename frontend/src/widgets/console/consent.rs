//! The question before a port that the lab did not open.

use yew::prelude::*;

use crate::hooks::use_dialog;
use crate::model::messages::console as words;

/// What the question is given.
#[derive(Properties, PartialEq)]
pub(super) struct ConsentProps {
    /// The widget's identifier.
    pub(super) id: String,
    /// Who listens there; nothing while there is no question.
    pub(super) who: Option<String>,
    /// Takes the answer.
    pub(super) answer: Callback<bool>,
}

#[component]
pub(super) fn Consent(props: &ConsentProps) -> Html {
    let dialog = use_dialog(props.who.is_some());
    let say = |given: bool| {
        let answer = props.answer.clone();
        move |_: MouseEvent| answer.emit(given)
    };
    let oncancel = {
        let answer = props.answer.clone();
        move |_: Event| answer.emit(false)
    };
    let (title, what) = (format!("{}-consent", props.id), format!("{}-consent-what", props.id));
    html! {
        <dialog ref={dialog} class="consent" aria-labelledby={title.clone()} aria-describedby={what.clone()} {oncancel}>
            <h4 id={title}>{ words::CONSENT_TITLE }</h4>
            <div id={what}><p>{ props.who.clone() }</p><p>{ words::CONSENT_WHAT }</p></div>
            <div class="row">
                <button type="button" class="quiet" onclick={say(false)}>{ words::CONSENT_NO }</button>
                <button type="button" onclick={say(true)}>{ words::CONSENT_YES }</button>
            </div>
        </dialog>
    }
}
