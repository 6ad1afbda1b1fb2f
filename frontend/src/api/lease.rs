//! A practice listener that the page has started and so has to stop.

use js_sys::Reflect;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RequestInit;

use crate::model::microscope::request;

/// Holds a practice listener. When it is dropped, the lab is asked to stop the listener.
pub(crate) struct Lease {
    id: u64,
    held: bool,
}

impl Lease {
    /// For the listener with this number.
    pub(crate) const fn of(id: u64) -> Self {
        Self { id, held: true }
    }

    /// The listener is not there any more: nothing is left to be stopped.
    pub(crate) fn end(mut self) {
        self.held = false;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.held {
            stop(&request::listener(self.id));
        }
    }
}

/// Asks for it in a way that outlives the page (Fetch Standard, "keepalive"): it may just be going away.
fn stop(path: &str) {
    let Some(window) = web_sys::window() else { return };
    let init = RequestInit::new();
    init.set_method("DELETE");
    let _ = Reflect::set(&init, &"keepalive".into(), &true.into());
    let answer = window.fetch_with_str_and_init(path, &init);
    // Nobody is left to whom a failure could be told; the lab stops its listeners when it ends.
    spawn_local(async move {
        let _ = JsFuture::from(answer).await;
    });
}
