//! The blocks of a lesson.

use std::rc::Rc;

use course::model::{Block, Lesson, Question, Text};
use course::widget::Widget;
use yew::prelude::*;

use crate::components::exercise::ExerciseCard;
use crate::components::question::QuestionForm;
use crate::components::run::RunCard;
use crate::components::words::words;
use crate::model::messages;

/// Draws a widget; handed down, because widgets are made of components and not the other way round.
pub(crate) type DrawWidget = fn(&Widget, &Rc<Lesson>) -> Html;

/// Draws blocks in order. `notes` tells whether notes for the teacher are shown.
pub(crate) fn blocks(blocks: &[Block], lesson: &Rc<Lesson>, notes: bool, widget: DrawWidget) -> Html {
    html! {
        <>{ for blocks.iter().enumerate().map(|(index, one)| html! {
            <key={index}>{ block(one, lesson, notes, widget) }</>
        }) }</>
    }
}

fn block(block: &Block, lesson: &Rc<Lesson>, notes: bool, widget: DrawWidget) -> Html {
    let say = |text: &Text| words(text, &lesson.sources);
    let inside = |inner: &[Block]| blocks(inner, lesson, notes, widget);
    match block {
        Block::Heading(text) => html! { <h3>{ say(text) }</h3> },
        Block::Paragraph(text) => html! { <p>{ say(text) }</p> },
        Block::List { ordered, items } => {
            let items = items.iter().enumerate().map(|(index, item)| html! { <li key={index}>{ inside(item) }</li> });
            if *ordered { html! { <ol>{ for items }</ol> } } else { html! { <ul>{ for items }</ul> } }
        }
        Block::Table { head, rows } => table(head, rows, lesson),
        Block::Code { language, text } => html! {
            <pre class="code" tabindex="0"><code data-language={language.clone()}>{ text.clone() }</code></pre>
        },
        Block::Aside(inner) => html! { <div class="remark" role="note">{ inside(inner) }</div> },
        Block::Run(run) => html! { <RunCard run={run.clone()} lesson={Rc::clone(lesson)} /> },
        Block::Widget(one) => widget(one, lesson),
        Block::Exercise(exercise) => html! { <ExerciseCard exercise={exercise.clone()} lesson={Rc::clone(lesson)} /> },
        Block::Quiz(questions) => quiz(questions, lesson),
        Block::Notes(inner) => html! {
            <section class="notes" aria-label={messages::NOTES} hidden={!notes}>
                <span class="card-kind">{ messages::NOTES }</span>
                if notes { { inside(inner) } }
            </section>
        },
    }
}

fn table(head: &[Text], rows: &[Vec<Text>], lesson: &Rc<Lesson>) -> Html {
    let say = |text: &Text| words(text, &lesson.sources);
    html! {
        <div class="table" tabindex="0" role="group">
            <table>
                <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ say(cell) }</th> }) }</tr></thead>
                <tbody>{ for rows.iter().map(|row| html! {
                    <tr>{ for row.iter().map(|cell| html! { <td>{ say(cell) }</td> }) }</tr>
                }) }</tbody>
            </table>
        </div>
    }
}

fn quiz(questions: &[Question], lesson: &Rc<Lesson>) -> Html {
    let of = questions.len();
    html! {
        <section class="card quiz" aria-label={messages::QUIZ}>
            <span class="card-kind">{ messages::QUIZ }</span>
            { for questions.iter().enumerate().map(|(index, question)| html! {
                <QuestionForm key={question.id.clone()} question={question.clone()} lesson={Rc::clone(lesson)} number={index + 1} {of} />
            }) }
        </section>
    }
}
