//! What touches the browser: storage, time, focus, the lab's stream. The only room with effects.

mod use_arrival;
mod use_ask;
mod use_clock;
mod use_copy;
mod use_drawer;
mod use_focus;
mod use_lab;
mod use_links;
mod use_progress;
mod use_settings;

pub(crate) mod browser;

pub(crate) use use_arrival::{use_arrival, use_place_keeper};
pub(crate) use use_ask::{Asked, use_ask};
pub(crate) use use_clock::use_clock;
pub(crate) use use_copy::{Copying, use_copy};
pub(crate) use use_drawer::{Drawer, use_drawer};
pub(crate) use use_focus::use_focus_when;
pub(crate) use use_lab::{LabHandle, use_lab, use_lab_context};
pub(crate) use use_links::use_links;
pub(crate) use use_progress::{ProgressHandle, use_progress, use_progress_context};
pub(crate) use use_settings::{SettingsHandle, shell_of, use_settings, use_settings_context};
