//! An exercise: what to do, whether it is done and by what, help in steps.

use std::rc::Rc;

use course::exercise::Exercise;
use course::model::Lesson;
use course::shell::Shell;
use yew::prelude::*;

use crate::components::command::command;
use crate::components::icon;
use crate::components::words::words;
use crate::hooks::{use_reset, use_shared};
use crate::model::messages;

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
    let reset = {
        let (reset, hints) = (use_reset(), hints.clone());
        let which = (slug.clone(), exercise.id.clone());
        move |_: MouseEvent| {
            hints.set(0);
            reset.emit(Some(which.clone()));
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
