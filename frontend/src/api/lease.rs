//! Stops a practice listener for somebody who does not wait for it.

use js_sys::Reflect;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RequestInit;

use crate::model::lease::Held;

/// Asks for it in a way that outlives the page (Fetch Standard, "keepalive"): it may just be going away.
pub(crate) fn stop(listener: Held) {
    let Some(window) = web_sys::window() else { return };
    let init = RequestInit::new();
    init.set_method("DELETE");
    let _ = Reflect::set(&init, &"keepalive".into(), &true.into());
    let answer = window.fetch_with_str_and_init(&listener.path(), &init);
    // Nobody is left to whom a failure could be told; the lab stops its listeners when it ends.
    spawn_local(async move {
        let _ = JsFuture::from(answer).await;
    });
}
