//! The system's table of sockets on loopback, live, by port and state.

use std::rc::Rc;

use protocol::sockets::{Socket, Sockets, State};
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::notation::address;
use crate::components::tcp_state::tcp_state;
use crate::hooks::{Followed, browser, use_settled, use_table};
use crate::model::messages::microscope as words;
use crate::model::quote;
use crate::model::table::{DRAWN, Filter, state};
use crate::widgets::{WidgetProps, text_of, typed};

/// Whether the table is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watch {
    No,
    Yes,
    /// It was, and its stream broke off.
    Lost,
}

#[component]
pub(crate) fn SocketTable(props: &WidgetProps<()>) -> Html {
    let filter = use_state_eq(Filter::default);
    let watch = use_state_eq(|| Watch::No);
    let table = use_state_eq(|| None::<Rc<Sockets>>);
    let followed = {
        let (table, watch) = (table.setter(), watch.setter());
        Callback::from(move |followed| match followed {
            Followed::Look(sockets) => table.set(Some(Rc::new(sockets))),
            Followed::Lost => watch.set(Watch::Lost),
            Followed::Paused => {}
        })
    };
    use_table((*watch == Watch::Yes).then(|| "/sockets/stream".to_owned()), followed);
    let toggle = {
        let watch = watch.clone();
        move |_: MouseEvent| watch.set(if *watch == Watch::Yes { Watch::No } else { Watch::Yes })
    };
    let change = |change: fn(&mut Filter, String)| {
        let filter = filter.clone();
        move |text: String| {
            let mut next = (*filter).clone();
            change(&mut next, text);
            filter.set(next);
        }
    };
    let set_state = change(|filter, name| filter.state = state(&name));
    let fault = filter.port().err().map(|fault| fault.to_string());
    let address = format!("http://{}{}", browser::authority(), filter.path());
    let command = quote::line(props.place.shell, "curl", &[address]).ok();
    let rows = table.as_deref().map(|table| filter.rows(table)).unwrap_or_default();
    let said = use_settled(if table.is_some() { words::rows(rows.len()) } else { String::new() });
    let id = &props.place.widget.id;
    let (port_id, state_id, fault_id) = (format!("{id}-port"), format!("{id}-state"), format!("{id}-fault"));
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls row">
                    <label class="field" for={port_id.clone()}><span class="field-name">{ words::PORT_FILTER }</span>
                        <input id={port_id} type="text" class="mono port-input" inputmode="numeric" autocomplete="off" maxlength="12"
                            value={filter.port.clone()} placeholder={words::ANY} oninput={typed(change(|filter, text| filter.port = text))}
                            aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
                    </label>
                    <label class="field" for={state_id.clone()}><span class="field-name">{ words::STATE_HEAD }</span>
                        <select id={state_id} class="mono" onchange={move |event: Event| set_state(text_of(&event))}>
                            <option value="" selected={filter.state.is_none()}>{ words::ANY }</option>
                            { for State::ALL.map(|one| html! { <option value={one.name()} selected={filter.state == Some(one)}>{ one.name() }</option> }) }
                        </select>
                    </label>
                    <button type="button" class={classes!((*watch == Watch::Yes).then_some("quiet"))} onclick={toggle}>
                        { if *watch == Watch::Yes { words::UNFOLLOW } else { words::FOLLOW } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
                <div class="scope-view" hidden={table.is_none() && *watch != Watch::Lost}>
                    if *watch == Watch::Lost { <div class="trouble" key="lost"><p>{ words::BLIND }</p></div> }
                    if let Some(table) = table.as_deref() { { drawn(table, &rows) } }
                    <p class="sr" role="status">{ said }</p>
                </div>
            </>
        },
    )
}

fn drawn(table: &Sockets, rows: &[&Socket]) -> Html {
    html! {
        <>
            if rows.is_empty() { <p class="scope-none soft" key="none">{ words::NO_ROWS }</p> } else {
                <div class="scope-pairs all" key="rows" tabindex="0" role="group" aria-label={words::ALL_SOCKETS}>
                    <table>
                        <thead><tr><th scope="col">{ words::LOCAL_HEAD }</th><th scope="col">{ words::REMOTE_HEAD }</th>
                            <th scope="col">{ words::STATE_HEAD }</th><th scope="col">{ words::PROCESS_HEAD }</th></tr></thead>
                        <tbody>{ for rows.iter().take(DRAWN).map(|socket| row(socket)) }</tbody>
                    </table>
                </div>
            }
            <p class="hint-line scope-note">{ words::rows_drawn(rows.len(), table.total) }
                if let Some(withheld) = &table.withheld { { " " }{ withheld.clone() } }</p>
        </>
    }
}

fn row(socket: &Socket) -> Html {
    let remote = socket.remote.map(|remote| remote.to_string());
    let key = format!("{} {} {remote:?} {:?}", socket.protocol.name(), socket.local, socket.process);
    html! {
        <tr {key}>
            <th scope="row">{ address(&socket.local.to_string()) }</th>
            <td>{ remote.map(|remote| address(&remote)) }</td>
            <td>if let Some(state) = socket.state { { tcp_state(state) } } else { <span class="notation s">{ socket.protocol.name() }</span> }</td>
            <td>{ socket.process.as_ref().map(words::visitor) }</td>
        </tr>
    }
}
