//! The page of Loopback Lab: a Yew application that is compiled to WebAssembly.
//!
//! `model` is pure and tested natively; every other room exists in the browser only. Arrows point one way:
//! pages -> widgets -> components -> hooks -> api -> model -> protocol, course, concepts.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod hooks;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod widgets;

#[cfg(target_arch = "wasm32")]
use tracing as _;

/// Draws the page over its static first paint.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    let root = web_sys::window().and_then(|window| window.document()?.get_element_by_id("page"));
    if let Some(root) = root {
        yew::Renderer::<pages::app::App>::with_root(root).render();
    }
}
