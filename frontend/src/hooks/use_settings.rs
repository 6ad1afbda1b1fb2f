//! The learner's settings: read once, kept when they change, shown on the document.

use std::rc::Rc;

use yew::prelude::*;

use crate::hooks::browser;
use crate::model::settings::{KEY, Setting, Settings, guess_shell};

impl Reducible for Settings {
    type Action = Setting;

    fn reduce(self: Rc<Self>, setting: Setting) -> Rc<Self> {
        Rc::new(self.after(setting))
    }
}

pub(crate) type SettingsHandle = UseReducerHandle<Settings>;

/// Reads, keeps and applies the settings. The shell is guessed once and then remembered.
#[hook]
pub(crate) fn use_settings() -> SettingsHandle {
    let settings = use_reducer_eq(|| {
        let mut settings: Settings = browser::load(KEY).unwrap_or_default();
        settings.shell = settings.shell.or_else(|| Some(guess_shell(&platform())));
        settings
    });
    use_effect_with((*settings).clone(), |settings| {
        browser::keep(KEY, &settings.to_json());
        if let Some(root) = browser::document().and_then(|document| document.document_element()) {
            let _ = root.set_attribute("data-theme", settings.theme.word());
        }
    });
    settings
}

fn platform() -> String {
    let navigator = browser::window().map(|window| window.navigator());
    navigator.and_then(|navigator| navigator.platform().ok()).unwrap_or_default()
}
