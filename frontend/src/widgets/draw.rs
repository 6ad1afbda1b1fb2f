//! Which widget draws what a lesson names, and which part of the page it is loaded with.
//!
//! The widgets of the first lesson come with the page. The others are in parts of their own, each a WebAssembly module
//! that is fetched when a lesson first needs it: everything that only the function under `wasm_split` reaches. Their styles
//! are in a sheet that comes with the first of them.

use course::model::{Block, Lesson};
use course::widget::Kind;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

use super::*;
use crate::api::styles;
use crate::model::trouble::Trouble;

/// Draws a widget.
type Draw = fn(&Place) -> Html;

/// A part of the page that is loaded when a lesson needs it.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// What addresses are: their bits, prefixes and spellings.
    Address,
    /// What shows the machine: ports, sockets, times.
    See,
    /// What asks by hand: requests and raw bytes.
    Ask,
    /// What starts services, breaks them, and finds out why.
    Serve,
    /// What asks who you are, and what hides what is said.
    Protect,
    /// What watches: figures as they go, and a log to read.
    Watch,
    /// What all of it comes together in.
    Together,
}

/// What draws the widgets of a lesson: the parts that it needs, each at its own place.
#[derive(Clone, Copy, Default)]
pub(crate) struct Widgets([Option<Draw>; 7]);

impl PartialEq for Widgets {
    /// A part that was loaded is always the same.
    fn eq(&self, other: &Self) -> bool {
        self.0.map(|part| part.is_some()) == other.0.map(|part| part.is_some())
    }
}

impl Widgets {
    /// Draws a widget; nothing where its part was not loaded.
    pub(crate) fn draw(&self, place: &Place) -> Html {
        let draw = match part(&place.widget.kind) {
            None => Some(draw_first as Draw),
            Some(part) => self.0.get(part as usize).copied().flatten(),
        };
        draw.map(|draw| draw(place)).unwrap_or_default()
    }
}

/// Loads what draws the widgets of a lesson, with its styles. A part that is there already is not fetched again.
pub(crate) async fn load(lesson: &Lesson) -> Result<Widgets, Trouble> {
    let mut widgets = Widgets::default();
    let mut styles = None;
    for block in lesson.sections.iter().flat_map(|section| &section.blocks) {
        let Block::Widget(widget) = block else { continue };
        let Some(part) = part(&widget.kind) else { continue };
        styles.get_or_insert_with(styles::later);
        if let Some(place @ None) = widgets.0.get_mut(part as usize) {
            *place = Some(match part {
                Part::Address => addresses().await?,
                Part::See => see().await?,
                Part::Ask => ask().await?,
                Part::Serve => serve().await?,
                Part::Protect => protect().await?,
                Part::Watch => watch().await?,
                Part::Together => together().await?,
            });
        }
    }
    if let Some(styles) = styles {
        styles.await?;
    }
    Ok(widgets)
}

impl From<SplitLoaderError> for Trouble {
    /// The file did not come, or not whole.
    fn from(_: SplitLoaderError) -> Self {
        Self::Unreachable
    }
}

#[wasm_split(addresses, fallible)]
fn addresses() -> Result<Draw, Trouble> {
    Ok(draw_addresses)
}

#[wasm_split(see, fallible)]
fn see() -> Result<Draw, Trouble> {
    Ok(draw_see)
}

#[wasm_split(ask, fallible)]
fn ask() -> Result<Draw, Trouble> {
    Ok(draw_ask)
}

#[wasm_split(serve, fallible)]
fn serve() -> Result<Draw, Trouble> {
    Ok(draw_serve)
}

#[wasm_split(protect, fallible)]
fn protect() -> Result<Draw, Trouble> {
    Ok(draw_protect)
}

#[wasm_split(watch, fallible)]
fn watch() -> Result<Draw, Trouble> {
    Ok(draw_watch)
}

#[wasm_split(together, fallible)]
fn together() -> Result<Draw, Trouble> {
    Ok(draw_together)
}

