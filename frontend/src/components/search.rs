//! The search: a button in the head that unfolds a field. What it does with what is typed is loaded when it first has the focus:
//! everything that only the function under `wasm_split` reaches, with its styles.

use course::search::MAX_QUERY;
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use crate::components::search_places::SearchPlaces;
use crate::components::{icon, trouble};
use crate::hooks::{use_part, use_slash};
use crate::model::messages::reference as words;
use crate::model::trouble::Trouble;

/// The name of what unfolds.
pub(crate) const PANEL: &str = "search";
/// The name of its field.
pub(crate) const FIELD: &str = "search-field";
/// The name of its list of places.
pub(crate) const LIST: &str = "search-list";
/// The name of what says how it is used.
pub(crate) const HINT: &str = "search-hint";

/// Draws what was found.
type Draw = fn() -> Html;

/// What draws it, once it is there.
#[derive(Clone, Copy)]
struct Loaded(Draw);

impl PartialEq for Loaded {
    /// What was loaded is always the same.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The button in the head, and what it unfolds. The field is here from the start, so that no key is lost while the rest is fetched.
#[component]
pub(crate) fn SearchPanel() -> Html {
    use_slash(PANEL);
    let (asked, ask) = use_part(|| async { search().await.map(Loaded) });
    let again = ask.clone();
    let focus = move |_: FocusEvent| ask.emit(());
    html! {
        <>
            <button type="button" class="quiet head-button search-button" popovertarget={PANEL} aria-label={words::SEARCH} aria-keyshortcuts={words::SEARCH_KEY}>
                { icon::search() }<span class="head-word">{ words::SEARCH }</span><kbd class="head-word" aria-hidden="true">{ words::SEARCH_KEY }</kbd>
            </button>
            <div id={PANEL} class="popover broad search" popover="auto" role="dialog" aria-label={words::SEARCH}>
                <input id={FIELD} class="search-field" type="text" role="combobox" autocomplete="off" spellcheck="false" autofocus=true
                    maxlength={MAX_QUERY.to_string()} aria-label={words::SEARCH} aria-autocomplete="list" aria-controls={LIST} aria-expanded="false"
                    aria-describedby={HINT} onfocusin={focus} />
                <div class="search-rest">
                    { match (asked.answer, asked.trouble) {
                        (Some(Loaded(draw)), _) => draw(),
                        (None, Some(why)) => trouble::note(&why, Some(again)),
                        (None, None) => html! { <p id={HINT} class="search-about">{ words::SEARCH_HINT }</p> },
                    } }
                </div>
            </div>
        </>
    }
}

#[wasm_split(search, fallible)]
fn search() -> Result<Draw, Trouble> {
    Ok(draw)
}

fn draw() -> Html {
    html! { <SearchPlaces /> }
}
