//! What went over the connection: both directions in order, as text and as hex, with times.

use yew::prelude::*;

use crate::model::console::talk::{Entry, Talk, What};
use crate::model::messages::console as words;
use crate::model::time::elapsed;
use crate::widgets::reply::rows as drawn;

/// Draws it. It can be scrolled with the keyboard.
pub(super) fn transcript(talk: &Talk, node: NodeRef) -> Html {
    html! {
        <div class="transcript" ref={node} tabindex="0" role="region" aria-label={words::ACCOUNT}>
            if talk.dropped > 0 { <p class="transcript-note" key="dropped">{ words::dropped(talk.dropped) }</p> }
            if talk.entries.is_empty() { <p class="transcript-note" key="empty">{ words::EMPTY }</p> }
            <ol key="entries">{ for talk.entries.iter().map(entry) }</ol>
        </div>
    }
}

fn entry(entry: &Entry) -> Html {
    match &entry.what {
        What::Note(event) => html! {
            <li key={entry.id} class="transcript-note">{ time(words::at(event)) }{ words::note(event) }</li>
        },
        What::Bytes { came, at_us, length, rows, left_out } => html! {
            <li key={entry.id} class={if *came { "parcel came" } else { "parcel went" }}>
                <p class="parcel-head"><span class="parcel-mark" aria-hidden="true">{ if *came { "<" } else { ">" } }</span>
                    { words::went(*came, *length) }{ time(Some(*at_us)) }</p>
                <div class="dump">
                    { drawn(rows) }
                </div>
                if *left_out > 0 { <p class="transcript-note">{ words::left_out(*left_out) }</p> }
            </li>
        },
    }
}

fn time(at_us: Option<u64>) -> Html {
    html! { if let Some(at_us) = at_us { <span class="parcel-time">{ "+" }{ elapsed(at_us) }</span> } }
}
