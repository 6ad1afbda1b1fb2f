//! The few drawings of the frame. They take the colour of the text around them and say nothing that words do not.

use yew::prelude::*;

/// The lab's mark: a loop that comes back to where it began.
pub(crate) fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-loop" d="M23.2 9.2a10 10 0 1 0 2.7 8.6" />
            <path class="mark-arrow" d="M18.6 10h5.2V4.8" />
            <circle class="mark-port" cx="16" cy="16" r="3" />
        </svg>
    }
}

fn stroke(class: &'static str, path: &'static str) -> Html {
    html! {
        <svg class={classes!("icon", class)} viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

pub(crate) fn contents() -> Html {
    stroke("", "M2 3.5h12M2 8h12M2 12.5h8")
}

pub(crate) fn wire() -> Html {
    stroke("", "M1 8h3.5l2-5 3 10 2-5H15")
}

pub(crate) fn settings() -> Html {
    stroke("", "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.5v4M6 9.5v4")
}

pub(crate) fn search() -> Html {
    stroke("", "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9M10.4 10.4L14 14")
}

pub(crate) fn cross() -> Html {
    stroke("", "M3 3l10 10M13 3L3 13")
}

pub(crate) fn tick() -> Html {
    stroke("icon-strong", "M3 8.5l3.5 3.5L13 4.5")
}

pub(crate) fn plus() -> Html {
    stroke("", "M8 3v10M3 8h10")
}
