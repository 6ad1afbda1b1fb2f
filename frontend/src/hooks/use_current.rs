//! Keeps the entry of the page that is open in sight in the contents.

use web_sys::Element;
use yew::prelude::*;

use crate::hooks::browser;
use crate::model::sight;

/// Scrolls the contents, and nothing else, until the entry of the page stands in them whole. `path` is where the page is, `entries`
/// how many there are by now. No focus moves; it is done at once.
#[hook]
pub(crate) fn use_current(path: &str, entries: usize) {
    use_effect_with((path.to_owned(), entries), |_| {
        let found = browser::element("contents").and_then(|list| {
            let entry = list.query_selector("[aria-current=page]").ok()??;
            Some((list, entry))
        });
        if let Some((list, entry)) = found {
            show(&list, &entry);
        }
    });
}

fn show(list: &Element, entry: &Element) {
    let (outer, inner) = (list.get_bounding_client_rect(), entry.get_bounding_client_rect());
    // With room for a neighbour: that there is more to come, or to go back to, is seen too.
    let room = inner.height();
    let by = sight::scroll_by((outer.top(), outer.bottom()), (inner.top() - room, inner.bottom() + room));
    list.set_scroll_top(list.scroll_top() + by as i32);
}
