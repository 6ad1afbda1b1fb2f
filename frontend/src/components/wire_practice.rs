//! What happened at a practice listener, in the live wire.

use protocol::journal::{Entry, Practice, Step};
use yew::prelude::*;

use crate::components::notation::address;
use crate::components::wire_row::line;
use crate::hooks::browser;
use crate::model::messages::practice::{self as words, detail};
use crate::model::messages::{self, detail as common};
use crate::model::time;

/// What was talked to, and what happened: the first line of a row.
pub(crate) fn what(entry: &Entry, practice: &Practice) -> Html {
    let fine = match practice.step {
        Step::Accepted | Step::Datagram(_) => "fine",
        Step::Said(_) | Step::Closed(_) => "other",
    };
    html! {
        <>
            <span class="event-method">{ practice.kind.name() }</span>{ " " }
            { address(&entry.connection.local.to_string()) }{ " " }
            <span class={classes!("status-code", fine)}>{ words::word(&practice.step) }</span>
        </>
    }
}

/// What else there is to say: under who it was.
pub(crate) fn story(practice: &Practice) -> Html {
    let story = words::story(&practice.step);
    html! {
        <>
            if !story.is_empty() { <span class="event-story">{ story }</span> }
            if practice.left_out > 0 { <span class="event-story">{ words::left_out(practice.left_out) }</span> }
        </>
    }
}

/// What is folded under a row.
pub(crate) fn details(entry: &Entry, practice: &Practice) -> Html {
    let process = practice.process.as_ref().map_or_else(
        || detail::UNTOLD.to_owned(),
        |process| words::process(process.pid, process.name.as_deref()),
    );
    html! {
        <>
            { line(common::TIME, html! { { browser::clock(entry.time_ms) } }) }
            { line(detail::PROCESS, html! { { process } }) }
            if let Step::Closed(closed) = &practice.step {
                { line(detail::OPEN, html! { { time::elapsed(closed.duration_us) } }) }
            }
            { line(common::CONNECTION, html! { { messages::connection(entry.connection.id) } }) }
            { line(detail::LISTENER, html! { { practice.listener } }) }
        </>
    }
}
