//! The budget of the page's first load, and what may not stand in it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");

/// The whole first load in brotli, in bytes: page, script, WebAssembly, styles, and the widgets of the first lesson.
const FIRST: usize = 220 * 1024;

/// Each part of the page that is loaded when a lesson first needs it, in brotli, in bytes.
const PART: usize = 120 * 1024;

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

/// The names of the files that are loaded before any lesson is: those that the page names, and what their scripts import.
fn first_load(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    let text = |name: &str| {
        let (_, bytes) = files.iter().find(|(found, _)| found == name).expect("a file that is named");
        String::from_utf8_lossy(bytes).into_owned()
    };
    let named_in = |name: &str, before: &str| {
        let text = text(name);
        files
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| text.contains(&format!("{before}{name}\"")))
            .collect::<Vec<_>>()
    };
    let mut first = vec!["index.html"];
    first.extend(named_in("index.html", "/"));
    for script in first.clone().into_iter().filter(|name| name.ends_with(".js")) {
        first.extend(named_in(script, "from \"./"));
    }
    first
}

/// The style sheet of what is loaded later, as the page names it.
fn later_styles(files: &[(String, Vec<u8>)]) -> String {
    let (_, page) = files.iter().find(|(name, _)| name == "index.html").expect("an index.html");
    let page = String::from_utf8_lossy(page);
    let (_, rest) =
        page.split_once("<meta name=\"later-styles\" content=\"").expect("the mark of the later styles");
    let (name, _) = rest.split_once('"').expect("the end of a name");
    assert!(files.iter().any(|(found, _)| found == name), "the page names {name}, which is not there");
    name.to_owned()
}

#[test]
fn the_first_load_and_each_part_keep_their_budget() {
    let files = built();
    let first = first_load(&files);
    for end in [".html", "wasm_split.js", "_bg.wasm", ".css"] {
        assert!(first.iter().any(|name| name.ends_with(end)), "the first load has no {end}: {first:?}");
    }
    let later = later_styles(&files);
    assert!(!first.contains(&later.as_str()), "{later} is loaded at first");
    let mut total = 0;
    let mut parts = 0;
    for (name, bytes) in &files {
        let size = brotli(bytes);
        if first.contains(&name.as_str()) {
            println!("{size:>8}  {name}");
            total += size;
        } else {
            println!("{size:>8}  {name}, when a lesson needs it");
            assert!(name.ends_with(".wasm") || *name == later, "nothing loads {name}");
            assert!(size <= PART, "{name} is {size} bytes in brotli, over the budget of {PART}");
            parts += 1;
        }
    }
    println!("{total:>8}  at first, of {FIRST}");
    assert!(parts > 0, "the page is in one piece");
    assert!(total <= FIRST, "the first load is {total} bytes in brotli, over the budget of {FIRST}");
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
