//! A command with the mark of its shell, its parts coloured, and a button to copy it.

use concepts::notation::parts;
use yew::prelude::*;

use crate::components::copy::Copy;
use crate::components::notation::part;

#[derive(Properties, PartialEq)]
pub(crate) struct CommandProps {
    /// The shell's mark.
    pub(crate) prompt: AttrValue,
    /// The command.
    pub(crate) text: AttrValue,
}

#[component]
pub(crate) fn Command(props: &CommandProps) -> Html {
    html! {
        <div class="command">
            <span class="prompt" aria-hidden="true">{ props.prompt.clone() }</span>
            <pre tabindex="0" class="command-text"><code>{ coloured(&props.text) }</code></pre>
            <Copy text={props.text.clone()} />
        </div>
    }
}

/// The command's words; those that are addresses as a whole take the colour grammar.
pub(crate) fn coloured(text: &str) -> Html {
    html! { <>{ for text.split_inclusive([' ', '\n', '\'', '"']).map(word) }</> }
}

fn word(with_end: &str) -> Html {
    let word = with_end.trim_end_matches([' ', '\n', '\'', '"']);
    let end = with_end.get(word.len()..).unwrap_or_default().to_owned();
    match parts(word) {
        Some(parts) => html! { <>{ for parts.iter().map(part) }{ end }</> },
        None => html! { { with_end.to_owned() } },
    }
}
