//! A lesson.

use std::rc::Rc;

use course::model::{Lesson, Section, Summary, plain};
use yew::prelude::*;

use crate::api;
use crate::components::blocks::{Scene, blocks};
use crate::components::trouble;
use crate::components::words::{plain_words, words};
use crate::hooks::{use_arrival, use_ask, use_checks, use_shared};
use crate::model::messages;
use crate::model::settings::Setting;
use crate::pages::PageProps;
use crate::pages::lost::lost;
use crate::widgets::{self, Widgets};

#[component]
pub(crate) fn LessonPage(props: &PageProps) -> Html {
    let shared = use_shared();
    let path = format!("/lessons/{}", props.slug);
    let (asked, ask) = use_ask(move |_: Option<(Rc<Lesson>, Widgets)>| {
        let path = path.clone();
        async move {
            let lesson = api::get::<Lesson>(&path).await?;
            let widgets = widgets::load(&lesson).await?;
            Ok((Rc::new(lesson), widgets))
        }
    });
    use_checks(asked.answer.as_ref().map(|(lesson, _)| lesson));
    // Asked once the contents name the lesson, and again when they were read anew: what it fills in may differ then.
    let known = shared
        .lab
        .contents
        .as_ref()
        .map(|contents| contents.lessons.iter().any(|one| props.slug == one.slug));
    use_effect_with((shared.lab.contents_read, known), {
        let ask = ask.clone();
        move |(_, known)| {
            if *known == Some(true) {
                ask.emit(());
            }
        }
    });
    let (title, drawn) = match (&asked.answer, known) {
        (Some((lesson, _)), _) => (plain(&lesson.summary.title), true),
        (None, Some(false)) => (messages::LOST_TITLE.to_owned(), true),
        (None, _) => (String::new(), false),
    };
    use_arrival(&messages::title(&title), &props.place, drawn);
    // A teacher's link turns the notes on as the switch does, so that they stay from lesson to lesson and can be put away.
    use_effect_with(props.place.contains("?teacher"), {
        let settings = shared.settings.dispatcher();
        move |asked| {
            if *asked {
                settings.dispatch(Setting::Notes(true));
            }
        }
    });
    let notes = shared.settings.notes;
    html! {
        <div class="lesson-place" aria-busy={asked.busy.to_string()}>
            { match (asked.answer, asked.trouble.or_else(|| shared.lab.contents_trouble.clone())) {
                (Some((lesson, widgets)), _) => {
                    let widget = Callback::from(move |place| widgets.draw(&place));
                    view(&Scene { lesson, shared, notes, widget })
                }
                (None, _) if known == Some(false) => lost(),
                (None, Some(trouble)) => html! { <div class="page">{ trouble::note(&trouble, Some(ask)) }</div> },
                (None, None) => html! { <p class="page soft">{ messages::LOADING }</p> },
            } }
        </div>
    }
}

fn view(scene: &Scene) -> Html {
    let lesson = &scene.lesson;
    let Summary { slug, title, summary, minutes, .. } = &lesson.summary;
    let all =
        scene.shared.lab.contents.as_deref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    let at = all.iter().position(|one| one.slug == *slug);
    html! {
        <ContextProvider<Rc<Lesson>> context={Rc::clone(lesson)} key="lesson">
        <article class="page lesson">
            <p class="kicker">
                if let Some(at) = at { { messages::kicker(at + 1, all.len()) }{ " · " } }
                { messages::minutes(*minutes) }
            </p>
            <h1 id="page-title" tabindex="-1">{ plain_words(title) }</h1>
            <p class="lead">{ words(summary, &lesson.sources) }</p>
            <div class="parts">{ for lesson.sections.iter().enumerate().map(|(index, one)| section(index, one, scene)) }</div>
            { sources(lesson) }
            { between(all, at) }
        </article>
        </ContextProvider<Rc<Lesson>>>
    }
}

fn section(index: usize, section: &Section, scene: &Scene) -> Html {
    let inside = blocks(&section.blocks, scene);
    if section.id.is_empty() {
        return html! { <section class="part" key={index}>{ inside }</section> };
    }
    let title = plain(&section.title);
    let heading = format!("{}-heading", section.id);
    html! {
        <section class="part" key={index} id={section.id.clone()} data-title={title.clone()} aria-labelledby={heading.clone()}>
            <h2 id={heading}>{ words(&section.title, &scene.lesson.sources) }
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
            if at.is_some() && after.is_none() {
                <a key="after" class="after" href="/"><span class="over">{ messages::AT_THE_END }</span>{ messages::ALL_LESSONS }</a>
            }
        </nav>
    }
}
