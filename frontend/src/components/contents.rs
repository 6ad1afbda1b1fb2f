//! The contents: lessons as stations on a wire.

use course::model::Summary;
use yew::prelude::*;

use crate::components::icon;
use crate::components::words::plain_words;
use crate::hooks::{use_lab_context, use_progress_context};
use crate::model::messages;
use crate::model::progress::{Progress, Standing};

#[derive(Properties, PartialEq)]
pub(crate) struct ContentsProps {
    /// The lesson that is open.
    pub(crate) current: Option<AttrValue>,
    /// Whether it is unfolded over a narrow page.
    pub(crate) open: bool,
}

#[component]
pub(crate) fn ContentsNav(props: &ContentsProps) -> Html {
    let lab = use_lab_context();
    let progress = use_progress_context();
    let lessons = lab.contents.as_deref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    html! {
        <nav id="contents" class={classes!("contents", props.open.then_some("open"))} aria-label={messages::CONTENTS} tabindex="-1">
            <ol class="stations">
                { for lessons.iter().map(|lesson| station(lesson, props.current.as_deref() == Some(&*lesson.slug), &progress)) }
            </ol>
        </nav>
    }
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
