//! The page for an address without one.

use yew::prelude::*;

use crate::hooks::use_arrival;
use crate::model::messages;
use crate::pages::PageProps;

/// The page for an address that the page itself does not know.
#[component]
pub(crate) fn LostPage(props: &PageProps) -> Html {
    use_arrival(&messages::title(messages::LOST_TITLE), &props.place, true);
    lost()
}

/// Draws it.
pub(crate) fn lost() -> Html {
    html! {
        <article class="page">
            <p class="kicker">{ "404" }</p>
            <h1 id="page-title" tabindex="-1">{ messages::LOST_TITLE }</h1>
            <p class="lead">{ messages::LOST_WHY }</p>
            <p>{ messages::LOST_NEXT }</p>
            <p class="home"><a class="button" href="/">{ messages::HOME }</a></p>
        </article>
    }
}
