//! A question of a quiz: answered again until the right answer is found; each wrong one teaches.

use std::rc::Rc;

use course::model::{Answer, Lesson, Question};
use yew::prelude::*;

use crate::components::icon;
use crate::components::words::words;
use crate::hooks::{Shared, use_focus_when, use_shared};
use crate::model::messages;
use crate::model::progress::Step;

#[derive(Properties, PartialEq)]
pub(crate) struct QuestionProps {
    pub(crate) question: Question,
    pub(crate) lesson: Rc<Lesson>,
    /// Its number among the questions of its quiz, from 1.
    pub(crate) number: usize,
    /// How many questions the quiz asks.
    pub(crate) of: usize,
}

/// What the learner has done about the question since the page was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Doing {
    chosen: Option<usize>,
    checked: Option<usize>,
    wrong: u32,
    asked_too_early: bool,
}

#[component]
pub(crate) fn QuestionForm(props: &QuestionProps) -> Html {
    let QuestionProps { question, lesson, number, of } = props;
    let Shared { progress, .. } = use_shared();
    let doing = use_state_eq(Doing::default);
    let result = use_node_ref();
    let slug = &lesson.summary.slug;
    let tries = progress.tries(slug, &question.id);
    // The button goes away with the right answer: the focus moves on to what the answer teaches.
    use_focus_when(tries.is_some() && doing.checked.is_some(), result.clone());

    let onsubmit = {
        let (doing, progress) = (doing.clone(), progress.dispatcher());
        let (question, slug) = (question.clone(), slug.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(answer) = doing.chosen.and_then(|chosen| question.answers.get(chosen)) else {
                doing.set(Doing { asked_too_early: true, ..*doing });
                return;
            };
            let wrong = doing.wrong + u32::from(!answer.right);
            doing.set(Doing { checked: doing.chosen, wrong, asked_too_early: false, ..*doing });
            if answer.right {
                let (slug, id) = (slug.clone(), question.id.clone());
                progress.dispatch(Step::Answer { slug, id, tries: wrong + 1 });
            }
        }
    };
    let choose = {
        let doing = doing.clone();
        Callback::from(move |index| {
            doing.set(Doing { chosen: Some(index), asked_too_early: false, ..*doing })
        })
    };
    let answers = question.answers.iter().enumerate().map(|(index, answer)| {
        let checked = if tries.is_some() { answer.right } else { doing.chosen == Some(index) };
        let refuted = tries.is_none() && doing.checked == Some(index) && !answer.right;
        let choose = choose.clone();
        html! {
            <label key={index} class={classes!("answer", (tries.is_some() && answer.right).then_some("right"), refuted.then_some("wrong"))}>
                <input type="radio" name={question.id.clone()} {checked} disabled={tries.is_some()} onchange={move |_: Event| choose.emit(index)} />
                <span>{ words(&answer.text, &lesson.sources) }</span>
            </label>
        }
    });
    html! {
        <form class="question" {onsubmit}>
            <fieldset>
                <legend><span class="question-number">{ messages::question(*number, *of) }</span>{ words(&question.ask, &lesson.sources) }</legend>
                { for answers }
            </fieldset>
            <div class="verdict" aria-live="polite" ref={result}>{ verdict(question, lesson, *doing, tries) }</div>
            <button type="submit" hidden={tries.is_some()}>{ messages::CHECK }</button>
        </form>
    }
}

fn verdict(question: &Question, lesson: &Lesson, doing: Doing, tries: Option<u32>) -> Html {
    let because = |answer: &Answer| words(&answer.because, &lesson.sources);
    if let Some(tries) = tries {
        let right = question.answers.iter().find(|answer| answer.right);
        return html! {
            <p class="because right" key="right">{ icon::tick() }<span><strong>{ messages::RIGHT }</strong>{ " " }{ messages::tries(tries) }{ ". " }
                if let Some(answer) = right { { because(answer) } }</span></p>
        };
    }
    if doing.asked_too_early {
        return html! { <p class="because" key="early">{ messages::CHOOSE }</p> };
    }
    let Some(answer) = doing.checked.and_then(|checked| question.answers.get(checked)) else {
        return Html::default();
    };
    html! {
        <p class="because wrong" key="wrong">{ icon::cross() }<span><strong>{ messages::WRONG }{ ". " }</strong>{ because(answer) }
            if let Some(see) = answer.see.clone() { { " " }<a href={see}>{ messages::SEE }</a> }</span></p>
    }
}
