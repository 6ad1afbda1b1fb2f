//! An exercise: what to do, whether it is done and by what, help in steps.

use std::rc::Rc;

use course::exercise::Exercise;
use course::model::Lesson;
use course::shell::Shell;
use yew::prelude::*;

use crate::components::command::command;
use crate::components::icon;
use crate::components::words::words;
use crate::hooks::{Shared, browser, use_shared};
use crate::model::exercise::solved_by;
use crate::model::messages;
use crate::model::progress::Step;
use crate::model::wire::{by_hand, who};

#[derive(Properties, PartialEq)]
pub(crate) struct ExerciseProps {
    pub(crate) exercise: Exercise,
    pub(crate) lesson: Rc<Lesson>,
}

#[component]
pub(crate) fn ExerciseCard(props: &ExerciseProps) -> Html {
    let (exercise, lesson) = (&props.exercise, &props.lesson);
    let slug = &lesson.summary.slug;
    let shared = use_shared();
    let progress = &shared.progress;
    let hints = use_state_eq(|| 0_usize);
    let evidence = progress.evidence(slug, &exercise.id).map(str::to_owned);
    use_ticking(exercise, slug, evidence.is_some());

    let reset = {
        let (progress, hints) = (progress.dispatcher(), hints.clone());
        let (slug, id) = (slug.clone(), exercise.id.clone());
        move |_: MouseEvent| {
            hints.set(0);
            progress.dispatch(Step::Reset { slug: slug.clone(), id: id.clone(), at_ms: browser::now_ms() });
        }
    };
    let solved = evidence.is_some();
    html! {
        <div class={classes!("card", "exercise", solved.then_some("solved"))} id={exercise.id.clone()} role="group" aria-label={messages::EXERCISE}>
            <div class="exercise-head">
                <span class="exercise-sign" aria-hidden="true">if solved { { icon::tick() } }</span>
                <span class="card-kind">{ messages::EXERCISE }</span>
                <span class="exercise-state" aria-live="polite">
                    if let Some(evidence) = evidence {
                        <strong>{ messages::SOLVED }</strong>{ ": " }{ evidence }
                    } else { { messages::UNSOLVED } }
                </span>
            </div>
            <p class="exercise-prompt">{ words(&exercise.prompt, &lesson.sources) }</p>
            <div class="exercise-after">
                if solved {
                    <div key="solved">
                        <p class="exercise-solved">{ words(&exercise.solved, &lesson.sources) }</p>
                        <button type="button" class="quiet" onclick={reset}>{ messages::RESET }</button>
                    </div>
                } else {
                    <div key="help">{ help(exercise, lesson, shared.shell(), &hints) }</div>
                }
            </div>
        </div>
    }
}

/// Ticks the exercise when an entry of the journal solves it.
#[hook]
fn use_ticking(exercise: &Exercise, slug: &str, solved: bool) {
    let Shared { lab, progress, .. } = use_shared();
    let found = if solved {
        None
    } else {
        solved_by(&exercise.check, lab.wire.entries(), progress.counts_since(slug, &exercise.id))
    };
    let (dispatcher, slug, id) = (progress.dispatcher(), slug.to_owned(), exercise.id.clone());
    use_effect_with(found, move |found| {
        if let Some(entry) = found {
            let port = entry.connection.peer.port();
            let by = messages::evidence(by_hand(entry), &who(entry), port, &browser::clock(entry.time_ms));
            dispatcher.dispatch(Step::Solve { slug, id, by });
        }
    });
}

/// Draws the help: the hints that were asked for, then the solution. `shown` is how many steps of it are shown.
fn help(exercise: &Exercise, lesson: &Lesson, shell: Shell, shown: &UseStateHandle<usize>) -> Html {
    let more = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(*shown + 1)
    };
    let shown = **shown;
    let last = shown > exercise.hints.len();
    let word = if shown == 0 {
        messages::HINT_FIRST
    } else if shown < exercise.hints.len() {
        messages::HINT_NEXT
    } else {
        messages::SHOW_SOLUTION
    };
    html! {
        <>
            <div class="hints" aria-live="polite">
                { for exercise.hints.iter().take(shown).enumerate().map(|(index, hint)| html! {
                    <p class="hint" key={index}><strong>{ messages::hint(index + 1) }</strong>{ " " }{ words(hint, &lesson.sources) }</p>
                }) }
                if last {
                    <div class="solution" key="solution">
                        <p class="hint"><strong>{ messages::SOLUTION }</strong></p>
                        { for exercise.solution.iter().enumerate().map(|(index, variants)| html! {
                            <key={index}>{ command(shell, variants.of(shell)) }</>
                        }) }
                    </div>
                }
            </div>
            <button type="button" class="quiet" hidden={last} onclick={more}>{ word }</button>
        </>
    }
}
