//! Text with its marks.

use course::model::{Inline, Source};
use yew::prelude::*;

use crate::components::command::code;
use crate::components::notation::notation;
use crate::components::term::TermLink;
use crate::model::messages;

/// Draws a run of text. `sources` are the works that its citations name, in the order of their list.
pub(crate) fn words(text: &[Inline], sources: &[Source]) -> Html {
    html! { <>{ for text.iter().map(|inline| word(inline, sources)) }</> }
}

/// Draws a run of text without citations.
pub(crate) fn plain_words(text: &[Inline]) -> Html {
    words(text, &[])
}

fn word(inline: &Inline, sources: &[Source]) -> Html {
    match inline {
        Inline::Text(text) => html! { { text.clone() } },
        Inline::Emphasis(text) => html! { <em>{ words(text, sources) }</em> },
        Inline::Strong(text) => html! { <strong>{ words(text, sources) }</strong> },
        Inline::Code(text) => code(text),
        Inline::Notation(parts) => notation(parts),
        Inline::Link { href, text } => html! { <a href={href.clone()}>{ words(text, sources) }</a> },
        Inline::Term { id, text } => html! { <TermLink id={id.clone()} text={text.clone()} /> },
        Inline::Cite(id) => cite(id, sources),
        Inline::Break => html! { <br /> },
    }
}

fn cite(id: &str, sources: &[Source]) -> Html {
    let Some(at) = sources.iter().position(|source| source.id == id) else { return Html::default() };
    let label = messages::cite(at + 1, sources.get(at).map_or("", |source| &source.title));
    html! {
        <sup class="cite"><a href={format!("#source-{id}")} aria-label={label.clone()} title={label}>{ at + 1 }</a></sup>
    }
}
