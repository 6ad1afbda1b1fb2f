//! The page for an address without one.

use yew::prelude::*;

use crate::hooks::use_arrival;
use crate::model::messages;
use crate::model::trouble::Trouble;

#[derive(Properties, PartialEq)]
pub(crate) struct LostProps {
    /// What the lab said, where it was asked.
    #[prop_or_default]
    pub(crate) trouble: Option<Trouble>,
}

#[component]
pub(crate) fn LostPage(props: &LostProps) -> Html {
    use_arrival(&messages::title(messages::LOST_TITLE), true);
    let (why, next) = match &props.trouble {
        Some(trouble) => (trouble.detail(), trouble.next().to_owned()),
        None => (messages::LOST_WHY.to_owned(), messages::LOST_NEXT.to_owned()),
    };
    html! {
        <article class="page">
            <p class="kicker">{ "404" }</p>
            <h1 id="page-title" tabindex="-1">{ messages::LOST_TITLE }</h1>
            <p class="lead">{ why }</p>
            <p>{ next }</p>
            <p><a class="button" href="/">{ messages::HOME }</a></p>
        </article>
    }
}
