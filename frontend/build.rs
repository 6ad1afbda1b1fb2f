//! The page is stripped of everything that does not run, but for the section in which the compiler notes the
//! WebAssembly features it used: wasm-bindgen reads it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-cdylib-link-arg=--keep-section=target_features");
    }
}
