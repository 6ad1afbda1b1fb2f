//! The invariants of ARCHITECTURE.md that can be read off the files: which room depends on
//! which, where `unsafe` may stand, what a file opens with.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The members of the workspace that a member may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("concepts", &[]),
    ("protocol", &["concepts"]),
    ("course", &["concepts"]),
    ("server", &["concepts", "protocol", "course"]),
    ("frontend", &["concepts", "protocol", "course"]),
    ("tests", &["concepts", "protocol", "course", "server"]),
    ("xtask", &[]),
];

/// Words that must not occur in the code of a folder, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    (
        "server/src/services",
        &["actix_web", "actix_http", "crate::routes", "crate::guard"],
        "services have no actix types",
    ),
    ("server/src/routes", &["crate::gate", "crate::guard"], "a route does not know what it stands behind"),
    (
        "server/src/openapi",
        &["crate::routes", "crate::services", "crate::guard", "crate::gate"],
        "a description stands beside its handler; what draws it knows no handler",
    ),
    ("server/src/text", &["actix", "crate::routes", "crate::services"], "text is made of replies alone"),
    (
        "server/src/os",
        &["actix", "crate::routes", "crate::services"],
        "the seam to the system looks at nobody",
    ),
    ("frontend/src/model", &["yew", "web_sys", "gloo", "wasm_bindgen", "js_sys"], "the model is pure"),
    (
        "frontend/src/components",
        &["crate::widgets", "crate::pages", "crate::api", "local_storage"],
        "components take props and give callbacks",
    ),
    ("frontend/src/widgets", &["crate::pages", "local_storage"], "widgets know no page"),
    (
        "frontend/src/api",
        &["crate::components", "crate::widgets", "crate::pages", "yew::"],
        "calls know no drawing",
    ),
];

fn table(path: &str) -> toml::Table {
    let text = fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    files(folder, "rs").into_iter().map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

/// The files of one kind below a folder of the workspace.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == end) {
                found.push(path);
            }
        }
    }
    found
}

/// A file's lines without what is only said about the code.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn arrows_point_one_way() {
    let members = table("Cargo.toml")["workspace"]["members"].as_array().unwrap().clone();
    let named: Vec<_> = members.iter().map(|member| member.as_str().unwrap()).collect();
    assert_eq!(named, ARROWS.iter().map(|(member, _)| *member).collect::<Vec<_>>());
    for (member, may) in ARROWS {
        let manifest = table(&format!("{member}/Cargo.toml"));
        let mut tables: Vec<_> = ["dependencies", "build-dependencies", "dev-dependencies"]
            .iter()
            .filter_map(|name| manifest.get(*name)?.as_table())
            .collect();
        if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
            tables.extend(targets.values().filter_map(|target| target.get("dependencies")?.as_table()));
        }
        for name in tables.into_iter().flat_map(|table| table.keys()) {
            let inside = ARROWS.iter().any(|(other, _)| other == name);
            assert!(!inside || may.contains(&name.as_str()), "{member} must not depend on {name}");
        }
    }
}

#[test]
fn xtask_has_no_dependency() {
    assert!(
        table("xtask/Cargo.toml")
            .get("dependencies")
            .is_none_or(|table| table.as_table().unwrap().is_empty())
    );
}

#[test]
fn versions_and_lints_stand_in_the_workspace() {
    for (member, _) in ARROWS {
        let manifest = table(&format!("{member}/Cargo.toml"));
        assert_eq!(
            manifest["lints"]["workspace"].as_bool(),
            Some(true),
            "{member} takes the workspace's lints"
        );
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                assert!(
                    value.get("workspace").is_some(),
                    "{member}: {name} takes its version from the workspace"
                );
            }
        }
    }
}

#[test]
fn rooms_look_only_where_they_may() {
    for (folder, words, why) in FORBIDDEN {
        for (path, text) in sources(folder) {
            for (line, code) in code(&text) {
                for word in *words {
                    assert!(!code.contains(word), "{}:{}: {word}: {why}", path.display(), line + 1);
                }
            }
        }
    }
}

#[test]
fn unsafe_stands_in_one_room_each_with_its_reason() {
    for (member, _) in ARROWS.iter().filter(|(member, _)| *member != "tests") {
        for (path, text) in sources(&format!("{member}/src")) {
            let lines: Vec<_> = text.lines().collect();
            for (number, line) in code(&text).filter(|(_, line)| line.contains("unsafe {")) {
                assert!(
                    path.to_string_lossy().contains("server/src/os/"),
                    "{}:{}: {line}",
                    path.display(),
                    number + 1
                );
                let before = lines[number.saturating_sub(5)..number].join("\n");
                assert!(before.contains("SAFETY:"), "{}:{}: no SAFETY comment", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn a_file_opens_with_what_it_holds_and_is_not_long() {
    for (member, _) in ARROWS {
        for (path, text) in sources(member) {
            assert!(text.starts_with("//!"), "{} should open with what it holds", path.display());
            let lines = text.lines().count();
            assert!(lines <= 450, "{} has {lines} lines; does it hold two things?", path.display());
        }
    }
}

#[test]
fn nothing_in_the_page_is_fetched_from_elsewhere() {
    for folder in ["frontend", "static/styles", "static/icons"] {
        for path in ["html", "css", "js", "svg"].iter().flat_map(|end| files(folder, end)) {
            let text = fs::read_to_string(&path).unwrap();
            for (line, text) in text.lines().enumerate() {
                let text =
                    text.replace("http://www.w3.org/2000/svg", "").replace("http://127.0.0.1:62893", "");
                assert!(!text.contains("://"), "{}:{}: {text}", path.display(), line + 1);
            }
        }
    }
}
