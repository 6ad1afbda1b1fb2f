//! The style sheet of everything that is loaded later. What needs it is drawn only when it is there.

use std::future::Future;

use gloo_events::EventListener;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlLinkElement;

use crate::model::trouble::Trouble;

/// The page's mark that names the sheet; `xtask` fills it in.
const MARK: &str = "meta[name=later-styles]";

/// The name of the link to the sheet, once it was asked for.
const LINK: &str = "later-styles";

/// Begins at once to load the sheet, unless that is done or under way. What is given back ends when it is there, or with why not:
/// then the next call tries again.
pub(crate) fn later() -> impl Future<Output = Result<(), Trouble>> {
    let link = link();
    let ended = link.as_ref().filter(|link| link.sheet().is_none()).map(|link| {
        JsFuture::from(Promise::new(&mut |loaded, failed| {
            // Both are refused for no element of the page.
            let _ = link.add_event_listener_with_callback("load", &loaded);
            let _ = link.add_event_listener_with_callback("error", &failed);
        }))
    });
    async move {
        link.ok_or(Trouble::Unreachable)?;
        match ended {
            Some(ended) => ended.await.map(drop).map_err(|_| Trouble::Unreachable),
            None => Ok(()),
        }
    }
}

/// The link, which is put into the page where it is not there.
fn link() -> Option<HtmlLinkElement> {
    let document = web_sys::window()?.document()?;
    if let Some(link) = document.get_element_by_id(LINK) {
        return link.dyn_into().ok();
    }
    let mark = document.query_selector(MARK).ok()??;
    let link: HtmlLinkElement = document.create_element("link").ok()?.dyn_into().ok()?;
    link.set_id(LINK);
    link.set_rel("stylesheet");
    link.set_href(&format!("/{}", mark.get_attribute("content")?));
    let failed = link.clone();
    EventListener::once(&link, "error", move |_| failed.remove()).forget();
    mark.insert_adjacent_element("afterend", &link).ok()?;
    Some(link)
}
