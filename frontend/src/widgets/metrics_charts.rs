//! What the lab counts of itself, drawn as it goes; and, where the lesson wants it, an alert with a threshold to set.

use std::collections::VecDeque;

use concepts::spread::duration;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card;
use crate::components::field::{text_of, typed};
use crate::components::samples_chart::{SamplesChart, chart};
use crate::components::trouble;
use crate::hooks::{use_ask, use_metrics};
use crate::model::messages::observe as words;
use crate::model::metrics::{Burst, CLASSES, FOR, Point, Rule, Signal, Stage};
use crate::model::trouble::Trouble;
use crate::widgets::WidgetProps;

/// How many samples the table shows.
const ROWS: usize = 10;

/// What is drawn, with the classes of its columns.
type Series = Vec<(&'static str, Vec<u64>)>;

#[component]
pub(crate) fn MetricsCharts(props: &WidgetProps<bool>) -> Html {
    let watch = use_metrics();
    let alerts = props.start;
    let signal = use_state_eq(|| Signal::Errors);
    let above = use_state_eq(|| "1".to_owned());
    let samples = use_state_eq(|| FOR[1]);
    let burst = signal.burst();
    let (sent, send) = use_ask(move |_: Option<()>| ask(burst));
    let threshold = Rule::threshold(&above);
    let rule = threshold.filter(|_| alerts).map(|above| Rule { signal: *signal, above, samples: *samples });
    let points = &watch.points;
    let id = &props.place.widget.id;
    let (watch_id, above_id, for_id) = (format!("{id}-watch"), format!("{id}-above"), format!("{id}-for"));
    let set_signal = {
        let signal = signal.clone();
        move |event: Event| {
            let chosen = text_of(&event).parse().ok().and_then(|at: usize| Signal::ALL.get(at).copied());
            signal.set(chosen.unwrap_or(Signal::Errors));
        }
    };
    let set_for = {
        let samples = samples.clone();
        move |event: Event| samples.set(text_of(&event).parse().unwrap_or(FOR[1]))
    };
    let set_above = above.clone();
    let press = move |_: MouseEvent| send.emit(());
    card(
        &props.place,
        html! {
            <>
                if alerts {
                    <div class="controls row" key="rule">
                        <label class="field" for={watch_id.clone()}><span class="field-name">{ words::WATCH }</span>
                            <select id={watch_id} onchange={set_signal}>
                                { for Signal::ALL.into_iter().enumerate().map(|(at, one)| html! {
                                    <option key={at} value={at.to_string()} selected={one == *signal}>{ words::signal(one) }</option>
                                }) }
                            </select>
                        </label>
                        <label class="field" for={above_id.clone()}><span class="field-name">{ words::ABOVE }</span>
                            <input id={above_id} type="text" class="mono number-input" inputmode="numeric" autocomplete="off" maxlength="4"
                                value={(*above).clone()} oninput={typed(move |text| set_above.set(text))}
                                aria-invalid={threshold.is_none().to_string()} aria-describedby={format!("{id}-fault")} />
                        </label>
                        <label class="field" for={for_id.clone()}><span class="field-name">{ words::FOR }</span>
                            <select id={for_id} onchange={set_for}>
                                { for FOR.map(|one| html! { <option key={one} value={one.to_string()} selected={one == *samples}>{ words::samples(one) }</option> }) }
                            </select>
                        </label>
                        <button type="button" class="quiet" hidden={burst.is_none()} onclick={press} aria-disabled={sent.busy.to_string()}>
                            { if sent.busy { words::SENDING.to_owned() } else { burst.map(|one| words::burst(*signal, one)).unwrap_or_default() } }
                        </button>
                        <p class="hint-line" hidden={burst.is_some()}>{ words::NO_BURST }</p>
                        <p class="fault" id={format!("{id}-fault")} role="status">{ threshold.is_none().then_some(words::ABOVE_FAULT) }</p>
                    </div>
                }
                <div class="happened" key="happened">
                    if let Some(trouble) = &sent.trouble { { trouble::note(trouble, None) } }
                    if let Some(rule) = rule { { alert(rule, points) } }
                    <p class="hint-line">{ if points.is_empty() { words::FIRST } else { words::CHARTS } }</p>
                    { charts(points, rule, alerts) }
                    if alerts { { table(points) } } else { { lines(&watch.lines) } }
                </div>
            </>
        },
    )
}

/// The requests of a burst, one after the other. That they fail may be what they are for.
async fn ask(burst: Option<Burst>) -> Result<(), Trouble> {
    for path in burst.iter().flat_map(|one| std::iter::repeat_n(one.path, one.count)) {
        api::done(Method::GET, path).await?;
    }
    Ok(())
}

/// Where the alert stands. The count beside it changes every second and is not read out.
fn alert(rule: Rule, points: &VecDeque<Option<Point>>) -> Html {
    let stage = rule.stage(points);
    let class = match stage {
        Stage::Quiet => "well",
        Stage::Firing(_) | Stage::Blind => "ill",
        Stage::Waiting | Stage::Pending(_) => "",
    };
    html! {
        <div class="alert">
            <p class={classes!("finding", class)} role="status"><strong>{ words::stage(stage) }</strong><span>{ words::stage_means(stage) }</span></p>
            <p class="hint-line">{ words::in_a_row(stage, rule.samples) }</p>
        </div>
    }
}

/// A chart for each figure. Errors have one of their own where there may be a threshold for them.
fn charts(points: &VecDeque<Option<Point>>, rule: Option<Rule>, alerts: bool) -> Html {
    let all = |figure: fn(&Point) -> u64| -> Vec<u64> {
        points.iter().map(|point| point.as_ref().map(figure).unwrap_or_default()).collect()
    };
    let gaps: Vec<bool> = points.iter().map(Option::is_none).collect();
    let last = points.back().and_then(Option::as_ref);
    let now = |figure: fn(&Point) -> String| last.map(figure).unwrap_or_default();
    let at = |signal: Signal| rule.and_then(|rule| rule.line(signal));
    let answered: Series = vec![
        ("lab", all(Point::all)),
        ("mild", all(|point| point.answered[1] + point.answered[2])),
        ("bad", all(|point| point.answered[2])),
    ];
    let failed: Series = vec![("bad", all(|point| point.answered[2]))];
    let took: Series = vec![
        ("own", all(|point| point.most_us.unwrap_or_default())),
        ("lab", all(|point| point.half_us.unwrap_or_default())),
    ];
    let refused: Series = vec![("bad", all(|point| point.refused))];
    let legend = html! {
        { for CLASSES.iter().zip(["lab", "mild", "bad"]).map(|(name, class)| html! {
            <span class="sample-class" key={*name}><span class={classes!("swatch", class)}></span>{ *name }</span>
        }) }
    };
    html! {
        <div class="trips samples">
            { chart(&SamplesChart {
                name: words::REQUESTS,
                now: now(|point| words::rate(point.all())),
                what: legend,
                series: &answered,
                threshold: at(Signal::Requests),
                gaps: &gaps,
                least: 2_000,
                top: words::rate,
            }) }
            if alerts {
                { chart(&SamplesChart {
                    name: words::ERRORS,
                    now: now(|point| words::rate(point.answered[2])),
                    what: Html::default(),
                    series: &failed,
                    threshold: at(Signal::Errors),
                    gaps: &gaps,
                    least: 2_000,
                    top: words::rate,
                }) }
            }
            { chart(&SamplesChart {
                name: words::DURATIONS,
                now: now(|point| time(point.most_us)),
                what: html! { { words::DURATIONS_WHAT } },
                series: &took,
                threshold: at(Signal::Duration),
                gaps: &gaps,
                least: 1_000,
                top: |us| time(Some(us)),
            }) }
            { chart(&SamplesChart {
                name: words::REFUSALS,
                now: now(|point| words::rate(point.refused)),
                what: Html::default(),
                series: &refused,
                threshold: at(Signal::Refused),
                gaps: &gaps,
                least: 2_000,
                top: words::rate,
            }) }
            <div class="trip trip-foot" aria-hidden="true"><span></span><p class="sample-ends"><span>{ words::OLDEST }</span><span>{ words::NEWEST }</span></p></div>
        </div>
    }
}

fn time(us: Option<u64>) -> String {
    us.map_or_else(|| words::NO_TIME.to_owned(), |us| duration(us * 1_000))
}

/// The newest samples, the newest first.
fn table(points: &VecDeque<Option<Point>>) -> Html {
    html! {
        <details class="fold-seen" key="table">
            <summary>{ words::TABLE }</summary>
            <div class="trips-table" tabindex="0" role="region" aria-label={words::TABLE}>
                <table>
                    <thead><tr>{ for words::COLUMNS.map(|name| html! { <th scope="col">{ name }</th> }) }</tr></thead>
                    <tbody>{ for points.iter().rev().take(ROWS).enumerate().map(|(age, point)| html! { <tr>{ row(age, point.as_ref()) }</tr> }) }</tbody>
                </table>
            </div>
        </details>
    }
}

fn row(age: usize, point: Option<&Point>) -> Html {
    let Some(point) = point else {
        return html! { <><th scope="row">{ format!("-{age}") }</th><td colspan="6">{ words::GAP }</td></> };
    };
    let cells = [
        words::rate(point.answered[0]),
        words::rate(point.answered[1]),
        words::rate(point.answered[2]),
        time(point.half_us),
        time(point.most_us),
        words::rate(point.refused),
    ];
    html! {
        <>
            <th scope="row">{ if age == 0 { words::NEWEST.to_owned() } else { format!("-{age}") } }</th>
            { for cells.into_iter().map(|cell| html! { <td class="number">{ cell }</td> }) }
        </>
    }
}

/// What the charts are drawn from, as it came.
fn lines(lines: &[String]) -> Html {
    html! {
        <>
            <h4 class="sample-lines-name">{ words::LINES }</h4>
            <pre class="sample-lines" tabindex="0" aria-label={words::LINES}>
                { if lines.is_empty() { words::NO_LINES.to_owned() } else { lines.join("\n") } }
            </pre>
        </>
    }
}
