//! One TCP connect to a port of the learner's choice, and what came of it.

use concepts::port::Port;
use protocol::probe::Probe as Reply;
use yew::prelude::*;

use crate::api;
use crate::components::card::card_with;
use crate::components::diagnosis::prose;
use crate::components::field::{address_field, port_field, typed};
use crate::components::notation::address;
use crate::components::state::state;
use crate::components::trouble;
use crate::hooks::{browser, use_ask};
use crate::model::messages::widgets as words;
use crate::model::time::elapsed;
use crate::widgets::WidgetProps;
use course::quote;

/// The hosts to choose from: addresses alone, as a name may mean several of them.
const HOSTS: [&str; 3] = ["127.0.0.1", "127.0.0.2", "::1"];

/// How many earlier answers are shown.
const EARLIER: usize = 5;

#[component]
pub(crate) fn Probe(props: &WidgetProps<u16>) -> Html {
    let text = use_state_eq(|| props.start.to_string());
    let host = use_state_eq(|| HOSTS[0].to_owned());
    let port = text.trim().parse::<Port>();
    let target = port.as_ref().map(|port| match host.as_str() {
        "127.0.0.1" => format!("/probe/{port}"),
        host => format!("/probe/{port}?host={host}"),
    });
    let fault = port.err().map(|fault| fault.to_string());
    let path = target.clone().unwrap_or_default();
    let (asked, knock) = use_ask(move |before: Option<Vec<Reply>>| {
        let path = path.clone();
        async move {
            let reply: Reply = api::get(&path).await?;
            let mut all = vec![reply];
            all.extend(before.unwrap_or_default().into_iter().take(EARLIER));
            Ok(all)
        }
    });
    let onsubmit = {
        let ready = fault.is_none();
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                knock.emit(());
            }
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
    let command = target.ok().and_then(|target| {
        quote::line(props.place.shell, "curl", &[format!("{}{target}", browser::authority())]).ok()
    });
    let id = &props.place.widget.id;
    let (field, hosts, fault_id) = (format!("{id}-port"), format!("{id}-host"), format!("{id}-fault"));
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    { address_field(hosts, words::HOST_FIELD, HOSTS, &host, set_host) }
                    { port_field(field, words::PORT_FIELD, &text, None, (&fault_id, fault.is_some()), set_text) }
                    <button type="submit" aria-disabled={(asked.busy || fault.is_some()).to_string()}>
                        { if asked.busy { words::KNOCKING } else { words::KNOCK } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </form>
                <div class="happened" aria-live="polite" hidden={asked.answer.is_none() && asked.trouble.is_none()}>
                    if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    if let Some(latest) = asked.answer.as_ref().and_then(|all| all.first()) { { result(latest) } }
                </div>
                { earlier(asked.answer.as_deref().unwrap_or_default()) }
            </>
        },
    )
}

fn result(probe: &Reply) -> Html {
    html! {
        <div class="result">
            <p class="result-line">{ state(probe.state) }{ " " }{ address(&probe.target.to_string()) }
                <span class="result-time">{ words::AFTER }{ " " }<strong>{ elapsed(probe.elapsed_us) }</strong></span>
                if let Some(errno) = &probe.errno { <code class="errno">{ errno.clone() }</code> }
            </p>
            <p>{ probe.reason.clone() }</p>
            if let Some(listener) = &probe.listener {
                <p>{ prose(&words::listener(listener.process.as_deref(), listener.pid, &listener.local.to_string())) }</p>
            }
            if let Some(service) = &probe.service { <p class="soft">{ words::usual(service) }</p> }
        </div>
    }
}

fn earlier(all: &[Reply]) -> Html {
    let earlier = all.get(1..).unwrap_or_default();
    html! {
        <div class="earlier" hidden={earlier.is_empty()}>
            <h4>{ words::EARLIER }</h4>
            <ul>{ for earlier.iter().enumerate().map(|(index, probe)| html! {
                <li key={index}>{ state(probe.state) }{ " " }{ address(&probe.target.to_string()) }{ " " }
                    <span class="result-time">{ words::AFTER }{ " " }{ elapsed(probe.elapsed_us) }</span></li>
            }) }</ul>
        </div>
    }
}
