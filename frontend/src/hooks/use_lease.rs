//! The practice listeners of a widget: stopped when the widget goes, when the page goes, and when others take their place.
//!
//! They may end before that, from a terminal or with the whole lab. Numbers begin again with the lab, so none is stopped by
//! its number alone once the lab was away.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use protocol::listeners::{Listener, Listeners};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Method, lease};
use crate::hooks::{browser, use_shared};
use crate::model::lab::Link;
use crate::model::lease::{Held, newest_end};
use crate::model::microscope::request;
use crate::model::trouble::Trouble;

/// Keeps what a widget has started. They belong together: when one has ended, the others are stopped.
pub(crate) struct Keeper {
    held: RefCell<Vec<Held>>,
    /// Whether one of them has ended and the widget had no part in it.
    lost: Cell<bool>,
    /// Whether the widget is gone.
    left: Cell<bool>,
    /// Whether the lab did not answer last.
    is_lab_gone: Cell<bool>,
    /// How often the lab had come back when the widget was drawn last.
    returns: Cell<u32>,
    /// Whether the lab came back, and it is not known yet whether they still run.
    doubted: Cell<bool>,
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
            lease::stop(listener.id);
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
        let held = self.held.take();
        if !self.is_lab_gone.get() {
            if self.doubted.get() {
                spawn_local(stop_those_that_run(held));
            } else {
                held.iter().for_each(|one| lease::stop(one.id));
            }
        }
        self.settled(false);
    }

    /// Stops the one that is kept, and waits until it has stopped.
    pub(crate) async fn end(&self, listener: &Listener) -> Result<Listener, Trouble> {
        // Whoever hears of its end meanwhile need not ask whose doing it was.
        let held = self.held.take();
        let ended = api::send(Method::DELETE, &request::listener(listener.id), None).await;
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
            keeper.doubted.set(false);
            let (running, ended): (Vec<_>, Vec<_>) =
                asked.into_iter().partition(|one| one.runs(&all.listeners));
            if !ended.is_empty() {
                running.iter().for_each(|one| lease::stop(one.id));
                keeper.held.take();
                keeper.settled(true);
            }
        });
    }

    /// Nothing is kept any more.
    fn settled(&self, lost: bool) {
        self.doubted.set(false);
        self.lost.set(lost);
        if !self.left.get() {
            self.redraw.force_update();
        }
    }
}

async fn stop_those_that_run(held: Vec<Held>) {
    if let Ok(all) = api::get::<Listeners>("/listeners").await {
        held.iter().filter(|one| one.runs(&all.listeners)).for_each(|one| lease::stop(one.id));
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
        is_lab_gone: Cell::default(),
        returns: Cell::new(lab.returns),
        doubted: Cell::default(),
        redraw,
    });
    keeper.is_lab_gone.set(lab.link == Link::Gone);
    if keeper.returns.replace(lab.returns) != lab.returns && !keeper.held.borrow().is_empty() {
        keeper.doubted.set(true);
    }
    let end = newest_end(lab.wire.entries(), &keeper.held.borrow());
    let looking = Rc::clone(&keeper);
    use_effect_with((lab.returns, end), move |_| looking.look());
    let kept = Rc::clone(&keeper);
    use_effect_with((), move |()| {
        let hidden = Rc::clone(&kept);
        // A browser that leaves the page ends its streams first, so that the lab seems to be gone by then.
        let listener = browser::window().map(|window| {
            EventListener::new(&window, "pagehide", move |_| {
                hidden.held.take().iter().for_each(|one| lease::stop(one.id));
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
