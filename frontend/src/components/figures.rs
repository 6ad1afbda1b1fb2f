//! What the kernel knows of a connection: its figures with their meaning, or why there are none.

use protocol::connection::Whoami;
use yew::prelude::*;

use crate::model::figures;
use crate::model::messages::kernel as words;

/// Draws the figures of an answer of `/whoami`.
pub(crate) fn figures(whoami: &Whoami) -> Html {
    let Some(info) = &whoami.tcp_info else {
        return html! {
            <p class="figures-none"><strong>{ words::NO_FIGURES }</strong>{ " " }{ whoami.tcp_info_reason.clone() }</p>
        };
    };
    html! {
        <>
            <p class="hint-line">{ words::FROM }</p>
            <dl class="figures">
                { for figures::figures(info).into_iter().map(|figure| html! {
                    <div class="figure" key={figure.name}>
                        <dt>{ figure.name }</dt>
                        <dd class="figure-value">{ figure.value }</dd>
                        <dd class="figure-what">{ figure.what }</dd>
                    </div>
                }) }
            </dl>
        </>
    }
}
