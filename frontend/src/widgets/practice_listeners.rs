//! Starts practice listeners, shows who talks to them, stops them.

use std::rc::Rc;

use protocol::journal::{Entry, Step};
use protocol::listeners::{Kind, Listener};
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::command::command;
use crate::components::field::{address_field, port_field, text_of, typed};
use crate::components::notation::{address, port as port_text};
use crate::components::trouble;
use crate::hooks::{Shared, browser, use_focus_when, use_listeners, use_shared};
use crate::model::listeners::{self as model, ADDRESSES, Busy, Done};
use crate::model::messages::{self, listeners as words, practice};
use crate::model::wire::who;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn PracticeListeners(props: &WidgetProps<String>) -> Html {
    let shared = use_shared();
    let (running, start, stop) = use_listeners();
    let kind = use_state_eq(|| chosen(&props.start).unwrap_or(Kind::TcpEcho));
    let host = use_state_eq(|| ADDRESSES[0]);
    let text = use_state_eq(String::new);
    let list = use_node_ref();
    // What had the focus is gone with its row.
    use_focus_when(matches!(running.done, Some(Done::Stopped(_))) && running.busy.is_none(), list.clone());

    let port = model::port(&text);
    let body = port.as_ref().ok().map(|port| model::start(*kind, *host, *port));
    let fault = port.err().map(|fault| fault.to_string());
    let foot =
        body.as_ref().and_then(|body| model::start_command(props.place.shell, &browser::authority(), body));
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(body) = &body {
            start.emit(body.clone());
        }
    };
    let starting = running.busy == Some(Busy::Start);
    let said = running.done.as_ref().map(words::done);
    let id = &props.place.widget.id;
    let (kind_id, host_id, port_id, fault_id) =
        (format!("{id}-kind"), format!("{id}-host"), format!("{id}-port"), format!("{id}-fault"));
    let set_kind = {
        let kind = kind.clone();
        move |event: Event| kind.set(chosen(&text_of(&event)).unwrap_or(Kind::TcpEcho))
    };
    let set_host = {
        let host = host.clone();
        move |chosen: String| host.set(chosen.parse().unwrap_or(ADDRESSES[0]))
    };
    let set_text = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let rows = running.listeners.as_deref().map(Vec::as_slice);
    card_with(
        &props.place,
        foot,
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    <label class="field" for={kind_id.clone()}><span class="field-name">{ words::KIND }</span>
                        <select id={kind_id} onchange={set_kind}>
                            { for words::OFFERED.map(|(one, _)| html! { <option value={one.word()} selected={one == *kind}>{ one.name() }</option> }) }
                        </select>
                    </label>
                    { address_field(host_id, words::ADDRESS, ADDRESSES, &host.to_string(), set_host) }
                    { port_field(port_id, words::PORT, &text, Some(words::ANY_PORT), (&fault_id, fault.is_some()), set_text) }
                    <button type="submit" aria-disabled={(running.busy.is_some() || fault.is_some()).to_string()}>
                        { if starting { words::STARTING } else { words::START } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                    <p class="hint-line kind-does">{ words::does(*kind) }</p>
                </form>
                <div class="happened practice">
                    <div aria-live="polite">
                        if let Some(trouble) = &running.trouble { { trouble::note(trouble, None) } }
                    </div>
                    <p class="sr" role="status">{ said }</p>
                    <ul class="practice-list" ref={list} aria-label={words::LIST} hidden={rows.is_none_or(<[_]>::is_empty)}>
                        { for rows.unwrap_or_default().iter().map(|one| row(one, &shared, &stop, running.busy)) }
                    </ul>
                    <p class="soft" hidden={rows.is_none_or(|rows| !rows.is_empty())}>{ words::EMPTY }</p>
                </div>
            </>
        },
    )
}

fn chosen(word: &str) -> Option<Kind> {
    words::OFFERED.iter().map(|(kind, _)| *kind).find(|kind| kind.word() == word)
}

fn row(one: &Listener, shared: &Shared, stop: &Callback<u64>, busy: Option<Busy>) -> Html {
    let (stop, id) = (stop.clone(), one.id);
    let lines = model::lines(one.id, shared.lab.wire.entries());
    let talk = model::talk_command(shared.shell(), &browser::authority(), one);
    html! {
        <li class="practice-one" key={one.id}>
            <div class="practice-head">
                <strong>{ one.kind.name() }</strong>
                { address(&one.local.to_string()) }
                <span class="practice-counts">{ words::counts(one) }</span>
                <button type="button" class="quiet" aria-label={words::stop(one)} aria-disabled={busy.is_some().to_string()}
                    onclick={move |_: MouseEvent| stop.emit(id)}>{ words::STOP }</button>
            </div>
            if lines.is_empty() { <p class="hint-line" key="quiet">{ words::quiet(one.accepted) }</p> }
            <div class="practice-talk" key="talk">
                { match talk {
                    Some(talk) => command(shared.shell(), &talk),
                    None => html! { <p class="hint-line">{ words::NO_TOOL }</p> },
                } }
            </div>
            <ol class="practice-lines" key="lines" aria-label={words::HAPPENED} hidden={lines.is_empty()}>
                { for lines.iter().map(line) }
            </ol>
        </li>
    }
}

fn line(entry: &Rc<Entry>) -> Html {
    let Some(visit) = entry.practice() else { return Html::default() };
    let story = practice::story(&visit.step);
    let class = match visit.step {
        Step::Accepted | Step::Datagram(_) => "fine",
        Step::Said(_) | Step::Closed(_) => "other",
    };
    html! {
        <li key={entry.id}>
            <span class="practice-time">{ browser::clock(entry.time_ms) }</span>
            <span>
                { who(entry) }{ " " }{ messages::FROM }{ " " }{ port_text(entry.connection.peer.port()) }{ " " }
                <span class={classes!("status-code", class)}>{ practice::word(&visit.step) }</span>
                if !story.is_empty() { { ": " }{ story } }
            </span>
        </li>
    }
}
