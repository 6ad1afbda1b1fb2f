//! A real request, shown as `curl -v` prints one, with each line explained when it is chosen.

use protocol::echo::Echo;
use protocol::journal::{Client, Request};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::api::exchange::send;
use crate::api::json;
use crate::components::card::card;
use crate::components::command::coloured;
use crate::components::trouble;
use crate::hooks::{Shared, browser, use_ask, use_shared};
use crate::model::lab::Lab;
use crate::model::messages::headers::explain;
use crate::model::messages::widgets as words;
use crate::model::request::Draft;
use crate::model::trouble::Trouble;
use crate::model::verbose::{Exchange, Line, Mark, lines};
use crate::widgets::WidgetProps;
use crate::widgets::reply::set_out;

#[component]
pub(crate) fn VerboseReader(props: &WidgetProps<String>) -> Html {
    let Shared { lab, .. } = use_shared();
    let target = props.start.clone();
    let chosen = use_state_eq(|| None::<usize>);
    let (asked, ask) = use_ask(move |_: Option<Exchange>| read(target.clone()));
    let all =
        asked.answer.as_ref().map(|exchange| lines(&with_connection(exchange, &lab))).unwrap_or_default();
    let chosen_at = *chosen;
    let choose = Callback::from(move |at: usize| chosen.set(Some(at)));
    card(
        &props.place,
        html! {
            <>
                <div class="controls row">
                    <button type="button" aria-disabled={asked.busy.to_string()} onclick={move |_: MouseEvent| ask.emit(())}>
                        { if asked.answer.is_some() { words::READ_AGAIN } else { words::READ } }
                    </button>
                </div>
                <div class="happened reader" hidden={asked.answer.is_none() && asked.trouble.is_none()}>
                    if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    <p class="hint-line">{ words::CHOOSE_LINE }</p>
                    <ol class="verbose" aria-label={words::LINES} onkeydown={walk}>
                        { for all.iter().enumerate().map(|(at, line)| row(at, line, chosen_at == Some(at), &choose)) }
                    </ol>
                </div>
            </>
        },
    )
}

/// Sends the request, asking for JSON, and reads the exchange.
async fn read(target: String) -> Result<Exchange, Trouble> {
    let headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    let draft = Draft { method: "GET".to_owned(), target, headers, without: Vec::new(), body: String::new() };
    let reply = send(&draft).await?;
    let echo = json::read::<Echo>(&reply.body);
    let media =
        reply.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
    let body = set_out(media, &reply.body);
    Ok(Exchange {
        authority: browser::authority(),
        target: draft.target,
        status: reply.status,
        status_text: reply.status_text,
        headers: reply.headers,
        body,
        connection: echo.as_ref().map(|echo| echo.connection),
        echo,
    })
}

/// A reply that is no echo does not tell its connection; the journal does, a moment later.
fn with_connection(exchange: &Exchange, lab: &Lab) -> Exchange {
    let asked = |request: &Request| request.client == Client::Page && request.target == exchange.target;
    let entry = lab.wire.entries().iter().find(|entry| entry.request().is_some_and(asked));
    let connection = exchange.connection.or_else(|| entry.map(|entry| entry.connection));
    Exchange { connection, ..exchange.clone() }
}

fn row(at: usize, line: &Line, chosen: bool, choose: &Callback<usize>) -> Html {
    let class = match line.mark {
        Mark::Note => "note-line",
        Mark::Sent => "sent",
        Mark::Received => "received",
        Mark::Body => "body-line",
        Mark::Unseen => "unseen",
    };
    let choose = choose.clone();
    let text = if line.mark == Mark::Unseen { words::UNSEEN.to_owned() } else { line.text.clone() };
    html! {
        <li key={at}>
            <button type="button" class={classes!("verbose-line", class)} aria-expanded={chosen.to_string()} onclick={move |_: MouseEvent| choose.emit(at)}>
                <span class="verbose-mark">{ line.mark.sign() }</span><span class="verbose-text">{ coloured(&text) }</span>
            </button>
            <div class="explanation" role="status" hidden={!chosen}>if chosen { <p>{ explain(&line.about) }</p> }</div>
        </li>
    }
}

/// Arrow keys go from line to line.
fn walk(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let line = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let item = line.and_then(|line| line.parent_element());
    let next = item
        .and_then(|item| if forward { item.next_element_sibling() } else { item.previous_element_sibling() });
    let button = next
        .and_then(|item| item.first_element_child())
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        event.prevent_default();
        let _ = button.focus();
    }
}
