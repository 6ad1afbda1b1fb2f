//! The files of the page: found, typed, cached; and nothing beside them.

use server::config::Config;
use tests::lab::{Binary, Lab, send};

/// A lab whose page is a folder of the test's.
fn lab() -> (Lab, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page");
    std::fs::create_dir_all(page.join("snippets")).unwrap();
    for (name, text) in [
        ("index.html", "<!doctype html><title>page</title>"),
        ("frontend-0123456789abcdef.js", "export default 1"),
        ("frontend-0123456789abcdef_bg.wasm", "\0asm"),
        ("snippets/a.js", "1"),
        ("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        (".hidden", "secret"),
        ("../outside.txt", "secret"),
    ] {
        std::fs::write(page.join(name), text).unwrap();
    }
    (Lab::with(Config { page: Some(page), ..Config::default() }), folder)
}

#[test]
fn the_page_is_never_cached_and_hashed_files_are_for_ever() {
    let (lab, _folder) = lab();
    for (target, status) in [
        ("/", 200),
        ("/lessons", 200),
        ("/lessons/ports", 200),
        ("/lessons/ports/2", 200),
        // The page says in its own words that there is none.
        ("/lessons/any", 404),
        ("/lessons/any/2", 404),
    ] {
        let page = lab.get_with(target, &[("Accept", "text/html")]);
        assert_eq!((page.status, page.header("cache-control")), (status, Some("no-store")), "{target}");
        assert_eq!(page.text(), "<!doctype html><title>page</title>", "{target}");
    }
    for (target, media, cache) in [
        (
            "/frontend-0123456789abcdef.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("/frontend-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/snippets/a.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/icon.svg", "image/svg+xml", "no-cache"),
    ] {
        let reply = lab.get(target);
        assert_eq!(reply.status, 200, "{target}");
        assert_eq!(reply.header("content-type"), Some(media), "{target}");
        assert_eq!(reply.header("cache-control"), Some(cache), "{target}");
        assert_eq!(reply.header("vary"), Some("accept-encoding"), "{target}");
    }
}

#[test]
fn no_other_file_is_reached() {
    let (lab, _folder) = lab();
    for target in [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/snippets/../../outside.txt",
        "/snippets/..%2f..%2foutside.txt",
        "/..%5coutside.txt",
        "//etc/passwd",
        "/.hidden",
        "/snippets",
        "/index.html",
        "/%00",
    ] {
        let reply = lab.get(target);
        assert_eq!(reply.status, 404, "{target}: {}", reply.text());
        assert!(!reply.text().contains("secret"), "{target}");
    }
}

#[test]
fn without_a_page_a_browser_is_told_how_to_build_it() {
    let folder = tempfile::tempdir().unwrap();
    let lab = Lab::with(Config { page: Some(folder.path().to_owned()), ..Config::default() });
    let page = lab.get_with("/", &[("Accept", "text/html")]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("cargo xtask build"), "{}", page.text());
    assert!(lab.get("/").text().contains("Loopback Lab"));
}

/// The release that `cargo xtask test` builds carries the page; a development build reads `dist/`, if there is one.
#[test]
fn a_release_carries_its_page_compressed() {
    let lab = Binary::start(&["--port", "0"]);
    let get = |target: &str, fields: &[(&str, &str)]| send(lab.address(), "GET", target, fields, b"");
    let html = ("Accept", "text/html");
    let page = get("/", &[html]);
    assert_eq!(page.header("content-encoding"), None);
    if std::env::var_os("LOOPBACK_LAB_BIN").is_none() {
        assert_eq!(get("/", &[html, ("Accept-Encoding", "br, gzip")]).body, page.body);
        return;
    }
    let text = page.text();
    let script = text.split('"').find(|word| word.ends_with(".js")).expect("the page names its script");
    let wasm = text.split('"').find(|word| word.ends_with(".wasm")).expect("the page names its WebAssembly");
    for (target, fields) in [("/", &[html][..]), (script, &[]), (wasm, &[])] {
        let plain = get(target, fields);
        for (accept, coding) in [("br, gzip", "br"), ("gzip, br;q=0.5", "gzip"), ("br;q=0, gzip", "gzip")] {
            let packed = get(target, &[fields, &[("Accept-Encoding", accept)]].concat());
            assert_eq!(packed.header("content-encoding"), Some(coding), "{target}: {accept}");
            assert_eq!(packed.header("content-type"), plain.header("content-type"), "{target}");
            assert!(packed.header("vary").unwrap().contains("accept-encoding"), "{target}");
            assert_eq!(unpack(coding, &packed.body), plain.body, "{target}: {coding}");
            assert_ne!(packed.header("etag"), plain.header("etag"), "{target}: {coding}");
        }
        if target != "/" {
            assert_eq!(
                plain.header("cache-control"),
                Some("public, max-age=31536000, immutable"),
                "{target}"
            );
            let again = get(target, &[("If-None-Match", plain.header("etag").unwrap())]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{target}");
        }
    }
    assert_eq!(get(wasm, &[]).header("content-type"), Some("application/wasm"));
}

fn unpack(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "br" => brotli::BrotliDecompress(&mut &*bytes, &mut plain).unwrap(),
        _ => drop(std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut plain).unwrap()),
    }
    plain
}
