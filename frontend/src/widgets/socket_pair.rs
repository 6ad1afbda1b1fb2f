//! This page's own connection: two sockets, what went over it, and what the kernel knows of it.

use protocol::connection::Whoami;
use yew::prelude::*;

use crate::components::card::card;
use crate::components::ends::{Ends, ends};
use crate::components::figures::figures;
use crate::components::trouble;
use crate::hooks::{Seen, Shared, use_connection, use_shared};
use crate::model::messages::{kernel, widgets as words};
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn SocketPair(props: &WidgetProps<()>) -> Html {
    let Shared { lab, .. } = use_shared();
    let (asked, ask) = use_connection();
    let shown = lab.whoami.as_ref();
    let connection = shown.map(|whoami| whoami.connection);
    let new = asked.answer.as_ref().filter(|seen| seen.is_new).map(|Seen { whoami, .. }| whoami);
    card(
        &props.place,
        html! {
            <>
                <div class="happened">
                    { ends(&Ends {
                        client: words::END_BROWSER,
                        peer: connection.map(|pair| pair.peer),
                        local: connection.map(|pair| pair.local),
                        label: "GET /whoami",
                        beat: asked.answer.as_ref().map_or(0, |seen| seen.whoami.requests),
                    }) }
                    <div class="said" aria-live="polite">
                        if let Some(whoami) = shown { { said(whoami) } } else { <p>{ words::NOT_ASKED }</p> }
                        if let Some(whoami) = new.filter(|whoami| Some(whoami.connection) == connection) {
                            <p class="note">{ words::other_connection(whoami.connection.peer.port(), whoami.requests) }</p>
                        }
                        if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    </div>
                    <button type="button" aria-disabled={asked.busy.to_string()} onclick={move |_: MouseEvent| ask.emit(())}>
                        { words::ASK_AGAIN }
                    </button>
                </div>
                <details class="fold">
                    <summary>{ kernel::FOLD }</summary>
                    <div class="fold-inside">if let Some(whoami) = shown { { figures(whoami) } }</div>
                </details>
            </>
        },
    )
}

fn said(whoami: &Whoami) -> Html {
    html! {
        <p>
            { words::carried(whoami.requests, whoami.connection.id) }
            if let Some(info) = whoami.tcp_info { { " " }{ words::round_trip(&info) } }
        </p>
    }
}
