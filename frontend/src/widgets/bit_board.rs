//! The 32 bits of an IPv4 address as switches, and the address that they make in every spelling.

use yew::prelude::*;

use crate::components::address_block::address_block;
use crate::components::card::card_with;
use crate::components::field::typed;
use crate::components::notation::address;
use crate::components::tries::tries;
use crate::hooks::browser;
use crate::model::ip::board::{Board, IN_GROUP, SWITCHES, moved, weight};
use crate::model::ip::command;
use crate::model::messages::ip as words;
use crate::model::time::grouped;
use crate::widgets::WidgetProps;

/// Addresses whose bits are worth a look.
const SOME: [&str; 5] = ["127.0.0.1", "0.0.0.0", "255.255.255.255", "192.168.0.1", "10.0.0.1"];

#[component]
pub(crate) fn BitBoard(props: &WidgetProps<String>) -> Html {
    let board = use_state_eq(|| Board::new(&props.start));
    // One switch can be reached with Tab; from there the arrow keys lead to the others.
    let at = use_state_eq(|| SWITCHES - 1);
    let id = &props.place.widget.id;
    let (field, fault_id, how) = (format!("{id}-field"), format!("{id}-fault"), format!("{id}-how"));
    let take = {
        let board = board.clone();
        Callback::from(move |text: String| board.set(board.typed(&text)))
    };
    let oninput = {
        let take = take.clone();
        typed(move |text| take.emit(text))
    };
    let flip = {
        let (board, at) = (board.clone(), at.clone());
        Callback::from(move |one: usize| {
            at.set(one);
            board.set(board.flipped(one));
        })
    };
    let onkeydown = {
        let (id, at) = (id.clone(), at.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(to) = moved(*at, &event.key()) else { return };
            event.prevent_default();
            at.set(to);
            if let Some(button) = browser::element(&switch_id(&id, to)) {
                browser::focus(&button);
            }
        })
    };
    let dotted = board.address.to_string();
    let fault = board.fault.map(words::board_fault);
    let bits = board.address.to_bits();
    card_with(
        &props.place,
        command(props.place.shell, &browser::authority(), &dotted, ""),
        html! {
            <>
                <div class="controls row">
                    <label class="field" for={field.clone()}><span class="field-name">{ words::ADDRESS }</span>
                        <input id={field} type="text" class="mono address-input ip-input" autocomplete="off" autocapitalize="off" spellcheck="false"
                            value={board.text.clone()} {oninput} aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
                    </label>
                    { tries(&SOME, &take) }
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
                <div class="board" role="group" aria-label={words::SWITCHES} aria-describedby={how.clone()} {onkeydown}>
                    { for (0..SWITCHES / IN_GROUP).map(|group| octet(&board, group, *at, id, &flip)) }
                </div>
                <p class="hint-line board-how" id={how}>{ words::SWITCHES_HOW }</p>
                <div class="happened" aria-live="polite">
                    <dl class="spellings">
                        <div><dt>{ words::DOTTED }</dt><dd class="spelling-main">{ address(&dotted) }</dd></div>
                        <div><dt>{ words::NUMBER }</dt><dd><code>{ grouped(u64::from(bits)) }</code></dd></div>
                        <div><dt>{ words::HEX }</dt><dd><code>{ format!("{bits:#010x}") }</code></dd></div>
                    </dl>
                    { address_block(board.address.into()) }
                </div>
            </>
        },
    )
}

/// One of the four numbers: its value, the sum that makes it, its eight switches.
fn octet(board: &Board, group: usize, at: usize, id: &str, flip: &Callback<usize>) -> Html {
    let first = group * IN_GROUP;
    let value = board.address.octets().get(group).copied().unwrap_or_default();
    html! {
        <div class="octet" role="group" aria-label={format!("{}: {value}", words::place(group))} key={group}>
            <p class="octet-head" aria-hidden="true"><strong class="octet-value">{ value }</strong><span class="octet-sum">{ board.sum(group) }</span></p>
            <div class="octet-switches">
                { for (first..first + IN_GROUP).map(|one| switch(board.is_on(one), one, one == at, id, flip)) }
            </div>
        </div>
    }
}

fn switch(is_on: bool, one: usize, is_reached: bool, id: &str, flip: &Callback<usize>) -> Html {
    let onclick = flip.reform(move |_: MouseEvent| one);
    html! {
        <button type="button" class={classes!("bit-switch", is_on.then_some("on"))} id={switch_id(id, one)} key={one}
            aria-pressed={is_on.to_string()} tabindex={if is_reached { "0" } else { "-1" }} {onclick}>
            <span class="bit-digit">{ if is_on { "1" } else { "0" } }</span>{ " " }
            <span class="bit-weight"><span class="sr">{ words::COUNTS }{ " " }</span>{ weight(one) }<span class="sr">{ words::of_number(one / IN_GROUP) }</span></span>
        </button>
    }
}

fn switch_id(id: &str, one: usize) -> String {
    format!("{id}-bit-{one}")
}
