//! This page's own connection: two sockets, and what went over it.

use protocol::connection::Whoami;
use yew::prelude::*;

use crate::api;
use crate::components::card::card;
use crate::components::ends::{Ends, ends};
use crate::components::trouble;
use crate::hooks::{Shared, use_ask, use_shared};
use crate::model::messages::widgets as words;
use crate::model::time::elapsed;
use crate::widgets::WidgetProps;

/// An answer of `/whoami`, and whether it came over another connection than the one before.
#[derive(Clone, PartialEq)]
struct Answer {
    whoami: Whoami,
    is_new: bool,
}

#[component]
pub(crate) fn SocketPair(props: &WidgetProps<()>) -> Html {
    let Shared { lab, .. } = use_shared();
    let first = lab.whoami.clone();
    let (asked, ask) = use_ask(move |before: Option<Answer>| {
        let known = before.map(|before| before.whoami).or_else(|| first.clone());
        async move {
            let whoami: Whoami = api::get("/whoami").await?;
            let is_new = known.is_some_and(|known| known.connection.id != whoami.connection.id);
            Ok(Answer { whoami, is_new })
        }
    });
    let shown = asked.answer.as_ref().map(|answer| &answer.whoami).or(lab.whoami.as_ref());
    let connection = shown.map(|whoami| whoami.connection);
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
                        beat: asked.answer.as_ref().map_or(0, |answer| answer.whoami.requests),
                    }) }
                    <div class="said" aria-live="polite">
                        if let Some(whoami) = shown { { said(whoami) } } else { <p>{ words::NOT_ASKED }</p> }
                        if let Some(answer) = asked.answer.as_ref().filter(|answer| answer.is_new) {
                            <p class="note">{ words::new_connection(answer.whoami.connection.peer.port()) }</p>
                        }
                        if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    </div>
                    <button type="button" aria-disabled={asked.busy.to_string()} onclick={move |_: MouseEvent| ask.emit(())}>
                        { words::ASK_AGAIN }
                    </button>
                </div>
            </>
        },
    )
}

fn said(whoami: &Whoami) -> Html {
    html! {
        <p>
            { words::carried(whoami.requests, whoami.connection.id) }
            if let Some(info) = whoami.tcp_info { { " " }{ words::round_trip(&elapsed(u64::from(info.rtt_us))) } }
        </p>
    }
}
