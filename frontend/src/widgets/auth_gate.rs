//! A door that asks who you are: what is shown, what the lab says to it, and how far that came.

use protocol::auth::{Scheme, Scope, USERS};
use protocol::doctor::Outcome as Mark;
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::diagnosis::sign;
use crate::components::field::{choices, typed};
use crate::components::wire_row::kind;
use crate::hooks::{AtDoor, browser, use_door};
use crate::model::auth::{Attempt, Form, Gate, Happens, MAX_TYPED, TOKENS, gates, unwrapped};
use crate::model::builder::answer::Answer;
use crate::model::builder::exchange::{Exchange, Standing};
use crate::model::messages::auth as words;
use crate::model::messages::builder::no_reply;
use crate::widgets::WidgetProps;
use crate::widgets::reply;
use course::quote;

/// The header fields that tell something about who asks.
const TELLING: [&str; 2] = ["www-authenticate", "retry-after"];

#[component]
pub(crate) fn AuthGate(props: &WidgetProps<()>) -> Html {
    let AtDoor { door, knock, issue, send, get } = use_door();
    let form = &door.form;
    let set = {
        let door = door.dispatcher();
        Callback::from(move |form: Form| door.dispatch(Happens::Typed(form)))
    };
    let waiting = knock.standing == Standing::Waiting;
    let fault = form.fault();
    let ready = fault.is_none() && !waiting;
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready {
            send.emit(());
        }
    };
    let lab = browser::authority();
    let id = &props.place.widget.id;
    let (what, unused) = match fault {
        Some(fault) => (words::fault(fault), false),
        None if !form.shows() => (words::NOTHING_SHOWN, true),
        None => ("", false),
    };
    card_with(
        &props.place,
        quote::line(props.place.shell, "curl", &form.arguments(&lab)).ok(),
        html! {
            <>
                <form class="controls gate-form" {onsubmit}>
                    { choices(format!("{id}-scheme"), words::HOW, [Scheme::Basic, Scheme::Bearer].map(|one| (one, words::scheme(one).into())), Some(&form.scheme), { let (form, set) = (form.clone(), set.clone()); move |scheme| set.emit(Form { scheme, ..form.clone() }) }) }
                    { choices(format!("{id}-door"), words::DOOR, Scope::ALL.map(|one| (one, words::door(one).into())), Some(&form.needs), { let (form, set) = (form.clone(), set.clone()); move |needs| set.emit(Form { needs, ..form.clone() }) }) }
                    <div key="fields">
                        if form.scheme == Scheme::Basic { { by_name(id, form, &set) } } else { { by_token(id, form, &set, &issue, &get) } }
                    </div>
                    <div class="row" key="send">
                        <button type="submit" aria-disabled={(!ready).to_string()}>{ if waiting { words::KNOCKING } else { words::KNOCK } }</button>
                        <p class={classes!("fault", unused.then_some("soft-fault"))} role="status">{ what }</p>
                    </div>
                </form>
                <div class="happened" hidden={knock.standing == Standing::Idle}>
                    <div role="status">{ verdict(&knock) }</div>
                    if let Some(sent) = &door.sent {
                        <div class="gate-both" key="both">
                            { shown(sent, &lab) }
                            { came(&knock) }
                        </div>
                    }
                    { attempts(&door.attempts) }
                </div>
            </>
        },
    )
}

/// A field to type in; what is typed is shown, for it is practice.
fn field(id: String, name: &'static str, value: &str, set: Callback<String>) -> Html {
    html! {
        <label class="field wide" for={id.clone()} key={name}><span class="field-name">{ name }</span>
            <input {id} type="text" class="mono" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength={MAX_TYPED.to_string()}
                value={value.to_owned()} oninput={typed(move |text| set.emit(text))} />
        </label>
    }
}

fn by_name(id: &str, form: &Form, set: &Callback<Form>) -> Html {
    let (with_name, with_password) = (form.clone(), form.clone());
    let fill = |words: String, filled: Form| {
        let set = set.clone();
        html! { <button type="button" class="quiet" key={words.clone()} onclick={move |_: MouseEvent| set.emit(filled.clone())}>{ words }</button> }
    };
    let [name, password] = words::STRANGERS;
    html! {
        <div class="gate-fields">
            <div class="row">
                { field(format!("{id}-name"), words::NAME, &form.name, set.reform(move |name| Form { name, ..with_name.clone() })) }
                { field(format!("{id}-password"), words::PASSWORD, &form.password, set.reform(move |password| Form { password, ..with_password.clone() })) }
            </div>
            <div class="gate-fill" role="group" aria-label={words::FILL}>
                <span class="field-name" aria-hidden="true">{ words::FILL }</span>
                { fill(words::NOBODY.to_owned(), form.with_pair("", "")) }
                { fill(words::STRANGER.to_owned(), form.with_pair(name, password)) }
                { for USERS.iter().map(|user| fill(words::user(user), form.with_user(user))) }
            </div>
        </div>
    }
}

