//! The learner's own server: noticed when it starts and when it stops, named, and fetched from.

use std::rc::Rc;

use concepts::port::Port;
use protocol::doctor::{Diagnosis, Stage};
use protocol::probe::State;
use yew::prelude::*;

use crate::api::doctor::diagnose;
use crate::components::card::card_with;
use crate::components::field::{port_field, typed};
use crate::components::notation::address;
use crate::components::state::sign;
use crate::components::{diagnosis, trouble};
use crate::hooks::{Followed, Shared, browser, use_ask, use_settled, use_shared, use_table};
use crate::model::messages::doctor::CURL_ITSELF;
use crate::model::messages::microscope::{BLIND, LOOK_AGAIN};
use crate::model::messages::{serve as words, widgets};
use crate::model::own_server::{self, Happens, Listening, Watched};
use crate::widgets::WidgetProps;
use crate::widgets::doctor::verdict;
use course::quote;

/// The steps of a diagnosis that tell how a server was fetched from.
const FETCHED: [Stage; 3] = [Stage::Connect, Stage::Tls, Stage::Http];

impl Reducible for Watched {
    type Action = Happens;

    fn reduce(self: Rc<Self>, happens: Happens) -> Rc<Self> {
        Rc::new(self.after(&happens))
    }
}

/// Signs of an address that stay readable where it is a value in another one.
const KEPT: &str = ":/[]-._~";

#[component]
pub(crate) fn OwnServer(props: &WidgetProps<u16>) -> Html {
    let (text, path) = (use_state_eq(|| props.start.to_string()), use_state_eq(|| "/".to_owned()));
    let port = text.trim().parse::<Port>();
    let number = port.as_ref().ok().map(|port| port.number());
    let Shared { lab, .. } = use_shared();
    let state = use_reducer_eq(Watched::default);
    let watched = number.map_or_else(Watched::default, |port| state.of(port));
    let dispatcher = state.dispatcher();
    let followed = Callback::from(move |followed| match (followed, number) {
        (Followed::Look(table), Some(port)) => dispatcher.dispatch(Happens::Look(port, table)),
        (Followed::Lost, Some(port)) => dispatcher.dispatch(Happens::Lost(port)),
        _ => {}
    });
    let table = number.map(|port| format!("port={port}&state=listen"));
    let path_followed =
        table.as_ref().filter(|_| !watched.lost).map(|query| format!("/sockets/stream?{query}"));
    use_table(path_followed, followed);
    // A lab that came back is followed again.
    let again = state.dispatcher();
    use_effect_with(lab.returns, move |_| again.dispatch(Happens::Again));
    let again = state.dispatcher();
    let server = watched.now.first().cloned();
    let url = server.as_ref().map(|server| own_server::address(server, &path));
    let (asked, fetch) = use_ask({
        let url = url.clone().unwrap_or_default();
        move |_: Option<Diagnosis>| {
            let url = url.clone();
            async move { diagnose(&url).await }
        }
    });
    let onsubmit = {
        let ready = url.is_some();
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                fetch.emit(());
            }
        }
    };
    let said = use_settled(state_words(&watched));
    let command = match (&url, &table) {
        (Some(url), _) => format!("http://{}/doctor?url={}", browser::authority(), quote::percent(url, KEPT)),
        (None, Some(query)) => format!("http://{}/sockets?{query}", browser::authority()),
        (None, None) => format!("http://{}/sockets?state=listen", browser::authority()),
    };
    let fault = port.err().map(|fault| fault.to_string());
    let id = &props.place.widget.id;
    let (port_id, path_id, fault_id) = (format!("{id}-port"), format!("{id}-path"), format!("{id}-fault"));
    let (set_port, set_path) = (text.clone(), path.clone());
    let answer = asked.answer.as_ref().filter(|_| asked.trouble.is_none());
    card_with(
        &props.place,
        quote::line(props.place.shell, "curl", &[command]).ok(),
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    { port_field(port_id, widgets::PORT_FIELD, &text, None, (&fault_id, fault.is_some()), typed(move |typed| set_port.set(typed))) }
                    <label class="field" for={path_id.clone()}><span class="field-name">{ words::PATH }</span>
                        <input id={path_id} type="text" class="mono" autocomplete="off" spellcheck="false" maxlength="200" value={(*path).clone()}
                            oninput={typed(move |typed| set_path.set(typed))} /></label>
                    <button type="submit" aria-disabled={(asked.busy || url.is_none()).to_string()}>
                        { if asked.busy { words::FETCHING } else { words::FETCH } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </form>
                <div class="happened own-server">
                    <div class="own-state" key="state">{ standing(&watched) }</div>
                    <p class="sr" role="status" key="said">{ said }</p>
                    if watched.lost {
                        <div class="trouble" key="lost"><p>{ BLIND }</p>
                            <button type="button" class="quiet" onclick={move |_: MouseEvent| again.dispatch(Happens::Again)}>{ LOOK_AGAIN }</button></div>
                    }
                    <div class="own-fetched" key="fetched" hidden={answer.is_none() && asked.trouble.is_none()}>
                        <div role="status">
                            if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                            if let Some(answer) = answer { { verdict(answer, CURL_ITSELF) } }
                        </div>
                        if let Some(answer) = answer { { diagnosis::steps(&fetched(answer)) } }
                    </div>
                </div>
            </>
        },
    )
}

/// The steps that tell how it was fetched from.
fn fetched(answer: &Diagnosis) -> Diagnosis {
    let steps = answer.steps.iter().filter(|step| FETCHED.contains(&step.stage)).cloned().collect();
    Diagnosis { steps, ..answer.clone() }
}

/// What is read out when it changes.
fn state_words(watched: &Watched) -> String {
    match (watched.now.as_slice(), watched.before.first()) {
        ([], None) => String::new(),
        ([], Some(before)) => words::gone(before.process.as_ref()),
        (now, _) => {
            let one = |one: &Listening| {
                format!("{} {} {}", words::program(one.process.as_ref()), words::LISTENS_ON, one.local)
            };
            now.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

fn standing(watched: &Watched) -> Html {
    if !watched.looked {
        let waits = !watched.lost && watched.port.is_some();
        return html! { <p class="soft" key="looking" hidden={!waits}>{ words::LOOKING }</p> };
    }
    if watched.now.is_empty() {
        let story = watched.before.first().map(|before| words::gone(before.process.as_ref()));
        return html! {
            <p class="own-none" key="none"><span class="state closed">{ sign(State::Closed) }{ State::Closed.word() }</span>
                <span>{ story.unwrap_or_else(|| words::NOBODY.to_owned()) }</span></p>
        };
    }
    html! {
        <ul class="own-list" key="there">{ for watched.now.iter().map(|one| html! {
            <li key={one.local.to_string()}>
                <span class="state open">{ sign(State::Open) }{ State::Open.word() }</span>
                <span><strong>{ words::program(one.process.as_ref()) }</strong>{ " " }{ words::LISTENS_ON }{ " " }{ address(&one.local.to_string()) }
                    if one.is_everywhere() { <span class="own-everywhere">{ words::EVERYWHERE }</span> }</span>
            </li>
        }) }</ul>
    }
}
