//! A diagnosis: every step with a mark and a word, the one that fails with its remedy.

use concepts::notation::parts;
use protocol::doctor::{Diagnosis, Fact, Outcome, Step};
use yew::prelude::*;

use crate::components::command::code;
use crate::components::notation::{address, notation};
use crate::model::messages::doctor as words;
use crate::model::time::elapsed;

/// How many facts are shown at once.
const AT_ONCE: usize = 3;

/// Draws the steps.
pub(crate) fn steps(diagnosis: &Diagnosis) -> Html {
    html! { <ol class="steps" aria-label={words::STEPS}>{ for diagnosis.steps.iter().map(step) }</ol> }
}

fn step(step: &Step) -> Html {
    let told = !matches!(step.outcome, Outcome::Skipped | Outcome::NotReached);
    html! {
        <li key={step.stage.name()} class={classes!("step", class(step.outcome))}>
            <p class="step-line">
                { sign(step.outcome) }<strong>{ step.stage.name() }</strong>{ " " }
                <span class="step-word">{ words::outcome(step.outcome) }</span>
                if let Some(errno) = &step.errno { <code class="errno">{ errno.clone() }</code> }
                if let Some(us) = step.elapsed_us { <span class="result-time">{ elapsed(us) }</span> }
            </p>
            <div class="step-more" hidden={!told}>
                <p>{ prose(&step.said) }</p>
                if let Some(remedy) = &step.remedy {
                    <p class="remedy"><strong>{ words::REMEDY }</strong>{ " " }{ prose(remedy) }</p>
                }
                { seen(&step.facts) }
            </div>
        </li>
    }
}

/// What was seen: a few facts at once, many when they are asked for.
fn seen(facts: &[Fact]) -> Html {
    let list = html! {
        <dl class="seen" hidden={facts.is_empty()}>{ for facts.iter().enumerate().map(|(index, fact)| html! {
            <div key={index}><dt>{ fact.name.clone() }</dt><dd>{ address(&fact.value) }</dd></div>
        }) }</dl>
    };
    if facts.len() <= AT_ONCE {
        list
    } else {
        html! { <details class="fold-seen"><summary>{ words::SEEN }</summary>{ list }</details> }
    }
}

/// A text in which what stands between backticks is set as code, and every other word that is an address as one.
pub(crate) fn prose(text: &str) -> Html {
    html! { <>{ for text.split('`').enumerate().map(|(index, piece)| match index % 2 {
        0 => plain(piece),
        _ => code(piece),
    }) }</> }
}

fn plain(text: &str) -> Html {
    html! { <>{ for text.split_inclusive(' ').map(|word| {
        let bare = word.trim_end_matches([' ', '.', ',', ';', ':']);
        match parts(bare).filter(|_| bare.contains(['.', ':'])) {
            Some(parts) => html! { <>{ notation(&parts) }{ word.get(bare.len()..).unwrap_or_default().to_owned() }</> },
            None => html! { { word.to_owned() } },
        }
    }) }</> }
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Noted => "noted",
        Outcome::Failed => "failed",
        Outcome::Skipped => "skipped",
        Outcome::NotReached => "unreached",
    }
}

/// The mark of an outcome.
pub(crate) fn sign(outcome: Outcome) -> Html {
    let shape = match outcome {
        Outcome::Passed => html! { <path d="M2.5 7.5l3 3 6-7" /> },
        Outcome::Noted => html! { <path d="M7 1.5v7M7 11.5v1" /> },
        Outcome::Failed => html! { <path d="M2.5 2.5l9 9M11.5 2.5l-9 9" /> },
        Outcome::Skipped => html! { <path d="M3 7h8" /> },
        Outcome::NotReached => html! { <circle class="dashed" cx="7" cy="7" r="5" /> },
    };
    html! { <svg class="sign" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{ shape }</svg> }
}
