//! A connection drawn as what it is: two ends, each a socket, and what goes between.

use std::net::SocketAddr;

use yew::prelude::*;

use crate::components::notation::address;
use crate::model::messages::widgets as words;

/// A connection to draw.
pub(crate) struct Ends<'a> {
    /// Who is at the client's end.
    pub(crate) client: &'static str,
    /// The client's socket, once known.
    pub(crate) peer: Option<SocketAddr>,
    /// The server's socket, once known.
    pub(crate) local: Option<SocketAddr>,
    /// What went over the wire.
    pub(crate) label: &'a str,
    /// Changes with each request, so that the packet is seen to move again.
    pub(crate) beat: u64,
}

/// Draws it; the lab is at the server's end.
pub(crate) fn ends(connection: &Ends<'_>) -> Html {
    let Ends { client, peer, local, label, beat } = connection;
    html! {
        <div class="ends">
            { end(client, *peer) }
            <div class="between">
                <span class="between-label">{ (*label).to_owned() }</span>
                <svg class="between-line" aria-hidden="true" focusable="false">
                    <line x1="0" y1="8" x2="100%" y2="8" />
                    <circle key={*beat} class={classes!("packet", (*beat > 0).then_some("moving"))} cx="100%" cy="8" r="4" />
                </svg>
            </div>
            { end(words::END_LAB, *local) }
        </div>
    }
}

fn end(who: &'static str, socket: Option<SocketAddr>) -> Html {
    html! {
        <div class={classes!("end", socket.is_none().then_some("unknown"))}>
            <span class="end-who">{ who }</span>
            <span class="end-socket">
                if let Some(socket) = socket { { address(&socket.to_string()) } } else { { "?" } }
            </span>
        </div>
    }
}
