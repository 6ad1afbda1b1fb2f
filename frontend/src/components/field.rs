//! The fields that widgets share: an address to choose, a port to type; and what was chosen or typed.

use wasm_bindgen::JsCast as _;
use yew::prelude::*;

/// A port to type, under its name. `fault` is the identifier of what says why it cannot be used, and whether it says so now.
pub(crate) fn port_field(
    id: String,
    name: &'static str,
    text: &str,
    placeholder: Option<&'static str>,
    fault: (&str, bool),
    oninput: Callback<InputEvent>,
) -> Html {
    let (fault, faulty) = (fault.0.to_owned(), fault.1.to_string());
    html! {
        <label class="field" for={id.clone()}><span class="field-name">{ name }</span>
            <input {id} type="text" class="mono port-input" inputmode="numeric" autocomplete="off" maxlength="12"
                value={text.to_owned()} {placeholder} {oninput} aria-invalid={faulty} aria-describedby={fault} />
        </label>
    }
}

/// A line to type that is read while it is typed, under its name, and what is wrong with it.
pub(crate) fn line_field(
    id: &str,
    name: &'static str,
    text: &UseStateHandle<String>,
    fault: Option<String>,
) -> Html {
    let (field, fault_id) = (format!("{id}-field"), format!("{id}-fault"));
    let set = text.clone();
    html! {
        <div class="controls">
            <label class="field wide" for={field.clone()}><span class="field-name">{ name }</span>
                <input id={field} type="text" class="mono" inputmode="url" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="2048"
                    value={(**text).clone()} oninput={typed(move |typed| set.set(typed))}
                    aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
            </label>
            <p class="fault" id={fault_id} role="status">{ fault }</p>
        </div>
    }
}

/// An address to choose, under its name.
pub(crate) fn address_field<T: ToString>(
    id: String,
    name: &'static str,
    addresses: impl IntoIterator<Item = T>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> Html {
    select_field(id, name, "address-input", addresses, chosen, set)
}

/// A protocol to choose, under its name.
pub(crate) fn protocol_field<T: ToString>(
    id: String,
    name: &'static str,
    protocols: impl IntoIterator<Item = T>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> Html {
    select_field(id, name, "protocol-input", protocols, chosen, set)
}

/// One of several to choose, in the colour of what they are.
fn select_field<T: ToString>(
    id: String,
    name: &'static str,
    class: &'static str,
    all: impl IntoIterator<Item = T>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> Html {
    let onchange = move |event: Event| set(text_of(&event));
    let options = all.into_iter().map(|one| {
        let one = one.to_string();
        html! { <option value={one.clone()} selected={one == chosen}>{ one }</option> }
    });
    html! {
        <label class="field" for={id.clone()}><span class="field-name">{ name }</span>
            <select {id} class={classes!("mono", class)} {onchange}>{ for options }</select>
        </label>
    }
}

/// One of several to choose, as a row of chips under their question, each with its name. `group` is unique in the page.
pub(crate) fn choices<T: Clone + PartialEq + 'static>(
    group: String,
    question: &'static str,
    all: impl IntoIterator<Item = (T, AttrValue)>,
    chosen: Option<&T>,
    choose: impl Fn(T) + 'static,
) -> Html {
    let choose = Callback::from(choose);
    let chips = all.into_iter().map(|(one, name)| {
        let (choose, checked) = (choose.clone(), chosen == Some(&one));
        let onchange = move |_: Event| choose.emit(one.clone());
        html! {
            <label class="choice" key={name.to_string()}>
                <input type="radio" name={group.clone()} {checked} {onchange} /><span>{ name }</span>
            </label>
        }
    });
    html! {
        <fieldset class="chips" key={group.clone()}>
            <legend class="field-name">{ question }</legend>
            <div class="choices">{ for chips }</div>
        </fieldset>
    }
}

/// The text of the control that an event happened in.
pub(crate) fn text_of(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    if let Some(input) = target.dyn_ref::<web_sys::HtmlInputElement>() {
        return input.value();
    }
    if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return area.value();
    }
    target.dyn_ref::<web_sys::HtmlSelectElement>().map(web_sys::HtmlSelectElement::value).unwrap_or_default()
}

/// Hands the text of a field on, as it is typed.
pub(crate) fn typed(set: impl Fn(String) + 'static) -> Callback<InputEvent> {
    Callback::from(move |event: InputEvent| set(text_of(&event)))
}
