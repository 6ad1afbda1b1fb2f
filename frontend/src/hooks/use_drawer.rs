//! The two drawers of a narrow page: one open at a time, closed with Escape, by a click beside it, by going
//! elsewhere, and when the page becomes wide; the focus goes in and comes back.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::hooks::browser;

/// What can be unfolded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawer {
    Contents,
    Wire,
}

impl Drawer {
    /// The identifier of the drawer's element.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Contents => "contents",
            Self::Wire => "wire",
        }
    }

    /// The identifier of the button that unfolds it.
    pub(crate) const fn button(self) -> &'static str {
        match self {
            Self::Contents => "contents-button",
            Self::Wire => "wire-button",
        }
    }
}

/// The open drawer, and how to open or close one. `place` is where the page is: going elsewhere closes.
#[hook]
pub(crate) fn use_drawer(place: &str) -> (Option<Drawer>, Callback<Option<Drawer>>) {
    let open = use_state_eq(|| None::<Drawer>);
    let setter = open.setter();
    use_effect_with(place.to_owned(), move |_| setter.set(None));
    let setter = open.setter();
    use_effect_with(*open, move |open| {
        let listeners = (*open).and_then(|drawer| {
            let window = browser::window()?;
            if let Some(element) = browser::element(drawer.id()) {
                browser::focus(&element);
            }
            let close = {
                let setter = setter.clone();
                move || {
                    setter.set(None);
                    if let Some(button) = browser::element(drawer.button()) {
                        browser::focus(&button);
                    }
                }
            };
            let escape = EventListener::new(&window, "keydown", move |event| {
                if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                    close();
                }
            });
            // A button that the style sheet no longer shows has nothing to unfold.
            let wide = EventListener::new(&window, "resize", move |_| {
                let shown = browser::element(drawer.button()).is_some_and(|button| button.offset_width() > 0);
                if !shown {
                    setter.set(None);
                }
            });
            Some((escape, wide))
        });
        move || drop(listeners)
    });
    let setter = open.setter();
    (*open, Callback::from(move |drawer| setter.set(drawer)))
}
