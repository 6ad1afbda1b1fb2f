//! The raw console: a TCP connection to a port of the learner's choice, byte for byte.

mod consent;
mod input;
mod transcript;

use concepts::port::Port;
use course::shell::Shell;
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::field::{address_field, port_field, typed};
use crate::components::notation::address;
use crate::components::tcp_state::tcp_state;
use crate::hooks::{use_console, use_newest, use_settled};
use crate::model::console::talk::{Act, End, HOSTS, Phase, Talk, Target};
use crate::model::messages::{console as words, widgets};
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn Console(props: &WidgetProps<u16>) -> Html {
    let line = use_console();
    let text = use_state_eq(|| props.start.to_string());
    let host = use_state_eq(|| HOSTS[0].to_owned());
    let port = text.trim().parse::<Port>();
    let fault = port.as_ref().err().map(ToString::to_string);
    let target = port.ok().map(|port| Target { host: (*host).clone(), port: port.number() });
    let talk = &*line.talk;
    let heard = use_settled(words::summary(talk));
    let account = use_newest(talk.entries.back().map(|entry| entry.id));
    let busy = matches!(talk.phase, Phase::Looking | Phase::Asking(_) | Phase::Connecting);
    let onsubmit = {
        let (connect, target) = (line.connect.clone(), target.clone().filter(|_| !busy));
        move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(target) = &target {
                connect.emit(target.clone());
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
    let shell = props.place.shell;
    let command = target.as_ref().and_then(|target| {
        let (program, arguments) = target.command(matches!(shell, Shell::Linux | Shell::Macos));
        quote::line(shell, program, &arguments).ok()
    });
    let id = &props.place.widget.id;
    let (field, hosts, fault_id) = (format!("{id}-port"), format!("{id}-host"), format!("{id}-fault"));
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    { address_field(hosts, widgets::HOST_FIELD, HOSTS, &host, set_host) }
                    { port_field(field, widgets::PORT_FIELD, &text, None, (&fault_id, fault.is_some()), set_text) }
                    <button type="submit" class={classes!((talk.phase == Phase::Open).then_some("quiet"))} aria-disabled={(busy || fault.is_some()).to_string()}>
                        { if busy { words::CONNECTING } else { words::CONNECT } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </form>
                <div class="console">
                    { standing(talk, &line.act) }
                    <p class="sr" role="status">{ heard }</p>
                    { transcript::transcript(talk, account) }
                    <input::Input id={id.clone()} target={talk.target.clone().or(target)} ready={talk.can_send()} send={line.send.clone()} />
                </div>
                <consent::Consent id={id.clone()} who={asked(talk)} answer={line.consent.clone()} />
            </>
        },
    )
}

/// The question to ask, while there is one.
fn asked(talk: &Talk) -> Option<String> {
    match (&talk.phase, &talk.target) {
        (Phase::Asking(who), Some(target)) => Some(words::who(who.as_ref(), &target.authority())),
        _ => None,
    }
}

/// Where the connection stands, and what can be done to it.
fn standing(talk: &Talk, act: &Callback<Act>) -> Html {
    let ends = talk.ends;
    html! {
        <div class="console-head">
            <p class="console-state">
                if let (Some((local, peer)), Some(state)) = (ends, talk.state) {
                    { tcp_state(state) }{ " " }{ address(&local.to_string()) }{ " " }
                    <span aria-hidden="true">{ "→" }</span><span class="sr">{ words::TO }</span>{ " " }{ address(&peer.to_string()) }
                } else if let Phase::Ended(end @ (End::Unopened | End::Lost)) = &talk.phase {
                    { words::ended(end) }
                } else if let Phase::Ended(_) = &talk.phase {
                    { words::CLOSED }
                } else {
                    { words::NO_CONNECTION }
                }
            </p>
            <div class="row">
                { for Act::ALL.map(|one| {
                    let can = talk.can(one);
                    let act = act.clone();
                    let onclick = move |_: MouseEvent| {
                        if can {
                            act.emit(one);
                        }
                    };
                    html! {
                        <button type="button" key={words::act(one)} class="quiet console-act" aria-disabled={(!can).to_string()} {onclick}>
                            { words::act(one) }<span class="button-over">{ words::follows(talk.follows(one)) }</span>
                        </button>
                    }
                }) }
            </div>
        </div>
    }
}
