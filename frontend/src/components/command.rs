//! A command with the mark of its shell, its parts coloured, and a button to copy it.

use concepts::notation::{Kind, within};
use course::shell::Shell;
use yew::prelude::*;

use crate::components::copy::Copy;
use crate::components::notation::{breakable, part};

/// What stands between the words of code in a line. A narrow line ends there, and inside a word only where that is longer than the
/// line: a hyphen belongs to its option.
const SPACES: [char; 2] = [' ', '\n'];

/// Up to how many characters a word of code stays whole wherever it stands: so many fit into every line at 320 px.
const WHOLE: usize = 20;

/// Where a word goes on in the next line that is longer than its own: a number, a name or an address stays whole.
const JOINTS: [char; 5] = ['/', '?', '&', '=', ','];

/// Draws a command for a shell.
pub(crate) fn command(shell: Shell, text: &str) -> Html {
    html! {
        <div class="command">
            <span class="prompt" aria-hidden="true">{ shell.prompt() }</span>
            <pre class="command-text">{ code(text) }</pre>
            <Copy text={text.to_owned()} />
        </div>
    }
}

/// Draws code in a line, be it a command's or one of prose.
pub(crate) fn code(text: &str) -> Html {
    html! { <code>{ for text.split_inclusive(SPACES).map(word) }</code> }
}

/// A word, and the space after it.
fn word(text: &str) -> Html {
    let word = text.trim_end_matches(SPACES);
    let space = text.get(word.len()..).unwrap_or_default().to_owned();
    let whole = (word.chars().count() <= WHOLE).then_some("whole");
    let drawn = if whole.is_some() { coloured(word) } else { jointed(word) };
    html! { <><span class={classes!("word", whole)}>{ drawn }</span>{ space }</> }
}

/// A long word in its colours, with places where a line may end.
fn jointed(word: &str) -> Html {
    html! { <>{ for within(word).iter().map(|one| match one.kind {
        Kind::Plain => breakable(&one.text, &JOINTS),
        _ => part(one),
    }) }</> }
}

/// The text's words; those that are addresses as a whole take the colour grammar.
pub(crate) fn coloured(text: &str) -> Html {
    html! { <>{ for within(text).iter().map(part) }</> }
}
