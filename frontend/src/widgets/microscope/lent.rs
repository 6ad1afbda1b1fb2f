//! The range that the system lends ports from, and those that it lent here.

use concepts::port::Span;
use yew::prelude::*;

use crate::model::messages::microscope as words;
use crate::model::microscope::view::View;
use crate::model::ruler::inside;

pub(super) fn lent(view: &View, range: Option<Span>) -> Html {
    let count = view.lent.len();
    html! {
        <div class="scope-lent" hidden={count == 0}>
            if let Some(span) = range { { drawing(view, span) } }
            <p class="hint-line">{ words::lent(count, range.map(Span::count)) }</p>
        </div>
    }
}

fn drawing(view: &View, span: Span) -> Html {
    let is_there = |port: u16| view.connections.iter().any(|one| one.client.port() == port);
    html! {
        <div class="scope-range">
            <span class="p">{ span.first }</span>
            <svg width="100%" height="22" role="img" aria-label={words::lent_label(span.first, span.last, view.lent.len())}>
                <rect class="scope-range-all" x="0" y="7" width="100%" height="8" rx="4" />
                { for view.lent.iter().filter_map(|port| {
                    let x = inside(span, *port)?;
                    let (class, y1, y2) = if is_there(*port) { ("now", "1", "21") } else { ("before", "7", "15") };
                    Some(html! { <line key={*port} {class} x1={x.clone()} x2={x} {y1} {y2} /> })
                }) }
            </svg>
            <span class="p">{ span.last }</span>
        </div>
    }
}
