//! What is to be sent: a line, text with escapes, or hex; what was typed before comes back with the arrow keys.

use yew::prelude::*;

use crate::components::field::{text_of, typed};
use crate::model::console::history::History;
use crate::model::console::talk::Target;
use crate::model::console::typed::{Ending, Reading, bytes, escaped};
use crate::model::messages::console as words;

/// What the field is given.
#[derive(Properties, PartialEq)]
pub(super) struct InputProps {
    /// The widget's identifier.
    pub(super) id: String,
    /// Where what is typed goes to.
    pub(super) target: Option<Target>,
    /// Whether it can be sent.
    pub(super) ready: bool,
    /// Sends it.
    pub(super) send: Callback<Vec<u8>>,
}

#[component]
pub(super) fn Input(props: &InputProps) -> Html {
    let line = use_state_eq(|| (String::new(), Reading::default()));
    let ending = use_state_eq(Ending::default);
    let history = use_state_eq(History::default);
    let (text, reading) = (*line).clone();
    let read = bytes(&text, reading, *ending);
    let fault = read.as_ref().err().map(ToString::to_string);
    let sendable = read.ok().filter(|bytes| props.ready && !bytes.is_empty());
    let can = sendable.is_some();
    let onsubmit = {
        let (send, line, history) = (props.send.clone(), line.clone(), history.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(bytes) = &sendable {
                send.emit(bytes.clone());
                history.set(history.with((*line).clone()));
                line.set((String::new(), line.1));
            }
        }
    };
    let onkeydown = {
        let (line, history) = (line.clone(), history.clone());
        move |event: KeyboardEvent| {
            let is_back = match event.key().as_str() {
                "ArrowUp" => true,
                "ArrowDown" => false,
                _ => return,
            };
            if let Some((next, found)) = history.step(is_back, &line) {
                event.prevent_default();
                history.set(next);
                line.set(found);
            }
        }
    };
    let set_text = {
        let line = line.clone();
        typed(move |text| line.set((text, line.1)))
    };
    let id = &props.id;
    let (field, fault_id) = (format!("{id}-input"), format!("{id}-input-fault"));
    html! {
        <form class="console-input" {onsubmit}>
            <div class="row">
                <label class="field wide" for={field.clone()}><span class="field-name">{ words::INPUT }</span>
                    <input id={field} type="text" class="mono" autocomplete="off" autocapitalize="off" spellcheck="false" value={text}
                        placeholder={words::example(reading)} oninput={set_text} {onkeydown}
                        aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
                </label>
                { choice(&format!("{id}-reading"), words::READ_AS, Reading::ALL, words::reading, reading, {
                    let line = line.clone();
                    Callback::from(move |reading| line.set((line.0.clone(), reading)))
                }) }
                if reading == Reading::Line {
                    { choice(&format!("{id}-ending"), words::ENDING, Ending::ALL, words::ending, *ending, {
                        let ending = ending.clone();
                        Callback::from(move |one| ending.set(one))
                    }) }
                }
                <button type="submit" aria-disabled={(!can).to_string()}>{ words::SEND }</button>
                <p class="fault" id={fault_id} role="status">{ fault }</p>
            </div>
            <div class="row snippets">
                <span class="field-name">{ words::SNIPPETS }</span>
                { for snippets(props.target.as_ref()).map(|(name, text, reading)| {
                    let line = line.clone();
                    let onclick = move |_: MouseEvent| line.set((text.clone(), reading));
                    html! { <button type="button" class="quiet" key={name} {onclick}>{ name }</button> }
                }) }
            </div>
        </form>
    }
}

/// What can be filled in: its name, the text, and how that is read.
fn snippets(target: Option<&Target>) -> [(&'static str, String, Reading); 3] {
    let host = target.map(Target::authority).unwrap_or_default();
    let http = format!("GET /whoami HTTP/1.1\r\nHost: {host}\r\n\r\n");
    [
        (words::SNIPPET_HTTP, escaped(http.as_bytes(), false), Reading::Escapes),
        // An array of one bulk string of four bytes (RESP2).
        (words::SNIPPET_RESP, escaped(b"*1\r\n$4\r\nPING\r\n", false), Reading::Escapes),
        (words::SNIPPET_ECHO, words::example(Reading::Line).to_owned(), Reading::Line),
    ]
}

/// A choice among a few.
fn choice<T: Copy + PartialEq + 'static, const N: usize>(
    id: &str,
    label: &'static str,
    all: [T; N],
    name: fn(T) -> &'static str,
    chosen: T,
    choose: Callback<T>,
) -> Html {
    let onchange = move |event: Event| {
        let text = text_of(&event);
        if let Some(one) = all.into_iter().find(|one| name(*one) == text) {
            choose.emit(one);
        }
    };
    html! {
        <label class="field" key={label} for={id.to_owned()}><span class="field-name">{ label }</span>
            <select id={id.to_owned()} {onchange}>
                { for all.map(|one| html! { <option value={name(one)} selected={one == chosen}>{ name(one) }</option> }) }
            </select>
        </label>
    }
}
