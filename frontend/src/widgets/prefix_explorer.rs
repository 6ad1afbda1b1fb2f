//! An address and a prefix length: whose bits are whose, what the prefix holds, whether another address is inside, its halves.

use concepts::ip::prefix::{Prefix, width};
use protocol::probe::State;
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::field::typed;
use crate::components::notation::{address, breakable, long_address};
use crate::components::state::sign;
use crate::components::tries::tries;
use crate::hooks::{browser, use_settled};
use crate::model::ip::command;
use crate::model::ip::explorer::{Cell, Explorer, Whereabouts};
use crate::model::messages::ip as words;
use crate::widgets::WidgetProps;

/// Prefixes worth a look.
const SOME: [&str; 5] = ["192.0.2.77/26", "172.16.0.1/12", "127.0.0.1/8", "2001:db8::42/64", "fe80::1/10"];

#[component]
pub(crate) fn PrefixExplorer(props: &WidgetProps<String>) -> Html {
    let explorer = use_state_eq(|| Explorer::new(&props.start));
    let id = &props.place.widget.id;
    let (fault_id, inside_id) = (format!("{id}-fault"), format!("{id}-inside"));
    let set = {
        let explorer = explorer.clone();
        Callback::from(move |next: Explorer| explorer.set(next))
    };
    let with = |change: fn(&Explorer, &str) -> Explorer| {
        let explorer = explorer.clone();
        set.reform(move |text: String| change(&explorer, &text))
    };
    let (take, choose) = (with(Explorer::typed), with(Explorer::chose));
    let (take_length, ask) = (with(Explorer::typed_length), with(Explorer::asked));
    let halve = {
        let explorer = explorer.clone();
        set.reform(move |prefix: Prefix| explorer.took(prefix))
    };
    let fault = explorer.fault.map(|fault| fault.to_string());
    let fault = fault.or(explorer.length_fault.map(|fault| fault.to_string()));
    let found = explorer.whereabouts();
    let other = match &found {
        Some(Ok(found)) => format!("?inside={}", found.address()),
        _ => String::new(),
    };
    let more = format!("/{}{other}", explorer.length);
    let foot = command(props.place.shell, &browser::authority(), &explorer.address.to_string(), &more);
    // What stands there from the beginning is not read out as news.
    let news = explorer.prefix().filter(|prefix| Explorer::new(&props.start).prefix() != Some(*prefix));
    let said = use_settled(news.map(words::explored).unwrap_or_default());
    card_with(
        &props.place,
        foot,
        html! {
            <>
                <div class="controls row">
                    { field(format!("{id}-field"), words::ADDRESS, "ip-input", &explorer.text, (&fault_id, explorer.fault.is_some()), &take) }
                    { field(format!("{id}-length"), words::LENGTH, "length-input", &explorer.length_text, (&fault_id, explorer.length_fault.is_some()), &take_length) }
                    { tries(&SOME, &choose) }
                    <p class="fault" id={fault_id.clone()} role="status">{ fault }</p>
                </div>
                <div class="prefix-bits">
                    if let Some(prefix) = explorer.prefix() {
                        { bits(&explorer, prefix) }
                        { slider(&explorer, take_length) }
                        { legend(prefix) }
                    }
                    <p class="sr" aria-live="polite">{ said }</p>
                </div>
                <div class="happened">
                    if let Some(prefix) = explorer.prefix() { { held(prefix) } { halves(prefix, &halve) } }
                    <div class="inside-row">
                        { field(format!("{id}-other"), words::OTHER, "ip-input", &explorer.other, (&inside_id, matches!(found, Some(Err(_)))), &ask) }
                        <div class="inside-verdict" id={inside_id.clone()} aria-live="polite">{ verdict(found, explorer.length) }</div>
                    </div>
                </div>
            </>
        },
    )
}

/// A field for an address or a length. `fault` is the identifier of what says why it cannot be used, and whether it says so now.
fn field(
    id: String,
    name: &'static str,
    class: &'static str,
    text: &str,
    fault: (&str, bool),
    take: &Callback<String>,
) -> Html {
    let take = take.clone();
    let (fault, faulty) = (fault.0.to_owned(), fault.1.to_string());
    let placeholder = (name == words::OTHER).then_some(words::OTHER_SUCH);
    html! {
        <label class="field" for={id.clone()}><span class="field-name">{ name }</span>
            <input {id} type="text" class={classes!("mono", "address-input", class)} autocomplete="off" autocapitalize="off" spellcheck="false"
                value={text.to_owned()} {placeholder} oninput={typed(move |text| take.emit(text))} aria-invalid={faulty} aria-describedby={fault} />
        </label>
    }
}

