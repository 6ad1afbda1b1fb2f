//! Waits for the learner's request from a terminal, and shows it when it arrives.

use protocol::journal::{Entry, Request};
use yew::prelude::*;

use crate::components::card::card;
use crate::components::ends::{Ends, ends};
use crate::components::wire_row::kind;
use crate::hooks::{Shared, browser, use_shared};
use crate::model::messages::widgets as words;
use crate::model::wire::who;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn TerminalRequest(props: &WidgetProps<()>) -> Html {
    let Shared { lab, .. } = use_shared();
    // Requests from before this moment are no longer waited for; 0 takes any that the journal holds.
    let since = use_state_eq(|| 0_u64);
    let arrived = lab.wire.entries().iter().rev().find_map(|entry| {
        let request = entry.request().filter(|request| request.from_terminal())?;
        (entry.time_ms > *since).then_some((&**entry, request))
    });
    let again = move |_: MouseEvent| since.set(browser::now_ms());
    let (peer, local) = match arrived {
        Some((entry, _)) => (Some(entry.connection.peer), Some(entry.connection.local)),
        None => (None, lab.whoami.as_ref().map(|whoami| whoami.connection.local)),
    };
    let label =
        arrived.map_or_else(String::new, |(_, request)| format!("{} {}", request.method, request.target));
    card(
        &props.place,
        html! {
            <>
                <div class={classes!("happened", "arrival", arrived.is_some().then_some("arrived"))}>
                    { ends(&Ends { client: words::END_TERMINAL, peer, local, label: &label, beat: arrived.map_or(0, |(entry, _)| entry.id) }) }
                    <div class="said" role="status">
                        if let Some((entry, request)) = arrived { { there(entry, request) } } else { { waiting() } }
                    </div>
                    <button type="button" class="quiet" hidden={arrived.is_none()} onclick={again}>{ words::ANOTHER }</button>
                </div>
            </>
        },
    )
}

fn waiting() -> Html {
    html! {
        <div key="waiting">
            <p class="headline"><span class="waiting-dot" aria-hidden="true"></span>{ words::WAITING }</p>
            <p>{ words::WAITING_HINT }</p>
        </div>
    }
}

fn there(entry: &Entry, request: &Request) -> Html {
    let (port, clock) = (entry.connection.peer.port(), browser::clock(entry.time_ms));
    let story = match &request.user_agent {
        Some(_) => words::arrived(&who(entry), port, &clock),
        None => words::arrived_raw(port, &clock),
    };
    html! {
        <div key="there">
            <p class="headline">{ words::ARRIVED }{ ": " }<code>{ format!("{} {}", request.method, request.target) }</code>{ " " }
                <span class={classes!("status-code", kind(request.status))}>{ request.status }</span></p>
            <p class="big-port"><span class="p">{ port }</span></p>
            <p>{ story }</p>
        </div>
    }
}
