//! A connection drawn as what it is: two ends, each a socket, and what goes between.

use std::net::SocketAddr;

use yew::prelude::*;

use crate::components::notation::address;

#[derive(Properties, PartialEq)]
pub(crate) struct EndsProps {
    /// Who is at the client's end.
    pub(crate) client: AttrValue,
    /// The client's socket, once known.
    pub(crate) peer: Option<SocketAddr>,
    /// Who is at the server's end.
    pub(crate) server: AttrValue,
    /// The server's socket, once known.
    pub(crate) local: Option<SocketAddr>,
    /// What went over the wire.
    #[prop_or_default]
    pub(crate) label: AttrValue,
    /// Changes with each request, so that the packet is seen to move again.
    #[prop_or_default]
    pub(crate) beat: u64,
}

#[component]
pub(crate) fn Ends(props: &EndsProps) -> Html {
    let EndsProps { client, peer, server, local, label, beat } = props;
    html! {
        <div class="ends">
            { end(client, *peer) }
            <div class="between">
                <span class="between-label">{ label.clone() }</span>
                <svg class="between-line" aria-hidden="true" focusable="false">
                    <line x1="0" y1="8" x2="100%" y2="8" />
                    <circle key={*beat} class={classes!("packet", (*beat > 0).then_some("moving"))} cx="50%" cy="8" r="4" />
                </svg>
            </div>
            { end(server, *local) }
        </div>
    }
}

fn end(who: &AttrValue, socket: Option<SocketAddr>) -> Html {
    html! {
        <div class={classes!("end", socket.is_none().then_some("unknown"))}>
            <span class="end-who">{ who.clone() }</span>
            <span class="end-socket">
                if let Some(socket) = socket { { address(&socket.to_string()) } } else { { "?" } }
            </span>
        </div>
    }
}
