//! What went wrong and what to do next, in the card that it concerns.

use yew::prelude::*;

use crate::model::messages;
use crate::model::trouble::Trouble;

#[derive(Properties, PartialEq)]
pub(crate) struct TroubleProps {
    pub(crate) trouble: Trouble,
    /// Tries again, where that makes sense here.
    #[prop_or_default]
    pub(crate) again: Option<Callback<()>>,
}

#[component]
pub(crate) fn TroubleNote(props: &TroubleProps) -> Html {
    let TroubleProps { trouble, again } = props;
    html! {
        <div class="trouble">
            <p><strong>{ trouble.detail() }</strong></p>
            <p>{ trouble.next().to_owned() }</p>
            if let Some(again) = again.clone() {
                <button type="button" class="quiet" onclick={move |_: MouseEvent| again.emit(())}>{ messages::TRY_AGAIN }</button>
            }
        </div>
    }
}
