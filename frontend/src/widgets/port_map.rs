//! All ports as a map of 256 x 256 cells, filled by a real scan; afterwards it watches for servers that come and go.

use std::net::IpAddr;

use concepts::port::Span;
use concepts::port_set::PortSet;
use protocol::probe::State;
use protocol::scan::Open;
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::diagnosis::prose;
use crate::components::field::{text_of, typed};
use crate::components::notation::port;
use crate::components::state::state;
use crate::hooks::{CanvasProps, Shared, browser, use_map_canvas, use_scan, use_shared};
use crate::model::messages::port_map as words;
use crate::model::messages::widgets::HOST_FIELD;
use crate::model::port_map::view::{MAX_ZOOM, Move, View, key};
use crate::model::port_map::{Cell, Phase, PortMap as Map, ROWS, query};
use crate::widgets::WidgetProps;
use course::quote;

/// The addresses to choose from.
const HOSTS: [&str; 2] = ["127.0.0.1", "::1"];

#[component]
pub(crate) fn PortMap(props: &WidgetProps<()>) -> Html {
    let Shared { lab, settings, .. } = use_shared();
    let ephemeral = lab.host.as_ref().and_then(|host| host.ephemeral_range);
    let host = use_state_eq(|| HOSTS[0].to_owned());
    let text = use_state_eq(|| PortSet::all().to_string());
    let chosen = text.parse::<PortSet>();
    let (map, order) = use_scan();
    // The lab's own port is the one cell of which everybody knows beforehand that it is open.
    let view = use_state_eq(|| View::at(browser::port()));
    let canvas = use_node_ref();
    let pointer = use_map_canvas(
        &canvas,
        CanvasProps { map: map.clone(), view: view.clone(), ephemeral, theme: settings.theme },
    );
    let go = {
        let view = view.clone();
        Callback::from(move |step: Move| view.set(view.after(step)))
    };
    let target = chosen.as_ref().ok().and_then(|ports| Some((host.parse::<IpAddr>().ok()?, ports.clone())));
    let command = target.as_ref().and_then(|(host, ports)| {
        let address = format!("http://{}{}", browser::authority(), query(*host, ports));
        quote::line(props.place.shell, "curl", &["--no-buffer".to_owned(), address]).ok()
    });
    let fault = chosen.err().map(|fault| fault.to_string());
    let id = &props.place.widget.id;
    card_with(
        &props.place,
        command,
        html! {
            <>
                { controls(id, &map, &host, &text, fault, target, &order) }
                { standing(&map) }
                <div class="map-area">
                    { picture(id, &map, *view, canvas, pointer, &go) }
                    { reading(&map, view.cursor, ephemeral) }
                    { legend(ephemeral) }
                </div>
                { zoom(*view, &go) }
                <p class="map-help hint-line" id={format!("{id}-help")}>{ words::MAP_HELP }</p>
                { table(&map, &go) }
            </>
        },
    )
}

fn controls(
    id: &str,
    map: &Map,
    host: &UseStateHandle<String>,
    text: &UseStateHandle<String>,
    fault: Option<String>,
    target: Option<(IpAddr, PortSet)>,
    order: &Callback<Option<(IpAddr, PortSet)>>,
) -> Html {
    let running = map.phase == Phase::Running;
    let word = match map.phase {
        Phase::Before => words::SCAN,
        Phase::Running => words::STOP,
        _ => words::SCAN_AGAIN,
    };
    let disabled = target.is_none() && !running;
    let onsubmit = {
        let order = order.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if running {
                order.emit(None);
            } else if target.is_some() {
                order.emit(target.clone());
            }
        }
    };
    let set_host = {
        let host = host.clone();
        move |event: Event| host.set(text_of(&event))
    };
    let set_text = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let (hosts, field, fault_id) = (format!("{id}-host"), format!("{id}-ports"), format!("{id}-fault"));
    html! {
        <form class="controls row" {onsubmit}>
            <label class="field" for={hosts.clone()}><span class="field-name">{ HOST_FIELD }</span>
                <select id={hosts} class="mono address-input" onchange={set_host}>
                    { for HOSTS.map(|one| html! { <option value={one} selected={one == **host}>{ one }</option> }) }
                </select>
            </label>
            <label class="field" for={field.clone()}><span class="field-name">{ words::PORTS_FIELD }</span>
                <input id={field} type="text" class="mono port-input map-ports" autocomplete="off" spellcheck="false" maxlength="1024"
                    value={(**text).clone()} oninput={set_text} aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
            </label>
            <button type="submit" class={classes!(running.then_some("danger"))} aria-disabled={disabled.to_string()}>{ word }</button>
            <p class="fault" id={fault_id} role="status">{ fault }</p>
        </form>
    }
}

/// What is going on: read out when it changes, except for the progress, which changes all the time.
fn standing(map: &Map) -> Html {
    let running = map.phase == Phase::Running;
    let trouble = matches!(map.phase, Phase::Gone | Phase::Refused(_));
    let watching = if map.can_watch() { words::watching(&map.watch, map.host) } else { String::new() };
    html! {
        <div class="happened map-standing">
            <div role="status">
                <p class={classes!(trouble.then_some("trouble"))}>{ words::standing(map) }</p>
                if let Some(news) = map.news.as_ref().filter(|_| map.can_watch()) {
                    <p class="map-news" key={format!("{}{}", news.port, news.state)}>{ state(news.state) }{ " " }{ words::news(news) }</p>
                }
            </div>
            <div hidden={!running}>
                <progress max={map.count.to_string()} value={map.counts.done().to_string()} aria-label={words::PROGRESS}></progress>
                <p class="hint-line">{ words::progress(map) }</p>
            </div>
            <p class="hint-line" hidden={watching.is_empty()}>{ prose(&watching) }</p>
        </div>
    }
}

