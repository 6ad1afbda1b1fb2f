//! An address in any spelling: which programs read it and as what, the block that it is in, how IPv6 is shortened.

use core::net::{IpAddr, Ipv6Addr};

use concepts::ip::block::embedded;
use concepts::ip::read::{Agreement, Reading, Verdict, read};
use concepts::ip::v6::departures;
use yew::prelude::*;

use crate::components::address_block::address_block;
use crate::components::card::card_with;
use crate::components::field::typed;
use crate::components::icon;
use crate::components::notation::{address, breakable, long_address};
use crate::components::tries::tries;
use crate::hooks::browser;
use crate::model::ip::spelling::marked;
use crate::model::ip::{asked, command};
use crate::model::messages::ip as words;
use crate::widgets::WidgetProps;

/// Spellings worth a look.
const SOME: [&str; 8] = [
    "127.1",
    "2130706433",
    "010.0.0.1",
    "169.254.7.7",
    "203.0.113.9",
    "2001:0DB8:0:0:0:0:0:42",
    "::ffff:127.0.0.1",
    "fe80::1%eth0",
];

#[component]
pub(crate) fn Classifier(props: &WidgetProps<String>) -> Html {
    let text = use_state_eq(|| props.start.clone());
    let id = &props.place.widget.id;
    let (field, fault_id) = (format!("{id}-field"), format!("{id}-fault"));
    let take = {
        let text = text.clone();
        Callback::from(move |typed: String| text.set(typed))
    };
    let oninput = {
        let take = take.clone();
        typed(move |text| take.emit(text))
    };
    let reading = read(text.trim());
    let fault = reading.as_ref().err().map(ToString::to_string);
    let foot = reading
        .as_ref()
        .ok()
        .and_then(|reading| command(props.place.shell, &browser::authority(), &asked(reading), ""));
    card_with(
        &props.place,
        foot,
        html! {
            <>
                <div class="controls row">
                    <label class="field wide" for={field.clone()}><span class="field-name">{ words::SPELLING }</span>
                        <input id={field} type="text" class="mono address-input" autocomplete="off" autocapitalize="off" spellcheck="false"
                            value={(*text).clone()} {oninput} aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
                    </label>
                    { tries(&SOME, &take) }
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
                <div class="happened" aria-live="polite" hidden={reading.is_err()}>
                    if let Ok(reading) = &reading { { explained(reading) } }
                </div>
            </>
        },
    )
}

fn explained(reading: &Reading) -> Html {
    html! {
        <>
            <p class="spelling-main">{ long_address(&reading.address.to_string()) }</p>
            { address_block(reading.address) }
            if reading.in_brackets { <p class="said">{ words::BRACKETS }</p> }
            if let Some(zone) = &reading.zone { <p class="said">{ words::zone(zone) }</p> }
            { match reading.address {
                IpAddr::V4(_) => readers(reading),
                IpAddr::V6(v6) => shorthand(v6, &reading.written),
            } }
        </>
    }
}

fn readers(reading: &Reading) -> Html {
    let agreement = reading.agreement();
    html! {
        <>
            <p class={classes!("agreement", (agreement == Agreement::Differ).then_some("note"))}><strong>{ agreement.to_string() }</strong></p>
            <ul class="readers">{ for reading.verdicts.iter().map(reader) }</ul>
        </>
    }
}

fn reader(verdict: &Verdict) -> Html {
    let (read, why) = match verdict.result {
        Ok(one) => (html! { <>{ icon::tick() }{ address(&one.to_string()) }</> }, None),
        Err(error) => (html! { <>{ icon::cross() }{ words::REFUSED }</> }, Some(error.to_string())),
    };
    html! {
        <li class={classes!("reader-row", why.is_some().then_some("refuses"))} key={verdict.rule.name()}>
            <span class="reader-result">{ read }</span>
            <div class="reader-programs"><p>{ verdict.rule.programs().join(", ") }</p>
                <p class="reader-rule">{ words::RULE }{ " " }{ verdict.rule.name() }</p>
                if let Some(why) = why { <p class="reader-why">{ why }</p> }</div>
        </li>
    }
}

fn shorthand(one: Ipv6Addr, written: &str) -> Html {
    let departs = departures(written, one);
    html! {
        <>
            if let Some(inside) = embedded(one) {
                <div class="embedded"><p class="field-name">{ words::EMBEDDED }</p><p class="spelling-main">{ address(&inside.to_string()) }</p>{ address_block(inside.into()) }</div>
            }
            <h4 class="steps-head">{ words::STEPS }</h4>
            <ol class="steps">
                { for marked(one).into_iter().map(|step| html! {
                    <li key={step.act.to_string()}><span class="step-act">{ step.act.to_string() }</span>
                        <code class="step-text">{ for step.pieces.into_iter().enumerate().map(|(index, (text, goes))| html! {
                            <span key={index} class={goes.then_some("goes")}>{ breakable(&text, &[':']) }</span>
                        }) }</code></li>
                }) }
            </ol>
            <div class="departs" hidden={departs.is_empty()}>
                <p>{ words::DEPARTS }</p>
                <ul>{ for departs.iter().map(|one| html! { <li key={one.to_string()}>{ one.to_string() }</li> }) }</ul>
            </div>
            <p class="hint-line">{ words::ONE_RULE }</p>
        </>
    }
}
