//! The live widgets that lessons name, one a file.

mod anatomy;
mod keep_alive;
mod microscope;
mod port_map;
mod port_ruler;
mod probe;
mod reply;
mod request_builder;
mod round_trips;
mod socket_pair;
mod socket_table;
mod terminal_request;
mod verbose_reader;

use course::widget::Kind;
use yew::prelude::*;

use crate::components::card::Place;

/// What every widget is given.
#[derive(Properties, PartialEq)]
pub(crate) struct WidgetProps<T: PartialEq> {
    /// Its place in the lesson, with its words.
    pub(crate) place: Place,
    /// What it begins with.
    pub(crate) start: T,
}

/// Draws a widget of a lesson. Matches without a default, so that a widget without a drawing does not compile.
pub(crate) fn draw(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::Anatomy { start } => html! { <anatomy::Anatomy {place} {start} /> },
        Kind::SocketPair {} => html! { <socket_pair::SocketPair {place} start={()} /> },
        Kind::TerminalRequest {} => html! { <terminal_request::TerminalRequest {place} start={()} /> },
        Kind::PortRuler { start } => html! { <port_ruler::PortRuler {place} {start} /> },
        Kind::PortMap {} => html! { <port_map::PortMap {place} start={()} /> },
        Kind::Probe { port } => html! { <probe::Probe {place} start={port} /> },
        Kind::RequestBuilder { method, target } => {
            html! { <request_builder::RequestBuilder {place} start={(method, target)} /> }
        }
        Kind::RoundTrips { count } => html! { <round_trips::RoundTrips {place} start={count} /> },
        Kind::SocketTable {} => html! { <socket_table::SocketTable {place} start={()} /> },
        Kind::KeepAlive { messages } => html! { <keep_alive::KeepAlive {place} start={messages} /> },
        Kind::Microscope { connections } => {
            html! { <microscope::Microscope {place} start={connections} /> }
        }
        Kind::VerboseReader { target } => html! { <verbose_reader::VerboseReader {place} start={target} /> },
    }
}

/// The text of the control that an event happened in.
fn text_of(event: &Event) -> String {
    use wasm_bindgen::JsCast;
    let Some(target) = event.target() else { return String::new() };
    if let Some(input) = target.dyn_ref::<web_sys::HtmlInputElement>() {
        return input.value();
    }
    if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return area.value();
    }
    target.dyn_ref::<web_sys::HtmlSelectElement>().map(web_sys::HtmlSelectElement::value).unwrap_or_default()
}

/// Hands the text of a field on, as it is typed.
fn typed(set: impl Fn(String) + 'static) -> Callback<InputEvent> {
    Callback::from(move |event: InputEvent| set(text_of(&event)))
}
