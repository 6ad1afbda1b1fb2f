//! Addresses in the colour grammar: the address blue, the port amber, the protocol violet.

use concepts::notation::{Kind, Part, parts};
use yew::prelude::*;

/// The parts of a written address.
pub(crate) fn notation(parts: &[Part]) -> Html {
    html! { <code class="notation">{ for parts.iter().map(part) }</code> }
}

/// The parts of a text, where it is an address; the text as it is, where it is none.
pub(crate) fn address(text: &str) -> Html {
    match parts(text) {
        Some(parts) => notation(&parts),
        None => html! { <code>{ text }</code> },
    }
}

/// An address that may be long: where its line is too short, it goes on after a colon.
pub(crate) fn long_address(text: &str) -> Html {
    html! { <code class="notation"><span class="a">{ breakable(text, &[':']) }</span></code> }
}

/// A text that goes on in the next line after any of these signs.
pub(crate) fn breakable(text: &str, signs: &[char]) -> Html {
    let pieces = text.split_inclusive(signs).enumerate();
    html! { <>{ for pieces.map(|(index, piece)| html! { <key={index}>{ piece }<wbr /></> }) }</> }
}

/// A port with its colon.
pub(crate) fn port(number: u16) -> Html {
    html! { <code class="notation"><span class="p">{ format!(":{number}") }</span></code> }
}

/// A part in the class of its kind.
pub(crate) fn part(part: &Part) -> Html {
    let class = match part.kind {
        Kind::Address => "a",
        Kind::Port => "p",
        Kind::Protocol => "s",
        Kind::Plain => return html! { { part.text.clone() } },
    };
    html! { <span {class}>{ part.text.clone() }</span> }
}
