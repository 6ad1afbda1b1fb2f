//! The budget of the page's first load, and what may not stand in it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");

/// The whole first load (page, script, WebAssembly, styles) in brotli, in bytes. It holds every widget: 220 KiB were
/// for those of three lessons, 300 KiB are for those of five. A widget that is loaded when a lesson needs it would end this.
const BUDGET: usize = 300 * 1024;

fn brotli(bytes: &[u8]) -> usize {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings).unwrap();
    packed.len()
}

fn built() -> Vec<(String, Vec<u8>)> {
    let folder = fs::read_dir(Path::new(DIST)).expect("the page should be built: `cargo xtask build`");
    folder
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, path)| !name.starts_with('.') && path.is_file())
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

#[test]
fn the_first_load_keeps_its_budget() {
    let sizes: Vec<_> = built().iter().map(|(name, bytes)| (name.clone(), brotli(bytes))).collect();
    for end in [".html", ".js", ".wasm", ".css"] {
        assert!(sizes.iter().any(|(name, _)| name.ends_with(end)), "the built page has no {end} file");
    }
    let total: usize = sizes.iter().map(|(_, size)| size).sum();
    for (name, size) in &sizes {
        println!("{size:>8}  {name}");
    }
    println!("{total:>8}  in all, of {BUDGET}");
    assert!(total <= BUDGET, "the first load is {total} bytes in brotli, over the budget of {BUDGET}");
}

#[test]
fn the_page_has_no_inline_script_or_style() {
    let (_, html) = built().into_iter().find(|(name, _)| name == "index.html").expect("an index.html");
    let html = String::from_utf8(html).unwrap();
    for script in html.split("<script").skip(1) {
        let (head, rest) = script.split_once('>').unwrap();
        assert!(head.contains("src="), "an inline script, which the content policy refuses: {head}");
        assert!(rest.trim_start().starts_with("</script>"), "a script with a body: {head}");
    }
    assert!(
        !html.contains("<style") && !html.contains(" style="),
        "an inline style, which the content policy refuses"
    );
    for event in ["onload=", "onclick=", "onerror="] {
        assert!(!html.contains(event), "an inline handler: {event}");
    }
}

#[test]
fn whatever_may_be_kept_for_ever_has_its_hash_in_its_name() {
    for (name, _) in built()
        .iter()
        .filter(|(name, _)| name.ends_with(".js") || name.ends_with(".wasm") || name.ends_with(".css"))
    {
        let hash = name
            .split(['-', '.', '_'])
            .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(hash, "{name} has no hash");
    }
}
