//! The table of the connections: each row a pair of sockets with what is still open between them.

use protocol::sockets::State;
use yew::prelude::*;

use crate::components::diagnosis::prose;
use crate::components::notation::address;
use crate::components::tcp_state::tcp_state;
use crate::model::messages::microscope as words;
use crate::model::microscope::life::{Role, may_send};
use crate::model::microscope::scope::Scope;
use crate::model::microscope::stage::Standing;
use crate::model::microscope::view::{Connection, End};

pub(super) fn pairs(scope: &Scope, now: u64, stop: &Callback<()>) -> Html {
    let Some(listener) = &scope.listener else { return Html::default() };
    let view = &scope.view;
    html! {
        <>
            <div class="scope-door">
                <span class="scope-door-socket">{ address(&listener.local.to_string()) }
                    if view.listening { { tcp_state(State::Listen) } } else if view.looked { <span class="tcp-state is-over">{ words::NO_SOCKET }</span> }</span>
                if let Some(count) = view.queue.filter(|count| *count > 0) { <span class="soft">{ words::queue(count) }</span> }
                <button type="button" class="quiet scope-stop" hidden={scope.standing != Standing::Up} onclick={stop.reform(|_: MouseEvent| ())}>{ words::STOP }</button>
            </div>
            if view.connections.is_empty() {
                <p class="scope-none soft" key="none">{ if view.looked { words::NO_CONNECTIONS } else { words::NO_LOOK } }</p>
            } else {
                <div class="scope-pairs pair-rows" key="pairs" tabindex="0" role="group" aria-label={words::TABLE}>
                    <table>
                        <thead><tr>
                            <th scope="col">{ words::CLIENT_HEAD }</th><th scope="col">{ words::STATE_HEAD }</th>
                            <th scope="col"><span class="sr">{ words::WIRE_HEAD }</span></th>
                            <th scope="col">{ words::STATE_HEAD }</th><th scope="col">{ words::LISTENER_HEAD }</th>
                        </tr></thead>
                        <tbody>{ for view.connections.iter().map(|one| row(one, scope, now)) }</tbody>
                    </table>
                </div>
            }
            if let Some(withheld) = &view.withheld { <p class="hint-line scope-note">{ prose(withheld) }</p> }
        </>
    }
}

fn row(one: &Connection, scope: &Scope, now: u64) -> Html {
    let listener = scope.listener.as_ref().map(|listener| listener.local);
    html! {
        <tr key={one.client.to_string()}>
            <th scope="row">{ address(&one.client.to_string()) }
                if let Some(process) = &one.visitor { <span class="scope-visitor">{ words::visitor(process) }</span> }</th>
            <td>{ end(one.near, now) }</td>
            <td class="scope-wire">{ wire(one) }</td>
            <td>{ end(one.far, now) }</td>
            <td>if one.far.is_some() { if let Some(listener) = listener { { address(&listener.to_string()) } } }</td>
        </tr>
    }
}

fn end(end: Option<End>, now: u64) -> Html {
    let Some(end) = end else { return html! { <span class="scope-gone">{ words::NO_SOCKET }</span> } };
    html! {
        <>
            { tcp_state(end.state) }
            if end.state == State::TimeWait {
                <span class="scope-since">{ format!(" {} s", now.saturating_sub(end.since_ms) / 1000) }</span>
            }
        </>
    }
}

/// The two directions of a connection, each as long as its sender has not closed it.
fn wire(one: &Connection) -> Html {
    let sends = |role| one.state(role).is_some_and(may_send);
    let (client, listener) = (sends(Role::Client), sends(Role::Listener));
    let asks = one.state(Role::Client) == Some(State::SynSent);
    html! {
        <>
            <svg width="100%" height="16" aria-hidden="true" focusable="false">
                { direction(4, client, true) }
                { direction(12, listener, false) }
                if asks { <line class="asking" x1="0" x2="60%" y1="8" y2="8" /> }
            </svg>
            <span class="sr">{ words::directions(client, listener) }</span>
        </>
    }
}

fn direction(y: u8, is_open: bool, is_right: bool) -> Html {
    let (tip, head) = if is_right { ("100%", "M-6 -3L0 0L-6 3") } else { ("0", "M6 -3L0 0L6 3") };
    let class = if is_open { "open" } else { "shut" };
    html! {
        <g {class}>
            <line x1="0" x2="100%" y1={y.to_string()} y2={y.to_string()} />
            if is_open { <svg x={tip} y={y.to_string()} width="1" height="1" class="head"><path d={head} /></svg> }
        </g>
    }
}
