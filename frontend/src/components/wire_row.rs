//! One entry of the journal in the live wire, with its details folded under it.

use std::rc::Rc;

use concepts::notation;
use protocol::journal::{Entry, Event, Request};
use protocol::probe::State;
use yew::prelude::*;

use crate::components::notation::{address, part, port};
use crate::components::state::{outcome, sign};
use crate::components::wire_practice;
use crate::hooks::browser;
use crate::model::messages::{self, detail};
use crate::model::time;
use crate::model::wire::{by_hand, who};

#[derive(Properties, PartialEq)]
pub(crate) struct WireRowProps {
    pub(crate) entry: Rc<Entry>,
    /// How long ago it was, in words.
    pub(crate) ago: AttrValue,
    /// Whether it arrived while the page watched.
    pub(crate) fresh: bool,
}

#[component]
pub(crate) fn WireRow(props: &WireRowProps) -> Html {
    let open = use_state_eq(|| false);
    let entry = &props.entry;
    let id = format!("entry-{}", entry.id);
    let toggle = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    let class = classes!(
        "event",
        props.fresh.then_some("fresh"),
        by_hand(entry).then_some("by-hand"),
        open.then_some("open")
    );
    html! {
        <li {class}>
            <button type="button" class="event-line" aria-expanded={open.to_string()} aria-controls={id.clone()} onclick={toggle}>
                <span class="event-request">
                    { match &entry.event {
                        Event::Request(request) => what(request),
                        Event::Practice(practice) => wire_practice::what(entry, practice),
                    } }
                </span>
                <span class="event-ago">{ props.ago.clone() }</span>
                <span class="event-who">
                    { who(entry) }{ " " }{ messages::FROM }{ " " }{ port(entry.connection.peer.port()) }
                    { match &entry.event {
                        Event::Request(request) => result(request),
                        Event::Practice(practice) => wire_practice::story(practice),
                    } }
                </span>
            </button>
            <dl {id} class="event-details" hidden={!*open}>
                if *open {
                    { match &entry.event {
                        Event::Request(request) => details(entry, request),
                        Event::Practice(practice) => wire_practice::details(entry, practice),
                    } }
                }
            </dl>
        </li>
    }
}

/// The class of a status: whether it went well.
pub(crate) const fn kind(status: u16) -> &'static str {
    match status {
        200..=299 => "fine",
        400..=599 => "bad",
        _ => "other",
    }
}

fn what(request: &Request) -> Html {
    html! {
        <>
            <span class="event-method">{ request.method.clone() }</span>{ " " }
            <span class="event-target">{ request.target.clone() }</span>{ " " }
            <span class={classes!("status-code", kind(request.status))}>{ request.status }</span>
        </>
    }
}

fn result(request: &Request) -> Html {
    match (&request.refused, &request.outcome) {
        (Some(_), _) => html! {
            <span class="event-outcome state closed">{ sign(State::Closed) }{ messages::REFUSED }</span>
        },
        (None, Some(word)) => html! { <span class="event-outcome">{ outcome(word) }</span> },
        (None, None) => Html::default(),
    }
}

/// A detail with its name.
pub(crate) fn line(name: &'static str, value: Html) -> Html {
    html! { <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn details(entry: &Entry, request: &Request) -> Html {
    let host = match notation::parts(&request.host) {
        Some(parts) => html! { <code class="notation">{ for parts.iter().map(part) }</code> },
        None => html! { { request.host.clone() } },
    };
    let agent = request.user_agent.clone().unwrap_or_else(|| detail::NONE.to_owned());
    html! {
        <>
            { line(detail::TIME, html! { { browser::clock(entry.time_ms) } }) }
            { line(detail::HOST, host) }
            { line(detail::LOCAL, address(&entry.connection.local.to_string())) }
            { line(detail::TOOK, html! { { time::elapsed(request.duration_us) } }) }
            { line(detail::BYTES, html! { { messages::bodies(request.request_bytes, request.response_bytes) } }) }
            { line(detail::CONNECTION, html! { { messages::connection(entry.connection.id) } }) }
            { line(detail::AGENT, html! { { agent } }) }
            if let Some(refused) = &request.refused {
                { line(detail::REFUSED, html! { <code>{ refused.code.clone() }</code> }) }
                if let Some(origin) = &refused.origin { { line(detail::ORIGIN, html! { { origin.clone() } }) } }
                if refused.left_out > 0 { { line(detail::LEFT_OUT, html! { { refused.left_out } }) } }
            }
        </>
    }
}
