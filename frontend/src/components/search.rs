//! The search: a field whose list of places is chosen from with the arrow keys (ARIA Authoring Practices, combobox with a
//! listbox).

use course::search::{Found, Hit, Kind, MAX_QUERY, Piece};
use yew::prelude::*;

use crate::components::command::coloured;
use crate::components::field::typed;
use crate::components::{icon, trouble};
use crate::hooks::{browser, use_search};
use crate::model::messages::reference as words;
use crate::model::search::{Direction, Search, Step};

/// The name of what unfolds.
const PANEL: &str = "search";
/// The name of its list.
const LIST: &str = "search-list";

/// The button in the head, and what it unfolds.
#[component]
pub(crate) fn SearchPanel() -> Html {
    let search = use_search(PANEL);
    let dispatcher = search.dispatcher();
    let oninput = typed(move |text| dispatcher.dispatch(Step::Typed(text)));
    let dispatcher = search.dispatcher();
    // Enter goes nowhere as long as the answer to what was typed is on its way.
    let chosen = search.chosen.filter(|_| search.is_current());
    let onkeydown = move |event: KeyboardEvent| match event.key().as_str() {
        // These keys are those of the input method while it puts a word together.
        _ if event.is_composing() => {}
        "ArrowDown" | "ArrowUp" => {
            event.prevent_default();
            let direction = if event.key() == "ArrowDown" { Direction::Down } else { Direction::Up };
            dispatcher.dispatch(Step::Move(direction));
        }
        "Enter" => {
            event.prevent_default();
            if let Some(option) = chosen.and_then(|at| browser::element(&option(at))) {
                option.click();
            }
        }
        _ => {}
    };
    use_effect_with(search.chosen, |chosen| {
        if let Some(option) = chosen.and_then(|at| browser::element(&option(at))) {
            browser::show_within(&option);
        }
    });
    let places = search.found.as_ref().is_some_and(|found| !found.hits.is_empty());
    html! {
        <>
            <button type="button" class="quiet head-button search-button" popovertarget={PANEL} aria-label={words::SEARCH} aria-keyshortcuts={words::SEARCH_KEY}>
                { icon::search() }<span class="head-word">{ words::SEARCH }</span><kbd class="head-word" aria-hidden="true">{ words::SEARCH_KEY }</kbd>
            </button>
            <div id={PANEL} class="popover broad search" popover="auto" role="dialog" aria-label={words::SEARCH}>
                <input id="search-field" class="search-field" type="text" role="combobox" autocomplete="off" spellcheck="false" autofocus=true
                    maxlength={MAX_QUERY.to_string()} aria-label={words::SEARCH} aria-autocomplete="list" aria-controls={LIST} aria-expanded={places.to_string()}
                    aria-activedescendant={search.chosen.map(option)} aria-describedby="search-hint" value={search.text.clone()} {oninput} {onkeydown} />
                <div class="search-about">
                    <p class="search-count" aria-live="polite">{ said(&search) }</p>
                    <p id="search-hint">{ if places { words::SEARCH_KEYS } else { words::SEARCH_HINT } }</p>
                </div>
                <div class="search-list" id={LIST} role="listbox" aria-label={words::SEARCH_RESULTS} hidden={!places} onclick={|_: MouseEvent| browser::hide(PANEL)}>
                    if let Some(Found { hits, .. }) = &search.found {
                        { for hits.iter().enumerate().map(|(at, hit)| place(at, hit, search.chosen == Some(at))) }
                    }
                </div>
                <div class="search-trouble">if let Some(why) = &search.trouble { { trouble::note(why, None) } }</div>
            </div>
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
