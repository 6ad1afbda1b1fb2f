//! A server and a caching proxy in front of it: each answer with where it came from, its age, and the time that it took.

use std::rc::Rc;

use protocol::fetch::Fetched;
use protocol::listeners::Listener;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::text_of;
use crate::components::notation::address;
use crate::components::trouble;
use crate::hooks::{browser, use_ask, use_clock, use_lease, use_turn};
use crate::model::cache::{self, AGES, Row, Whom};
use crate::model::lease::Held;
use crate::model::messages::listeners::PAIR_LOST;
use crate::model::messages::uses as words;
use crate::model::reuse::share;
use crate::model::time::elapsed;
use crate::model::trouble::Trouble;
use crate::widgets::WidgetProps;
use course::quote;

/// The proxy, and the server behind it.
type Pair = (Listener, Listener);

/// What is asked next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Ask(Whom),
    Change,
}

/// What was answered, of which pair, and how often the page was written.
#[derive(Clone, Debug, Default, PartialEq)]
struct Answers {
    proxy: Option<Held>,
    rows: Vec<Row>,
    asked: usize,
    version: usize,
}

#[component]
pub(crate) fn Cache(props: &WidgetProps<()>) -> Html {
    let keeper = use_lease();
    let max_age = use_state_eq(|| AGES[1]);
    let now = use_clock();
    let (started, start) = {
        let keeper = Rc::clone(&keeper);
        use_ask(move |_: Option<Pair>| {
            let keeper = Rc::clone(&keeper);
            async move {
                let origin: Listener = api::send(Method::POST, "/listeners", Some(cache::ORIGIN)).await?;
                keeper.keep(&origin);
                let body = cache::proxy(origin.local);
                let proxy: Listener = api::send(Method::POST, "/listeners", Some(&body)).await?;
                keeper.keep_too(&proxy);
                Ok((proxy, origin))
            }
        })
    };
    let pair = started.answer.clone().filter(|(proxy, origin)| keeper.holds(proxy) && keeper.holds(origin));
    let held = pair.as_ref().map(|(proxy, origin)| (Held::of(proxy), Held::of(origin)));
    let turn = use_state_eq(|| (0_usize, Turn::Ask(Whom::Proxy)));
    let (asked, ask) = {
        let (next, age) = (turn.1, *max_age);
        use_ask(move |before: Option<Answers>| async move {
            let Some((proxy, origin)) = held else { return Ok(Answers::default()) };
            let fresh = Answers { proxy: Some(proxy), version: 1, ..Answers::default() };
            let before = before.filter(|one| one.proxy == Some(proxy)).unwrap_or(fresh);
            take_turn(before, next, age, proxy.id, origin.id).await
        })
    };
    use_turn(turn.0, ask);
    let busy = asked.busy;
    let press = |next: Turn| {
        let turn = turn.clone();
        move |_: MouseEvent| {
            if !busy {
                turn.set((turn.0 + 1, next));
            }
        }
    };
    let choose = {
        let max_age = max_age.clone();
        move |event: Event| max_age.set(text_of(&event).parse().unwrap_or(AGES[1]))
    };
    let begin = move |_: MouseEvent| start.emit(());
    let is_lost = keeper.is_lost();
    let stop = move |_: MouseEvent| keeper.stop();
    let shell = props.place.shell;
    let command = match &pair {
        Some((proxy, _)) => {
            let url = format!("http://{}{}", proxy.local, cache::path(*max_age));
            quote::line(shell, "curl", &["-i".to_owned(), url]).ok()
        }
        None => props.place.command(),
    };
    let answers = asked.answer.as_ref().filter(|one| one.proxy == held.map(|(proxy, _)| proxy));
    let field = format!("{}-age", props.place.widget.id);
    let button = |next: Turn, name: &'static str, quiet: bool| {
        html! { <button type="button" key={name} class={classes!(quiet.then_some("quiet"))} onclick={press(next)} aria-disabled={busy.to_string()}>{ name }</button> }
    };
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls" hidden={pair.is_some()}>
                    <button type="button" onclick={begin} aria-disabled={started.busy.to_string()}>
                        { if started.busy { words::STARTING } else { words::START_CACHE } }
                    </button>
                    <div role="status">
                        if let Some(trouble) = &started.trouble { { trouble::note(trouble, None) } }
                        if is_lost { <p>{ PAIR_LOST }</p> }
                    </div>
                </div>
                if let Some((proxy, origin)) = &pair {
                    <div class="controls row cache-controls" key="controls">
                        <label class="field" for={field.clone()}><span class="field-name">{ words::FRESH_FOR }</span>
                            <select id={field} onchange={choose}>
                                { for AGES.map(|one| html! { <option key={one} value={one.to_string()} selected={one == *max_age}>{ words::seconds(one) }</option> }) }
                            </select>
                        </label>
                        { button(Turn::Ask(Whom::Proxy), words::ASK_PROXY, false) }
                        { button(Turn::Ask(Whom::Insisting), words::ASK_INSISTING, true) }
                        { button(Turn::Ask(Whom::Origin), words::ASK_ORIGIN, true) }
                        { button(Turn::Change, words::CHANGE, true) }
                    </div>
                    <div class="happened" key="happened" hidden={answers.is_none() && asked.trouble.is_none()}>
                        <div role="status">
                            if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                            if let Some(row) = answers.and_then(|one| one.rows.first()) { <p class="cache-last">{ told(row) }</p> }
                        </div>
                        { for answers.map(|answers| list(&answers.rows, now)) }
                    </div>
                    <div class="row store-foot" key="foot">
                        <p class="hint-line">
                            { words::PROXY_AT }{ " " }{ address(&proxy.local.to_string()) }{ ", " }
                            { words::ORIGIN_AT }{ " " }{ address(&origin.local.to_string()) }{ ". " }{ words::BOTH_LEAVE }
                        </p>
                        <button type="button" class="quiet" onclick={stop}>{ words::STOP_BOTH }</button>
                    </div>
                }
            </>
        },
    )
}

