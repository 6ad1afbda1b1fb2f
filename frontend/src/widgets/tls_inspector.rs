//! One TLS handshake: what was agreed, who vouches for whom, who trusts it, and what can be seen from outside.

use std::rc::Rc;

use concepts::port::Port;
use protocol::doctor::Outcome as Mark;
use protocol::listeners::Listener;
use protocol::tls::{Doubt, Inspection, Outcome, Presented, Record, Session, Trust};
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::diagnosis::{prose, sign};
use crate::components::field::{address_field, port_field, typed};
use crate::components::notation::address;
use crate::components::trouble;
use crate::hooks::{browser, use_ask, use_lease, use_turn};
use crate::model::messages::listeners::LOST;
use crate::model::messages::tls as words;
use crate::model::time::elapsed;
use crate::model::tls;
use crate::model::trouble::Trouble;
use crate::widgets::WidgetProps;
use course::quote;

/// What is asked next: to greet a port, or first to start a server on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Greet,
    Start,
}

#[component]
pub(crate) fn TlsInspector(props: &WidgetProps<()>) -> Html {
    let text = use_state_eq(String::new);
    let host = use_state_eq(|| words::HOSTS[0].to_owned());
    let turn = use_state_eq(|| (0_usize, Turn::Greet));
    let own = use_state_eq(|| None::<Listener>);
    let keeper = use_lease();
    let port: Option<Port> = text.trim().parse().ok();
    let (asked, ask) = {
        let (keeper, host, text, own, what) =
            (Rc::clone(&keeper), (*host).clone(), text.clone(), own.clone(), turn.1);
        use_ask(move |before: Option<Inspection>| {
            let (keeper, host, text, own) = (Rc::clone(&keeper), host.clone(), text.clone(), own.clone());
            async move {
                let port = match (what, port) {
                    (Turn::Greet, Some(port)) => port,
                    // Its button does nothing without a port.
                    (Turn::Greet, None) => return before.ok_or(Trouble::Unreachable),
                    (Turn::Start, _) => {
                        let body = tls::start(&host);
                        let started: Listener = api::send(Method::POST, "/listeners", Some(&body)).await?;
                        keeper.keep(&started);
                        let port = Port::new(started.local.port()).ok_or(Trouble::Unreachable)?;
                        text.set(port.to_string());
                        own.set(Some(started));
                        port
                    }
                };
                api::get(&tls::path(port, &host)).await
            }
        })
    };
    use_turn(turn.0, ask);
    let busy = asked.busy;
    let take = |next: Turn| {
        let turn = turn.clone();
        move || {
            if !busy {
                turn.set((turn.0 + 1, next));
            }
        }
    };
    let onsubmit = {
        let greet = take(Turn::Greet);
        move |event: SubmitEvent| {
            event.prevent_default();
            if port.is_some() {
                greet();
            }
        }
    };
    let start = {
        let start = take(Turn::Start);
        move |_: MouseEvent| start()
    };
    let looked = asked.answer.as_ref();
    let (runs, is_lost) = (own.as_ref().is_some_and(|own| keeper.holds(own)), keeper.is_lost());
    let stop = move |_: MouseEvent| keeper.stop();
    let lab = browser::authority();
    let path = port.map_or_else(|| "/tls/443".to_owned(), |port| tls::path(port, &host));
    let command = quote::line(props.place.shell, "curl", &[format!("http://{lab}{path}")]).ok();
    let id = &props.place.widget.id;
    let fault_id = format!("{id}-fault");
    let faulty = port.is_none() && !text.trim().is_empty();
    let set_text = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    let set_host = {
        let host = host.clone();
        move |chosen| host.set(chosen)
    };
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls row" {onsubmit}>
                    <button type="button" class={classes!(runs.then_some("quiet"))} onclick={start} aria-disabled={busy.to_string()}>
                        { if busy && turn.1 == Turn::Start { words::STARTING } else { words::START } }
                    </button>
                    { address_field(format!("{id}-host"), words::HOST, words::HOSTS, &host, set_host) }
                    { port_field(format!("{id}-port"), words::PORT, &text, Some(words::PLACEHOLDER), (&fault_id, faulty), set_text) }
                    <button type="submit" class={classes!((!runs).then_some("quiet"))} aria-disabled={(busy || port.is_none()).to_string()}>
                        { if busy && turn.1 == Turn::Greet { words::GREETING } else { words::GREET } }
                    </button>
                    <p class="fault" id={fault_id} role="status">{ if faulty { words::NO_PORT } else { "" } }</p>
                </form>
                <div class="happened" hidden={looked.is_none() && asked.trouble.is_none()}>
                    <div role="status">
                        if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                        if let Some(one) = looked.filter(|_| asked.trouble.is_none()) { { finding(one) } }
                    </div>
                    if let Some(one) = looked.filter(|_| asked.trouble.is_none()) { { shown(one) } }
                </div>
                if let Some(own) = &*own {
                    <div class="row store-foot" key="foot">
                        <p class="hint-line" role="status">
                            if runs {
                                { words::RUNS }{ " " }{ address(&own.local.to_string()) }{ ". " }{ words::LEAVES }
                            } else {
                                { words::RAN }{ " " }{ address(&own.local.to_string()) }{ ". " }{ if is_lost { LOST } else { words::STOPPED } }
                            }
                        </p>
                        <button type="button" class="quiet" hidden={!runs} onclick={stop}>{ words::STOP }</button>
                    </div>
                }
            </>
        },
    )
}

