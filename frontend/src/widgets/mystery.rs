//! A fault that the lab chooses and does not tell: the learner finds out, in a terminal or with the doctor, and answers.

use std::rc::Rc;

use protocol::doctor::curl_arguments;
use protocol::listeners::{Kind, Listener};
use protocol::zoo::{Fault, MYSTERIES, Specimen};
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::choices;
use crate::components::notation::address;
use crate::components::trouble;
use crate::hooks::{use_ask, use_catalogue, use_lease};
use crate::model::lease::Held;
use crate::model::messages::doctor as words;
use crate::model::messages::listeners::LOST;
use crate::model::trouble::Trouble;
use crate::model::zoo::MYSTERY;
use crate::widgets::WidgetProps;
use course::quote;

/// An answer, and what it really was.
#[derive(Clone, PartialEq)]
struct Told {
    of: Held,
    said: Fault,
    was: Kind,
}

#[component]
pub(crate) fn Mystery(props: &WidgetProps<()>) -> Html {
    let (catalogue, again) = use_catalogue();
    let said = use_state_eq(|| None::<Fault>);
    let keeper = use_lease();
    let (started, start) = {
        let keeper = Rc::clone(&keeper);
        use_ask(move |_: Option<Listener>| {
            let keeper = Rc::clone(&keeper);
            async move {
                let listener: Listener = api::send(Method::POST, "/listeners", Some(MYSTERY)).await?;
                keeper.keep(&listener);
                Ok(listener)
            }
        })
    };
    let listener = started.answer.as_ref();
    let (told, tell) = {
        let keeper = Rc::clone(&keeper);
        let asked = listener.cloned().zip(*said);
        use_ask(move |before: Option<Told>| {
            let (keeper, asked) = (Rc::clone(&keeper), asked.clone());
            async move {
                // Its button does nothing until there is something to answer.
                let Some((listener, said)) = asked else { return before.ok_or(Trouble::Unreachable) };
                let stopped = keeper.end(&listener).await?;
                Ok(Told { of: Held::of(&listener), said, was: stopped.kind })
            }
        })
    };
    let over = told.answer.as_ref().filter(|told| listener.is_some_and(|one| Held::of(one) == told.of));
    let is_lost = keeper.is_lost();
    let running = listener.filter(|_| over.is_none() && !is_lost);
    let begin = {
        let said = said.clone();
        move |_: MouseEvent| {
            said.set(None);
            start.emit(());
        }
    };
    let say = {
        let said = said.clone();
        move |one| said.set(Some(one))
    };
    let ready = running.is_some() && said.is_some() && !told.busy;
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready {
            tell.emit(());
        }
    };
    let shell = props.place.shell;
    let command = match running {
        Some(one) => quote::line(shell, "curl", &curl_arguments(&format!("http://{}/", one.local))).ok(),
        None => props.place.command(),
    };
    let specimens = catalogue.answer.as_ref().map(|zoo| zoo.specimens.as_slice()).unwrap_or_default();
    let mysteries = specimens.iter().filter(|one| MYSTERIES.contains(&one.fault));
    let id = &props.place.widget.id;
    let trouble = catalogue.trouble.as_ref().or(started.trouble.as_ref()).or(told.trouble.as_ref());
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls row">
                    <button type="button" class={classes!(running.is_some().then_some("quiet"))} onclick={begin} aria-disabled={started.busy.to_string()}>
                        { if listener.is_some() { words::ANOTHER_MYSTERY } else { words::MYSTERY } }
                    </button>
                    <p class="hint-line" hidden={listener.is_some()}>{ words::MYSTERY_HINT }</p>
                </div>
                <div class="happened" hidden={listener.is_none() && trouble.is_none()}>
                    <div role="status">
                        if let Some(one) = trouble { { trouble::note(one, catalogue.trouble.as_ref().map(|_| again)) } }
                        if let Some(one) = running { <p>{ words::RUNS }{ " " }{ address(&format!("http://{}/", one.local)) }{ ". " }{ words::RUNS_NEXT }</p> }
                        if is_lost { <p>{ LOST }</p> }
                        if let Some(told) = over { { verdict(told, specimens) } }
                    </div>
                    <form class="zoo" hidden={running.is_none()} {onsubmit}>
                        { choices(format!("{id}-said"), words::WHICH, mysteries.map(|one| (one.fault, one.title.clone().into())), said.as_ref(), say) }
                        <div class="row">
                            <button type="submit" aria-disabled={(!ready).to_string()}>{ words::THAT_IS_IT }</button>
                            <p class="hint-line" hidden={said.is_some()}>{ words::FIRST_SAY }</p>
                        </div>
                    </form>
                </div>
            </>
        },
    )
}

/// Whether the answer is right, and why it looked so.
fn verdict(told: &Told, specimens: &[Specimen]) -> Html {
    let right = told.said.kind() == told.was;
    let was = specimens.iter().find(|one| MYSTERIES.contains(&one.fault) && one.fault.kind() == told.was);
    html! {
        <>
            <p class={classes!("finding", if right { "well" } else { "ill" })}>
                <strong>{ words::mystery(right, was.map_or("", |one| one.title.as_str())) }</strong>
            </p>
            if let Some(one) = was { <p>{ one.does.clone() }{ " " }{ one.why.clone() }</p> }
        </>
    }
}