fn by_token(id: &str, form: &Form, set: &Callback<Form>, issue: &Exchange, get: &Callback<usize>) -> Html {
    let with_token = form.clone();
    let waiting = issue.standing == Standing::Waiting;
    let failed = match issue.standing {
        Standing::Idle | Standing::Waiting => false,
        _ => issue.answer.as_ref().is_none_or(|answer| answer.status != 200),
    };
    html! {
        <div class="gate-fields">
            { field(format!("{id}-token"), words::TOKEN, &form.token, set.reform(move |token| Form { token, ..with_token.clone() })) }
            <div class="gate-fill" role="group" aria-label={words::GET}>
                <span class="field-name" aria-hidden="true">{ words::GET }</span>
                { for TOKENS.iter().enumerate().map(|(at, (user, scope))| {
                    let get = get.clone();
                    let onclick = move |_: MouseEvent| if !waiting { get.emit(at) };
                    html! { <button type="button" class="quiet" key={at} {onclick} aria-disabled={waiting.to_string()}>{ words::token(user, *scope) }</button> }
                }) }
            </div>
            <p class="hint-line" role="status">{ if waiting { words::GETTING } else if failed { words::NO_TOKEN } else { "" } }</p>
        </div>
    }
}

/// The three gates, and what the answer means.
fn verdict(knock: &Exchange) -> Html {
    let Some(answer) = knock.answer.as_ref().filter(|answer| answer.complete) else {
        let why = no_reply(knock.standing);
        return html! { if why.is_empty() { <p class="soft">{ words::KNOCKING }</p> } else { <div class="trouble"><p><strong>{ why }</strong></p></div> } };
    };
    let gate = |(name, gate): (&'static str, Gate)| {
        let (class, mark) = match gate {
            Gate::Passed => ("passed", Mark::Passed),
            Gate::Stopped => ("failed", Mark::Failed),
            Gate::NotReached => ("unreached", Mark::NotReached),
        };
        html! { <li key={name} class={classes!("gate", class)}>{ sign(mark) }<strong>{ name }</strong><span class="step-word">{ words::gate(gate) }</span></li> }
    };
    html! {
        <>
            <ol class="gates" aria-label={words::GATES}>{ for words::GATE.into_iter().zip(gates(answer.status)).map(gate) }</ol>
            <p class="gate-means"><span class={classes!("status-code", kind(answer.status))}>{ answer.status }</span>{ " " }{ words::means(answer.status) }</p>
        </>
    }
}

/// The request, line by line, and what its base64 hides.
fn shown(sent: &Form, lab: &str) -> Html {
    html! {
        <div class="panel">
            <h4>{ words::SENT }</h4>
            <pre class="bytes" tabindex="0"><code>{ for sent.lines(lab).iter().map(|line| {
                let class = line.starts_with("Authorization").then_some("telling");
                html! { <><span {class}>{ line.clone() }</span>{ "\n" }</> }
            }) }</code></pre>
            <p class="gate-below" hidden={sent.below().is_none()}>{ sent.below().map(|pair| words::below(&pair)) }</p>
        </div>
    }
}

/// The answer: its status, the fields that matter here, the lab's words; the rest when it is asked for.
fn came(knock: &Exchange) -> Html {
    let Some(answer) = &knock.answer else { return html! { <div class="panel" /> } };
    let telling = |(name, _): &&(String, String)| TELLING.contains(&name.to_ascii_lowercase().as_str());
    html! {
        <div class="panel">
            <h4>{ words::CAME }</h4>
            <pre class="bytes" tabindex="0"><code>
                { format!("HTTP/1.1 {} {}\n", answer.status, answer.reason) }
                { for answer.headers.iter().filter(telling).map(|(name, value)| html! { <><span class="telling">{ format!("{name}: {value}") }</span>{ "\n" }</> }) }
                { "\n" }{ body(answer) }
            </code></pre>
            <details class="fold-seen"><summary>{ words::WHOLE }</summary>{ reply::reply(answer) }</details>
        </div>
    }
}

fn body(answer: &Answer) -> String {
    unwrapped(answer.text().unwrap_or_default())
}

fn attempts(all: &[Attempt]) -> Html {
    html! {
        <div class="gate-tried" hidden={all.len() < 2}>
            <h4>{ words::ATTEMPTS }</h4>
            <ol>{ for all.iter().map(|one| html! {
                <li key={one.number}>
                    <span class={classes!("status-code", kind(one.status))}>{ one.status }</span>
                    <span>{ words::who(&one.who) }</span>
                    <code class="s">{ one.scheme.name() }</code>
                    <span class="soft">{ words::door(one.needs) }</span>
                </li>
            }) }</ol>
        </div>
    }
}
