//! The form of the request builder: method, path, headers, body.

use yew::prelude::*;

use crate::components::field::{text_of, typed};
use crate::components::icon;
use crate::model::messages::builder as words;
use crate::model::request::{Draft, Field, METHODS};

/// The form. `id` is the widget's identifier, which those of the fields begin with.
pub(super) fn form(id: &str, draft: &Draft, set: &Callback<Draft>) -> Html {
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
                { for draft.without.iter().map(|name| left_out(draft, set, name)) }
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

/// A header of curl's own that is left out, and a way to have it back.
fn left_out(draft: &Draft, set: &Callback<Draft>, name: &str) -> Html {
    let (next, set) = (
        Draft {
            without: draft.without.iter().filter(|one| *one != name).cloned().collect(),
            ..draft.clone()
        },
        set.clone(),
    );
    html! {
        <p class="left-out" key={name.to_owned()}>{ words::left_out(name) }{ " " }
            <button type="button" class="quiet" onclick={move |_: MouseEvent| set.emit(next.clone())}>{ words::PUT_BACK }</button></p>
    }
}
