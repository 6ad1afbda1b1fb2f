//! The failure zoo: a service that is wrong on purpose, first predicted, then really started and asked.

use std::rc::Rc;

use protocol::doctor::curl_arguments;
use protocol::listeners::Listener;
use protocol::zoo::{Fault, Specimen, Symptom};
use yew::prelude::*;

use crate::api::doctor::diagnose;
use crate::api::{self, Method};
use crate::components::card::card_with;
use crate::components::field::{choices, text_of};
use crate::components::state::state;
use crate::components::{diagnosis, trouble};
use crate::hooks::{Keeper, browser, use_ask, use_catalogue, use_lease};
use crate::model::messages::doctor as words;
use crate::model::messages::listeners::LOST;
use crate::model::time::elapsed;
use crate::model::trouble::Trouble;
use crate::model::zoo::{self, Trial};
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn FailureZoo(props: &WidgetProps<()>) -> Html {
    let (catalogue, again) = use_catalogue();
    let fault = use_state_eq(|| Fault::ALL[0]);
    let said = use_state_eq(|| None::<Symptom>);
    let keeper = use_lease();
    let specimens = catalogue.answer.as_ref().map(|zoo| zoo.specimens.as_slice()).unwrap_or_default();
    let chosen = specimens.iter().find(|one| one.fault == *fault).cloned();
    let ready = chosen.clone().zip(*said);
    let (asked, start) = {
        let (ready, keeper) = (ready.clone(), Rc::clone(&keeper));
        use_ask(move |before: Option<Trial>| {
            let (ready, keeper) = (ready.clone(), Rc::clone(&keeper));
            async move {
                match (ready, before) {
                    (Some((specimen, said)), _) => examine(specimen, said, &keeper).await,
                    // Its button does nothing until something is chosen.
                    (None, before) => before.ok_or(Trouble::Unreachable),
                }
            }
        })
    };
    let onsubmit = {
        let is_ready = ready.is_some();
        move |event: SubmitEvent| {
            event.prevent_default();
            if is_ready {
                start.emit(());
            }
        }
    };
    // What came of another fault is not shown beside this one.
    let trial = asked.answer.as_ref().filter(|one| one.specimen.fault == *fault && !asked.busy);
    let (is_stopped, is_lost) = (trial.is_some_and(|one| !keeper.holds(&one.listener)), keeper.is_lost());
    let stop = move |_: MouseEvent| keeper.stop();
    let shell = props.place.shell;
    let command = match trial {
        Some(one) => {
            quote::line(shell, "curl", &curl_arguments(&zoo::url(&one.specimen, one.listener.local.port())))
        }
        None => quote::line(shell, "curl", &[format!("http://{}/zoo", browser::authority())]),
    };
    let say = {
        let said = said.clone();
        move |one| said.set(Some(one))
    };
    let id = &props.place.widget.id;
    let fault_id = format!("{id}-fault");
    let choose = {
        let (fault, said) = (fault.clone(), said.clone());
        move |event: Event| {
            let word = text_of(&event);
            if let Some(one) = Fault::ALL.into_iter().find(|one| one.word() == word) {
                fault.set(one);
                said.set(None);
            }
        }
    };
    let missing = specimens.is_empty();
    card_with(
        &props.place,
        command.ok(),
        html! {
            <>
                <form class="controls zoo" {onsubmit}>
                    <label class="field" for={fault_id.clone()}><span class="field-name">{ words::FAULT }</span>
                        <select id={fault_id} onchange={choose} disabled={missing}>
                            { for specimens.iter().map(|one| html! { <option key={one.fault.word()} value={one.fault.word()} selected={one.fault == *fault}>{ one.title.clone() }</option> }) }
                        </select>
                    </label>
                    <p class="zoo-does">{ chosen.as_ref().map(|one| one.does.clone()) }</p>
                    { choices(format!("{id}-said"), words::PREDICT, Symptom::ALL.map(|one| (one, words::symptom(one).into())), said.as_ref(), say) }
                    <div class="row">
                        <button type="submit" aria-disabled={(asked.busy || ready.is_none()).to_string()}>
                            { if asked.busy { words::ASKING } else { words::START } }
                        </button>
                        <p class="hint-line" hidden={ready.is_some() || missing}>{ words::FIRST }</p>
                        <p class="hint-line" hidden={!(missing && catalogue.busy)}>{ words::LOADING }</p>
                    </div>
                </form>
                <div class="happened" hidden={trial.is_none() && asked.trouble.is_none() && catalogue.trouble.is_none()}>
                    <div role="status">
                        if let Some(trouble) = &catalogue.trouble { { trouble::note(trouble, Some(again)) } }
                        if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                        if let Some(one) = trial {
                            <p class={classes!("finding", if one.said == one.specimen.symptom { "well" } else { "ill" })}>
                                <strong>{ words::verdict(one.said, one.specimen.symptom) }</strong>
                            </p>
                        }
                    </div>
                    if let Some(one) = trial { { result(one) } }
                    if let Some(one) = trial {
                        <div class="row zoo-foot">
                            <p class="hint-line" role="status">
                                { diagnosis::prose(&match (is_stopped, is_lost) {
                                    (false, _) => words::listens(&one.listener.local.to_string()),
                                    (true, false) => words::STOPPED.to_owned(),
                                    (true, true) => LOST.to_owned(),
                                }) }
                            </p>
                            <button type="button" class="quiet" hidden={is_stopped} onclick={stop}>{ words::STOP }</button>
                        </div>
                    }
                </div>
            </>
        },
    )
}

/// Starts it, probes it, and has the doctor reach for it. The listener is kept as soon as it is there.
async fn examine(specimen: Specimen, said: Symptom, keeper: &Keeper) -> Result<Trial, Trouble> {
    let listener: Listener = api::send(Method::POST, "/listeners", Some(&zoo::start(&specimen))).await?;
    keeper.keep(&listener);
    let port = listener.local.port();
    let probe = api::get(&zoo::probe(&specimen, port)).await?;
    let diagnosis = diagnose(&zoo::url(&specimen, port)).await?;
    Ok(Trial { specimen, said, listener, probe, diagnosis })
}

fn result(trial: &Trial) -> Html {
    let Trial { specimen, probe, diagnosis, .. } = trial;
    let exit = diagnosis.curl_exit.unwrap_or(specimen.curl_exit);
    let fact = |name: &'static str, value: Html| {
        html! { <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div> }
    };
    html! {
        <>
            <dl class="zoo-facts">
                { fact(words::ERRNO, html! { { words::errno(specimen, trial.errno()) } }) }
                { fact(words::CURL, html! { { words::exit(exit, &specimen.curl_name) } }) }
                { fact(words::PROBE, state(probe.state)) }
                { fact(words::CONNECT, html! { { elapsed(probe.elapsed_us) } }) }
                { for trial.request_us().map(|us| fact(words::ANSWER, html! { { elapsed(us) } })) }
            </dl>
            <p><strong>{ words::WHY }</strong>{ " " }{ specimen.why.clone() }{ " " }<span class="soft">{ specimen.sources.join("; ") }</span></p>
            <details class="zoo-steps"><summary>{ words::DIAGNOSIS }</summary>{ diagnosis::steps(diagnosis) }</details>
        </>
    }
}
