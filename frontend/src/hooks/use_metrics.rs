//! What the lab counts of itself, scraped as long as somebody looks at the page.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use protocol::metrics::PATH;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api;
use crate::hooks::{browser, use_shared, use_visible};
use crate::model::lab::Link;
use crate::model::metrics::{Happens, Watch};

/// How often the lab is asked, in milliseconds. The journal leaves these looks out.
const LOOK_MS: u32 = 1000;

impl Reducible for Watch {
    type Action = Happens;

    fn reduce(self: Rc<Self>, happens: Happens) -> Rc<Self> {
        Rc::new(self.after(happens))
    }
}

/// The samples, a new one every second. While the lab is away there is a gap in its place.
#[hook]
pub(crate) fn use_metrics() -> UseReducerHandle<Watch> {
    let watch = use_reducer_eq(Watch::default);
    let is_up = use_shared().lab.link == Link::Up;
    let is_visible = use_visible();
    let dispatcher = watch.dispatcher();
    use_effect_with((is_visible, is_up), move |&(is_visible, is_up)| {
        let timer = is_visible.then(|| {
            let look = looker(dispatcher, is_up);
            look();
            Interval::new(LOOK_MS, look)
        });
        move || drop(timer)
    });
    watch
}

/// Looks once, unless the look before is still under way.
fn looker(watch: UseReducerDispatcher<Watch>, is_up: bool) -> impl Fn() {
    let under_way = Rc::new(Cell::new(false));
    move || {
        if !is_up {
            watch.dispatch(Happens::Missed);
            return;
        }
        if under_way.replace(true) {
            return;
        }
        let (watch, under_way) = (watch.clone(), Rc::clone(&under_way));
        spawn_local(async move {
            watch.dispatch(match api::text(PATH).await {
                Ok(text) => Happens::Scraped { text, at_ms: browser::now_ms() },
                Err(_) => Happens::Missed,
            });
            under_way.set(false);
        });
    }
}
