//! The application: what all pages share, the frame, and which page an address means.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::aside_wire::LiveWire;
use crate::components::banner::Banner;
use crate::components::contents::ContentsNav;
use crate::components::head::Head;
use crate::hooks::{
    LabHandle, ProgressHandle, SettingsHandle, use_drawer, use_lab, use_links, use_place_keeper,
    use_progress, use_settings,
};
use crate::model::messages;
use crate::pages::lesson::LessonPage;
use crate::pages::lost::LostPage;
use crate::pages::start::StartPage;

/// The addresses that the page draws.
#[derive(Clone, Debug, PartialEq, Routable)]
pub(crate) enum Route {
    #[at("/")]
    Start,
    #[at("/lessons")]
    Lessons,
    #[at("/lessons/:slug")]
    Lesson { slug: String },
    #[not_found]
    #[at("/404")]
    Lost,
}

#[component]
pub(crate) fn App() -> Html {
    let settings = use_settings();
    let progress = use_progress();
    let lab = use_lab();
    html! {
        <ContextProvider<SettingsHandle> context={settings}>
            <ContextProvider<ProgressHandle> context={progress}>
                <ContextProvider<LabHandle> context={lab}>
                    <BrowserRouter><Frame /></BrowserRouter>
                </ContextProvider<LabHandle>>
            </ContextProvider<ProgressHandle>>
        </ContextProvider<SettingsHandle>>
    }
}

#[component]
fn Frame() -> Html {
    let route = use_route::<Route>().unwrap_or(Route::Lost);
    let follow = use_links();
    use_place_keeper();
    let (open, set_open) = use_drawer(&route.to_path());
    let close = {
        let set_open = set_open.clone();
        move |_: MouseEvent| set_open.emit(None)
    };
    let current = match &route {
        Route::Lesson { slug } => Some(AttrValue::from(slug.clone())),
        _ => None,
    };
    html! {
        <div class="frame" onclick={follow}>
            <a class="skip" href="#main">{ messages::SKIP }</a>
            <Head {open} {set_open} />
            <ContentsNav {current} open={open == Some(crate::hooks::Drawer::Contents)} />
            <main id="main" tabindex="-1" inert={open.is_some()}>
                <Banner />
                { page(&route) }
            </main>
            <LiveWire open={open == Some(crate::hooks::Drawer::Wire)} />
            <div class="veil" hidden={open.is_none()} onclick={close}></div>
        </div>
    }
}

fn page(route: &Route) -> Html {
    match route {
        Route::Start | Route::Lessons => html! { <StartPage key="start" /> },
        Route::Lesson { slug } => html! { <LessonPage key={slug.clone()} slug={slug.clone()} /> },
        Route::Lost => html! { <LostPage key="lost" /> },
    }
}
