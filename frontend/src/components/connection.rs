//! This page's own socket pair in the head; it leads to what the kernel knows of the connection.

use course::shell::Variants;
use yew::prelude::*;

use crate::components::command::command;
use crate::components::figures::figures;
use crate::components::notation::address;
use crate::components::trouble;
use crate::hooks::{browser, use_connection, use_shared};
use crate::model::messages::{self, kernel, widgets};

/// The panel's identifier.
const PANEL: &str = "connection-panel";

/// The button is the pair itself. The browser opens and closes the panel, also with Escape, and keeps the focus.
#[component]
pub(crate) fn Connection() -> Html {
    let shared = use_shared();
    let (asked, ask) = use_connection();
    let again = ask.clone();
    let Some(whoami) = &shared.lab.whoami else { return html! { <span class="pair"></span> } };
    let curl = Variants::everywhere(&format!("curl http://{}/whoami", browser::authority()));
    html! {
        <>
            <button type="button" class="pair" popovertarget={PANEL} onclick={move |_: MouseEvent| ask.emit(())}>
                <span class="pair-word">{ messages::THIS_PAGE }</span>
                { address(&whoami.connection.peer.to_string()) }
                <span class="pair-arrow" aria-hidden="true">{ "⇄" }</span>
                { address(&whoami.connection.local.to_string()) }
                <span class="sr">{ kernel::OPENS }</span>
            </button>
            <div id={PANEL} class="popover broad" popover="auto" role="dialog" aria-labelledby="connection-title">
                <div>
                    <h2 id="connection-title" class="popover-title">{ kernel::TITLE }</h2>
                    <p class="said" role="status">{ widgets::carried(whoami.requests, whoami.connection.id) }</p>
                    { figures(whoami) }
                </div>
                if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                <div class="row">
                    <button type="button" class="quiet" aria-disabled={asked.busy.to_string()} onclick={move |_: MouseEvent| again.emit(())}>
                        { widgets::ASK_AGAIN }
                    </button>
                </div>
                <div class="popover-foot">
                    <span class="sr">{ widgets::SAME }</span>
                    { command(shared.shell(), curl.of(shared.shell())) }
                </div>
            </div>
        </>
    }
}
