//! The contents: lessons as stations on a wire.

use course::model::Summary;
use yew::prelude::*;

use crate::components::icon;
use crate::components::words::plain_words;
use crate::hooks::Shared;
use crate::model::messages::{self, reference};
use crate::model::progress::{Progress, Standing};

/// Draws them. `current` is the slug of the lesson that is open, `path` where the page is, `open` whether they are unfolded over a narrow page.
pub(crate) fn contents(shared: &Shared, current: Option<&str>, path: &str, open: bool) -> Html {
    let Shared { lab, progress, .. } = shared;
    let lessons = lab.contents.as_deref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    html! {
        <nav id="contents" class={classes!("contents", open.then_some("open"))} aria-label={messages::CONTENTS} tabindex="-1">
            <ol class="stations">
                { for lessons.iter().map(|lesson| station(lesson, current == Some(&*lesson.slug), progress)) }
            </ol>
            <ul class="contents-more" aria-label={reference::LOOK_UP}>
                <li>{ page("/glossary", reference::GLOSSARY, path) }</li>
                <li>{ page("/cheatsheet", reference::CHEATSHEET, path) }</li>
            </ul>
        </nav>
    }
}

fn page(href: &'static str, name: &'static str, path: &str) -> Html {
    html! { <a {href} aria-current={path.starts_with(href).then_some("page")}>{ name }</a> }
}

fn station(lesson: &Summary, current: bool, progress: &Progress) -> Html {
    let standing = progress.standing(lesson);
    let class = match standing {
        Standing::Untouched => "untouched",
        Standing::Begun => "begun",
        Standing::Done => "done",
    };
    html! {
        <li key={lesson.slug.clone()} class={classes!("station", class, current.then_some("current"))}>
            <a href={format!("/lessons/{}", lesson.slug)} aria-current={current.then_some("page")}>
                <span class="station-sign" aria-hidden="true">if standing == Standing::Done { { icon::tick() } }</span>
                <span class="station-title">{ plain_words(&lesson.title) }</span>
                <span class="sr">{ format!(", {}", messages::standing(standing)) }</span>
                if current {
                    <span class="station-more">
                        { messages::minutes(lesson.minutes) }{ " · " }
                        { messages::exercises(progress.solved(lesson), lesson.exercises.len()) }
                    </span>
                }
            </a>
        </li>
    }
}
