//! The page for an address without one.

use yew::prelude::*;

use crate::hooks::use_arrival;
use crate::model::messages;
use crate::pages::PageProps;

/// The page for an address that the page itself does not know.
#[component]
pub(crate) fn LostPage(props: &PageProps) -> Html {
    use_arrival(&messages::title(messages::LOST_TITLE), &props.place, true);
    lost(messages::LOST_WHY.to_owned(), messages::LOST_NEXT)
}

/// Draws it with what the lab said.
pub(crate) fn lost(why: String, next: &str) -> Html {
    html! {
        <article class="page">
            <p class="kicker">{ "404" }</p>
            <h1 id="page-title" tabindex="-1">{ messages::LOST_TITLE }</h1>
            <p class="lead">{ why }</p>
            <p>{ next.to_owned() }</p>
            <p class="home"><a class="button" href="/">{ messages::HOME }</a></p>
        </article>
    }
}
