//! A command with the mark of its shell, its parts coloured, and a button to copy it.

use concepts::notation::within;
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

/// The text's words; those that are addresses as a whole take the colour grammar.
pub(crate) fn coloured(text: &str) -> Html {
    html! { <>{ for within(text).iter().map(part) }</> }
}
