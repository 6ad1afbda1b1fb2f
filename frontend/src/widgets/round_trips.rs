//! Round trips on this machine, measured by the lab and by this page, drawn and told.

use concepts::spread::{Summary, duration};
use protocol::roundtrip::{DEFAULT_COUNT, Kind};
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::field::text_of;
use crate::components::trip_chart::{Chart, chart};
use crate::components::trouble;
use crate::hooks::{Phase, Trial, browser, use_round_trips};
use crate::model::messages::trips as words;
use crate::model::trips::{COUNTS, axis, fullest, lab_samples};
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn RoundTrips(props: &WidgetProps<u16>) -> Html {
    let count = use_state_eq(|| props.start);
    let at = use_state_eq(|| None::<usize>);
    let (trial, begin, stop) = use_round_trips();
    let point = {
        let at = at.setter();
        use_callback((), move |index, ()| at.set(Some(index)))
    };
    let choose = {
        let count = count.clone();
        move |event: Event| count.set(text_of(&event).parse().unwrap_or(*count))
    };
    let running = trial.is_running();
    let press = {
        let (at, count) = (at.setter(), *count);
        move |_: MouseEvent| {
            if running {
                stop.emit(());
            } else {
                at.set(None);
                begin.emit(count);
            }
        }
    };
    let query = if *count == DEFAULT_COUNT { String::new() } else { format!("?count={}", *count) };
    let path = format!("http://{}/roundtrip{query}", browser::authority());
    let command = quote::line(props.place.shell, "curl", &[path]).ok();
    let field = format!("{}-count", props.place.widget.id);
    let lab = trial.lab.as_deref();
    let axis = axis(lab, &trial.page);
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls row">
                    <label class="field" for={field.clone()}><span class="field-name">{ words::COUNT_FIELD }</span>
                        <select id={field} onchange={choose}>
                            { for COUNTS.into_iter().map(|one| html! {
                                <option key={one} value={one.to_string()} selected={one == *count}>{ one }</option>
                            }) }
                        </select>
                    </label>
                    <button type="button" onclick={press}>
                        { match trial.phase {
                            Phase::Idle => words::MEASURE,
                            Phase::Lab | Phase::Page => words::STOP,
                            Phase::Done | Phase::Stopped => words::MEASURE_AGAIN,
                        } }
                    </button>
                    <progress class="trips-progress" aria-label={words::PROGRESS} hidden={!running} max={(2 * trial.count).to_string()} value={trial.page.counted().to_string()}></progress>
                </div>
                <div class="happened">
                    <p class="trips-said" role="status">{ said(&trial) }</p>
                    if let Some(trouble) = &trial.trouble { { trouble::note(trouble, None) } }
                    <div class="trips-result" hidden={axis.is_none()}>
                        if let Some(axis) = axis {
                            { chart(&Chart {
                                axis,
                                lab,
                                page: &trial.page,
                                at: at.unwrap_or_else(|| fullest(axis, lab, &trial.page)).min(axis.bins() - 1),
                                point: &point,
                            }) }
                            { table(&trial) }
                            { remarks(&trial) }
                        }
                    </div>
                </div>
            </>
        },
    )
}

fn said(trial: &Trial) -> &'static str {
    match trial.phase {
        Phase::Idle => words::NONE_YET,
        Phase::Lab => words::LAB_MEASURES,
        Phase::Page => words::PAGE_MEASURES,
        Phase::Done => words::DONE,
        Phase::Stopped if trial.lab.is_none() => "",
        Phase::Stopped => words::STOPPED,
    }
}

fn table(trial: &Trial) -> Html {
    let [what, who, median, p99, min, max, count] = words::HEADS;
    html! {
        <div class="table trips-table" tabindex="0" role="region" aria-label={words::TABLE}>
            <table>
                <thead><tr>
                    <th scope="col">{ what }</th><th scope="col">{ who }</th>
                    { for [median, p99].map(|head| html! { <th key={head} scope="col" class="number">{ head }</th> }) }
                    { for [min, max].map(|head| html! { <th key={head} scope="col" class="number extreme">{ head }</th> }) }
                    <th scope="col" class="number extreme">{ count }</th>
                </tr></thead>
                { for Kind::ALL.map(|kind| {
                    let series = trial.lab.iter().flat_map(|lab| &lab.series).find(|series| series.kind == kind);
                    let failures = series.map_or(0, |series| series.failures);
                    let lab = trial.lab.as_deref().map(|lab| lab_samples(lab, kind)).unwrap_or_default();
                    html! {
                        <tbody key={words::kind(kind)}>
                            <tr><th scope="rowgroup" rowspan="2">{ words::kind(kind) }</th>{ figures(words::BY_LAB, lab, failures) }</tr>
                            <tr>{ figures(words::BY_PAGE, trial.page.samples(kind), 0) }</tr>
                        </tbody>
                    }
                }) }
            </table>
        </div>
    }
}

fn figures(who: &'static str, samples: &[u64], failures: u16) -> Html {
    let summary = Summary::of(samples);
    let cell = |class: &'static str, figure: fn(&Summary) -> u64| {
        let text =
            summary.as_ref().map_or_else(|| words::NO_FIGURE.to_owned(), |summary| duration(figure(summary)));
        html! { <td class={classes!("number", class)}>{ text }</td> }
    };
    html! {
        <>
            <td>{ who }</td>
            { cell("", |summary| summary.median_ns) }
            { cell("", |summary| summary.p99_ns) }
            { cell("extreme", |summary| summary.min_ns) }
            { cell("extreme", |summary| summary.max_ns) }
            <td class="number extreme">{ words::with_failures(samples.len(), failures) }</td>
        </>
    }
}

/// Why something is missing, and how fine the clocks are.
fn remarks(trial: &Trial) -> Html {
    let lab = trial.lab.iter().flat_map(|lab| &lab.series).filter_map(|series| {
        let reason = series.reason.as_deref()?;
        Some(words::because(series.kind, words::BY_LAB, series.errno.as_deref(), reason))
    });
    let ended = matches!(trial.phase, Phase::Done);
    let untimed = ended && trial.clock_ns.is_none();
    let no_new = ended && !untimed && trial.page.samples(Kind::HttpNew).is_empty();
    let page = [
        Some(words::because(Kind::IcmpEcho, words::BY_PAGE, None, words::NO_ICMP)),
        no_new.then(|| words::NO_NEW.to_owned()),
        untimed.then(|| words::NO_TIMING.to_owned()),
        trial.lab.as_ref().and_then(|lab| lab.cut_short.clone()),
        trial.clock_ns.map(words::clock),
    ];
    html! {
        <ul class="facts trips-remarks">
            { for lab.chain(page.into_iter().flatten()).enumerate().map(|(index, remark)| html! { <li key={index}>{ remark }</li> }) }
        </ul>
    }
}
