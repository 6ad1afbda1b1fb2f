//! A state of TCP, as a mark and its name: never by colour alone.

use protocol::sockets::State;
use yew::prelude::*;

/// The mark and the name.
pub(crate) fn tcp_state(state: State) -> Html {
    html! { <span class={classes!("tcp-state", family(state))}>{ sign(state) }{ state.name() }</span> }
}

/// The class that states share which are drawn in one colour.
pub(crate) const fn family(state: State) -> &'static str {
    match state {
        State::Listen | State::Established => "is-open",
        State::SynSent | State::SynReceived => "is-opening",
        State::FinWait1 | State::FinWait2 | State::CloseWait | State::Closing | State::LastAck => {
            "is-closing"
        }
        State::TimeWait => "is-over",
    }
}

/// The mark alone: a dot for an open connection, dashed while it is made, half of one when one direction is closed,
/// a clock for the wait at the end.
pub(crate) fn sign(state: State) -> Html {
    let ring = html! { <circle cx="7" cy="7" r="5" /> };
    let shape = match state {
        State::Listen => html! { <>{ ring }<circle class="fill" cx="7" cy="7" r="1.2" /></> },
        State::SynSent | State::SynReceived => html! { <circle class="dashed" cx="7" cy="7" r="5" /> },
        State::Established => html! { <circle class="fill" cx="7" cy="7" r="5" /> },
        State::FinWait1 | State::FinWait2 | State::Closing => {
            html! { <>{ ring }<path class="fill" d="M7 2a5 5 0 0 0 0 10z" /></> }
        }
        State::CloseWait | State::LastAck => {
            html! { <>{ ring }<path class="fill" d="M7 2a5 5 0 0 1 0 10z" /></> }
        }
        State::TimeWait => html! { <>{ ring }<path d="M7 4.2V7l2 1.4" /></> },
    };
    html! { <svg class="sign" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{ shape }</svg> }
}
