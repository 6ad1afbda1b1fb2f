//! Messages over one kept connection beside messages over new ones.

use std::rc::Rc;

use protocol::listeners::{Exchange, Listener, MAX_MESSAGES, Message, Over};
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::typed;
use crate::components::notation::port;
use crate::components::trouble;
use crate::hooks::{Keeper, browser, use_ask, use_lease};
use crate::model::messages::microscope as words;
use crate::model::microscope::request;
use crate::model::microscope::stage::Experiment;
use crate::model::reuse::{Comparison, Cost, share};
use crate::model::time::elapsed;
use crate::model::trouble::Trouble;
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn KeepAlive(props: &WidgetProps<u16>) -> Html {
    let text = use_state_eq(|| props.start.to_string());
    let count = text.trim().parse::<usize>().ok().filter(|count| (1..=MAX_MESSAGES).contains(count));
    let keeper = use_lease();
    let (asked, ask) = use_ask(move |_: Option<Comparison>| {
        let keeper = Rc::clone(&keeper);
        async move {
            let compared = compare(count.unwrap_or_default(), &keeper).await;
            if compared.as_ref().is_err_and(|trouble| *trouble != Trouble::Unreachable) {
                keeper.stop();
            }
            compared
        }
    });
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if count.is_some() {
            ask.emit(());
        }
    };
    let set = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let path =
        asked.answer.as_ref().map_or("/sockets".to_owned(), |one| request::sockets(one.listener.port()));
    let command =
        quote::line(props.place.shell, "curl", &[format!("http://{}{path}", browser::authority())]).ok();
    let id = format!("{}-count", props.place.widget.id);
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    <label class="field" for={id.clone()}><span class="field-name">{ words::MESSAGES }</span>
                        <input {id} type="number" class="mono scope-count" min="1" max={MAX_MESSAGES.to_string()} value={(*text).clone()} oninput={set}
                            aria-invalid={count.is_none().to_string()} />
                    </label>
                    <button type="submit" aria-disabled={(asked.busy || count.is_none()).to_string()}>
                        { if asked.busy { words::COMPARING } else { words::COMPARE } }
                    </button>
                </form>
                <div class="happened reuse" hidden={asked.answer.is_none() && asked.trouble.is_none()}>
                    if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    <p class="reuse-verdict" role="status">{ asked.answer.as_ref().map(verdict) }</p>
                    if let Some(comparison) = &asked.answer {
                        <div class="reuse-ways" key="ways">
                            { way(comparison, &comparison.kept) }
                            { way(comparison, &comparison.new) }
                        </div>
                    }
                </div>
            </>
        },
    )
}

/// Starts a listener, sends the messages both ways, stops the listener, and looks at what is left.
async fn compare(count: usize, keeper: &Keeper) -> Result<Comparison, Trouble> {
    let body = request::begin(Experiment::Plain);
    let listener: Listener = api::send(Method::POST, "/listeners", Some(&body)).await?;
    keeper.keep(&listener);
    let path = request::messages(listener.id);
    let kept = api::send(Method::POST, &path, Some(&request::send(count, Over::Kept))).await?;
    let new = api::send(Method::POST, &path, Some(&request::send(count, Over::New))).await?;
    // It stops when all its ends are closed: then nothing is on its way any more, and the look shows what stays.
    keeper.end(&listener).await?;
    let table = api::get(&request::sockets(listener.local.port())).await?;
    Ok(Comparison { listener: listener.local, kept, new, table })
}

fn verdict(comparison: &Comparison) -> String {
    let Comparison { kept, new, .. } = comparison;
    words::verdict(comparison.cost(kept), comparison.cost(new))
}

fn way(comparison: &Comparison, exchange: &Exchange) -> Html {
    let Cost { ports, median_us, lingering } = comparison.cost(exchange);
    let longest = comparison.longest_us();
    let fact = |name: &'static str, value: String| {
        html! { <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div> }
    };
    html! {
        <div>
            <h4>{ words::over(exchange.over) }</h4>
            <dl class="reuse-facts">
                { fact(words::PORTS_LENT, ports.to_string()) }
                { fact(words::LEFT, lingering.to_string()) }
                { for median_us.map(|median| fact(words::median(exchange.over), elapsed(median))) }
            </dl>
            <ol class="reuse-messages" tabindex="0" aria-label={words::EACH}>
                { for exchange.messages.iter().enumerate().map(|(index, one)| message(index, one, longest)) }
            </ol>
        </div>
    }
}

fn message(index: usize, message: &Message, longest: u64) -> Html {
    html! {
        <li key={index}>
            { for message.local.map(|local| port(local.port())) }
            <svg width="100%" height="8" aria-hidden="true" focusable="false"><rect width={share(message.elapsed_us, longest)} height="8" rx="2" /></svg>
            <span class="result-time">{ elapsed(message.elapsed_us) }</span>
            if let Some(failure) = &message.failure { <span class="fault">{ failure.clone() }</span> }
        </li>
    }
}
