//! A request in a form; beside it the curl command, the bytes that curl sends, and the lab's reply.

use yew::prelude::*;

use crate::api::exchange::{Reply, send};
use crate::components::card::card_with;
use crate::components::command::coloured;
use crate::components::icon;
use crate::components::trouble;
use crate::hooks::{Asked, Shared, browser, use_ask, use_shared};
use crate::model::lab::Lab;
use crate::model::messages::widgets as words;
use crate::model::request::{Draft, Fault, Field, METHODS};
use crate::model::wire::from_terminal;
use crate::model::{bytes, curl};
use crate::widgets::reply::reply;
use crate::widgets::{WidgetProps, text_of, typed};

#[component]
pub(crate) fn RequestBuilder(props: &WidgetProps<(String, String)>) -> Html {
    let Shared { lab, .. } = use_shared();
    let form_draft = use_state_eq(|| {
        let (method, target) = props.start.clone();
        Draft { method, target, headers: Vec::new(), body: String::new() }
    });
    let draft = form_draft.filled_in();
    let faults = draft.faults();
    let (asked, ask) = {
        let draft = draft.clone();
        use_ask(move |_: Option<Reply>| {
            let draft = draft.clone();
            async move { send(&draft).await }
        })
    };
    let blocked = !faults.is_empty() || draft.browser_refuses_body();
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if !blocked {
            ask.emit(());
        }
    };
    let made = curl::command(&draft, &browser::authority(), props.place.shell);
    let command = made.as_ref().ok().filter(|_| faults.is_empty()).cloned();
    let set = {
        let form_draft = form_draft.clone();
        Callback::from(move |next: Draft| form_draft.set(next))
    };
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls builder" {onsubmit}>
                    { form(&props.place.widget.id, &form_draft, &set) }
                    <div class="row">
                        <button type="submit" aria-disabled={(asked.busy || blocked).to_string()}>
                            { if asked.busy { words::SENDING } else { words::SEND } }
                        </button>
                        <p class="fault soft-fault" role="status">{ advice(&draft, &faults, made.err().map(words::unquotable)) }</p>
                    </div>
                </form>
                <div class="happened panels">
                    { sent(&draft, &lab) }
                    { answer(&asked) }
                </div>
            </>
        },
    )
}

/// What to know before sending, the most pressing first.
fn advice(draft: &Draft, faults: &[(Field, Fault)], unquotable: Option<&'static str>) -> String {
    let kept = draft.browser_keeps();
    if !faults.is_empty() {
        words::FAULTY.to_owned()
    } else if draft.browser_refuses_body() {
        words::GET_BODY.to_owned()
    } else if let Some(why) = unquotable {
        why.to_owned()
    } else if kept.is_empty() {
        String::new()
    } else {
        words::kept(&kept)
    }
}

/// The form. `id` is the widget's identifier, which those of the fields begin with.
fn form(id: &str, draft: &Draft, set: &Callback<Draft>) -> Html {
    let faults = draft.faults();
    let fault = |field: Field| faults.iter().find(|(at, _)| *at == field).map(|(_, fault)| fault.to_string());
    let change = |change: fn(&mut Draft, String)| {
        let (draft, set) = (draft.clone(), set.clone());
        move |text: String| {
            let mut next = draft.clone();
            change(&mut next, text);
            set.emit(next);
        }
    };
    let set_method = change(|draft, text| draft.method = text);
    let own = (!METHODS.contains(&draft.method.as_str())).then_some(draft.method.as_str());
    let methods = METHODS.into_iter().chain(own);
    let add = {
        let (draft, set) = (draft.clone(), set.clone());
        move |_: MouseEvent| {
            let mut next = draft.clone();
            next.headers.push((String::new(), String::new()));
            set.emit(next);
        }
    };
    let (method_id, target_id, body_id) =
        (format!("{id}-method"), format!("{id}-target"), format!("{id}-body"));
    let (target_fault, body_fault) = (fault(Field::Target), fault(Field::Body));
    html! {
        <>
            <div class="row">
                <label class="field" for={method_id.clone()}><span class="field-name">{ words::METHOD_FIELD }</span>
                    <select id={method_id} class="mono" onchange={move |event: Event| set_method(text_of(&event))}>
                        { for methods.map(|one| html! { <option value={one.to_owned()} selected={one == draft.method}>{ one.to_owned() }</option> }) }
                    </select>
                </label>
                <label class="field wide" for={target_id.clone()}><span class="field-name">{ words::TARGET_FIELD }</span>
                    <input id={target_id.clone()} type="text" class="mono" autocomplete="off" autocapitalize="off" spellcheck="false" value={draft.target.clone()}
                        oninput={typed(change(|draft, text| draft.target = text))}
                        aria-invalid={target_fault.is_some().to_string()} aria-describedby={format!("{target_id}-fault")} />
                </label>
            </div>
            <p class="fault" id={format!("{target_id}-fault")} role="status">{ target_fault }</p>
            <fieldset class="headers"><legend class="field-name">{ words::HEADERS_FIELD }</legend>
                { for (0..draft.headers.len()).map(|index| header(id, draft, set, index, fault(Field::Header(index)))) }
                <button type="button" class="quiet" onclick={add}>{ icon::plus() }{ words::ADD_HEADER }</button>
            </fieldset>
            <label class="field wide" for={body_id.clone()}><span class="field-name">{ words::BODY_FIELD }</span>
                <textarea id={body_id.clone()} class="mono" rows="2" spellcheck="false" value={draft.body.clone()}
                    oninput={typed(change(|draft, text| draft.body = text))}
                    aria-invalid={body_fault.is_some().to_string()} aria-describedby={format!("{body_id}-fault")} />
            </label>
            <p class="fault" id={format!("{body_id}-fault")} role="status">{ body_fault }</p>
        </>
    }
}

