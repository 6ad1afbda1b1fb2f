//! The pages that are loaded when they are first looked at: everything that only the function under `wasm_split` reaches is in a
//! module of its own. Their styles are in the sheet that is loaded later.

use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use crate::components::trouble;
use crate::hooks::use_part;
use crate::model::messages::reference;
use crate::model::place::Page;
use crate::model::trouble::Trouble;
use crate::pages::cheatsheet::CheatsheetPage;
use crate::pages::glossary::GlossaryPage;

/// Draws a page at its place.
type Draw = fn(&LaterProps) -> Html;

/// What draws the pages, once it is there.
#[derive(Clone, Copy)]
struct Loaded(Draw);

impl PartialEq for Loaded {
    /// What was loaded is always the same.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct LaterProps {
    /// Which page.
    pub(crate) page: Page,
    /// Its address: path, query and fragment.
    pub(crate) place: AttrValue,
}

#[component]
pub(crate) fn Later(props: &LaterProps) -> Html {
    let (asked, ask) = use_part(|| async { reference_pages().await.map(Loaded) });
    use_effect_with((), {
        let ask = ask.clone();
        move |()| ask.emit(())
    });
    html! {
        <div class="later">
            { match (asked.answer, asked.trouble) {
                (Some(Loaded(draw)), _) => draw(props),
                (None, Some(trouble)) => html! { <div class="page">{ trouble::note(&trouble, Some(ask)) }</div> },
                (None, None) => html! { <p class="page soft">{ reference::LOADING }</p> },
            } }
        </div>
    }
}

#[wasm_split(reference, fallible)]
fn reference_pages() -> Result<Draw, Trouble> {
    Ok(draw)
}

fn draw(props: &LaterProps) -> Html {
    let place = props.place.clone();
    match props.page {
        Page::Glossary => html! { <GlossaryPage {place} /> },
        Page::Cheatsheet => html! { <CheatsheetPage {place} /> },
        Page::Start | Page::Lesson(_) | Page::Lost => Html::default(),
    }
}
