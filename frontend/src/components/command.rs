//! A command with the mark of its shell, its parts coloured, and a button to copy it.

use concepts::notation::parts;
use course::shell::Shell;
use yew::prelude::*;

use crate::components::copy::Copy;
use crate::components::notation::part;

/// Draws a command for a shell.
pub(crate) fn command(shell: Shell, text: &str) -> Html {
    html! {
        <div class="command">
            <span class="prompt" aria-hidden="true">{ shell.prompt() }</span>
            <pre class="command-text"><code>{ coloured(text) }</code></pre>
            <Copy text={text.to_owned()} />
        </div>
    }
}

/// What ends a word of a command: spaces, quotes, and the signs with which shells write bytes.
const ENDS: [char; 6] = [' ', '\n', '\'', '"', '\\', '`'];

/// The command's words; those that are addresses as a whole take the colour grammar.
pub(crate) fn coloured(text: &str) -> Html {
    html! { <>{ for text.split_inclusive(ENDS).map(word) }</> }
}

fn word(with_end: &str) -> Html {
    let word = with_end.trim_end_matches(ENDS);
    let end = with_end.get(word.len()..).unwrap_or_default().to_owned();
    match parts(word) {
        Some(parts) => html! { <>{ for parts.iter().map(part) }{ end }</> },
        None => html! { { with_end.to_owned() } },
    }
}
