//! The live widgets that lessons name, one a file.

mod anatomy;
mod bind_matrix;
mod cache;
mod console;
mod doctor;
mod draw;
mod failure_zoo;
mod keep_alive;
mod key_value;
mod microscope;
mod mystery;
mod port_conflict;
mod port_map;
mod port_ruler;
mod practice_listeners;
mod probe;
mod reply;
mod request_builder;
mod round_trips;
mod socket_pair;
mod socket_table;
mod terminal_request;
mod verbose_reader;

use yew::prelude::*;

use crate::components::card::Place;

pub(crate) use self::draw::{Widgets, load};

/// What every widget is given.
#[derive(Properties, PartialEq)]
pub(crate) struct WidgetProps<T: PartialEq> {
    /// Its place in the lesson, with its words.
    pub(crate) place: Place,
    /// What it begins with.
    pub(crate) start: T,
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