/// Matches without a default, so that a widget without a part does not compile.
fn part(kind: &Kind) -> Option<Part> {
    match kind {
        Kind::Anatomy { .. } | Kind::SocketPair {} | Kind::TerminalRequest {} => None,
        Kind::BitBoard { .. } | Kind::PrefixExplorer { .. } | Kind::Classifier { .. } => Some(Part::Address),
        Kind::PortRuler { .. }
        | Kind::PortMap {}
        | Kind::Probe { .. }
        | Kind::RoundTrips { .. }
        | Kind::SocketTable {}
        | Kind::Journey {}
        | Kind::KeepAlive { .. }
        | Kind::Microscope { .. } => Some(Part::See),
        Kind::Console { .. } | Kind::RequestBuilder { .. } | Kind::VerboseReader { .. } => Some(Part::Ask),
        Kind::BindMatrix {}
        | Kind::Cache {}
        | Kind::Doctor { .. }
        | Kind::FailureZoo {}
        | Kind::KeyValue {}
        | Kind::LogLine { .. }
        | Kind::Mystery {}
        | Kind::Namespaces {}
        | Kind::OwnServer { .. }
        | Kind::PortConflict {}
        | Kind::PracticeListeners { .. } => Some(Part::Serve),
        Kind::AuthGate {} | Kind::OtherPage {} | Kind::TlsInspector {} => Some(Part::Protect),
        Kind::Detective { .. } | Kind::MetricsCharts { .. } => Some(Part::Watch),
        Kind::Capstone {} => Some(Part::Together),
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

fn draw_addresses(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::BitBoard { start } => html! { <bit_board::BitBoard {place} {start} /> },
        Kind::PrefixExplorer { start } => html! { <prefix_explorer::PrefixExplorer {place} {start} /> },
        Kind::Classifier { start } => html! { <classifier::Classifier {place} {start} /> },
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
        Kind::Journey {} => html! { <journey::Journey {place} start={()} /> },
        Kind::SocketTable {} => html! { <socket_table::SocketTable {place} start={()} /> },
        Kind::KeepAlive { messages } => html! { <keep_alive::KeepAlive {place} start={messages} /> },
        Kind::Microscope { connections } => {
            html! { <microscope::Microscope {place} start={connections} /> }
        }
        _ => Html::default(),
    }
}

fn draw_ask(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::Console { port } => html! { <console::Console {place} start={port} /> },
        Kind::RequestBuilder { method, target } => {
            html! { <request_builder::RequestBuilder {place} start={(method, target)} /> }
        }
        Kind::VerboseReader { target } => html! { <verbose_reader::VerboseReader {place} start={target} /> },
        _ => Html::default(),
    }
}

fn draw_serve(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::BindMatrix {} => html! { <bind_matrix::BindMatrix {place} start={()} /> },
        Kind::Cache {} => html! { <cache::Cache {place} start={()} /> },
        Kind::Doctor { start } => html! { <doctor::Doctor {place} {start} /> },
        Kind::FailureZoo {} => html! { <failure_zoo::FailureZoo {place} start={()} /> },
        Kind::KeyValue {} => html! { <key_value::KeyValue {place} start={()} /> },
        Kind::LogLine { start } => html! { <log_line::LogLine {place} {start} /> },
        Kind::OwnServer { port } => html! { <own_server::OwnServer {place} start={port} /> },
        Kind::Mystery {} => html! { <mystery::Mystery {place} start={()} /> },
        Kind::Namespaces {} => html! { <namespaces::Namespaces {place} start={()} /> },
        Kind::PortConflict {} => html! { <port_conflict::PortConflict {place} start={()} /> },
        Kind::PracticeListeners { kind } => {
            html! { <practice_listeners::PracticeListeners {place} start={kind} /> }
        }
        _ => Html::default(),
    }
}

fn draw_protect(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::AuthGate {} => html! { <auth_gate::AuthGate {place} start={()} /> },
        Kind::OtherPage {} => html! { <other_page::OtherPage {place} start={()} /> },
        Kind::TlsInspector {} => html! { <tls_inspector::TlsInspector {place} start={()} /> },
        _ => Html::default(),
    }
}

fn draw_watch(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::Detective { case } => html! { <detective::Detective {place} start={case} /> },
        Kind::MetricsCharts { alert } => html! { <metrics_charts::MetricsCharts {place} start={alert} /> },
        _ => Html::default(),
    }
}

fn draw_together(place: &Place) -> Html {
    let place = place.clone();
    match place.widget.kind.clone() {
        Kind::Capstone {} => html! { <capstone::Capstone {place} start={()} /> },
        _ => Html::default(),
    }
}
