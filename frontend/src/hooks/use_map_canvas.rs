//! The canvas of the port map: when it is painted, and how pointer and wheel move the view.

use std::rc::Rc;

use concepts::port::Span;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, PointerEvent, WheelEvent};
use yew::prelude::*;

use crate::hooks::browser;
use crate::hooks::map_paint::{paint, share, side};
use crate::model::port_map::PortMap;
use crate::model::port_map::view::{Move, View};
use crate::model::settings::Theme;

/// How near to the mark of an open port a pointer must be to mean it, in CSS pixels.
const REACH: f64 = 8.0;

/// What the canvas shows.
#[derive(Clone, PartialEq)]
pub(crate) struct CanvasProps {
    /// What is known of the ports.
    pub(crate) map: UseReducerHandle<PortMap>,
    /// The part in view.
    pub(crate) view: UseStateHandle<View>,
    /// The ports that this machine lends.
    pub(crate) ephemeral: Option<Span>,
    /// How the page looks; the colours are read from its styles.
    pub(crate) theme: Theme,
}

/// Paints the canvas whenever something of it changed; returns what to do when a pointer goes down, moves, and goes up.
#[hook]
pub(crate) fn use_map_canvas(node: &NodeRef, props: CanvasProps) -> [Callback<PointerEvent>; 3] {
    let resized = use_state(|| 0_u32);
    let setter = resized.setter();
    use_effect_with((), move |()| {
        let again = Rc::new(move || setter.set(browser::now_ms() as u32));
        let listeners = browser::window().map(|window| {
            let scheme = window.match_media("(prefers-color-scheme: dark)").ok().flatten();
            let resize = Rc::clone(&again);
            (
                EventListener::new(&window, "resize", move |_| resize()),
                scheme.map(|scheme| EventListener::new(&scheme, "change", move |_| again())),
            )
        });
        move || drop(listeners)
    });
    use_effect_with((node.clone(), props.clone(), *resized), |(node, props, _)| {
        if let Some(canvas) = node.cast::<HtmlCanvasElement>() {
            let _ = paint(&canvas, &props.map, *props.view, props.ephemeral);
        }
    });
    use_paper(node, &props);
    use_wheel(node, &props.view);
    use_pointer(node, &props)
}

/// Paints in light colours for as long as the page is printed. A canvas is printed as it was painted, and paper cannot be dark. At
/// once: what the page draws next comes after the paper.
#[hook]
fn use_paper(node: &NodeRef, props: &CanvasProps) {
    use_effect_with((node.clone(), props.clone()), |(node, props)| {
        let listen = |event: &'static str, begins: bool| {
            let (node, props) = (node.clone(), props.clone());
            let window = browser::window()?;
            Some(EventListener::new(&window, event, move |_| {
                browser::mark_paper(begins);
                if let Some(canvas) = node.cast::<HtmlCanvasElement>() {
                    let _ = paint(&canvas, &props.map, *props.view, props.ephemeral);
                }
            }))
        };
        let listeners = (listen("beforeprint", true), listen("afterprint", false));
        move || drop(listeners)
    });
}

/// Zooms with the wheel while Ctrl is held, which is also what a pinch on a touchpad sends; alone it scrolls the page.
#[hook]
fn use_wheel(node: &NodeRef, view: &UseStateHandle<View>) {
    use_effect_with((node.clone(), view.clone()), |(node, view)| {
        let canvas = node.cast::<HtmlCanvasElement>();
        let view = view.clone();
        let listener = canvas.map(|canvas| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&canvas.clone(), "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>().filter(|event| event.ctrl_key()) else {
                    return;
                };
                event.prevent_default();
                let (x, y) = share(&canvas, f64::from(event.offset_x()), f64::from(event.offset_y()));
                let port = view.port_at(x, y);
                view.set(view.after(if event.delta_y() < 0.0 { Move::In(port) } else { Move::Out(port) }));
            })
        });
        move || drop(listener)
    });
}

/// A pointer that moves reads cells; one that is held down moves the map.
#[hook]
fn use_pointer(node: &NodeRef, props: &CanvasProps) -> [Callback<PointerEvent>; 3] {
    // Where a drag began, and the view that it began with.
    let held = use_mut_ref(|| None::<(i32, i32, View)>);
    let CanvasProps { map, view, .. } = props.clone();
    let read = {
        let (node, view) = (node.clone(), view.clone());
        move |event: &PointerEvent| {
            let Some(canvas) = node.cast::<HtmlCanvasElement>() else { return };
            let (x, y) = share(&canvas, f64::from(event.offset_x()), f64::from(event.offset_y()));
            if (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y) {
                let cursor = view.snapped(&map, x, y, REACH / side(&canvas));
                view.set(View { cursor, ..*view });
            }
        }
    };
    let down = {
        let (held, view, node, read) = (Rc::clone(&held), view.clone(), node.clone(), read.clone());
        Callback::from(move |event: PointerEvent| {
            held.replace(Some((event.client_x(), event.client_y(), *view)));
            if let Some(canvas) = node.cast::<HtmlCanvasElement>() {
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
            read(&event);
        })
    };
    let moved = {
        let (held, node) = (Rc::clone(&held), node.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, y, from)) = *held.borrow() else { return read(&event) };
            let Some(canvas) = node.cast::<HtmlCanvasElement>() else { return };
            let cell = side(&canvas) / f64::from(from.side());
            let cells = |pixels: i32| (f64::from(pixels) / cell).round() as i32;
            let panned = from.after(Move::Pan(cells(x - event.client_x()), cells(y - event.client_y())));
            view.set(View { cursor: view.cursor, ..panned });
        })
    };
    let up = Callback::from(move |_: PointerEvent| {
        held.replace(None);
    });
    [down, moved, up]
}
