//! The live widgets that lessons name, one a file.

mod anatomy;
mod auth_gate;
mod bind_matrix;
mod bit_board;
mod cache;
mod capstone;
mod classifier;
mod console;
mod detective;
mod doctor;
mod draw;
mod failure_zoo;
mod journey;
mod keep_alive;
mod key_value;
mod log_line;
mod metrics_charts;
mod microscope;
mod mystery;
mod namespaces;
mod other_page;
mod own_server;
mod port_conflict;
mod port_map;
mod port_ruler;
mod practice_listeners;
mod prefix_explorer;
mod probe;
mod reply;
mod request_builder;
mod round_trips;
mod socket_pair;
mod socket_table;
mod terminal_request;
mod tls_inspector;
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
