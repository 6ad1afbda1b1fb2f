//! Moves the focus to an element when what had it is gone.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::hooks::browser;

/// Gives the element the focus each time `now` becomes true.
#[hook]
pub(crate) fn use_focus_when(now: bool, node: NodeRef) {
    use_effect_with(now, move |now| {
        if let Some(element) = node.cast::<HtmlElement>().filter(|_| *now) {
            browser::focus(&element);
        }
    });
}
