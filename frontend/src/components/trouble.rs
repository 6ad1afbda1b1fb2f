//! What went wrong and what to do next, in the card that it concerns.

use yew::prelude::*;

use crate::model::messages;
use crate::model::trouble::Trouble;

/// Draws it; `again` tries once more, where that makes sense.
pub(crate) fn note(trouble: &Trouble, again: Option<Callback<()>>) -> Html {
    let detail = trouble.detail();
    html! {
        <div class="trouble">
            // A broken lesson has a line for each fault.
            { for detail.lines().map(|line| html! { <p><strong>{ line.to_owned() }</strong></p> }) }
            <p>{ trouble.next().to_owned() }</p>
            if let Some(again) = again {
                <button type="button" class="quiet" onclick={move |_: MouseEvent| again.emit(())}>{ messages::TRY_AGAIN }</button>
            }
        </div>
    }
}
