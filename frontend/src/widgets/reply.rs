//! The lab's reply as a browser shows it: status, headers, body.

use yew::prelude::*;

use crate::api::exchange::Reply;
use crate::components::wire_row::kind;
use crate::model::json::pretty;
use crate::model::messages::widgets as words;

/// Draws a reply.
pub(super) fn reply(reply: &Reply) -> Html {
    let body = readable(reply);
    html! {
        <div class="reply">
            <p class="reply-status"><span class={classes!("status-code", kind(reply.status))}>{ reply.status }</span>{ " " }{ reply.status_text.clone() }</p>
            <pre class="bytes" tabindex="0"><code>{ for reply.headers.iter().map(|(name, value)| html! {
                <><span class="header-name">{ name.clone() }{ ":" }</span>{ format!(" {value}\n") }</>
            }) }</code></pre>
            if body.is_empty() { <p class="soft">{ words::REPLY_EMPTY }</p> } else {
                <pre class="bytes body" tabindex="0"><code>{ body }</code></pre>
            }
        </div>
    }
}

/// The body; JSON set out on lines.
pub(super) fn readable(reply: &Reply) -> String {
    let json = reply.headers.iter().any(|(name, value)| name == "content-type" && value.contains("json"));
    if json { pretty(&reply.body) } else { reply.body.clone() }
}
