//! The application: what all pages share, and the frame around the page that the address means.

use yew::prelude::*;

use crate::components::aside_wire::LiveWire;
use crate::components::banner::banner;
use crate::components::contents::contents;
use crate::components::head::head;
use crate::hooks::{
    Drawer, Shared, use_current, use_drawer, use_lab, use_place, use_place_keeper, use_progress,
    use_settings, use_shared,
};
use crate::model::messages;
use crate::model::place::Page;
use crate::pages::later::Later;
use crate::pages::lesson::LessonPage;
use crate::pages::lost::LostPage;
use crate::pages::start::StartPage;

#[component]
pub(crate) fn App() -> Html {
    let settings = use_settings();
    let progress = use_progress();
    let lab = use_lab();
    html! {
        <ContextProvider<Shared> context={Shared { lab, progress, settings }}>
            <Frame />
        </ContextProvider<Shared>>
    }
}

#[component]
fn Frame() -> Html {
    let (href, follow) = use_place();
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let page = Page::at(path);
    use_place_keeper();
    let (open, set_open) = use_drawer(path);
    let close = {
        let set_open = set_open.clone();
        move |_: MouseEvent| set_open.emit(None)
    };
    let shared = use_shared();
    use_current(path, shared.lab.contents.as_deref().map_or(0, |contents| contents.lessons.len()));
    let current = match &page {
        Page::Lesson(slug) => Some(slug.as_str()),
        _ => None,
    };
    html! {
        <div class="frame" onclick={follow}>
            <a class="skip" href="#main">{ messages::SKIP }</a>
            { head(&shared, open, &set_open) }
            { contents(&shared, current, path, open == Some(Drawer::Contents)) }
            <main id="main" tabindex="-1" inert={open.is_some()}>
                { banner(&shared.lab, shared.shell()) }
                { draw(&page, href.clone().into()) }
            </main>
            <LiveWire open={open == Some(Drawer::Wire)} />
            <div class="veil" hidden={open.is_none()} onclick={close}></div>
        </div>
    }
}

fn draw(page: &Page, place: AttrValue) -> Html {
    match page {
        Page::Start => html! { <StartPage key="start" {place} /> },
        Page::Lesson(slug) => html! { <LessonPage key={slug.clone()} slug={slug.clone()} {place} /> },
        Page::Glossary => html! { <Later key="glossary" page={Page::Glossary} {place} /> },
        Page::Cheatsheet => html! { <Later key="cheatsheet" page={Page::Cheatsheet} {place} /> },
        Page::Lost => html! { <LostPage key="lost" {place} /> },
    }
}
