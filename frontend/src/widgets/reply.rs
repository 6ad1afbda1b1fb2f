//! The lab's reply as it came: status, headers, body.

use yew::prelude::*;

use crate::components::wire_row::kind;
use crate::model::builder::answer::{Answer, SHOWN};
use crate::model::console::dump::{self, Row};
use crate::model::json::pretty;
use crate::model::messages::builder as words;
use crate::model::messages::console::left_out;

/// How many rows of bytes that are no text are shown.
const ROWS: usize = 64;

/// Draws a reply.
pub(super) fn reply(answer: &Answer) -> Html {
    html! {
        <div class="reply">
            <p class="reply-status"><span class={classes!("status-code", kind(answer.status))}>{ answer.status }</span>{ " " }{ answer.reason.clone() }</p>
            <pre class="bytes" tabindex="0"><code>{ for answer.headers.iter().map(|(name, value)| html! {
                <><span class="header-name">{ name.clone() }{ ":" }</span>{ format!(" {value}\n") }</>
            }) }</code></pre>
            { body(answer) }
        </div>
    }
}

fn body(answer: &Answer) -> Html {
    let length = answer.body.len();
    if length == 0 {
        return html! { <p class="soft">{ words::REPLY_EMPTY }</p> };
    }
    let Some(text) = answer.text() else {
        return html! { <><p class="soft">{ words::binary(length) }</p>{ bytes(&answer.body) }</> };
    };
    let whole = text.len() == length;
    let text = if whole { set_out(answer.header("content-type"), text) } else { text.to_owned() };
    html! {
        <>
            <pre class="bytes body" tabindex="0"><code>{ text }</code></pre>
            if !whole { <p class="soft">{ words::shortened(SHOWN, length) }</p> }
        </>
    }
}

/// Bytes as text and as hex.
pub(super) fn bytes(bytes: &[u8]) -> Html {
    let (shown, rest) = dump::rows(bytes, ROWS);
    html! {
        <>
            <div class="dump">{ rows(&shown) }</div>
            if rest > 0 { <p class="soft">{ left_out(rest) }</p> }
        </>
    }
}

/// Rows of bytes.
pub(super) fn rows(rows: &[Row]) -> Html {
    let part = |part: &dump::Part| {
        if part.escape {
            html! { <span class="escape">{ part.text.clone() }</span> }
        } else {
            html! { { part.text.clone() } }
        }
    };
    html! {
        <>{ for rows.iter().enumerate().map(|(index, row)| html! {
            <div class="dump-row" key={index}><code class="dump-text">{ for row.text.iter().map(part) }</code><code class="dump-hex">{ row.hex.clone() }</code></div>
        }) }</>
    }
}

/// A text; JSON set out on lines.
pub(super) fn set_out(media: Option<&str>, text: &str) -> String {
    if media.is_some_and(|media| media.contains("json")) { pretty(text) } else { text.to_owned() }
}
