//! Round trips drawn: a histogram for each kind, the lab's above the line, the page's below it, all on one logarithmic
//! axis with one pointer.

use concepts::spread::{Axis, Summary, duration};
use protocol::roundtrip::{Kind, RoundTrips};
use yew::prelude::*;

use crate::model::messages::trips as words;
use crate::model::trips::{PageTrips, height, lab_samples, percent, step, stretch};

/// Height of one half of a drawing, in CSS pixels.
const HALF: u32 = 34;

/// Where the axis stands in its strip, in CSS pixels from the top.
const LINE_Y: &str = "14";

/// What is drawn.
pub(crate) struct Chart<'a> {
    pub(crate) axis: Axis,
    pub(crate) lab: Option<&'a RoundTrips>,
    pub(crate) page: &'a PageTrips,
    /// The bin that the pointer is at.
    pub(crate) at: usize,
    /// Moves the pointer.
    pub(crate) point: &'a Callback<usize>,
}

/// One who measured one kind.
struct Half<'a> {
    class: &'static str,
    samples: &'a [u64],
    counts: Vec<u32>,
}

/// Draws all kinds, and the axis under them.
pub(crate) fn chart(chart: &Chart<'_>) -> Html {
    let axis = chart.axis;
    let halves = Kind::ALL.map(|kind| {
        let half = |class, samples| Half { class, samples, counts: axis.counts(samples) };
        let lab = chart.lab.map(|lab| lab_samples(lab, kind)).unwrap_or_default();
        (kind, [half("lab", lab), half("own", chart.page.samples(kind))])
    });
    let at_pointer =
        halves.iter().map(|(kind, [lab, own])| (*kind, count_at(lab, chart.at), count_at(own, chart.at)));
    let at_pointer: Vec<_> = at_pointer.collect();
    html! {
        <div class="trips" role="group" aria-label={words::DRAWINGS}>
            <ul class="trips-legend" aria-hidden="true">
                <li><span class="swatch lab"></span>{ words::ABOVE }</li>
                <li><span class="swatch own"></span>{ words::BELOW }</li>
                <li><span class="swatch median"></span>{ words::MEDIAN_MARK }</li>
                <li><span class="swatch p99"></span>{ words::P99_MARK }</li>
            </ul>
            { for halves.iter().zip(&at_pointer).map(|((kind, both), (_, lab, own))| html! {
                <div class="trip" key={words::kind(*kind)}>
                    <div class="trip-name">
                        <strong>{ words::kind(*kind) }</strong>
                        <span class="trip-what">{ words::kind_what(*kind) }</span>
                        <span class="trip-count" aria-hidden="true">{ words::counts(*lab, *own) }</span>
                    </div>
                    { drawing(chart, both) }
                </div>
            }) }
            <div class="trip trip-foot">
                <span class="trip-at" aria-hidden="true">{ at(chart) }</span>
                { ruler(chart, &at_pointer) }
            </div>
        </div>
    }
}

fn at(chart: &Chart<'_>) -> String {
    let (from, to) = stretch(chart.axis, chart.at);
    words::stretch(from, to)
}

fn count_at(half: &Half<'_>, at: usize) -> u32 {
    half.counts.get(at).copied().unwrap_or_default()
}