fn picture(
    id: &str,
    map: &Map,
    view: View,
    canvas: NodeRef,
    pointer: [Callback<PointerEvent>; 3],
    go: &Callback<Move>,
) -> Html {
    let onkeydown = {
        let go = go.clone();
        move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            if let Some(step) = key(&event.key(), view.cursor, event.shift_key()) {
                event.prevent_default();
                go.emit(step);
            }
        }
    };
    let [onpointerdown, onpointermove, onpointerup] = pointer;
    let onpointercancel = onpointerup.clone();
    html! {
        <canvas ref={canvas} class={classes!("map-canvas", (view.zoom > 0).then_some("zoomed"))} width="600" height="548" tabindex="0"
            role="slider" aria-label={words::CURSOR} aria-valuemin="0" aria-valuemax="65535" aria-valuenow={view.cursor.to_string()}
            aria-valuetext={words::spoken(map, view.cursor)} aria-describedby={format!("{id}-help")}
            {onkeydown} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}></canvas>
    }
}

/// What is known of the cursor's cell.
fn reading(map: &Map, cursor: u16, ephemeral: Option<Span>) -> Html {
    let open = map.open_at(cursor);
    html! {
        <div class="map-reading">
            <p class="map-port notation"><span class="p">{ cursor }</span></p>
            <p class="map-bytes">{ words::bytes(cursor) }</p>
            <p class="map-state">{ mark(map.cell(cursor)) }</p>
            <p>{ words::range(cursor, ephemeral) }</p>
            if let Some(open) = open { <p>{ words::who(open) }</p> }
            if let Some(usual) = words::usual(cursor) { <p class="soft-text">{ usual }</p> }
            if let Some(reason) = map.reason(cursor) { <p class="soft-text">{ reason.to_owned() }</p> }
        </div>
    }
}

/// What the marks and the strips beside the map mean.
fn legend(ephemeral: Option<Span>) -> Html {
    html! {
        <ul class="map-legend" aria-label={words::LEGEND}>
            { for [Cell::Unknown, Cell::Known(State::Closed), Cell::Known(State::Open), Cell::Known(State::Filtered), Cell::Known(State::Error)].map(|cell| html! {
                <li key={words::cell(cell)}>
                    if let Cell::Known(known) = cell { <span class={classes!("map-key", known.word())}></span> }
                    { mark(cell) }
                </li>
            }) }
            { for words::RANGES.map(|(class, name)| html! {
                <li key={class}><span class={classes!("map-key", class)}></span>{ name }</li>
            }) }
            if let Some(span) = ephemeral {
                <li key="lent"><span class="map-key lent"></span>{ words::lent(span) }</li>
            }
        </ul>
    }
}

fn mark(cell: Cell) -> Html {
    match cell {
        Cell::Unknown => {
            html! { <span class="state unknown"><span class="map-key unknown"></span>{ words::NOT_TRIED }</span> }
        }
        Cell::Known(known) => state(known),
    }
}

fn zoom(view: View, go: &Callback<Move>) -> Html {
    let button = |step: Move, word: &'static str, spent: bool| {
        let go = go.clone();
        let onclick = move |_: MouseEvent| go.emit(step);
        html! { <button type="button" class="quiet" {onclick} aria-disabled={spent.to_string()}>{ word }</button> }
    };
    html! {
        <div class="map-zoom">
            { button(Move::In(view.cursor), words::ZOOM_IN, view.zoom == MAX_ZOOM) }
            { button(Move::Out(view.cursor), words::ZOOM_OUT, view.zoom == 0) }
            { button(Move::Whole, words::ZOOM_WHOLE, view.zoom == 0) }
        </div>
    }
}

fn table(map: &Map, go: &Callback<Move>) -> Html {
    let row = |open: &Open| {
        let number = open.port;
        let go = go.clone();
        let onclick = move |_: MouseEvent| go.emit(Move::To(number));
        let fresh = map.news.as_ref().is_some_and(|news| news.port == number);
        let listener = open.listener.as_ref();
        html! {
            <tr key={number} class={classes!(fresh.then_some("fresh"))}>
                <th scope="row"><button type="button" class="map-show" {onclick} aria-label={words::show(number)}>{ port(number) }</button></th>
                <td>{ words::process(listener) }</td>
                <td>{ open.service.clone().unwrap_or_else(|| words::NO_SERVICE.to_owned()) }</td>
                <td><code>{ listener.map(|listener| listener.local.ip().to_string()) }</code></td>
            </tr>
        }
    };
    let begun = map.phase != Phase::Before;
    let none = if map.phase == Phase::Running { words::NONE_YET } else { words::NONE_OPEN };
    html! {
        <div class="map-open" hidden={!begun}>
            <h4>{ words::table(map.open.len()) }</h4>
            <p class="hint-line" hidden={!map.open.is_empty()}>{ none }</p>
            <div class="map-scroll" hidden={map.open.is_empty()}>
                <table>
                    <thead><tr>{ for words::COLUMNS.map(|name| html! { <th key={name} scope="col">{ name }</th> }) }</tr></thead>
                    <tbody>{ for map.open.iter().take(ROWS).map(row) }</tbody>
                </table>
            </div>
            <p class="hint-line" hidden={map.open.len() <= ROWS}>{ words::MORE_ROWS }</p>
        </div>
    }
}
