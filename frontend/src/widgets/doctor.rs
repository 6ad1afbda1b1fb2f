//! The doctor: a URL in, a diagnosis out, step by step.

use protocol::doctor::{Diagnosis, Finding, curl_arguments};
use yew::prelude::*;

use crate::api::doctor::diagnose;
use crate::components::card::card_with;
use crate::components::field::typed;
use crate::components::{diagnosis, trouble};
use crate::hooks::{browser, use_ask};
use crate::model::messages::doctor as words;
use crate::model::time::elapsed;
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn Doctor(props: &WidgetProps<String>) -> Html {
    let text = use_state_eq(|| props.start.clone());
    let typed_in = (*text).clone();
    let (asked, examine) = use_ask(move |_: Option<Diagnosis>| {
        let typed_in = typed_in.clone();
        async move { diagnose(&typed_in).await }
    });
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        examine.emit(());
    };
    let set = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let shell = props.place.shell;
    let command = match asked.answer.as_ref().and_then(|one| one.url.as_deref()) {
        Some(url) => quote::line(shell, "curl", &curl_arguments(url)),
        None => quote::line(
            shell,
            "curl",
            &[format!("http://{}/doctor?url={}", browser::authority(), props.start)],
        ),
    };
    let id = format!("{}-url", props.place.widget.id);
    card_with(
        &props.place,
        command.ok(),
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    <label class="field wide" for={id.clone()}><span class="field-name">{ words::FIELD }</span>
                        <input {id} type="text" class="mono" autocomplete="off" spellcheck="false" maxlength="2048" value={(*text).clone()} oninput={set} />
                    </label>
                    <button type="submit" aria-disabled={asked.busy.to_string()}>
                        { if asked.busy { words::EXAMINING } else { words::EXAMINE } }
                    </button>
                </form>
                <div class="happened" hidden={asked.answer.is_none() && asked.trouble.is_none()}>
                    <div role="status">
                        if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                        if let Some(answer) = asked.answer.as_ref().filter(|_| asked.trouble.is_none()) { { verdict(answer, words::BELOW) } }
                    </div>
                    if let Some(answer) = asked.answer.as_ref().filter(|_| asked.trouble.is_none()) { { diagnosis::steps(answer) } }
                </div>
            </>
        },
    )
}

/// What it comes to, in a line; `curl` says which command would end so.
pub(crate) fn verdict(diagnosis: &Diagnosis, curl: &str) -> Html {
    let well = matches!(diagnosis.finding, Finding::Answered | Finding::Redirected | Finding::ErrorStatus);
    html! {
        <p class={classes!("finding", if well { "well" } else { "ill" })}>
            <strong>{ words::finding(diagnosis.finding) }</strong>{ " " }
            <span class="result-time">{ words::after(&elapsed(diagnosis.elapsed_us), curl, diagnosis.curl_exit) }</span>
        </p>
    }
}
