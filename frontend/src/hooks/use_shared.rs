//! What all pages and widgets share, handed down from the application in one context.

use course::shell::Shell;
use yew::prelude::*;

use crate::hooks::{LabHandle, ProgressHandle, SettingsHandle};

#[derive(Clone, PartialEq)]
pub(crate) struct Shared {
    /// What the page knows of the server.
    pub(crate) lab: LabHandle,
    /// How far the learner is.
    pub(crate) progress: ProgressHandle,
    /// What the learner has chosen.
    pub(crate) settings: SettingsHandle,
}

impl Shared {
    /// The shell to write commands for.
    pub(crate) fn shell(&self) -> Shell {
        self.settings.shell.unwrap_or(Shell::Linux)
    }
}

#[hook]
pub(crate) fn use_shared() -> Shared {
    use_context().unwrap_or_else(|| unreachable!("the application hands it down"))
}
