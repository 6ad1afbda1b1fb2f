//! Small things that only the browser knows: the time, the page's own address, what is stored.

use js_sys::Date;
use serde::de::DeserializeOwned;
use web_sys::{Document, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, Storage, Window};

use crate::api::json;
use crate::model::time;

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// Milliseconds since 1970-01-01 00:00 UTC.
pub(crate) fn now_ms() -> u64 {
    Date::now() as u64
}

/// The time of day, here, of a moment in milliseconds since 1970-01-01 00:00 UTC.
pub(crate) fn clock(ms: u64) -> String {
    let date = Date::new(&(ms as f64).into());
    time::clock(date.get_hours(), date.get_minutes(), date.get_seconds())
}

/// The day, in UTC, of a moment in milliseconds since 1970-01-01 00:00 UTC: `2026-11-25`.
pub(crate) fn day(ms: i64) -> String {
    let date = Date::new(&(ms as f64).into());
    time::day(date.get_utc_full_year(), date.get_utc_month() + 1, date.get_utc_date())
}

/// The address and port that this page was fetched from.
pub(crate) fn authority() -> String {
    window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// The lab's port; without one in its address, that of HTTP.
pub(crate) fn port() -> u16 {
    authority().rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(80)
}

/// The path, query and fragment of this page's address.
pub(crate) fn href() -> String {
    let Some(location) = window().map(|window| window.location()) else { return String::new() };
    [location.pathname(), location.search(), location.hash()].into_iter().filter_map(Result::ok).collect()
}

pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    use wasm_bindgen::JsCast;
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Gives an element the focus, also one that is not a control.
pub(crate) fn focus(element: &HtmlElement) {
    if element.tab_index() < 0 && !element.has_attribute("tabindex") {
        let _ = element.set_attribute("tabindex", "-1");
    }
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Hides what unfolds over the page.
pub(crate) fn hide(panel: &str) {
    if let Some(panel) = element(panel) {
        // It is refused only where it is hidden already.
        let _ = panel.hide_popover();
    }
}

/// Brings an element into view in the list that it stands in, as little as is needed.
pub(crate) fn show_within(element: &HtmlElement) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Opens the browser's print dialog.
pub(crate) fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Marks the page as being printed, for styles of what is painted and not drawn anew for paper.
pub(crate) fn mark_paper(begins: bool) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ =
            if begins { root.set_attribute("data-paper", "") } else { root.remove_attribute("data-paper") };
    }
}

/// Opens the browser's print dialog for one thing alone, by the name that the styles know it by.
pub(crate) fn print_only(what: &str) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = &root {
        let _ = root.set_attribute("data-print", what);
    }
    // It returns when the dialog is closed.
    print();
    if let Some(root) = &root {
        let _ = root.remove_attribute("data-print");
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// What is kept under a name, if it is there and can be read.
pub(crate) fn load<T: DeserializeOwned>(key: &str) -> Option<T> {
    json::read(&storage()?.get_item(key).ok()??)
}

/// Keeps a text. Where the browser keeps nothing (private windows, full storage), the page works on without.
pub(crate) fn keep(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, text);
    }
}
