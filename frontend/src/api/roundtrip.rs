//! Requests whose only purpose is their duration, timed by the browser itself (W3C Resource Timing).

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit,
    PerformanceResourceTiming,
};

use crate::api::{body, broken};
use crate::model::trips::Fetched;
use crate::model::trouble::{PATIENCE_MS, Trouble};

/// How long the browser may take to hand over the timing of a request that has ended, in milliseconds.
const TIMING_MS: u32 = 2000;

/// What is waited for: the end of an address, and whom to tell.
type Waiting = Rc<RefCell<Option<(String, Function)>>>;

/// Hears every timing that the browser takes, until it is dropped.
pub(crate) struct Stopwatch {
    observer: PerformanceObserver,
    waiting: Waiting,
    _hear: Closure<dyn FnMut(PerformanceObserverEntryList)>,
}

impl Stopwatch {
    /// `None` where the browser times no requests.
    pub(crate) fn start() -> Option<Self> {
        let waiting = Waiting::default();
        let awaited = Rc::clone(&waiting);
        let hear = Closure::new(move |list: PerformanceObserverEntryList| {
            for entry in list.get_entries() {
                let Ok(entry) = entry.dyn_into::<PerformanceResourceTiming>() else { continue };
                let mut awaited = awaited.borrow_mut();
                if awaited.as_ref().is_some_and(|(end, _)| entry.name().ends_with(end))
                    && let Some((_, tell)) = awaited.take()
                {
                    let _ = tell.call1(&JsValue::NULL, &entry);
                }
            }
        });
        let observer = PerformanceObserver::new(hear.as_ref().unchecked_ref()).ok()?;
        observer.observe(&PerformanceObserverInit::new(&Array::of1(&"resource".into())));
        Some(Self { observer, waiting, _hear: hear })
    }

    /// Asks for a path that no other request has, and tells how long it took; `Ok(None)` where the browser did not time it.
    pub(crate) async fn fetch(&self, path: &str) -> Result<Option<Fetched>, Trouble> {
        let timed = Promise::new(&mut |tell, _| {
            self.waiting.replace(Some((path.to_owned(), tell)));
        });
        let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
        let response =
            Request::get(path).abort_signal(Some(&signal)).send().await.map_err(|_| broken(&signal))?;
        body(&response, &signal).await?;
        if !response.ok() {
            return Err(Trouble::Unreadable { status: response.status() });
        }
        let waiting = Rc::clone(&self.waiting);
        let late = Timeout::new(TIMING_MS, move || {
            if let Some((_, tell)) = waiting.take() {
                let _ = tell.call0(&JsValue::NULL);
            }
        });
        let entry = JsFuture::from(timed).await;
        drop(late);
        Ok(entry.ok().and_then(|entry| entry.dyn_into().ok()).map(|entry| read(&entry)))
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
            performance.clear_resource_timings();
        }
    }
}

/// A connection that was there already is timed as one that took no time at all.
fn read(entry: &PerformanceResourceTiming) -> Fetched {
    let connect_ns = nanoseconds(entry.connect_end() - entry.connect_start());
    Fetched {
        took_ns: nanoseconds(entry.response_end() - entry.start_time()),
        connect_ns: (connect_ns > 0).then_some(connect_ns),
    }
}

fn nanoseconds(milliseconds: f64) -> u64 {
    (milliseconds * 1e6).round().max(0.0) as u64
}

/// How often the clock is looked at, at most, to see how fine it is.
const MAX_LOOKS: u32 = 100_000;

/// The shortest of ten steps of the page's clock, in nanoseconds.
pub(crate) fn clock_step_ns() -> Option<u64> {
    let performance = web_sys::window()?.performance()?;
    let mut steps = Vec::new();
    let mut before = performance.now();
    for _ in 0..MAX_LOOKS {
        let now = performance.now();
        if now > before {
            steps.push(nanoseconds(now - before));
            before = now;
        }
        if steps.len() == 10 {
            break;
        }
    }
    steps.into_iter().min()
}