/// Asks one of the two, or writes the page anew and then asks the server for it.
async fn take_turn(
    mut answers: Answers,
    turn: Turn,
    max_age: u32,
    proxy: u64,
    origin: u64,
) -> Result<Answers, Trouble> {
    let whom = match turn {
        Turn::Ask(whom) => whom,
        Turn::Change => {
            answers.version += 1;
            let body = cache::put(answers.version);
            api::send::<Fetched>(Method::POST, &cache::requests(origin), Some(&body)).await?;
            Whom::Origin
        }
    };
    let id = if whom == Whom::Origin { origin } else { proxy };
    let body = cache::get(max_age, whom == Whom::Insisting);
    let fetched: Fetched = api::send(Method::POST, &cache::requests(id), Some(&body)).await?;
    answers.asked += 1;
    let row = Row::read(answers.asked, whom, &fetched, browser::now_ms());
    answers.rows = cache::answered(answers.rows, row);
    Ok(answers)
}

/// One answer in words.
fn told(row: &Row) -> Html {
    let from = match &row.cache {
        Some(word) => words::cache(word),
        None if row.whom == Whom::Origin => words::PAST_PROXY,
        None => "",
    };
    html! {
        <>
            <strong class="cache-word">{ row.cache.clone().unwrap_or_else(|| row.status.to_string()) }</strong>
            { " " }{ from }{ row.age_s.map(|age| format!(", {}", words::age(age))) }
        </>
    }
}

fn list(rows: &[Row], now: u64) -> Html {
    let longest = rows.iter().map(|row| row.elapsed_us).max().unwrap_or(1);
    let is_hit = |row: &Row| row.cache.as_deref() == Some("HIT");
    let hit = cache::median(rows, is_hit).map(elapsed);
    let fetched = cache::median(rows, |row| row.cache.is_some() && !is_hit(row)).map(elapsed);
    html! {
        <>
            <p class="hint-line">{ cache::kept(rows).map(|row| words::fresh(row.fresh_s(now))) }</p>
            <p class="cache-compared">{ words::compared(hit.as_deref(), fetched.as_deref()) }</p>
            <ol class="cache-rows" aria-label={words::ANSWERS} tabindex="0">
                { for rows.iter().map(|row| html! {
                    <li key={row.number}>
                        <span class="cache-whom">{ words::whom(row.whom) }</span>
                        <code class={classes!("cache-word", is_hit(row).then_some("hit"))}>{ row.cache.clone().unwrap_or_else(|| row.status.to_string()) }</code>
                        <svg width="100%" height="8" aria-hidden="true" focusable="false"><rect width={share(row.elapsed_us, longest)} height="8" rx="2" class={is_hit(row).then_some("hit")} /></svg>
                        <span class="result-time">{ elapsed(row.elapsed_us) }</span>
                        <span class="cache-text">{ row.text.clone() }{ row.age_s.map(|age| format!(" ({})", words::age(age))) }</span>
                    </li>
                }) }
            </ol>
        </>
    }
}
