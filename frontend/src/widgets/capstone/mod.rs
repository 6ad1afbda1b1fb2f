//! A service that fails in three ways at once: the four steps with their evidence, the board's settings, what to do next, and in
//! the end a certificate.

mod paper;
mod settings;

use protocol::capstone::{Case, Row, Stage};
use protocol::doctor::Outcome as Mark;
use protocol::journal::Entry;
use yew::prelude::*;

use self::paper::Paper;
use crate::components::card::card_with;
use crate::components::diagnosis::{prose, sign};
use crate::components::notation::address;
use crate::components::trouble;
use crate::hooks::{AtCapstone, browser, use_capstone};
use crate::model::capstone::{Form, change};
use crate::model::messages;
use crate::model::messages::capstone as words;
use crate::model::wire::{by_hand, who};
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn Capstone(props: &WidgetProps<()>) -> Html {
    // What the learner has typed, over settings that stood then.
    let typed = use_state_eq(|| None::<Form>);
    let standing = use_state_eq(|| None);
    let form = typed.as_ref().cloned().or_else(|| (*standing).as_ref().map(Form::of));
    let wanted = form.as_ref().map(Form::settings);
    let body = match (&wanted, &*standing) {
        (Some(Ok(to)), Some(from)) => Some(change(from, to)),
        _ => None,
    };
    let at = use_capstone(body.clone());
    let case = at.looked.answer.as_ref().and_then(|capstone| capstone.case.as_ref());
    let settings = case.map(|case| case.service.settings);
    {
        let (standing, typed) = (standing.clone(), typed.clone());
        use_effect_with((settings, case.map(|case| case.began_ms)), move |(settings, _)| {
            standing.set(*settings);
            typed.set(None);
        });
    }
    let shell = props.place.shell;
    let line = |arguments: &[String]| quote::line(shell, "curl", arguments).ok();
    let foot = match case {
        Some(case) => line(&case.next.curl),
        None => {
            line(&["-X", "POST", &format!("http://{}/capstone", browser::authority())].map(str::to_owned))
        }
    };
    let set = Callback::from(move |form: Form| typed.set(Some(form)));
    let trouble = at.looked.trouble.as_ref().or(at.begun.trouble.as_ref()).or(at.ended.trouble.as_ref());
    card_with(
        &props.place,
        foot,
        html! {
            <>
                { buttons(&at, case.is_some()) }
                <div class="happened" hidden={case.is_none() && trouble.is_none()}>
                    <div role="status">
                        if let Some(trouble) = trouble { { trouble::note(trouble, None) } }
                        if let Some(case) = case { { next(case) } }
                    </div>
                    if let Some(case) = case {
                        <div class="capstone" key="case">
                            <ol class="capstone-steps" aria-label={words::STEPS}>{ for case.stages.iter().map(|one| stage(one, case, &at)) }</ol>
                            if let Some(form) = &form {
                                { settings::settings(&props.place.widget.id, form, wanted.and_then(Result::err), body.as_deref(), &set, &at, case.service.listener.is_some()) }
                            }
                        </div>
                    }
                    if let Some(paper) = at.paper.answer.as_ref().filter(|paper| case.is_some_and(|case| case.proved_ms == Some(paper.proved_ms))) {
                        <Paper id={props.place.widget.id.clone()} certificate={paper.clone()} key="paper" />
                    }
                </div>
            </>
        },
    )
}

fn buttons(at: &AtCapstone, is_open: bool) -> Html {
    let busy = at.begun.busy || at.ended.busy;
    let press = |callback: &Callback<()>| {
        let callback = callback.clone();
        move |_: MouseEvent| {
            if !busy {
                callback.emit(())
            }
        }
    };
    let word = match (at.begun.busy, is_open) {
        (true, _) => words::BEGINNING,
        (false, true) => words::ANOTHER,
        (false, false) => words::BEGIN,
    };
    html! {
        <div class="controls row">
            <button type="button" class={classes!(is_open.then_some("quiet"))} onclick={press(&at.begin)} aria-disabled={busy.to_string()}>{ word }</button>
            <button type="button" class="quiet" hidden={!is_open} onclick={press(&at.end)} aria-disabled={busy.to_string()}>{ words::END }</button>
            <p class="hint-line" hidden={is_open}>{ words::BEGIN_HINT }</p>
        </div>
    }
}

/// Where the clients ask, and what to do next.
fn next(case: &Case) -> Html {
    html! {
        <>
            <p class="capstone-client">{ words::CLIENTS_ASK }{ " " }{ address(&format!("http://{}/", case.client)) }</p>
            <p class="capstone-next"><strong>{ words::NEXT }</strong>{ " " }{ prose(&case.next.says) }</p>
        </>
    }
}

fn mark(done: bool) -> Html {
    let (mark, word) = if done { (Mark::Passed, words::STANDS) } else { (Mark::NotReached, words::NOT_YET) };
    html! { <>{ sign(mark) }<span class="sr">{ format!("{word}: ") }</span></> }
}

fn stage(stage: &Stage, case: &Case, at: &AtCapstone) -> Html {
    html! {
        <li key={stage.step.word()} class={classes!("capstone-step", stage.done.then_some("done"))} data-step={stage.step.word()}>
            <h4>{ mark(stage.done) }{ words::step(stage.step) }</h4>
            <ul>{ for stage.rows.iter().map(|one| row(one, case, at)) }</ul>
        </li>
    }
}

fn row(row: &Row, case: &Case, at: &AtCapstone) -> Html {
    let holder = case.holder.filter(|_| row.point == protocol::capstone::Point::PortFree);
    html! {
        <li key={row.title.clone()} class={classes!("capstone-row", row.done.then_some("done"))}>
            { mark(row.done) }
            <div>
                <span>{ row.title.clone() }</span>
                if let Some(seen) = &row.seen { <span class="capstone-seen">{ prose(seen) }</span> }
                if let Some(entry) = &row.by { <span class="capstone-by">{ by(entry) }</span> }
                if let Some(id) = holder {
                    <button type="button" class="quiet" key="stop" aria-disabled={at.stopped.busy.to_string()} onclick={{
                        let stop = at.stop.clone();
                        move |_: MouseEvent| stop.emit(())
                    }}>{ words::stop(id) }</button>
                }
            </div>
        </li>
    }
}

/// Who did it, from which port, and when.
pub(super) fn by(entry: &Entry) -> String {
    let port = entry.connection.peer.port();
    let named = |who: &str| by_hand(entry) && who != words::SOMEBODY;
    let who = who(entry);
    messages::evidence(named(&who), &who, port, &browser::clock(entry.time_ms))
}
