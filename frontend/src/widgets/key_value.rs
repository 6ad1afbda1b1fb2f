//! A key-value store: commands as bytes, and the keys with their time to live, whoever set them.

use std::rc::Rc;

use protocol::listeners::Listener;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::typed;
use crate::components::notation::address;
use crate::components::trouble;
use crate::hooks::{use_ask, use_keys, use_lease, use_turn};
use crate::model::key_value::{self, Said, Seen};
use crate::model::lease::Held;
use crate::model::messages::listeners::LOST;
use crate::model::messages::uses as words;
use crate::model::time::elapsed;
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn KeyValue(props: &WidgetProps<()>) -> Html {
    let keeper = use_lease();
    let text = use_state_eq(|| key_value::SUGGESTIONS[0].to_owned());
    let (started, start) = {
        let keeper = Rc::clone(&keeper);
        use_ask(move |_: Option<Listener>| {
            let keeper = Rc::clone(&keeper);
            async move {
                let listener: Listener =
                    api::send(Method::POST, "/listeners", Some(key_value::START)).await?;
                keeper.keep(&listener);
                Ok(listener)
            }
        })
    };
    let listener = started.answer.clone().filter(|listener| keeper.holds(listener));
    let held = listener.as_ref().map(Held::of);
    let line = use_state_eq(String::new);
    let (talk, speak) = {
        let line = (*line).clone();
        use_ask(move |before: Option<(Option<Held>, Vec<Said>)>| {
            let line = line.clone();
            // What was said to another store is not shown beside this one.
            let before = before.filter(|(store, _)| *store == held).map(|(_, all)| all).unwrap_or_default();
            async move {
                let body = key_value::command(&line);
                let id = held.map_or(0, |store| store.id);
                let spoken = api::send(Method::POST, &key_value::commands(id), Some(&body)).await?;
                Ok((held, key_value::said(before, line, spoken)))
            }
        })
    };
    let turn = use_state_eq(|| 0_usize);
    use_turn(*turn, speak);
    let say = {
        let (line, turn, busy) = (line.clone(), turn.clone(), talk.busy);
        Callback::from(move |said: String| {
            if !busy && !said.trim().is_empty() {
                line.set(said);
                turn.set(*turn + 1);
            }
        })
    };
    let said = talk.answer.as_ref().filter(|(store, _)| *store == held);
    let said = said.map(|(_, all)| all.as_slice()).unwrap_or_default();
    let (keys, now) = use_keys(held, said.last().map_or(0, |last| last.number));
    let onsubmit = {
        let (say, text) = (say.clone(), text.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            say.emit((*text).clone());
        }
    };
    let set = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let begin = move |_: MouseEvent| start.emit(());
    let is_lost = keeper.is_lost();
    let stop = move |_: MouseEvent| keeper.stop();
    let shell = props.place.shell;
    let command = match &listener {
        Some(listener) => {
            let port = listener.local.port().to_string();
            let words = ["-p", &port, "set", "mine", "1", "ex", "60"].map(str::to_owned);
            quote::line(shell, "redis-cli", &words).ok()
        }
        None => props.place.command(),
    };
    let field = format!("{}-command", props.place.widget.id);
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls" hidden={listener.is_some()}>
                    <button type="button" onclick={begin} aria-disabled={started.busy.to_string()}>
                        { if started.busy { words::STARTING } else { words::START_STORE } }
                    </button>
                    <div role="status">
                        if let Some(trouble) = &started.trouble { { trouble::note(trouble, None) } }
                        if is_lost { <p>{ LOST }</p> }
                    </div>
                </div>
                if let Some(listener) = &listener {
                    <div class="controls store" key="controls">
                        <form class="row" {onsubmit}>
                            <label class="field wide" for={field.clone()}><span class="field-name">{ words::COMMAND }</span>
                                <input id={field} type="text" class="mono" autocomplete="off" spellcheck="false" maxlength="1024" value={(*text).clone()} oninput={set} />
                            </label>
                            <button type="submit" aria-disabled={talk.busy.to_string()}>{ if talk.busy { words::SENDING } else { words::SEND } }</button>
                        </form>
                        <p class="hint-line">{ words::SUGGESTED }</p>
                        <div class="store-tries">{ for key_value::SUGGESTIONS.map(|one| suggestion(one, &say)) }</div>
                    </div>
                    <div class="happened store-both" key="happened">
                        <div class="store-talk">
                            <h4>{ words::TALK }</h4>
                            <div role="status">
                                if let Some(trouble) = &talk.trouble { { trouble::note(trouble, None) } }
                                if let Some(last) = said.last() { <p class="sr">{ last.spoken.reply.clone() }</p> }
                            </div>
                            <p class="hint-line" hidden={!said.is_empty()}>{ words::NOTHING_SAID }</p>
                            <ol class="store-said">{ for said.iter().rev().map(exchange) }</ol>
                        </div>
                        <div class="store-keys">
                            <h4>{ words::KEYS }</h4>
                            if let Some(trouble) = &keys.trouble { { trouble::note(trouble, None) } }
                            { for keys.answer.as_ref().filter(|seen| seen.store == held).map(|seen| table(seen, now)) }
                        </div>
                    </div>
                    <div class="row store-foot" key="foot">
                        <p class="hint-line">{ words::STORE_AT }{ " " }{ address(&listener.local.to_string()) }{ ". " }{ words::LEAVES }</p>
                        <button type="button" class="quiet" onclick={stop}>{ words::STOP }</button>
                    </div>
                }
            </>
        },
    )
}

