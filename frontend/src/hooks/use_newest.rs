//! Keeps the newest of a list in sight.

use web_sys::Element;
use yew::prelude::*;

/// Scrolls the element to its end whenever its last part is another.
#[hook]
pub(crate) fn use_newest(last: Option<usize>) -> NodeRef {
    let node = use_node_ref();
    let list = node.clone();
    use_effect_with(last, move |_| {
        if let Some(list) = list.cast::<Element>() {
            list.set_scroll_top(list.scroll_height());
        }
    });
    node
}
