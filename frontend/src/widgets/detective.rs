//! A made-up log with an incident in it: lines to search and to count, and an answer that the lab judges.

use concepts::notation::within;
use protocol::incidents::{Case, Incident, Log, Part, Verdict};
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::{choices, typed};
use crate::components::notation::part as written;
use crate::components::trouble;
use crate::hooks::{browser, use_ask, use_shared};
use crate::model::detective::{Column, Form, counted, matching, shown, told};
use crate::model::messages::observe as words;
use crate::model::trouble::Trouble;
use crate::widgets::WidgetProps;
use course::quote;

/// How many values of a column are told.
const COUNTED: usize = 8;

/// An answer, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
struct Judged {
    form: Form,
    verdict: Verdict,
}

#[component]
pub(crate) fn Detective(props: &WidgetProps<u32>) -> Html {
    let number = use_state_eq(|| None::<u32>);
    let first = number.unwrap_or(props.start);
    let (asked, open) = use_ask(move |before: Option<Log>| async move {
        // The lesson's own case at first, then one that the lab chooses.
        let case = match before {
            None => first,
            Some(_) => api::send::<Case>(Method::POST, "/incidents", None).await?.case,
        };
        api::get::<Log>(&format!("/incidents/{case}/log")).await
    });
    let returns = use_shared().lab.returns;
    {
        let (open, there) = (open.clone(), asked.answer.is_some());
        use_effect_with(returns, move |_| {
            if !there {
                open.emit(());
            }
        });
    }
    let look = use_state_eq(String::new);
    let column = use_state_eq(|| Column::Source);
    let form = use_state_eq(Form::default);
    let case = asked.answer.as_ref().map(|log| log.case);
    {
        let (look, form) = (look.clone(), form.clone());
        use_effect_with(case, move |_| {
            look.set(String::new());
            form.set(Form::default());
        });
    }
    let (judged, judge) = {
        let (form, target) = ((*form).clone(), case.and_then(|case| form.target(case)));
        use_ask(move |before: Option<Judged>| {
            let (form, target) = (form.clone(), target.clone());
            async move {
                // Its button does nothing until the answer is whole.
                let Some(target) = target else { return before.ok_or(Trouble::Unreachable) };
                let verdict = api::send(Method::POST, &target, None).await?;
                Ok(Judged { form, verdict })
            }
        })
    };
    let told = judged.answer.as_ref().filter(|told| Some(told.verdict.case) == case && told.form == *form);
    let ready = case.is_some_and(|case| form.target(case).is_some()) && !judged.busy;
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready {
            judge.emit(());
        }
    };
    let another = move |_: MouseEvent| open.emit(());
    let id = &props.place.widget.id;
    let lines = asked.answer.as_ref().map(|log| log.lines.as_slice()).unwrap_or_default();
    let found = matching(lines, &look);
    let url = format!("http://{}/incidents/{}/log", browser::authority(), case.unwrap_or(props.start));
    let command = quote::line(props.place.shell, "curl", &[url]);
    let set_look = look.clone();
    let field = format!("{id}-look");
    let trouble = asked.trouble.as_ref().or(judged.trouble.as_ref());
    let [set_kind, set_source, set_line, set_succeeded] = [(); 4].map(|()| form.clone());
    card_with(
        &props.place,
        command.ok(),
        html! {
            <>
                <div class="controls row">
                    <label class="field wide" for={field.clone()}><span class="field-name">{ words::LOOK_FOR }</span>
                        <input id={field} type="text" class="mono" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="80"
                            value={(*look).clone()} oninput={typed(move |text| set_look.set(text))} />
                    </label>
                    <button type="button" class="quiet" onclick={another} aria-disabled={asked.busy.to_string()}>
                        { if asked.busy { words::OPENING } else { words::ANOTHER } }
                    </button>
                </div>
                <div class="happened">
                    <div role="status">
                        if let Some(trouble) = trouble { { trouble::note(trouble, None) } }
                        if let Some(case) = case { <p class="case-name"><strong>{ words::case(case) }</strong>{ ". " }{ words::shown(found.len(), lines.len()) }</p> }
                    </div>
                    <div class="case">
                        { counts(id, &found, &column, &look) }
                        { log(&found, &form) }
                    </div>
                    <form class="case-answer" {onsubmit}>
                        { choices(format!("{id}-kind"), words::KIND, Incident::ALL.map(|one| (one, words::incident(one).into())), form.kind.as_ref(), move |kind| set_kind.set(Form { kind: Some(kind), ..(*set_kind).clone() })) }
                        <div class="row">
                            { line(format!("{id}-source"), words::SOURCE, &form.source, move |source| set_source.set(Form { source, ..(*set_source).clone() })) }
                            { line(format!("{id}-line"), words::LINE, &form.line, move |line| set_line.set(Form { line, ..(*set_line).clone() })) }
                        </div>
                        { choices(format!("{id}-succeeded"), words::SUCCEEDED, [true, false].map(|one| (one, words::YES_NO[usize::from(!one)].into())), form.succeeded.as_ref(), move |succeeded| set_succeeded.set(Form { succeeded: Some(succeeded), ..(*set_succeeded).clone() })) }
                        <div class="row">
                            <button type="submit" aria-disabled={(!ready).to_string()}>{ words::ANSWER }</button>
                            <p class="hint-line" hidden={ready || judged.busy}>{ words::INCOMPLETE }</p>
                        </div>
                    </form>
                    <div role="status">if let Some(told) = told { { verdict(&told.verdict) } }</div>
                </div>
            </>
        },
    )
}

