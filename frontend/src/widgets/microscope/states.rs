//! The states of TCP from left to right, with how many sockets are in each, and a sentence about the chosen one.

use protocol::sockets::State;
use yew::prelude::*;

use crate::components::tcp_state::{family, sign, tcp_state};
use crate::model::messages::microscope as words;
use crate::model::microscope::scope::Scope;

/// The states in the order of the diagram's cells, which is the order to walk them by keyboard.
const ORDER: [State; 10] = [
    State::Listen,
    State::SynSent,
    State::SynReceived,
    State::Established,
    State::FinWait1,
    State::FinWait2,
    State::Closing,
    State::TimeWait,
    State::CloseWait,
    State::LastAck,
];

/// Draws them. `id` is the widget's identifier.
pub(super) fn states(scope: &Scope, id: &str, explain: &Callback<State>) -> Html {
    let shown = scope.state_to_explain();
    let view = &scope.view;
    let missed = view.missed();
    html! {
        <div class="scope-states">
            <div class="scope-map" role="group" aria-label={words::STATES}>
                <span class="lane asks">{ words::ASKS }</span>
                <span class="lane is-asked">{ words::IS_ASKED }</span>
                <span class="lane first">{ words::CLOSES_FIRST }</span>
                <span class="lane second">{ words::CLOSES_SECOND }</span>
                <span class="cell none origin" aria-hidden="true">{ words::NO_SOCKET }</span>
                <span class="cell none finish" aria-hidden="true">{ words::NO_SOCKET }</span>
                { for ORDER.map(|state| {
                    let onclick = explain.reform(move |_: MouseEvent| state);
                    cell(scope, state, state == shown, id, onclick)
                }) }
            </div>
            <div class="scope-meaning" id={format!("{id}-meaning")} aria-live={if scope.chosen.is_some() { "polite" } else { "off" }}>
                <p>{ tcp_state(shown) }{ " " }{ words::meaning(shown) }{ " " }<span class="soft">{ words::in_state(view, shown) }</span></p>
            </div>
            <p class="hint-line scope-note" hidden={missed.is_empty()}>{ words::missed(&missed) }</p>
        </div>
    }
}

fn cell(scope: &Scope, state: State, is_shown: bool, id: &str, onclick: Callback<MouseEvent>) -> Html {
    let mark = scope.view.mark(state);
    let is_past = mark.now == 0 && mark.seen;
    let is_missed = mark.now == 0 && !mark.seen && mark.missed;
    let note = match () {
        () if mark.now > 0 => words::NOW,
        () if is_past => words::BEFORE,
        () if is_missed => words::BETWEEN,
        () => "",
    };
    html! {
        <button type="button" key={state.name()} aria-pressed={is_shown.to_string()} aria-controls={format!("{id}-meaning")} {onclick}
            class={classes!("cell", place(state), (mark.now > 0).then_some(family(state)), is_past.then_some("past"), is_missed.then_some("missed"))}>
            <span class="cell-count">{ sign(state) }if mark.now > 0 { { mark.now } }</span>
            <span class="cell-name">{ state.name() }<span class="sr">{ " " }{ note }</span></span>
        </button>
    }
}

const fn place(state: State) -> &'static str {
    match state {
        State::Listen => "at-listen",
        State::SynSent => "at-syn-sent",
        State::SynReceived => "at-syn-received",
        State::Established => "at-established",
        State::FinWait1 => "at-fin-wait-1",
        State::FinWait2 => "at-fin-wait-2",
        State::CloseWait => "at-close-wait",
        State::Closing => "at-closing",
        State::LastAck => "at-last-ack",
        State::TimeWait => "at-time-wait",
    }
}