fn suggestion(line: &'static str, say: &Callback<String>) -> Html {
    let say = say.clone();
    html! { <button type="button" class="quiet mono" key={line} onclick={move |_: MouseEvent| say.emit(line.to_owned())}>{ line }</button> }
}

fn exchange(said: &Said) -> Html {
    let Said { number, line, spoken } = said;
    let time = elapsed(spoken.elapsed_us);
    html! {
        <li key={*number}>
            <p><code>{ line.clone() }</code></p>
            <pre class={classes!("store-reply", spoken.is_error.then_some("fault"))} tabindex="0">{ spoken.reply.clone() }</pre>
            <details open={true}>
                <summary>{ words::travelled(spoken.sent_bytes, spoken.received_bytes, &time) }</summary>
                <dl class="store-bytes">
                    <div><dt>{ words::SENT }</dt><dd><pre tabindex="0">{ key_value::lines(&spoken.sent) }</pre></dd></div>
                    <div><dt>{ words::RECEIVED }</dt><dd><pre tabindex="0">{ key_value::lines(&spoken.received) }</pre></dd></div>
                </dl>
            </details>
        </li>
    }
}

fn table(seen: &Seen, now: u64) -> Html {
    let [name, value, expires] = words::COLUMNS;
    let keys = &seen.keys.keys;
    html! {
        <>
            <p class="hint-line" hidden={!keys.is_empty()}>{ words::NO_KEYS }</p>
            <div class="table" tabindex="0" role="region" aria-label={words::KEYS} hidden={keys.is_empty()}>
                <table>
                    <thead><tr><th scope="col">{ name }</th><th scope="col">{ value }</th><th scope="col">{ expires }</th></tr></thead>
                    <tbody>{ for keys.iter().map(|key| {
                        let left = seen.left_s(key, now);
                        html! {
                            <tr key={key.name.clone()}>
                                <th scope="row"><code>{ key.name.clone() }</code></th>
                                <td><code>{ key.value.clone() }</code></td>
                                <td class="store-left">{ left.map_or_else(|| words::NEVER.to_owned(), words::expires) }</td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            </div>
            <p class="hint-line" hidden={keys.is_empty()}>{ words::full(seen.keys.stored.keys, seen.keys.stored.bytes) }</p>
        </>
    }
}