fn drawing(chart: &Chart<'_>, both: &[Half<'_>; 2]) -> Html {
    let axis = chart.axis;
    let most = both.iter().flat_map(|half| half.counts.iter().copied()).max().unwrap_or_default();
    let whole = (2 * HALF).to_string();
    let bin = percent(axis, 1000);
    html! {
        <svg class="trip-drawing" height={whole.clone()} aria-hidden="true" focusable="false">
            { for axis.ticks().map(|ns| html! { <line key={ns} class="trip-grid" x1={percent(axis, axis.place(ns))} x2={percent(axis, axis.place(ns))} y1="0" y2={whole.clone()} /> }) }
            <rect key="pointer" class="trip-pointer" x={percent(axis, 1000 * chart.at as u64)} y="0" width={bin.clone()} height={whole.clone()} />
            { for both.iter().flat_map(|half| columns(axis, half, most)) }
            <line key="line" class="trip-line" x1="0" x2="100%" y1={HALF.to_string()} y2={HALF.to_string()} />
            { for both.iter().flat_map(|half| marks(axis, half)) }
            { for (0..axis.bins()).map(|index| {
                let point = chart.point.clone();
                html! { <rect key={format!("touch-{index}")} class="trip-touch" x={percent(axis, 1000 * index as u64)} y="0" width={bin.clone()}
                    height={whole.clone()} onpointerenter={move |_: PointerEvent| point.emit(index)} /> }
            }) }
        </svg>
    }
}

fn columns(axis: Axis, half: &Half<'_>, most: u32) -> Vec<Html> {
    let column = |(index, &count): (usize, &u32)| {
        let high = height(count, most, HALF - 4);
        let y = if half.class == "lab" { HALF - high } else { HALF };
        (high > 0).then(|| html! {
            <rect key={format!("{}-{index}", half.class)} class={classes!("trip-column", half.class)} x={percent(axis, 1000 * index as u64)} y={y.to_string()}
                width={percent(axis, 1000)} height={high.to_string()} />
        })
    };
    half.counts.iter().enumerate().filter_map(column).collect()
}

/// The median as a line through the half, the 99th percentile as a broken one.
fn marks(axis: Axis, half: &Half<'_>) -> Vec<Html> {
    let Some(summary) = Summary::of(half.samples) else { return Vec::new() };
    let (from, to) = if half.class == "lab" { (0, HALF) } else { (HALF, 2 * HALF) };
    let mark = |class: &'static str, ns| {
        let x = percent(axis, axis.place(ns));
        html! { <line key={format!("{}-{class}", half.class)} class={classes!("trip-mark", class)} x1={x.clone()} x2={x} y1={from.to_string()} y2={to.to_string()} /> }
    };
    vec![mark("median", summary.median_ns), mark("p99", summary.p99_ns)]
}

/// The axis with its ticks; the pointer moves along it with the keys of a slider.
fn ruler(chart: &Chart<'_>, at_pointer: &[(Kind, u32, u32)]) -> Html {
    let axis = chart.axis;
    let (at, bins) = (chart.at, axis.bins());
    let (from, to) = stretch(axis, at);
    let point = chart.point.clone();
    let onkeydown = move |event: KeyboardEvent| {
        if let Some(to) = step(&event.key(), at, bins) {
            event.prevent_default();
            point.emit(to);
        }
    };
    // Where two decades or more are drawn, only the decades have room for their names.
    let named = |ns: u64| bins <= 20 || ns.to_string().starts_with('1');
    html! {
        <svg class="trip-ruler" height="44" role="slider" tabindex="0" aria-label={words::AXIS} aria-valuemin="0" aria-valuemax={(bins - 1).to_string()}
            aria-valuenow={at.to_string()} aria-valuetext={words::at_pointer(from, to, at_pointer)} {onkeydown}>
            <line key="line" class="trip-line" x1="0" x2="100%" y1={LINE_Y} y2={LINE_Y} />
            <rect key="pointer" class="trip-handle" x={percent(axis, 1000 * at as u64)} y="4" width={percent(axis, 1000)} height="20" rx="4" />
            { for axis.ticks().map(|ns| {
                let place = axis.place(ns);
                let anchor = match place {
                    0..=999 => "start",
                    place if place + 1000 > 1000 * bins as u64 => "end",
                    _ => "middle",
                };
                let x = percent(axis, place);
                html! {
                    <g key={ns}>
                        <line class="trip-tick" x1={x.clone()} x2={x.clone()} y1="10" y2="18" />
                        if named(ns) { <text class="trip-number" {x} y="40" text-anchor={anchor}>{ duration(ns) }</text> }
                    </g>
                }
            }) }
        </svg>
    }
}
