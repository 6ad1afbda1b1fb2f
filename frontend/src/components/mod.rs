//! The pieces that pages and widgets are made of: props in, callbacks out. One a file.

pub(crate) mod aside_wire;
pub(crate) mod banner;
pub(crate) mod blocks;
pub(crate) mod card;
pub(crate) mod command;
pub(crate) mod connection;
pub(crate) mod contents;
pub(crate) mod copy;
pub(crate) mod diagnosis;
pub(crate) mod ends;
pub(crate) mod exercise;
pub(crate) mod field;
pub(crate) mod figures;
pub(crate) mod head;
pub(crate) mod icon;
pub(crate) mod notation;
pub(crate) mod question;
pub(crate) mod run;
pub(crate) mod settings;
pub(crate) mod state;
pub(crate) mod tcp_state;
pub(crate) mod trip_chart;
pub(crate) mod trouble;
pub(crate) mod wire_practice;
pub(crate) mod wire_row;
pub(crate) mod words;