/// The bits of IPv4, or the digits of IPv6 with their bits below; the network's solid, the hosts' dashed.
fn bits(explorer: &Explorer, prefix: Prefix) -> Html {
    let family = if explorer.address.is_ipv4() { "v4" } else { "v6" };
    html! {
        <div class={classes!("bit-groups", family)} role="img" aria-label={words::drawing(prefix)} key={family}>
            { for explorer.cells().iter().enumerate().map(|(index, group)| html! {
                <span class="bit-group" key={index}>{ for group.iter().enumerate().map(|(index, one)| html! { <span class={classes!("bit-cell", owner(one))} key={index}>
                    <span class="bit-digit">{ one.digit }</span>{ ticks(one) }</span> }) }</span>
            }) }
        </div>
    }
}

const fn owner(cell: &Cell) -> &'static str {
    match cell.network {
        0 => "of-host",
        network if network == cell.bits => "of-network",
        _ => "of-both",
    }
}

/// The four bits of a digit.
fn ticks(cell: &Cell) -> Html {
    html! {
        if cell.bits > 1 {
            <span class="bit-ticks">{ for (0..cell.bits).map(|bit| html! { <span key={bit} class={if bit < cell.network { "of-network" } else { "of-host" }}></span> }) }</span>
        }
    }
}

fn slider(explorer: &Explorer, take: Callback<String>) -> Html {
    html! {
        <input type="range" class="ruler-slider length-slider" min="0" max={width(explorer.address).to_string()} value={explorer.length.to_string()}
            oninput={typed(move |text| take.emit(text))} aria-label={words::LENGTH_SLIDER} />
    }
}

fn legend(prefix: Prefix) -> Html {
    html! {
        <ul class="bit-legend">
            <li><span class="bit-swatch of-network" aria-hidden="true"></span>{ words::network_bits(prefix.length()) }</li>
            <li><span class="bit-swatch of-host" aria-hidden="true"></span>{ words::host_bits(prefix.host_bits()) }</li>
        </ul>
    }
}

fn held(prefix: Prefix) -> Html {
    let (number, power) = words::count(prefix);
    html! {
        <>
            <dl class="spellings">
                <div><dt>{ words::PREFIX }</dt><dd class="spelling-main">{ long_address(&prefix.to_string()) }</dd></div>
                <div><dt>{ words::FIRST }</dt><dd>{ long_address(&prefix.first().to_string()) }</dd></div>
                <div><dt>{ words::LAST }</dt><dd>{ long_address(&prefix.last().to_string()) }</dd></div>
                <div><dt>{ words::COUNT }</dt><dd><code>{ breakable(&number, &[',']) }</code>{ " " }<span class="soft">{ power }</span></dd></div>
                if let Some(mask) = prefix.mask() { <div><dt>{ words::MASK }</dt><dd>{ address(&mask.to_string()) }</dd></div> }
            </dl>
            <p class="hint-line">{ words::ends(prefix) }</p>
        </>
    }
}

fn halves(prefix: Prefix, take: &Callback<Prefix>) -> Html {
    let button = |one: Prefix| {
        let text = one.to_string();
        html! { <button type="button" class="quiet try mono" key={text.clone()} onclick={take.reform(move |_: MouseEvent| one)}>{ text }</button> }
    };
    html! {
        <div class="halves">
            <div class="tries" role="group" aria-label={words::SPLIT} hidden={prefix.halves().is_none()}>
                <span class="field-name" aria-hidden="true">{ words::SPLIT }</span>
                { for prefix.halves().into_iter().flatten().map(button) }
            </div>
            <div class="tries" role="group" aria-label={words::WHOLE} hidden={prefix.whole().is_none()}>
                <span class="field-name" aria-hidden="true">{ words::WHOLE }</span>
                { for prefix.whole().into_iter().map(button) }
            </div>
        </div>
    }
}

fn verdict(found: Option<Result<Whereabouts, concepts::ip::read::ReadError>>, length: u8) -> Html {
    let found = match found {
        None => return Html::default(),
        Some(Err(error)) => return html! { <p class="fault">{ error.to_string() }</p> },
        Some(Ok(found)) => found,
    };
    let (state, word) = match found {
        Whereabouts::Inside(_) => (State::Open, words::INSIDE),
        Whereabouts::Outside(..) | Whereabouts::OtherFamily(_) => (State::Closed, words::OUTSIDE),
    };
    html! {
        <p><span class={classes!("state", state.word())}>{ sign(state) }{ word }</span>{ " " }{ address(&found.address().to_string()) }{ " " }
            <span class="soft">{ words::why(found, length) }</span></p>
    }
}
