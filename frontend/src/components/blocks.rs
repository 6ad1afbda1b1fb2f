//! The blocks of a lesson.

use std::rc::Rc;

use course::model::{Block, Lesson, Question, Text};
use yew::prelude::*;

use crate::components::card::Place;
use crate::components::command::coloured;
use crate::components::copy::Copy;
use crate::components::exercise::ExerciseCard;
use crate::components::question::QuestionForm;
use crate::components::run::run;
use crate::components::words::words;
use crate::hooks::Shared;
use crate::model::messages;

/// What the blocks of a lesson are drawn with.
pub(crate) struct Scene {
    /// The lesson.
    pub(crate) lesson: Rc<Lesson>,
    /// What all pages share.
    pub(crate) shared: Shared,
    /// Whether notes for the teacher are shown.
    pub(crate) notes: bool,
    /// Draws a widget; handed down, because widgets are made of components and not the other way round.
    pub(crate) widget: Callback<Place, Html>,
}

/// Draws blocks in order.
pub(crate) fn blocks(blocks: &[Block], scene: &Scene) -> Html {
    html! {
        <>{ for blocks.iter().enumerate().map(|(index, one)| html! { <key={index}>{ block(one, scene) }</> }) }</>
    }
}

fn block(block: &Block, scene: &Scene) -> Html {
    let lesson = &scene.lesson;
    let say = |text: &Text| words(text, &lesson.sources);
    let inside = |inner: &[Block]| blocks(inner, scene);
    match block {
        Block::Heading(text) => html! { <h3>{ say(text) }</h3> },
        Block::Paragraph(text) => html! { <p>{ say(text) }</p> },
        Block::List { ordered, items } => {
            let items =
                items.iter().enumerate().map(|(index, item)| html! { <li key={index}>{ inside(item) }</li> });
            if *ordered {
                html! { <ol>{ for items }</ol> }
            } else {
                html! { <ul>{ for items }</ul> }
            }
        }
        Block::Table { head, rows } => table(head, rows, lesson),
        Block::Code { language, file, text } => code(language, file.as_deref(), text),
        Block::Aside(inner) => html! { <div class="remark" role="note">{ inside(inner) }</div> },
        Block::Run(command) => run(command, scene),
        Block::Widget(widget) => scene.widget.emit(Place {
            lesson: Rc::clone(lesson),
            widget: Rc::new(widget.clone()),
            shell: scene.shared.shell(),
        }),
        Block::Exercise(exercise) => {
            html! { <ExerciseCard exercise={exercise.clone()} lesson={Rc::clone(lesson)} /> }
        }
        Block::Quiz(questions) => quiz(questions, lesson),
        Block::Notes(inner) => html! {
            <div class="notes" role="group" aria-label={messages::NOTES} hidden={!scene.notes}>
                <span class="card-kind">{ messages::NOTES }</span>
                if scene.notes { { inside(inner) } }
            </div>
        },
    }
}

fn code(language: &str, file: Option<&str>, text: &str) -> Html {
    let shown = html! {
        <pre class="code" tabindex="0"><code data-language={language.to_owned()}>{ coloured(text) }
            // A browser does not show an empty line at the end by itself, and here it is what the text is about.
            if text.ends_with('\n') { <span class="more-lines">{ messages::EMPTY_LINE }</span> }
        </code></pre>
    };
    match file {
        None => shown,
        Some(file) => html! {
            <div class="card program" role="group" aria-label={messages::program(file)}>
                <div class="run-head">
                    <span class="card-kind">{ messages::KEEP_AS }{ " " }<code>{ file.to_owned() }</code></span>
                    <Copy text={format!("{text}\n")} />
                </div>
                { shown }
            </div>
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
        <div class="card quiz" role="group" aria-label={messages::QUIZ}>
            <span class="card-kind">{ messages::QUIZ }</span>
            { for questions.iter().enumerate().map(|(index, question)| html! {
                <QuestionForm key={question.id.clone()} question={question.clone()} lesson={Rc::clone(lesson)} number={index + 1} {of} />
            }) }
        </div>
    }
}
