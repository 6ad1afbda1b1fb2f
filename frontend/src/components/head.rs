//! The head of the page: the brand, whether the lab answers, this page's own socket pair, the search, and the drawers' buttons.

use yew::prelude::*;

use crate::components::connection::Connection;
use crate::components::search::SearchPanel;
use crate::components::{icon, settings};
use crate::hooks::{Drawer, Shared};
use crate::model::lab::{Lab, Link};
use crate::model::messages;

/// Draws the head. `open` is the drawer that is open, `set_open` opens or closes one.
pub(crate) fn head(shared: &Shared, open: Option<Drawer>, set_open: &Callback<Option<Drawer>>) -> Html {
    let unfold = |drawer, word, sign| unfold(open == Some(drawer), set_open.clone(), drawer, word, sign);
    html! {
        <header class="head">
            { unfold(Drawer::Contents, messages::CONTENTS, icon::contents()) }
            <a class="brand" href="/">{ icon::mark() }<span>{ messages::BRAND }</span></a>
            { status(&shared.lab) }
            <SearchPanel />
            { unfold(Drawer::Wire, messages::WIRE, icon::wire()) }
            <button type="button" class="quiet head-button" popovertarget="settings" aria-label={messages::SETTINGS}>
                { icon::settings() }<span class="head-word">{ messages::SETTINGS }</span>
            </button>
            { settings::panel(shared) }
        </header>
    }
}

fn unfold(open: bool, set: Callback<Option<Drawer>>, drawer: Drawer, word: &'static str, sign: Html) -> Html {
    html! {
        <button type="button" id={drawer.button()} class={classes!("quiet", "head-button", drawer.button())}
            aria-label={word} aria-expanded={open.to_string()} aria-controls={drawer.id()}
            onclick={move |_: MouseEvent| set.emit((!open).then_some(drawer))}>
            { sign }<span class="head-word">{ word }</span>
        </button>
    }
}

fn status(lab: &Lab) -> Html {
    let class = match lab.link {
        Link::Connecting => "waits",
        Link::Up => "up",
        Link::Gone => "gone",
    };
    html! {
        <div class={classes!("status", class)}>
            <span class="status-state"><span class="dot" aria-hidden="true"></span><span class="status-word">{ messages::link(lab.link) }</span></span>
            <Connection />
        </div>
    }
}
