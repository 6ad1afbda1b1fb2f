//! Round trips drawn: a histogram for each kind, the lab's above the line, the page's below it, all on one logarithmic
//! axis with one pointer.

use concepts::spread::{Axis, Summary, duration};
use protocol::roundtrip::{Kind, RoundTrips};
use web_sys::Element;
use yew::prelude::*;

use crate::model::messages::trips as words;
use crate::model::trips::{PageTrips, columns, lab_samples, percent, step, stretch, verticals};

/// Height of one half of a drawing, in CSS pixels.
const HALF: u32 = 34;

/// Height of a drawing, in CSS pixels.
const WHOLE: u32 = 2 * HALF;

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

/// What one of the two measured of one kind.
struct Half {
    counts: Vec<u32>,
    summary: Option<Summary>,
}

/// Draws all kinds, and the axis under them.
pub(crate) fn chart(chart: &Chart<'_>) -> Html {
    let axis = chart.axis;
    let halves = Kind::ALL.map(|kind| {
        let half = |samples| Half { counts: axis.counts(samples), summary: Summary::of(samples) };
        let lab = chart.lab.map(|lab| lab_samples(lab, kind)).unwrap_or_default();
        (kind, [half(lab), half(chart.page.samples(kind))])
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
                        <span class="trip-count" aria-hidden="true">{ words::here(*lab, *own) }</span>
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
    words::marked(from, to)
}

fn count_at(half: &Half, at: usize) -> u32 {
    half.counts.get(at).copied().unwrap_or_default()
}

fn drawing(chart: &Chart<'_>, [lab, own]: &[Half; 2]) -> Html {
    let axis = chart.axis;
    let bins = axis.bins();
    let most = lab.counts.iter().chain(&own.counts).copied().max().unwrap_or_default();
    let point = chart.point.clone();
    // What is drawn inside takes no events, so that the target is the drawing itself.
    let onpointermove = move |event: PointerEvent| {
        let Some(drawing) = event.target_dyn_into::<Element>() else { return };
        let place = drawing.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - place.left()) / place.width();
        point.emit(((share * bins as f64) as usize).min(bins - 1));
    };
    html! {
        <svg class="trip-drawing" viewBox={format!("0 0 {} {WHOLE}", 1000 * bins)} height={WHOLE.to_string()} preserveAspectRatio="none"
            aria-hidden="true" focusable="false" {onpointermove}>
            <path class="trip-grid" d={verticals(axis.ticks().map(|ns| axis.place(ns)), 0, WHOLE)} />
            <path class="trip-pointer" d={format!("M{} 0h1000v{WHOLE}h-1000z", 1000 * chart.at)} />
            <path class="trip-column lab" d={columns(&lab.counts, most, HALF, HALF - 4, false)} />
            <path class="trip-column own" d={columns(&own.counts, most, HALF, HALF - 4, true)} />
            <path class="trip-line" d={format!("M0 {HALF}H{}", 1000 * bins)} />
            <path class="trip-mark median" d={marks(axis, lab, own, |summary| summary.median_ns)} />
            <path class="trip-mark p99" d={marks(axis, lab, own, |summary| summary.p99_ns)} />
        </svg>
    }
}

/// A line through each half at one of its figures.
fn marks(axis: Axis, lab: &Half, own: &Half, figure: fn(&Summary) -> u64) -> String {
    let mark = |half: &Half, from| {
        let place = half.summary.as_ref().map(|summary| axis.place(figure(summary)));
        verticals(place.into_iter(), from, from + HALF)
    };
    mark(lab, 0) + &mark(own, HALF)
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
