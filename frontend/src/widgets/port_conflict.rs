//! One address and port bound twice, for real: what the second one is told, and who holds it.

use protocol::bind::{Conflict, DESTINATIONS, Try};
use protocol::probe::State;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::{address_field, port_field, typed};
use crate::components::notation::address;
use crate::components::state::sign;
use crate::components::trouble;
use crate::hooks::{browser, use_ask};
use crate::model::messages::bind as words;
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn PortConflict(props: &WidgetProps<()>) -> Html {
    let text = use_state_eq(String::new);
    let host = use_state_eq(|| DESTINATIONS[0].to_string());
    let port = match text.trim() {
        "" => Some(0),
        digits => digits.parse::<u16>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit())),
    };
    let body = format!(r#"{{"host":"{}","port":{}}}"#, *host, port.unwrap_or_default());
    let (asked, ask) = use_ask({
        let body = body.clone();
        move |_: Option<Conflict>| {
            let body = body.clone();
            async move { api::send(Method::POST, "/bind/conflict", Some(&body)).await }
        }
    });
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if port.is_some() {
            ask.emit(());
        }
    };
    let set_text = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let set_host = {
        let host = host.clone();
        move |chosen| host.set(chosen)
    };
    let url = format!("http://{}/bind/conflict", browser::authority());
    let arguments = ["-H", "Content-Type: application/json", "-d", &body, &url].map(str::to_owned);
    let command = quote::line(props.place.shell, "curl", &arguments).ok();
    let id = &props.place.widget.id;
    let (field, hosts, fault) = (format!("{id}-port"), format!("{id}-host"), format!("{id}-fault"));
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    { address_field(hosts, words::HOST, DESTINATIONS, &host, set_host) }
                    { port_field(field, words::PORT, &text, Some(words::ANY), (&fault, port.is_none()), set_text) }
                    <button type="submit" aria-disabled={(asked.busy || port.is_none()).to_string()}>
                        { if asked.busy { words::TRYING } else { words::TWICE } }
                    </button>
                    <p class="fault" id={fault} role="status">{ port.is_none().then_some(words::PORT_FAULT) }</p>
                </form>
                <div class="happened" aria-live="polite" hidden={asked.answer.is_none() && asked.trouble.is_none()}>
                    if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    if let Some(conflict) = &asked.answer {
                        <p class="result-line">{ address(&conflict.local.to_string()) }</p>
                        <ol class="bind-tries">{ for conflict.tries.iter().enumerate().map(|(index, one)| html! { <li key={index}>{ attempt(one) }</li> }) }</ol>
                        if let Some(waiting) = conflict.waiting { <p>{ words::waiting(waiting) }</p> }
                    }
                </div>
            </>
        },
    )
}

fn attempt(one: &Try) -> Html {
    let (state, word) = match &one.fault {
        None => (State::Open, words::BOUND.to_owned()),
        Some(fault) => (State::Closed, fault.errno.clone().unwrap_or_else(|| words::NOT.to_owned())),
    };
    html! {
        <div class="bind-try">
            <span class={classes!("state", state.word())}>{ sign(state) }{ word }</span>
            <span>{ words::when(one.when) }</span>
            <span class="bind-note">{ words::how(one.reuse) }</span>
            if let Some(fault) = &one.fault { <span class="bind-why">{ fault.reason.clone() }</span> }
        </div>
    }
}
