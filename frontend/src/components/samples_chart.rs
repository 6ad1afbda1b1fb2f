//! Samples drawn as columns, the newest at the right: several figures on one scale, and a threshold.

use yew::prelude::*;

use crate::model::metrics::KEPT;
use crate::model::trips::columns;

/// Height of a drawing, in CSS pixels.
const HEIGHT: u32 = 60;

/// How much of that the highest column takes.
const ROOM: u32 = 56;

/// One chart. Values are in thousandths of what its name says.
pub(crate) struct SamplesChart<'a> {
    pub(crate) name: &'static str,
    /// What the newest sample says.
    pub(crate) now: String,
    /// What the columns mean.
    pub(crate) what: Html,
    /// The classes of the columns with their values; what stands later is drawn over what stands before.
    pub(crate) series: &'a [(&'static str, Vec<u64>)],
    /// Where the threshold is, if this chart has it.
    pub(crate) threshold: Option<u64>,
    /// Which samples are missing.
    pub(crate) gaps: &'a [bool],
    /// The value that is at least as high as the drawing.
    pub(crate) least: u64,
    /// The value at the top of the drawing, in words.
    pub(crate) top: fn(u64) -> String,
}

/// Draws it.
pub(crate) fn chart(chart: &SamplesChart<'_>) -> Html {
    let highest = chart.series.iter().flat_map(|(_, values)| values).copied().max().unwrap_or_default();
    let most = highest.max(chart.threshold.unwrap_or_default()).max(chart.least);
    // On a scale that every value fits.
    let scaled = |values: &[u64]| -> Vec<u32> {
        let early = KEPT.saturating_sub(values.len());
        let share = |value: &u64| u32::try_from(value * 10_000 / most).unwrap_or(10_000);
        std::iter::repeat_n(0, early).chain(values.iter().map(share)).collect()
    };
    let gaps: Vec<u64> = chart.gaps.iter().map(|&gap| if gap { most } else { 0 }).collect();
    let whole = 1000 * KEPT;
    html! {
        <div class="trip" key={chart.name}>
            <div class="trip-name">
                <strong>{ chart.name }</strong>
                <span class="trip-what">{ chart.what.clone() }</span>
                <span class="trip-count">{ chart.now.clone() }</span>
            </div>
            <p class="sample-scale" aria-hidden="true"><span>{ (chart.top)(most) }</span><span>{ "0" }</span></p>
            <svg class="trip-drawing" viewBox={format!("0 0 {whole} {HEIGHT}")} height={HEIGHT.to_string()} preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <path class="trip-grid" d={format!("M0 {}H{whole}", HEIGHT - ROOM)} />
                <path class="sample-gap" d={columns(&scaled(&gaps), 10_000, HEIGHT, HEIGHT, false)} />
                { for chart.series.iter().map(|(class, values)| html! {
                    <path key={*class} class={classes!("trip-column", *class)} d={columns(&scaled(values), 10_000, HEIGHT, ROOM, false)} />
                }) }
                <path class="trip-line" d={format!("M0 {HEIGHT}H{whole}")} />
                if let Some(threshold) = chart.threshold {
                    <path class="sample-threshold" d={format!("M0 {}H{whole}", u64::from(HEIGHT) - threshold * u64::from(ROOM) / most)} />
                }
            </svg>
        </div>
    }
}
