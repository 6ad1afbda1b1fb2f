//! The board's settings, as a form.

use protocol::capstone::Scheme;
use yew::prelude::*;

use crate::components::field::{address_field, protocol_field, typed};
use crate::components::trouble;
use crate::hooks::AtCapstone;
use crate::model::capstone::{Field, Form, HOSTS};
use crate::model::messages::capstone as words;

/// Draws it. `body` is what would be sent; `runs` is whether the board does.
pub(super) fn settings(
    id: &str,
    form: &Form,
    fault: Option<Field>,
    body: Option<&str>,
    set: &Callback<Form>,
    at: &AtCapstone,
    runs: bool,
) -> Html {
    let same = body == Some("{}") && runs;
    let ready = body.is_some() && !same && !at.changed.busy;
    let onsubmit = {
        let send = at.send.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                send.emit(());
            }
        }
    };
    let words_said = match (fault, runs, same) {
        (Some(field), ..) => words::fault(field),
        (None, false, _) => words::STOPPED,
        (None, true, true) => words::SAME,
        _ => "",
    };
    let with = |change: fn(&mut Form, String)| {
        let (form, set) = (form.clone(), set.clone());
        move |text: String| {
            let mut form = form.clone();
            change(&mut form, text);
            set.emit(form);
        }
    };
    let hosts = HOSTS.into_iter().map(str::to_owned);
    let other = (!HOSTS.contains(&form.host.as_str())).then(|| form.host.clone());
    let number = |class: &'static str,
                  name: &'static str,
                  label: &'static str,
                  value: &str,
                  wrong: bool,
                  change: fn(&mut Form, String)| {
        let field = format!("{id}-{name}");
        html! {
            <label class="field" for={field.clone()} key={name}><span class="field-name">{ label }</span>
                <input id={field} type="text" class={classes!("mono", class)} inputmode="numeric" autocomplete="off" maxlength="6" value={value.to_owned()}
                    aria-invalid={wrong.to_string()} aria-describedby={format!("{id}-settings-fault")} oninput={typed(with(change))} />
            </label>
        }
    };
    let is = |field: Field| fault == Some(field);
    html! {
        <form class="capstone-board" {onsubmit} aria-labelledby={format!("{id}-board")}>
            <h4 id={format!("{id}-board")}>{ words::BOARD }</h4>
            <div class="row">
                { address_field(format!("{id}-host"), words::HOST, hosts.chain(other), &form.host, with(|form, text| form.host = text)) }
                { number("port-input", "port", words::PORT, &form.port, is(Field::Port), |form, text| form.port = text) }
                { protocol_field(format!("{id}-scheme"), words::SCHEME, [Scheme::Http, Scheme::Https].map(Scheme::word), form.scheme.word(), with(|form, text| {
                    form.scheme = if text == Scheme::Https.word() { Scheme::Https } else { Scheme::Http };
                })) }
                { number("number-input", "workers", words::WORKERS, &form.workers, is(Field::Workers), |form, text| form.workers = text) }
                { number("number-input", "clients", words::CLIENTS, &form.clients, is(Field::Clients), |form, text| form.clients = text) }
            </div>
            { check("login", words::LOGIN, form.login, set.reform({ let form = form.clone(); move |login| Form { login, ..form.clone() } })) }
            { check("old-name", words::OLD_NAME, form.old_name, set.reform({ let form = form.clone(); move |old_name| Form { old_name, ..form.clone() } })) }
            <div class="row">
                <button type="submit" aria-disabled={(!ready).to_string()}>{ if at.changed.busy { words::CHANGING } else { words::CHANGE } }</button>
                <p class={classes!("fault", same.then_some("soft-fault"))} id={format!("{id}-settings-fault")} role="status">{ words_said }</p>
            </div>
            <div role="status">
                if let Some(one) = at.changed.trouble.as_ref().or(at.stopped.trouble.as_ref()) { { trouble::note(one, None) } }
            </div>
        </form>
    }
}

fn check(key: &'static str, label: &'static str, checked: bool, set: Callback<bool>) -> Html {
    html! {
        <label class="switch" {key}>
            <input type="checkbox" {checked} onchange={move |_: Event| set.emit(!checked)} />
            <span>{ label }</span>
        </label>
    }
}
