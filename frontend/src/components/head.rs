//! The head of the page: the brand, whether the lab answers, this page's own socket pair, and the drawers' buttons.

use yew::prelude::*;

use crate::components::icon;
use crate::components::notation::address;
use crate::components::settings::SettingsPanel;
use crate::hooks::{Drawer, use_lab_context};
use crate::model::lab::{Lab, Link};
use crate::model::messages;

#[derive(Properties, PartialEq)]
pub(crate) struct HeadProps {
    /// The drawer that is open.
    pub(crate) open: Option<Drawer>,
    /// Opens or closes one.
    pub(crate) set_open: Callback<Option<Drawer>>,
}

#[component]
pub(crate) fn Head(props: &HeadProps) -> Html {
    let lab = use_lab_context();
    html! {
        <header class="head">
            { unfold(props, Drawer::Contents, messages::CONTENTS, icon::contents()) }
            <a class="brand" href="/">{ icon::mark() }<span>{ messages::BRAND }</span></a>
            { status(&lab) }
            { unfold(props, Drawer::Wire, messages::WIRE, icon::wire()) }
            <button type="button" class="quiet head-button" popovertarget="settings" aria-label={messages::SETTINGS}>
                { icon::settings() }<span class="head-word">{ messages::SETTINGS }</span>
            </button>
            <SettingsPanel />
        </header>
    }
}

fn unfold(props: &HeadProps, drawer: Drawer, word: &'static str, sign: Html) -> Html {
    let open = props.open == Some(drawer);
    let set = props.set_open.clone();
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
            <span class="pair" aria-label={messages::PAIR_LABEL} role="group">
                if let Some(whoami) = &lab.whoami {
                    <span class="pair-word">{ messages::THIS_PAGE }</span>
                    { address(&whoami.connection.peer.to_string()) }
                    <span class="pair-arrow" aria-hidden="true">{ "⇄" }</span>
                    { address(&whoami.connection.local.to_string()) }
                }
            </span>
        </div>
    }
}
