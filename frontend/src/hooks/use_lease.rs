//! The practice listeners of a widget: stopped when the widget goes, when the page goes, and when others take their place.
//!
//! They may end before that, from a terminal or with the whole lab.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use protocol::listeners::{Listener, Listeners};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Method, lease};
use crate::hooks::{browser, use_shared};
use crate::model::lease::{Held, newest_end};
use crate::model::trouble::Trouble;

/// Keeps what a widget has started. They belong together: when one has ended, the others are stopped.
pub(crate) struct Keeper {
    held: RefCell<Vec<Held>>,
    /// Whether one of them has ended and the widget had no part in it.
    lost: Cell<bool>,
    /// Whether the widget is gone.
    left: Cell<bool>,
    redraw: UseForceUpdateHandle,
}

impl Keeper {
    /// Keeps this one; those before are stopped. After the widget has gone, this one is stopped too.
    pub(crate) fn keep(&self, listener: &Listener) {
        self.stop();
        self.keep_too(listener);
    }

    /// Keeps this one beside those before.
    pub(crate) fn keep_too(&self, listener: &Listener) {
        if self.left.get() {
            lease::stop(Held::of(listener));
        } else {
            self.held.borrow_mut().push(Held::of(listener));
        }
    }

    /// Whether this one is kept: it runs, as far as is known.
    pub(crate) fn holds(&self, listener: &Listener) -> bool {
        self.held.borrow().contains(&Held::of(listener))
    }

    /// Whether what was kept last has ended and the widget had no part in it.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost.get()
    }

    /// Stops them.
    pub(crate) fn stop(&self) {
        self.held.take().into_iter().for_each(lease::stop);
        self.settled(false);
    }

    /// Stops the one that is kept, and waits until it has stopped.
    pub(crate) async fn end(&self, listener: &Listener) -> Result<Listener, Trouble> {
        // Whoever hears of its end meanwhile need not ask whose doing it was.
        let held = self.held.take();
        let ended = api::send(Method::DELETE, &Held::of(listener).path(), None).await;
        if ended.is_err() {
            self.held.borrow_mut().extend(held);
        }
        ended
    }

    /// Looks whether they still run.
    pub(crate) fn look(self: &Rc<Self>) {
        let asked = self.held.borrow().clone();
        if asked.is_empty() {
            return;
        }
        let keeper = Rc::clone(self);
        spawn_local(async move {
            let Ok(all) = api::get::<Listeners>("/listeners").await else { return };
            // Others may be kept by now.
            if *keeper.held.borrow() != asked {
                return;
            }
            let (running, ended): (Vec<_>, Vec<_>) =
                asked.into_iter().partition(|one| one.runs(&all.listeners));
            if !ended.is_empty() {
                running.into_iter().for_each(lease::stop);
                keeper.held.take();
                keeper.settled(true);
            }
        });
    }

    /// Nothing is kept any more.
    fn settled(&self, lost: bool) {
        self.lost.set(lost);
        if !self.left.get() {
            self.redraw.force_update();
        }
    }
}

#[hook]
pub(crate) fn use_lease() -> Rc<Keeper> {
    let redraw = use_force_update();
    let lab = use_shared().lab;
    let keeper = use_memo((), |()| Keeper {
        held: RefCell::default(),
        lost: Cell::default(),
        left: Cell::default(),
        redraw,
    });
    let end = newest_end(lab.wire.entries(), &keeper.held.borrow());
    let looking = Rc::clone(&keeper);
    use_effect_with((lab.returns, end), move |_| looking.look());
    let kept = Rc::clone(&keeper);
    use_effect_with((), move |()| {
        let hidden = Rc::clone(&kept);
        let listener = browser::window().map(|window| {
            EventListener::new(&window, "pagehide", move |_| {
                hidden.held.take().into_iter().for_each(lease::stop);
            })
        });
        move || {
            drop(listener);
            kept.left.set(true);
            kept.stop();
        }
    });
    keeper
}
