//! A lesson.

use std::rc::Rc;

use course::model::{Contents, Lesson, Section, Summary, plain};
use yew::prelude::*;
use yew_router::hooks::use_location;

use crate::api;
use crate::components::blocks::blocks;
use crate::components::trouble::TroubleNote;
use crate::components::words::{plain_words, words};
use crate::hooks::{use_arrival, use_ask, use_lab_context, use_settings_context};
use crate::model::messages;
use crate::model::trouble::Trouble;
use crate::pages::lost::LostPage;
use crate::widgets;

#[derive(Properties, PartialEq)]
pub(crate) struct LessonPageProps {
    pub(crate) slug: AttrValue,
}

#[component]
pub(crate) fn LessonPage(props: &LessonPageProps) -> Html {
    let lab = use_lab_context();
    let path = format!("/lessons/{}", props.slug);
    let (asked, ask) = use_ask(move |_: Option<Rc<Lesson>>| {
        let path = path.clone();
        async move { api::get::<Lesson>(&path).await.map(Rc::new) }
    });
    // Asked when the page is opened, and again when the lab is back: what it fills in may differ then.
    let opened = lab.opened;
    use_effect_with(opened, {
        let ask = ask.clone();
        move |_| ask.emit(())
    });
    html! {
        <div class="lesson-place" aria-busy={asked.busy.to_string()}>
            { match (asked.answer, asked.trouble) {
                (Some(lesson), _) => html! { <LessonView key="lesson" {lesson} contents={lab.contents.clone()} /> },
                (None, Some(Trouble::Refused(problem))) if problem.status == 404 => {
                    html! { <LostPage key="lost" trouble={Trouble::Refused(problem)} /> }
                }
                (None, Some(trouble)) => html! { <div key="trouble" class="page"><TroubleNote {trouble} again={ask} /></div> },
                (None, None) => html! { <p key="loading" class="page soft">{ messages::LOADING }</p> },
            } }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct LessonViewProps {
    lesson: Rc<Lesson>,
    contents: Option<Rc<Contents>>,
}

#[component]
fn LessonView(props: &LessonViewProps) -> Html {
    let LessonViewProps { lesson, contents } = props;
    let settings = use_settings_context();
    let asked_for_notes = use_location().is_some_and(|at| at.query_str().contains("teacher"));
    let notes = settings.notes || asked_for_notes;
    let Summary { slug, title, summary, minutes, exercises, .. } = &lesson.summary;
    use_arrival(&messages::title(&plain(title)), true);
    let all = contents.as_deref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    let at = all.iter().position(|one| one.slug == *slug);
    html! {
        <article class="page lesson">
            <p class="kicker">
                if let Some(at) = at { { messages::kicker(at + 1, all.len()) }{ " · " } }
                { messages::minutes(*minutes) }
            </p>
            <h1 id="page-title" tabindex="-1">{ plain_words(title) }</h1>
            <p class="lead">{ words(summary, &lesson.sources) }</p>
            <div class="parts" data-exercises={exercises.len().to_string()}>
                { for lesson.sections.iter().enumerate().map(|(index, one)| section(index, one, lesson, notes)) }
            </div>
            { sources(lesson) }
            { between(all, at) }
        </article>
    }
}

fn section(index: usize, section: &Section, lesson: &Rc<Lesson>, notes: bool) -> Html {
    let inside = blocks(&section.blocks, lesson, notes, widgets::draw);
    if section.id.is_empty() {
        return html! { <section class="part" key={index}>{ inside }</section> };
    }
    let title = plain(&section.title);
    let heading = format!("{}-heading", section.id);
    html! {
        <section class="part" key={index} id={section.id.clone()} data-title={title.clone()} aria-labelledby={heading.clone()}>
            <h2 id={heading}>{ words(&section.title, &lesson.sources) }
                <a class="anchor" href={format!("#{}", section.id)} aria-label={messages::anchor(&title)}>{ "#" }</a></h2>
            { inside }
        </section>
    }
}

fn sources(lesson: &Lesson) -> Html {
    html! {
        <section class="sources" aria-labelledby="sources" hidden={lesson.sources.is_empty()}>
            <h2 id="sources">{ messages::SOURCES }</h2>
            <ol>{ for lesson.sources.iter().map(|source| html! {
                <li key={source.id.clone()} id={format!("source-{}", source.id)}>{ source.title.clone() }
                    if !source.place.is_empty() { { ", " }{ source.place.clone() } }</li>
            }) }</ol>
        </section>
    }
}

fn between(all: &[Summary], at: Option<usize>) -> Html {
    let link = |lesson: Option<&Summary>, over: &'static str, class: &'static str| {
        lesson.map(|lesson| html! {
            <a key={class} {class} href={format!("/lessons/{}", lesson.slug)}><span class="over">{ over }</span>{ plain_words(&lesson.title) }</a>
        })
    };
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| all.get(at));
    let after = at.and_then(|at| all.get(at + 1));
    html! {
        <nav class="between-lessons" aria-label={messages::BETWEEN}>
            { link(before, messages::PREVIOUS, "before") }
            { link(after, messages::NEXT, "after") }
        </nav>
    }
}
