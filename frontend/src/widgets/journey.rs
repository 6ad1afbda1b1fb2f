//! The journey of a packet, drawn station by station, with and without the loop.

use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::diagnosis::prose;
use crate::components::field::choices;
use crate::hooks::use_shared;
use crate::model::journey::{Goal, Station, moved};
use crate::model::messages::journey as words;
use crate::widgets::WidgetProps;

/// The heights of the rows in the drawing: where the frame begins, then program, TCP, IP, interface, network.
const ROWS: [u16; 5] = [42, 108, 174, 240, 324];
/// How high a station is drawn.
const HEIGHT: u16 = 50;

#[component]
pub(crate) fn Journey(props: &WidgetProps<()>) -> Html {
    let lab = use_shared().lab;
    let host = lab.host.as_deref();
    let goal = use_state_eq(|| Goal::Loopback4);
    let at = use_state_eq(|| 0_usize);
    let way = goal.way();
    let station = way.get(*at).copied().unwrap_or(Station::Sender);
    let step = |forward: bool| {
        let at = at.clone();
        move |_: MouseEvent| at.set(moved(*at, way, forward))
    };
    let (first, last) = (*at == 0, *at + 1 == way.len());
    let group = format!("{}-goal", props.place.widget.id);
    let goals = Goal::all(host).into_iter().map(|one| (one, words::goal(one).into()));
    let choose = {
        let (goal, at) = (goal.clone(), at.setter());
        move |one| {
            goal.set(one);
            at.set(0);
        }
    };
    card_with(
        &props.place,
        Some(goal.command(props.place.shell)),
        html! {
            <>
                <div class="controls">{ choices(group, words::TO, goals, Some(&*goal), choose) }</div>
                <div class="journey">
                    <p class="journey-drawn">{ words::DRAWING }</p>
                    { drawing(*goal, station) }
                </div>
                <div class="happened">
                    <div class="row journey-steps">
                        <button type="button" class="quiet" aria-disabled={first.to_string()} onclick={step(false)}>{ words::BACK }</button>
                        <button type="button" aria-disabled={last.to_string()} onclick={step(true)}>{ words::NEXT }</button>
                        <span class="hint-line">{ words::step(*at, way.len()) }</span>
                    </div>
                    <p class="journey-said" aria-live="polite"><strong>{ words::name(station) }</strong>{ ". " }{ prose(&words::said(*goal, station)) }</p>
                    if let Some(host) = host {
                        <p class="journey-real"><strong>{ words::REAL }</strong>{ " " }{ prose(&words::real(*goal, host)) }</p>
                    }
                </div>
                <details class="fold">
                    <summary>{ words::ALL_STEPS }</summary>
                    <div class="fold-inside"><ol>{ for way.iter().enumerate().map(|(index, one)| html! {
                        <li key={index}><strong>{ words::name(*one) }</strong>{ ". " }{ prose(&words::said(*goal, *one)) }</li>
                    }) }</ol></div>
                </details>
            </>
        },
    )
}

/// A station's place: left edge and width in percent, and the row.
fn place(station: Station) -> (u16, u16, usize) {
    let (down, up) = (3, 55);
    match station {
        Station::Sender => (down, 42, 0),
        Station::TcpDown => (down, 42, 1),
        Station::IpDown => (down, 42, 2),
        Station::Card => (down, 42, 3),
        Station::Loopback => (down, 94, 3),
        Station::Network => (down, 94, 4),
        Station::TheirCard => (up, 42, 3),
        Station::IpUp => (up, 42, 2),
        Station::TcpUp => (up, 42, 1),
        Station::Receiver => (up, 42, 0),
    }
}

fn row(index: usize) -> u16 {
    ROWS.get(index).copied().unwrap_or_default()
}

fn drawing(goal: Goal, current: Station) -> Html {
    let (left, width, at) = place(current);
    let (cx, cy) = (format!("{}%", left + width / 2), (row(at) - 8).to_string());
    let ends = if goal.stays() { (100, 0) } else { (48, 52) };
    let bottom = row(3) + HEIGHT + 12;
    let frame = |key: &'static str, x: u16, width: u16, label: &'static str| {
        html! {
            <g {key}>
                <rect class="journey-machine" x={format!("{x}%")} y="1" width={format!("{width}%")} height={bottom.to_string()} rx="10" />
                <text class="journey-owner" x={format!("{}%", x + width / 2)} y="20" text-anchor="middle">{ label }</text>
            </g>
        }
    };
    html! {
        <svg class="journey-drawing" height="378" role="img" aria-label={words::drawing(goal, current)}>
            <defs>
                <marker id="journey-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto">
                    <path class="journey-head" d="M0 0L8 4L0 8z" />
                </marker>
            </defs>
            { frame("here", 0, ends.0, words::THIS_MACHINE) }
            if !goal.stays() { { frame("there", ends.1, 48, words::OTHER_MACHINE) } }
            { for [0, 1, 2].map(|index| html! { <g key={index}>{ down(index) }{ up(index) }</g> }) }
            if !goal.stays() { { down(3) }{ up(3) } }
            { for goal.way().iter().map(|one| station(goal, *one, *one == current)) }
            if goal.stays() {
                <g class="journey-none">
                    <rect x="3%" y={row(4).to_string()} width="94%" height={HEIGHT.to_string()} rx="8" />
                    <text x="50%" y={(row(4) + 30).to_string()} text-anchor="middle">{ words::NO_PART }</text>
                </g>
            }
            <circle class="journey-packet" r="7" {cx} {cy} />
        </svg>
    }
}

/// The way from a row to the next.
fn down(index: usize) -> Html {
    line("24%", row(index) + HEIGHT, row(index + 1) - 2)
}

/// The way from a row to the one over it.
fn up(index: usize) -> Html {
    line("76%", row(index + 1), row(index) + HEIGHT + 2)
}

fn line(x: &'static str, from: u16, to: u16) -> Html {
    html! { <line class="journey-way" x1={x} x2={x} y1={from.to_string()} y2={to.to_string()} marker-end="url(#journey-head)" /> }
}

fn station(goal: Goal, station: Station, current: bool) -> Html {
    let (left, width, index) = place(station);
    let y = row(index);
    let middle = format!("{}%", left + width / 2);
    let kind = match station {
        Station::Sender | Station::Receiver => "of-program",
        Station::TcpDown | Station::TcpUp | Station::IpDown | Station::IpUp => "of-protocol",
        Station::Loopback => "of-loop",
        Station::Card | Station::Network | Station::TheirCard => "of-network",
    };
    html! {
        <g key={index * 10 + usize::from(left > 50)} class={classes!("journey-station", kind, current.then_some("current"))}>
            <rect x={format!("{left}%")} y={y.to_string()} width={format!("{width}%")} height={HEIGHT.to_string()} rx="8" />
            <text class="journey-name" x={middle.clone()} y={(y + 21).to_string()} text-anchor="middle">{ words::short(station) }</text>
            <text class="journey-does" x={middle} y={(y + 39).to_string()} text-anchor="middle">{ words::does(goal, station) }</text>
        </g>
    }
}
