//! One request as a form, as a curl command and as the bytes on the wire, each of which can be edited; and the lab's reply.

mod form;
mod panels;

use yew::prelude::*;

use crate::components::card::card_with;
use crate::hooks::{Shared, browser, use_exchange, use_shared};
use crate::model::builder::exchange::Standing;
use crate::model::builder::{Around, Builder, Source, raw};
use crate::model::bytes::SOME_CURL;
use crate::model::lab::Lab;
use crate::model::messages::builder as words;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn RequestBuilder(props: &WidgetProps<(String, String)>) -> Html {
    let Shared { lab, .. } = use_shared();
    let builder = use_state_eq(|| Builder::new(props.start.0.clone(), props.start.1.clone()));
    let (exchange, begin) = use_exchange();
    let around = Around { lab: browser::authority(), agent: agent(&lab), shell: props.place.shell };
    let waiting = exchange.standing == Standing::Waiting;
    let ready = builder.can_be_sent(&around) && !waiting;
    let sent = use_state_eq(String::new);
    let text = builder.raw(&around);
    let is_old = exchange.standing != Standing::Idle && *sent != text;
    let onsubmit = {
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                sent.set(text.clone());
                begin.emit((raw::bytes(&text), text.starts_with("HEAD ")));
            }
        }
    };
    let set = {
        let builder = builder.clone();
        Callback::from(move |next: Builder| builder.set(next))
    };
    let with_form = {
        let builder = builder.clone();
        set.reform(move |draft| builder.with_form(draft))
    };
    let id = &props.place.widget.id;
    card_with(
        &props.place,
        None,
        html! {
            <>
                <form class="controls builder" {onsubmit}>
                    { form::form(id, &builder.draft, &with_form) }
                    <div class="row">
                        <button type="submit" aria-disabled={(!ready).to_string()}>{ if waiting { words::SENDING } else { words::SEND } }</button>
                        <p class="fault soft-fault" role="status">{ advice(&builder, &around) }</p>
                    </div>
                </form>
                <div class="happened panels">
                    { panels::command(id, &builder, &around, &set) }
                    { panels::bytes(id, &builder, &around, &set) }
                    { panels::reply(&exchange, is_old) }
                </div>
            </>
        },
    )
}

/// What the learner's own curl calls itself, where it was seen.
fn agent(lab: &Lab) -> String {
    let mut seen = lab
        .wire
        .entries()
        .iter()
        .filter_map(|entry| entry.request())
        .filter(|request| request.from_terminal());
    let agent =
        seen.find_map(|request| request.user_agent.as_deref().filter(|agent| agent.starts_with("curl/")));
    agent.unwrap_or(SOME_CURL).to_owned()
}

/// What to know before sending, the most pressing first.
fn advice(builder: &Builder, around: &Around) -> &'static str {
    match (&builder.source, builder.command(around)) {
        (Source::Raw(_), _) if !builder.raw_faults(around).is_empty() => words::SENT_AS_TYPED,
        _ if !builder.can_be_sent(around) => words::FAULTY,
        (_, Err(why)) => words::unquotable(why),
        _ => "",
    }
}
