//! Which widget draws what a lesson names, and which part of the page it is loaded with.
//!
//! The widgets of the first lesson come with the page. The others are in parts of their own, each a WebAssembly module
//! that is fetched when a lesson first needs it: everything that only the function under `wasm_split` reaches.

use course::model::{Block, Lesson};
use course::widget::Kind;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

use super::*;
use crate::model::trouble::Trouble;

/// Draws a widget.
type Draw = fn(&Place) -> Html;

/// A part of the page that is loaded when a lesson needs it.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// What shows the machine: ports, sockets, times.
    See,
    /// What talks to services, and starts them.
    Talk,
}

/// What draws the widgets of a lesson: the parts that it needs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Widgets {
    see: Option<Draw>,
    talk: Option<Draw>,
}

impl PartialEq for Widgets {
    /// A part that was loaded is always the same.
    fn eq(&self, other: &Self) -> bool {
        (self.see.is_some(), self.talk.is_some()) == (other.see.is_some(), other.talk.is_some())
    }
}

impl Widgets {
    /// Draws a widget; nothing where its part was not loaded.
    pub(crate) fn draw(&self, place: &Place) -> Html {
        let draw = match part(&place.widget.kind) {
            None => Some(draw_first as Draw),
            Some(Part::See) => self.see,
            Some(Part::Talk) => self.talk,
        };
        draw.map(|draw| draw(place)).unwrap_or_default()
    }
}

/// Loads what draws the widgets of a lesson. A part that is there already is not fetched again.
pub(crate) async fn load(lesson: &Lesson) -> Result<Widgets, Trouble> {
    let mut widgets = Widgets::default();
    for block in lesson.sections.iter().flat_map(|section| &section.blocks) {
        let Block::Widget(widget) = block else { continue };
        match part(&widget.kind) {
            Some(Part::See) if widgets.see.is_none() => widgets.see = Some(see().await?),
            Some(Part::Talk) if widgets.talk.is_none() => widgets.talk = Some(talk().await?),
            _ => {}
        }
    }
    Ok(widgets)
}

impl From<SplitLoaderError> for Trouble {
    /// The file did not come, or not whole.
    fn from(_: SplitLoaderError) -> Self {
        Self::Unreachable
    }
}

#[wasm_split(see, fallible)]
fn see() -> Result<Draw, Trouble> {
    Ok(draw_see)
}

#[wasm_split(talk, fallible)]
fn talk() -> Result<Draw, Trouble> {
    Ok(draw_talk)
}

/// Matches without a default, so that a widget without a part does not compile.
fn part(kind: &Kind) -> Option<Part> {
    match kind {
        Kind::Anatomy { .. } | Kind::SocketPair {} | Kind::TerminalRequest {} => None,
        Kind::PortRuler { .. }
        | Kind::PortMap {}
        | Kind::Probe { .. }
        | Kind::RoundTrips { .. }
        | Kind::SocketTable {}
        | Kind::KeepAlive { .. }
        | Kind::Microscope { .. } => Some(Part::See),
        Kind::BindMatrix {}
        | Kind::Console { .. }
        | Kind::Doctor { .. }
        | Kind::FailureZoo {}
        | Kind::Mystery {}
        | Kind::PortConflict {}
        | Kind::PracticeListeners { .. }
        | Kind::RequestBuilder { .. }
        | Kind::VerboseReader { .. }
        | Kind::KeyValue {}
        | Kind::Cache {} => Some(Part::Talk),
    }
}

fn draw_first(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::Anatomy { start } => html! { <anatomy::Anatomy {place} {start} /> },
        Kind::SocketPair {} => html! { <socket_pair::SocketPair {place} start={()} /> },
        Kind::TerminalRequest {} => html! { <terminal_request::TerminalRequest {place} start={()} /> },
        _ => Html::default(),
    }
}

fn draw_see(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::PortRuler { start } => html! { <port_ruler::PortRuler {place} {start} /> },
        Kind::PortMap {} => html! { <port_map::PortMap {place} start={()} /> },
        Kind::Probe { port } => html! { <probe::Probe {place} start={port} /> },
        Kind::RoundTrips { count } => html! { <round_trips::RoundTrips {place} start={count} /> },
        Kind::SocketTable {} => html! { <socket_table::SocketTable {place} start={()} /> },
        Kind::KeepAlive { messages } => html! { <keep_alive::KeepAlive {place} start={messages} /> },
        Kind::Microscope { connections } => {
            html! { <microscope::Microscope {place} start={connections} /> }
        }
        _ => Html::default(),
    }
}

fn draw_talk(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::Console { port } => html! { <console::Console {place} start={port} /> },
        Kind::PracticeListeners { kind } => {
            html! { <practice_listeners::PracticeListeners {place} start={kind} /> }
        }
        Kind::RequestBuilder { method, target } => {
            html! { <request_builder::RequestBuilder {place} start={(method, target)} /> }
        }
        Kind::Doctor { start } => html! { <doctor::Doctor {place} {start} /> },
        Kind::Mystery {} => html! { <mystery::Mystery {place} start={()} /> },
        Kind::KeyValue {} => html! { <key_value::KeyValue {place} start={()} /> },
        Kind::Cache {} => html! { <cache::Cache {place} start={()} /> },
        Kind::FailureZoo {} => html! { <failure_zoo::FailureZoo {place} start={()} /> },
        Kind::BindMatrix {} => html! { <bind_matrix::BindMatrix {place} start={()} /> },
        Kind::PortConflict {} => html! { <port_conflict::PortConflict {place} start={()} /> },
        Kind::VerboseReader { target } => html! { <verbose_reader::VerboseReader {place} start={target} /> },
        _ => Html::default(),
    }
}
