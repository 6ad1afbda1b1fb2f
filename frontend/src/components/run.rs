//! A command to run in a terminal, and what it prints.

use course::model::Run;
use course::output::{self, Piece, pieces};
use course::shell::Shell;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::components::blocks::Scene;
use crate::components::command::{coloured, command};
use crate::components::words::words;
use crate::hooks::Shared;
use crate::model::messages;
use crate::model::settings::Setting;

/// Draws it.
pub(crate) fn run(run: &Run, scene: &Scene) -> Html {
    let shell = scene.shared.shell();
    let Run { command: variants, expect, exit, stays, note, .. } = run;
    html! {
        <div class="card run" role="group" aria-label={messages::RUN}>
            <div class="run-head">
                <span class="card-kind">{ messages::RUN }</span>
                { shell_select(&scene.shared) }
            </div>
            <div class="run-command">{ command(shell, variants.of(shell)) }</div>
            if *stays { <p class="run-note">{ messages::STAYS }</p> }
            <details class="fold">
                <summary>{ messages::EXPECTED }</summary>
                <div class="fold-inside">
                    <pre class="output" tabindex="0"><code>{ for expect.lines().map(line) }</code></pre>
                    if expect.contains('<') { <p class="hint-line">{ messages::EXPECTED_DIFFERS }</p> }
                    if *exit != 0 && !stays { <p class="hint-line">{ messages::exit_status(*exit) }</p> }
                </div>
            </details>
            if let Some(note) = note { <p class="run-note">{ words(note, &scene.lesson.sources) }</p> }
        </div>
    }
}

fn line(line: &str) -> Html {
    html! { <>{ for pieces(line).into_iter().map(piece) }{ "\n" }</> }
}

fn piece(piece: Piece<'_>) -> Html {
    match piece {
        Piece::Text(text) => coloured(text),
        Piece::Wildcard(name) => {
            let port = matches!(name, "port" | "ephemeral").then_some("p");
            html! { <span class={classes!("wildcard", port)}>{ output::words(name) }</span> }
        }
        Piece::Lines => html! { <span class="more-lines">{ messages::MORE_LINES }</span> },
    }
}

/// The choice of the shell that all commands are written for.
pub(crate) fn shell_select(shared: &Shared) -> Html {
    let chosen = shared.shell();
    let choose = shared.settings.dispatcher();
    let onchange = move |event: Event| {
        let index = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let index = index.and_then(|select| usize::try_from(select.selected_index()).ok());
        if let Some(shell) = index.and_then(|index| Shell::ALL.get(index)) {
            choose.dispatch(Setting::Shell(*shell));
        }
    };
    html! {
        <select class="shell-select" aria-label={messages::SHELL} {onchange}>
            { for Shell::ALL.iter().map(|shell| html! { <option selected={*shell == chosen}>{ shell.name() }</option> }) }
        </select>
    }
}
