//! The practice listener of a widget: stopped when the widget goes, when the page goes, and when another takes its place.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use yew::prelude::*;

use crate::api::lease::Lease;
use crate::hooks::{browser, use_shared};
use crate::model::lab::Link;

/// Keeps the lease of one listener at most.
#[derive(Default)]
pub(crate) struct Keeper {
    lease: Cell<Option<Lease>>,
    /// Whether the widget is gone.
    left: Cell<bool>,
    /// Whether the lab did not answer last.
    is_lab_gone: Cell<bool>,
}

impl Keeper {
    /// Keeps this one; the one before is stopped. After the widget has gone, this one is stopped too.
    pub(crate) fn keep(&self, id: u64) {
        self.stop();
        let lease = Lease::of(id);
        if !self.left.get() {
            self.lease.set(Some(lease));
        }
    }

    /// The listener is not there any more.
    pub(crate) fn forget(&self) {
        if let Some(lease) = self.lease.take() {
            lease.end();
        }
    }

    /// Stops it.
    pub(crate) fn stop(&self) {
        if self.is_lab_gone.get() {
            self.forget();
        }
        drop(self.lease.take());
    }
}

#[hook]
pub(crate) fn use_lease() -> Rc<Keeper> {
    let keeper = use_memo((), |()| Keeper::default());
    keeper.is_lab_gone.set(use_shared().lab.link == Link::Gone);
    let kept = Rc::clone(&keeper);
    use_effect_with((), move |()| {
        let hidden = Rc::clone(&kept);
        // A browser that leaves the page ends its streams first, so that the lab seems to be gone by then.
        let listener = browser::window()
            .map(|window| EventListener::new(&window, "pagehide", move |_| drop(hidden.lease.take())));
        move || {
            drop(listener);
            kept.left.set(true);
            kept.stop();
        }
    });
    keeper
}
