//! Arriving at a place: the window's title, the focus, and how far the page is scrolled; and keeping the
//! place that is being read.

use std::cell::{Cell, RefCell};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::hooks::{browser, use_shared};
use crate::model::place;
use crate::model::progress::Step;

/// Under which name the browser's tab keeps how far the page was scrolled, for when it is loaded again.
const SCROLL_KEY: &str = "loopback-lab.scroll";

/// How long after the last movement the place is kept, in milliseconds.
const SETTLED_MS: u32 = 400;

thread_local! {
    /// How often a link was followed; tells going on from going back.
    static FOLLOWED: Cell<u32> = const { Cell::new(0) };
    /// The same, as of the last arrival.
    static ARRIVED: Cell<u32> = const { Cell::new(0) };
    /// How far each address was scrolled, in CSS pixels.
    static SCROLLED: RefCell<Vec<(String, i32)>> = RefCell::new(scroll_before_loading());
    /// Whether a first place was drawn.
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Notes that a link is being followed.
pub(super) fn leave() {
    FOLLOWED.set(FOLLOWED.get() + 1);
}

fn scroll_before_loading() -> Vec<(String, i32)> {
    let kept = || {
        let window = browser::window()?;
        let _ = window.history().ok()?.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
        let text = window.session_storage().ok()??.get_item(SCROLL_KEY).ok()??;
        let (y, href) = text.split_once(' ')?;
        Some((href.to_owned(), y.parse().ok()?))
    };
    kept().into_iter().collect()
}

fn scrolled(href: &str) -> Option<i32> {
    SCROLLED.with_borrow(|all| all.iter().find(|(at, _)| at == href).map(|(_, y)| *y))
}

fn keep_scroll() {
    let Some(y) = browser::window().and_then(|window| window.scroll_y().ok()) else { return };
    let href = browser::href();
    SCROLLED.with_borrow_mut(|all| {
        all.retain(|(at, _)| *at != href);
        all.push((href, y as i32));
    });
}

/// Sets the title; once the place is drawn, moves the focus to it and scrolls: to what the address names, to
/// where the learner was when going back, else to the top. A lesson that was opened is the place to go on at.
#[hook]
pub(crate) fn use_arrival(title: &str, place: &AttrValue, ready: bool) {
    use_effect_with(title.to_owned(), |title| {
        if let Some(document) = browser::document() {
            document.set_title(title);
        }
    });
    let progress = use_shared().progress.dispatcher();
    use_effect_with((place.clone(), FOLLOWED.get(), ready), move |(href, _, ready)| {
        if *ready {
            arrive(href);
            if let Some(step) = part_in_view() {
                progress.dispatch(step);
            }
        }
    });
}

fn arrive(href: &str) {
    let Some(window) = browser::window() else { return };
    let followed = ARRIVED.replace(FOLLOWED.get()) != FOLLOWED.get();
    let first = !BEGUN.replace(true);
    let before = scrolled(href);
    match (named(href), before) {
        (_, Some(y)) if !followed => window.scroll_to_with_x_and_y(0.0, f64::from(y)),
        (Some(element), _) => return show(&element),
        (None, _) if first => return,
        (None, _) => window.scroll_to_with_x_and_y(0.0, 0.0),
    }
    if let Some(heading) = browser::element("page-title").filter(|_| !first) {
        browser::focus(&heading);
    }
}

/// Goes once more to where the page is already: to what the address names, or to the top.
pub(super) fn again(href: &str) {
    if let Some(element) = named(href) {
        return show(&element);
    }
    if let Some(window) = browser::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    if let Some(heading) = browser::element("page-title") {
        browser::focus(&heading);
    }
}

/// What an address names inside its page.
fn named(href: &str) -> Option<HtmlElement> {
    place::inside(href).and_then(|name| browser::element(name).or_else(|| part(name)))
}

fn show(element: &HtmlElement) {
    element.scroll_into_view();
    browser::focus(element);
}

/// A part of a lesson by its number from 1. The first begins with the lesson itself.
fn part(number: &str) -> Option<HtmlElement> {
    let number = number.parse::<u32>().ok().filter(|number| *number > 1)?;
    let parts = browser::document()?.query_selector(&format!(".parts > :nth-child({number})")).ok()??;
    parts.dyn_into().ok()
}

/// Keeps how far the page is scrolled and, in a lesson, which part is being read.
#[hook]
pub(crate) fn use_place_keeper() {
    let progress = use_shared().progress.dispatcher();
    use_effect_with((), move |()| {
        let window = browser::window();
        let listeners = window.map(|window| {
            let timer: Cell<Option<Timeout>> = Cell::new(None);
            let scroll = EventListener::new(&window, "scroll", move |_| {
                keep_scroll();
                let progress = progress.clone();
                timer.set(Some(Timeout::new(SETTLED_MS, move || {
                    if let Some(step) = part_in_view() {
                        progress.dispatch(step);
                    }
                })));
            });
            let hide = EventListener::new(&window, "pagehide", |_| {
                let href = browser::href();
                let y = scrolled(&href).unwrap_or_default();
                let storage = browser::window().and_then(|window| window.session_storage().ok()?);
                if let Some(storage) = storage {
                    let _ = storage.set_item(SCROLL_KEY, &format!("{y} {href}"));
                }
            });
            (scroll, hide)
        });
        move || drop(listeners)
    });
}

/// The last part of the lesson that begins in the upper half of the window; nothing where no lesson is shown.
fn part_in_view() -> Option<Step> {
    let window = browser::window()?;
    let path = window.location().pathname().ok()?;
    let slug = path.strip_prefix("/lessons/")?.split('/').next()?;
    let path = format!("/lessons/{slug}");
    let half = window.inner_height().ok()?.as_f64()? / 2.0;
    let document = browser::document()?;
    let heading = document.query_selector(".lesson #page-title").ok()??.text_content()?;
    let parts = document.query_selector_all("section.part[id]").ok()?;
    let reading = (0..parts.length())
        .filter_map(|index| parts.get(index)?.dyn_into::<web_sys::Element>().ok())
        .take_while(|part| part.get_bounding_client_rect().top() < half)
        .last();
    let (place, title) = match reading {
        Some(part) => {
            let name = part.get_attribute("data-title")?;
            (format!("{path}#{}", part.id()), format!("{heading} · {name}"))
        }
        None => (path, heading),
    };
    Some(Step::Visit { place, title })
}
