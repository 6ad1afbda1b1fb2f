//! A question that has to be answered before anything else: the browser's own modal dialog, which keeps the focus inside
//! and gives it back afterwards.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Opens and closes the dialog element.
#[hook]
pub(crate) fn use_dialog(open: bool) -> NodeRef {
    let node = use_node_ref();
    let dialog = node.clone();
    use_effect_with(open, move |open| {
        let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
        if *open && !dialog.open() {
            // It is refused only where the element is not in the page any more.
            let _ = dialog.show_modal();
        } else if !*open {
            dialog.close();
        }
    });
    node
}