/// What it comes to, in a line.
fn finding(inspection: &Inspection) -> Html {
    let well = inspection.outcome == Outcome::Secured;
    html! {
        <>
            <p class={classes!("finding", if well { "well" } else { "ill" })}>
                <strong>{ words::outcome(inspection.outcome) }</strong>{ " " }
                { address(&inspection.target.to_string()) }{ " " }
                <span>{ words::ASKED_FOR }{ " " }{ address(&inspection.name) }</span>{ " " }
                <span class="result-time">{ elapsed(inspection.elapsed_us) }</span>
            </p>
            if !well { <p>{ prose(&inspection.said) }</p> }
            if let Some(remedy) = &inspection.remedy { <p class="remedy"><strong>{ words::REMEDY }</strong>{ " " }{ prose(remedy) }</p> }
        </>
    }
}

fn shown(inspection: &Inspection) -> Html {
    html! {
        <div class="tls">
            if let Some(session) = &inspection.session { { agreed(session) } }
            if !inspection.trust.is_empty() {
                <h4 key="verdict">{ words::VERDICT }</h4>
                <ul class="trust" key="trust">{ for inspection.trust.iter().enumerate().map(trust) }</ul>
            }
            if !inspection.chain.is_empty() {
                <h4 key="chain">{ words::CHAIN }</h4>
                <ol class="chain" key="certificates">{ for inspection.chain.iter().enumerate().map(certificate) }</ol>
            }
            if !inspection.records.is_empty() { { records(&inspection.records) } }
        </div>
    }
}

fn agreed(session: &Session) -> Html {
    let values = [
        Some(session.version.clone()),
        Some(session.cipher_suite.clone()),
        session.key_exchange.clone(),
        session.alpn.clone(),
    ];
    let none = session.alpn.is_none().then(|| {
        let [.., name] = words::FACTS;
        html! { <div key={name}><dt>{ name }</dt><dd>{ words::NO_ALPN }</dd></div> }
    });
    html! {
        <dl class="zoo-facts" aria-label={words::AGREED}>{ for words::FACTS.into_iter().zip(values).filter_map(|(name, value)| {
            value.map(|value| html! { <div key={name}><dt>{ name }</dt><dd><code class="s">{ value }</code></dd></div> })
        }) }{ for none }</dl>
    }
}

fn trust((index, one): (usize, &Trust)) -> Html {
    let (class, mark) = if one.trusted { ("passed", Mark::Passed) } else { ("failed", Mark::Failed) };
    let doubt = |(index, doubt): (usize, &Doubt)| {
        html! { <li key={index}>{ prose(&doubt.said) }{ " " }<span class="soft">{ prose(&doubt.remedy) }</span></li> }
    };
    html! {
        <li key={index} class={classes!("step", class)}>
            <p class="step-line">{ sign(mark) }<strong>{ words::truster(one.by) }</strong>{ " " }<span class="step-word">{ words::trusts(one.trusted) }</span></p>
            <ul class="doubts" hidden={one.doubts.is_empty()}>{ for one.doubts.iter().enumerate().map(doubt) }</ul>
        </li>
    }
}

fn certificate((index, one): (usize, &Presented)) -> Html {
    let mut names: Vec<Html> = one.names.iter().map(|name| html! { <>{ address(name) }{ " " }</> }).collect();
    if one.more_names > 0 {
        names.push(html! { { words::more(one.more_names) } });
    }
    if names.is_empty() {
        names.push(html! { { words::NO_NAMES } });
    }
    let day = |ms: i64| browser::day(ms);
    let issuer = if one.self_issued { words::ITSELF } else { tls::common_name(&one.issuer) };
    let [to, valid, key, by, sha256] = words::TOLD;
    let row =
        |name: &'static str, value: Html| html! { <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div> };
    html! {
        <li key={index} class={classes!("certificate", (!one.sent).then_some("unsent"))}>
            <p class="certificate-place">{ words::place(index, one) }</p>
            <p class="certificate-name">{ tls::common_name(&one.subject).to_owned() }</p>
            <dl class="seen">
                { row(to, html! { <>{ for names }</> }) }
                { row(valid, html! { { words::valid(&day(one.not_before_ms), &day(one.not_after_ms)) } }) }
                { row(key, html! { { one.key.clone() } }) }
                { row(by, html! { { issuer.to_owned() } }) }
                { row(sha256, html! { <code class="fingerprint">{ tls::grouped(&one.sha256) }</code> }) }
            </dl>
        </li>
    }
}

fn records(all: &[Record]) -> Html {
    html! {
        <details class="fold-seen" key="records">
            <summary>{ words::RECORDS }</summary>
            <p class="hint-line">{ words::RECORDS_NOTE }</p>
            <ol class="records">{ for all.iter().enumerate().map(|(index, one)| html! {
                <li key={index} class={classes!((one.holds == "application_data").then_some("sealed"))}>
                    <span class="record-from">{ words::sender(one.sent) }</span>
                    <span>{ words::record(one) }</span>
                    <span class="soft">{ words::bytes(one.bytes) }</span>
                    <code>{ tls::grouped(&one.begins) }{ if one.bytes * 2 > one.begins.len() { " …" } else { "" } }</code>
                </li>
            }) }</ol>
        </details>
    }
}
