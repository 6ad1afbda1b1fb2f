//! The start page: what this is, where to begin, or where to go on.

use course::model::Summary;
use yew::prelude::*;

use crate::components::aside_wire::first_command;
use crate::components::trouble;
use crate::components::words::plain_words;
use crate::hooks::{Shared, use_arrival, use_shared};
use crate::model::messages;
use crate::model::progress::{Progress, Standing};
use crate::pages::PageProps;

#[component]
pub(crate) fn StartPage(props: &PageProps) -> Html {
    let shared = use_shared();
    let Shared { lab, progress, .. } = &shared;
    use_arrival(&messages::title(""), &props.place, true);
    let lessons = lab.contents.as_deref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    html! {
        <article class="page start">
            <h1 id="page-title" tabindex="-1">{ messages::START_TITLE }</h1>
            <p class="lead">{ messages::START_LEAD }</p>
            <div class="begin">
                if let (Some(place), Some(title)) = (progress.place.clone(), progress.place_title.clone()) {
                    <a key="continue" class="button big" href={place}><span class="button-over">{ messages::CONTINUE }</span>{ title }</a>
                } else {
                    <div key="first" class="card first-command">
                        <p>{ messages::START_TRY }</p>
                        { first_command(shared.shell()) }
                        if let Some(first) = lessons.first() {
                            <p class="first-lesson"><a class="button" href={format!("/lessons/{}", first.slug)}>{ messages::START_FIRST }</a></p>
                        }
                    </div>
                }
            </div>
            <h2>{ messages::LESSONS }</h2>
            <div class="lessons-place">
                if lessons.is_empty() {
                    <div key="none">
                        if let Some(trouble) = &lab.contents_trouble { { trouble::note(trouble, None) } }
                        else if lab.contents.is_some() { <p class="soft">{ messages::LESSONS_NONE }</p> }
                        else { <p class="soft">{ messages::LESSONS_LOADING }</p> }
                    </div>
                } else {
                    <ol key="lessons" class="lessons">{ for lessons.iter().enumerate().map(|(index, one)| lesson(index, one, progress)) }</ol>
                }
            </div>
        </article>
    }
}

fn lesson(index: usize, lesson: &Summary, progress: &Progress) -> Html {
    let standing = progress.standing(lesson);
    let solved = progress.solved(lesson);
    html! {
        <li key={lesson.slug.clone()}>
            <a class="lesson-card" href={format!("/lessons/{}", lesson.slug)}>
                <span class="lesson-number" aria-hidden="true">{ index + 1 }</span>
                <span class="lesson-title">{ plain_words(&lesson.title) }</span>
                <span class="lesson-summary">{ plain_words(&lesson.summary) }</span>
                <span class="lesson-more">
                    { messages::minutes(lesson.minutes) }{ " · " }{ messages::exercises(solved, lesson.exercises.len()) }
                    if standing != Standing::Untouched { { " · " }{ messages::standing(standing) } }
                </span>
            </a>
        </li>
    }
}
