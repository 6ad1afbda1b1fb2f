//! The system's table of sockets on loopback, live, by port and state.

use std::rc::Rc;

use protocol::sockets::{Socket, Sockets, State};
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::diagnosis::prose;
use crate::components::field::{port_field, text_of, typed};
use crate::components::notation::address;
use crate::components::tcp_state::tcp_state;
use crate::hooks::{Followed, browser, use_settled, use_table};
use crate::model::messages::microscope as words;
use crate::model::table::{Change, DRAWN, Table, Watch};
use crate::widgets::WidgetProps;
use course::quote;

/// The table's heads. The roles are named: in a narrow card a row takes two lines, and its cells are laid out as a grid.
const HEADS: [&str; 4] = [words::LOCAL_HEAD, words::REMOTE_HEAD, words::STATE_HEAD, words::PROCESS_HEAD];

impl Reducible for Table {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        Rc::new(self.after(change))
    }
}

#[component]
pub(crate) fn SocketTable(props: &WidgetProps<()>) -> Html {
    let state = use_reducer_eq(Table::default);
    let Table { filter, watch, last } = &*state;
    let change = state.dispatcher();
    let followed = Callback::from(move |followed| match followed {
        Followed::Look(sockets) => change.dispatch(Change::Look(sockets)),
        Followed::Lost => change.dispatch(Change::Lost),
        Followed::Paused => {}
    });
    use_table((*watch == Watch::Yes).then(|| "/sockets/stream".to_owned()), followed);
    let (toggle, port, name) = (state.dispatcher(), state.dispatcher(), state.dispatcher());
    let toggle = move |_: MouseEvent| toggle.dispatch(Change::Toggle);
    let set_port = typed(move |text| port.dispatch(Change::Port(text)));
    let set_state = move |event: Event| name.dispatch(Change::State(text_of(&event)));
    let fault = filter.port().err().map(|fault| fault.to_string());
    let address = format!("http://{}{}", browser::authority(), filter.path());
    let command = quote::line(props.place.shell, "curl", &[address]).ok();
    let rows = last.as_deref().map(|table| filter.rows(table)).unwrap_or_default();
    let said = use_settled(if last.is_some() { words::rows(rows.len()) } else { String::new() });
    let id = &props.place.widget.id;
    let (port_id, state_id, fault_id) = (format!("{id}-port"), format!("{id}-state"), format!("{id}-fault"));
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls row">
                    { port_field(port_id, words::PORT_FILTER, &filter.port, Some(words::ANY), (&fault_id, fault.is_some()), set_port) }
                    <label class="field" for={state_id.clone()}><span class="field-name">{ words::STATE_HEAD }</span>
                        <select id={state_id} class="mono" onchange={set_state}>
                            <option value="" selected={filter.state.is_none()}>{ words::ANY }</option>
                            { for State::ALL.map(|one| html! { <option value={one.name()} selected={filter.state == Some(one)}>{ one.name() }</option> }) }
                        </select>
                    </label>
                    <button type="button" class={classes!((*watch == Watch::Yes).then_some("quiet"))} onclick={toggle}>
                        { if *watch == Watch::Yes { words::UNFOLLOW } else { words::FOLLOW } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
                <div class="scope-view" hidden={last.is_none() && *watch != Watch::Lost}>
                    if *watch == Watch::Lost { <div class="trouble" key="lost"><p>{ words::BLIND }</p></div> }
                    if let Some(table) = last.as_deref() { { drawn(table, &rows) } }
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
                    <table role="table">
                        <thead role="rowgroup"><tr role="row">{ for HEADS.map(|head| html! { <th role="columnheader" scope="col">{ head }</th> }) }</tr></thead>
                        <tbody role="rowgroup">{ for rows.iter().take(DRAWN).map(|socket| row(socket, table.withheld.is_some())) }</tbody>
                    </table>
                </div>
            }
            <p class="hint-line scope-note">{ words::rows_drawn(rows.len(), table.total) }
                if let Some(withheld) = &table.withheld { { " " }{ prose(withheld) } }</p>
        </>
    }
}

fn row(socket: &Socket, withheld: bool) -> Html {
    let remote = socket.remote.map(|remote| remote.to_string());
    let key = format!("{} {} {remote:?} {:?}", socket.protocol.name(), socket.local, socket.process);
    html! {
        <tr role="row" {key}>
            <th role="rowheader" scope="row">{ address(&socket.local.to_string()) }</th>
            <td role="cell">{ remote.map_or_else(|| html! { { words::NOT_CONNECTED } }, |remote| address(&remote)) }</td>
            <td role="cell">if let Some(state) = socket.state { { tcp_state(state) } } else { <span class="notation s">{ socket.protocol.name() }</span> }</td>
            <td role="cell">{ words::holder(socket, withheld) }</td>
        </tr>
    }
}