/// The lines that were found. Pressing one is a short cut; whoever does not use a pointer types its number.
fn log(found: &[(usize, &str)], form: &UseStateHandle<Form>) -> Html {
    let chosen: usize = form.line.parse().unwrap_or_default();
    html! {
        <div>
            <ol class="case-log" tabindex="0" role="list" aria-label={words::LOG}>
                { for found.iter().map(|&(number, text)| {
                    let (set, next) = (form.clone(), form.with_line(number, text));
                    html! {
                        <li key={number} class={classes!((number == chosen).then_some("chosen"))} onclick={move |_: MouseEvent| set.set(next.clone())}>
                            <span class="case-number">{ number }</span><code class="notation">{ for within(&shown(text)).iter().map(written) }</code>
                        </li>
                    }
                }) }
            </ol>
            <p class="hint-line">{ words::PICK }</p>
        </div>
    }
}

/// How often what comes in a column, each to look for.
fn counts(
    id: &str,
    found: &[(usize, &str)],
    column: &UseStateHandle<Column>,
    look: &UseStateHandle<String>,
) -> Html {
    let set = column.clone();
    let (counts, left) = told(counted(found, **column), COUNTED);
    html! {
        <div class="case-counts">
            { choices(format!("{id}-column"), words::COUNT_BY, Column::ALL.map(|one| (one, words::column(one).into())), Some(&**column), move |one| set.set(one)) }
            <ul>{ for counts.into_iter().map(|(value, count)| {
                let (look, text) = (look.clone(), format!(" {value} "));
                html! {
                    <li key={value.clone()}>
                        <span class="number">{ count }</span>
                        <button type="button" class="quiet mono case-value" onclick={move |_: MouseEvent| look.set(text.clone())}>{ value }</button>
                    </li>
                }
            }) }
            if let Some((values, lines)) = left { <li class="soft" key="left">{ words::more(values, lines) }</li> }
            </ul>
        </div>
    }
}

/// A short text to type, under its question.
fn line(id: String, name: &'static str, value: &str, set: impl Fn(String) + 'static) -> Html {
    html! {
        <label class="field" for={id.clone()}><span class="field-name">{ name }</span>
            <input {id} type="text" class="mono" autocomplete="off" spellcheck="false" maxlength="20" value={value.to_owned()} oninput={typed(set)} />
        </label>
    }
}

/// Each part with why it is right, or what was taken for it.
fn verdict(verdict: &Verdict) -> Html {
    let class = if verdict.solved { "well" } else { "ill" };
    html! {
        <div class="case-verdict">
            <p class={classes!("finding", class)}><strong>{ if verdict.solved { words::SOLVED } else { words::UNSOLVED } }</strong></p>
            <dl>{ for verdict.parts.iter().map(part) }</dl>
        </div>
    }
}

fn part(part: &Part) -> Html {
    let class = if part.right { "well" } else { "ill" };
    let word = words::RIGHT_WRONG[usize::from(!part.right)];
    html! {
        <div key={words::question(part.question)}>
            <dt>{ words::question(part.question) }{ ": " }<strong class={classes!("case-mark", class)}>{ word }</strong></dt>
            <dd>{ part.because.clone() }</dd>
        </div>
    }
}
