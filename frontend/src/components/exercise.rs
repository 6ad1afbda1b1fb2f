//! An exercise: what to do, whether it is done and by what, help in steps.

use std::rc::Rc;

use course::exercise::Exercise;
use course::model::Lesson;
use yew::prelude::*;

use crate::components::command::Command;
use crate::components::icon;
use crate::components::words::words;
use crate::hooks::{browser, shell_of, use_lab_context, use_progress_context, use_settings_context};
use crate::model::exercise::solved_by;
use crate::model::messages;
use crate::model::progress::Step;
use crate::model::wire::{from_terminal, who};

#[derive(Properties, PartialEq)]
pub(crate) struct ExerciseProps {
    pub(crate) exercise: Exercise,
    pub(crate) lesson: Rc<Lesson>,
}

#[component]
pub(crate) fn ExerciseCard(props: &ExerciseProps) -> Html {
    let (exercise, lesson) = (&props.exercise, &props.lesson);
    let slug = &lesson.summary.slug;
    let progress = use_progress_context();
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
        <section class={classes!("card", "exercise", solved.then_some("solved"))} id={exercise.id.clone()} aria-label={messages::EXERCISE}>
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
                    <div key="help"><Help exercise={exercise.clone()} lesson={Rc::clone(lesson)} shown={*hints} more={
                        let hints = hints.clone();
                        Callback::from(move |()| hints.set(*hints + 1))
                    } /></div>
                }
            </div>
        </section>
    }
}

/// Ticks the exercise when a request in the journal solves it.
#[hook]
fn use_ticking(exercise: &Exercise, slug: &str, solved: bool) {
    let lab = use_lab_context();
    let progress = use_progress_context();
    let found = if solved {
        None
    } else {
        solved_by(&exercise.check, lab.wire.entries(), progress.counts_since(slug, &exercise.id))
    };
    let (dispatcher, slug, id) = (progress.dispatcher(), slug.to_owned(), exercise.id.clone());
    use_effect_with(found, move |found| {
        if let Some(entry) = found {
            let port = entry.connection.peer.port();
            let by = messages::evidence(from_terminal(entry), &who(entry), port, &browser::clock(entry.time_ms));
            dispatcher.dispatch(Step::Solve { slug, id, by });
        }
    });
}

#[derive(Properties, PartialEq)]
struct HelpProps {
    exercise: Exercise,
    lesson: Rc<Lesson>,
    /// How many steps of help are shown: the hints, then the solution.
    shown: usize,
    more: Callback<()>,
}

#[component]
fn Help(props: &HelpProps) -> Html {
    let HelpProps { exercise, lesson, shown, more } = props;
    let settings = use_settings_context();
    let shell = shell_of(&settings);
    let last = *shown > exercise.hints.len();
    let word = if *shown == 0 {
        messages::HINT_FIRST
    } else if *shown < exercise.hints.len() {
        messages::HINT_NEXT
    } else {
        messages::SHOW_SOLUTION
    };
    let more = more.clone();
    html! {
        <>
            <div class="hints" aria-live="polite">
                { for exercise.hints.iter().take(*shown).enumerate().map(|(index, hint)| html! {
                    <p class="hint" key={index}><strong>{ messages::hint(index + 1) }</strong>{ " " }{ words(hint, &lesson.sources) }</p>
                }) }
                if last {
                    <div class="solution" key="solution">
                        <p class="hint"><strong>{ messages::SOLUTION }</strong></p>
                        { for exercise.solution.iter().enumerate().map(|(index, command)| html! {
                            <Command key={index} prompt={shell.prompt()} text={command.of(shell).to_owned()} />
                        }) }
                    </div>
                }
            </div>
            <button type="button" class="quiet" hidden={last} onclick={move |_: MouseEvent| more.emit(())}>{ word }</button>
        </>
    }
}
