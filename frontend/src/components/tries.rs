//! Values to take with one press.

use yew::prelude::*;

use crate::model::messages::ip as words;

/// A button for each value; `take` is handed the one that is pressed.
pub(crate) fn tries(values: &[&'static str], take: &Callback<String>) -> Html {
    html! {
        <div class="tries" role="group" aria-label={words::TRY}>
            <span class="field-name" aria-hidden="true">{ words::TRY }</span>
            { for values.iter().map(|value| {
                let take = take.reform(|_: MouseEvent| (*value).to_owned());
                html! { <button type="button" class="quiet try mono" key={*value} onclick={take}>{ *value }</button> }
            }) }
        </div>
    }
}
