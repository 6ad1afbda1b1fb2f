//! All port numbers to scale: the three ranges, this machine's own, known services, and a marker to move.

use concepts::port::{Port, Range, Span};
use concepts::service::SERVICES;
use yew::prelude::*;

use crate::components::card::card;
use crate::components::field::{port_field, typed};
use crate::hooks::{Shared, use_shared};
use crate::model::messages::widgets as words;
use crate::model::ruler::{Reading, read, start, stretch};
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn PortRuler(props: &WidgetProps<u16>) -> Html {
    let Shared { lab, .. } = use_shared();
    let ephemeral = lab.host.as_ref().and_then(|host| host.ephemeral_range);
    let text = use_state_eq(|| props.start.to_string());
    let marker = use_state_eq(|| props.start);
    let read_port = text.trim().parse::<Port>();
    let fault = read_port.as_ref().err().map(ToString::to_string);
    let set = {
        let (text, marker) = (text.clone(), marker.clone());
        typed(move |typed| {
            if let Ok(port) = typed.trim().parse::<Port>() {
                marker.set(port.number());
            }
            text.set(typed);
        })
    };
    let id = &props.place.widget.id;
    let (field, fault_id, said) = (format!("{id}-field"), format!("{id}-fault"), format!("{id}-said"));
    let reading = read(*marker, ephemeral);
    card(
        &props.place,
        html! {
            <>
                <div class="ruler">
                    { drawing(*marker, ephemeral) }
                    <input type="range" class="ruler-slider" min="1" max="65535" value={marker.to_string()} oninput={set.clone()}
                        aria-label={words::RULER_SLIDER} aria-describedby={said.clone()} />
                </div>
                <div class="controls row">
                    { port_field(field, words::PORT_FIELD, &text, None, (&fault_id, fault.is_some()), set) }
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
                <div class="happened" id={said} aria-live="polite">{ sentences(&reading, ephemeral) }</div>
            </>
        },
    )
}

fn sentences(reading: &Reading, ephemeral: Option<Span>) -> Html {
    html! {
        <ul class="facts">
            <li>{ words::falls_into(reading.number, reading.range) }</li>
            <li>{ words::service_at(reading) }</li>
            <li>{ words::lent(reading, ephemeral) }</li>
        </ul>
    }
}

fn drawing(marker: u16, ephemeral: Option<Span>) -> Html {
    let at = start(marker);
    // The label of the marker stays inside the drawing.
    let anchor = match marker {
        0..=4000 => "start",
        4001..=61_500 => "middle",
        _ => "end",
    };
    html! {
        <svg class="ruler-drawing" height="132" role="img" aria-label={words::RULER_LABEL}>
            <text class="ruler-me" x={at.clone()} y="16" text-anchor={anchor}>{ marker }</text>
            { for Range::ALL.into_iter().map(range) }
            { for SERVICES.iter().map(|service| html! {
                <line key={service.port} class="ruler-tick" x1={start(service.port)} x2={start(service.port)} y1="58" y2="70" />
            }) }
            <line class="ruler-marker" x1={at.clone()} x2={at} y1="22" y2="90" />
            if let Some(span) = ephemeral { { lent(span) } }
            { for [1024_u16, 49152, 65535].map(|number| html! {
                <text key={number} class="ruler-number" x={start(number)} y="124" text-anchor={if number == 65535 { "end" } else { "middle" }}>{ number }</text>
            }) }
        </svg>
    }
}

fn range(range: Range) -> Html {
    let (x, width) = stretch(range.span());
    let class = match range {
        Range::System => "system",
        Range::User => "user",
        Range::Dynamic => "dynamic",
    };
    html! {
        <g key={class}>
            <rect class={classes!("ruler-range", class)} x={x.clone()} y="26" {width} height="44" />
            if range != Range::System {
                <text class="ruler-name" {x} dx="3" y="47">{ range.name() }</text>
            }
        </g>
    }
}

fn lent(span: Span) -> Html {
    let (x, width) = stretch(span);
    html! {
        <>
            <rect class="ruler-lent" {x} y="78" {width} height="8" rx="4" />
            <text class="ruler-number ruler-lent-name" x={start(span.last)} y="103" text-anchor="end">{ format!("{span} {}", words::RULER_EPHEMERAL) }</text>
        </>
    }
}
