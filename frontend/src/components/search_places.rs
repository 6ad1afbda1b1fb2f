//! What a search found: a list whose places are chosen from with the arrow keys in the field above it (ARIA Authoring Practices,
//! combobox with a listbox).

use course::search::{Found, Hit, Kind, Piece};
use yew::prelude::*;

use crate::components::command::coloured;
use crate::components::search::{FIELD, HINT, LIST, PANEL};
use crate::components::trouble;
use crate::hooks::{browser, use_search};
use crate::model::messages::reference as words;
use crate::model::search::Search;

/// How many places there are, and the list of them.
#[component]
pub(crate) fn SearchPlaces() -> Html {
    let search = use_search(FIELD, option);
    let places = search.found.as_ref().is_some_and(|found| !found.hits.is_empty());
    html! {
        <>
            <div class="search-about">
                <p class="search-count" aria-live="polite">{ said(&search) }</p>
                <p id={HINT}>{ if places { words::SEARCH_KEYS } else { words::SEARCH_HINT } }</p>
            </div>
            <div class="search-list" id={LIST} role="listbox" aria-label={words::SEARCH_RESULTS} hidden={!places} onclick={|_: MouseEvent| browser::hide(PANEL)}>
                if let Some(Found { hits, .. }) = &search.found {
                    { for hits.iter().enumerate().map(|(at, hit)| place(at, hit, search.chosen == Some(at))) }
                }
            </div>
            <div class="search-trouble">if let Some(why) = &search.trouble { { trouble::note(why, None) } }</div>
        </>
    }
}

/// The name of a place in the list.
fn option(at: usize) -> String {
    format!("search-{at}")
}

fn said(search: &Search) -> String {
    match &search.found {
        Some(found) if found.hits.is_empty() => {
            format!("{} {}", words::none(&found.query), words::SEARCH_NONE_NEXT)
        }
        Some(found) => words::places(found.total, found.hits.len()),
        None => String::new(),
    }
}

fn place(at: usize, hit: &Hit, chosen: bool) -> Html {
    html! {
        <a key={at} id={option(at)} class="search-hit" role="option" tabindex="-1" href={hit.href.clone()} aria-selected={chosen.to_string()}>
            <span class="search-title">{ hit.title.clone() }</span>
            <span class="search-kind">{ words::kind(hit.kind) }if !hit.within.is_empty() { { " · " }{ hit.within.clone() } }</span>
            if !hit.excerpt.is_empty() {
                <span class={classes!("search-excerpt", (hit.kind == Kind::Command).then_some("mono"))}>{ for hit.excerpt.iter().map(|piece| marked(piece, hit.kind)) }</span>
            }
        </a>
    }
}

fn marked(piece: &Piece, kind: Kind) -> Html {
    match (piece.hit, kind) {
        (true, _) => html! { <mark>{ piece.text.clone() }</mark> },
        (false, Kind::Command) => coloured(&piece.text),
        (false, _) => html! { { piece.text.clone() } },
    }
}
