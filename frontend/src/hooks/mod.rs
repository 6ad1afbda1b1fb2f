//! What touches the browser: storage, time, focus, the lab's stream. The only room with effects.

mod map_paint;
mod use_arrival;
mod use_ask;
mod use_clock;
mod use_connection;
mod use_copy;
mod use_drawer;
mod use_focus;
mod use_lab;
mod use_lease;
mod use_map_canvas;
mod use_microscope;
mod use_place;
mod use_progress;
mod use_round_trips;
mod use_scan;
mod use_settings;
mod use_settled;
mod use_shared;
mod use_table;
mod use_visible;

pub(crate) mod browser;

pub(crate) use use_arrival::{use_arrival, use_place_keeper};
pub(crate) use use_ask::{Asked, use_ask};
pub(crate) use use_clock::use_clock;
pub(crate) use use_connection::{Seen, use_connection};
pub(crate) use use_copy::{Copying, use_copy};
pub(crate) use use_drawer::{Drawer, use_drawer};
pub(crate) use use_focus::use_focus_when;
pub(crate) use use_lab::{LabHandle, use_lab};
pub(crate) use use_lease::use_lease;
pub(crate) use use_map_canvas::{CanvasProps, use_map_canvas};
pub(crate) use use_microscope::{Microscope, use_microscope};
pub(crate) use use_place::use_place;
pub(crate) use use_progress::{ProgressHandle, use_progress};
pub(crate) use use_round_trips::{Phase, Trial, use_round_trips};
pub(crate) use use_scan::use_scan;
pub(crate) use use_settings::{SettingsHandle, use_settings};
pub(crate) use use_settled::use_settled;
pub(crate) use use_shared::{Shared, use_shared};
pub(crate) use use_table::{Followed, use_table};
pub(crate) use use_visible::use_visible;