fn header(id: &str, draft: &Draft, set: &Callback<Draft>, index: usize, fault: Option<String>) -> Html {
    let (name, value) = draft.headers.get(index).cloned().unwrap_or_default();
    let change = |change: fn(&mut (String, String), String)| {
        let (draft, set) = (draft.clone(), set.clone());
        typed(move |text| {
            let mut next = draft.clone();
            if let Some(header) = next.headers.get_mut(index) {
                change(header, text);
            }
            set.emit(next);
        })
    };
    let remove = {
        let (draft, set) = (draft.clone(), set.clone());
        move |_: MouseEvent| {
            let mut next = draft.clone();
            next.headers.remove(index);
            set.emit(next);
        }
    };
    let fault_id = format!("{id}-header-{index}-fault");
    let invalid = fault.is_some().to_string();
    html! {
        <div class="header-row" key={index}>
            <input type="text" class="mono" placeholder={words::NAME_FIELD} aria-label={format!("{} {}", words::NAME_FIELD, index + 1)} autocomplete="off"
                spellcheck="false" value={name} oninput={change(|header, text| header.0 = text)} aria-invalid={invalid.clone()} aria-describedby={fault_id.clone()} />
            <input type="text" class="mono" placeholder={words::VALUE_FIELD} aria-label={format!("{} {}", words::VALUE_FIELD, index + 1)} autocomplete="off"
                spellcheck="false" value={value} oninput={change(|header, text| header.1 = text)} aria-invalid={invalid} aria-describedby={fault_id.clone()} />
            <button type="button" class="quiet icon-button" aria-label={words::remove_header(index + 1)} onclick={remove}>{ icon::cross() }</button>
            <p class="fault" id={fault_id} role="status">{ fault }</p>
        </div>
    }
}

/// The bytes that curl sends, with the version of the learner's own curl where one was seen.
fn sent(draft: &Draft, lab: &Lab) -> Html {
    let seen = lab
        .wire
        .entries()
        .iter()
        .filter_map(|entry| entry.request().filter(|request| from_terminal(request)))
        .find_map(|request| request.user_agent.as_deref().filter(|agent| agent.starts_with("curl/")));
    let head = bytes::head(draft, &browser::authority(), seen.unwrap_or(bytes::SOME_CURL));
    let about = head.iter().any(|line| !line.asked && line.text.ends_with(bytes::SOME_CURL));
    let end = html! { <span class="crlf" aria-hidden="true">{ "\\r\\n" }</span> };
    html! {
        <div class="panel">
            <h4>{ words::BYTES_TITLE }<span class="soft">{ words::byte_count(bytes::count(&head, &draft.body), about) }</span></h4>
            <p class="hint-line">{ words::BYTES_NOTE }</p>
            <pre class="bytes" tabindex="0"><code>
                { for head.iter().map(|line| html! {
                    <><span class={if line.asked { "asked" } else { "added" }}>{ coloured(&line.text) }</span>{ end.clone() }{ "\n" }</>
                }) }
                { end.clone() }{ "\n" }
                { draft.body.clone() }
            </code></pre>
        </div>
    }
}

fn answer(asked: &Asked<Reply>) -> Html {
    html! {
        <div class="panel" aria-live="polite">
            <h4>{ words::REPLY_TITLE }</h4>
            <p class="hint-line">{ words::REPLY_NOTE }</p>
            if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
            if let Some(answer) = &asked.answer { { reply(answer) } } else if asked.trouble.is_none() {
                <p class="soft">{ words::REPLY_NONE }</p>
            }
        </div>
    }
}
