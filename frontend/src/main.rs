//! What trunk builds: starts the page. A program and not a library, because only then is it optimised as a whole.

fn main() {
    #[cfg(target_arch = "wasm32")]
    frontend::start();
}
