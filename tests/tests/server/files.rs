//! `/files/`: what was shared, and nothing beside it; a shared page is not the lab's page.

use std::path::Path;

use protocol::files::Listing;
use server::config::Config;
use tests::lab::Lab;

fn lab() -> (Lab, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let shared = folder.path().join("shared");
    std::fs::create_dir_all(shared.join("sub folder")).unwrap();
    for (name, text) in [
        ("a.txt", "0123456789"),
        ("page.html", "<script>alert(1)</script>"),
        ("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("sub folder/b & c.txt", "deep"),
        (".env", "secret"),
        ("../outside.txt", "secret"),
    ] {
        std::fs::write(shared.join(name), text).unwrap();
    }
    #[cfg(unix)]
    {
        link("../outside.txt", &shared.join("link.txt"));
        link("..", &shared.join("up"));
        link("a.txt", &shared.join("inside.txt"));
    }
    let files = Some(shared.canonicalize().unwrap());
    (Lab::with(Config { files, ..Config::default() }), folder)
}

#[cfg(unix)]
fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[test]
fn a_folder_is_listed_and_its_files_are_sent() {
    let (lab, _folder) = lab();
    let listing = lab.get("/files/");
    assert_eq!((listing.status, listing.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert!(
        listing.text().starts_with("/files/\nfolder  sub%20folder/\n    10  a.txt\n"),
        "{}",
        listing.text()
    );
    let page = lab.get_with("/files/", &[("Accept", "text/html")]);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.text().contains("<a href=\"sub%20folder/\">sub folder/</a>"), "{}", page.text());
    let deep = lab.get_with("/files/sub%20folder/", &[("Accept", "text/html")]).text();
    assert!(deep.contains("<a href=\"b%20%26%20c.txt\">b &amp; c.txt</a>"), "{deep}");
    let json: Listing = serde_json::from_value(lab.json("/files/")).unwrap();
    let names: Vec<_> = json.entries.iter().map(|one| (one.name.as_str(), one.bytes.is_some())).collect();
    let inside = if cfg!(unix) { &[("inside.txt", true)][..] } else { &[] };
    let expected = [
        &[("sub folder", false), ("a.txt", true)][..],
        inside,
        &[("page.html", true), ("picture.svg", true)],
    ];
    assert_eq!(names, expected.concat(), "nothing hidden, no link that leads out");
    let file = lab.get("/files/a.txt");
    assert_eq!((file.status, file.text().as_str()), (200, "0123456789"));
    assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(lab.get("/files/sub%20folder/b%20&%20c.txt").text(), "deep");
    assert_eq!(lab.get("/files/sub%20folder/").status, 200);
    let part = lab.get_with("/files/a.txt", &[("Range", "bytes=2-4")]);
    assert_eq!((part.status, part.text().as_str()), (206, "234"));
}

#[test]
fn a_folder_without_its_slash_is_redirected_within_the_lab() {
    let (lab, _folder) = lab();
    for target in ["/files", "/files/sub%20folder"] {
        let reply = lab.get(target);
        assert!(matches!(reply.status, 307 | 308), "{target}: {}", reply.status);
        let location = reply.header("location").unwrap();
        assert!(location.starts_with("/files") && location.ends_with('/'), "{location}");
    }
}

#[test]
fn nothing_outside_of_the_folder_is_sent() {
    let (lab, _folder) = lab();
    for target in [
        "/files/../outside.txt",
        "/files/%2e%2e/outside.txt",
        "/files/..%2foutside.txt",
        "/files/sub%20folder/../../outside.txt",
        "/files/..%5coutside.txt",
        "/files//etc/passwd",
        "/files/%2fetc%2fpasswd",
        "/files/.env",
        "/files/link.txt",
        "/files/up/outside.txt",
        "/files/up/",
        "/files/nope.txt",
    ] {
        let reply = lab.get(target);
        assert_eq!(reply.status, 404, "{target}");
        assert!(
            !reply.text().contains("secret") && !reply.text().contains("root:"),
            "{target}: {}",
            reply.text()
        );
    }
    #[cfg(unix)]
    assert_eq!(lab.get("/files/inside.txt").text(), "0123456789");
}

#[test]
fn a_shared_page_can_run_no_script_and_has_an_origin_of_its_own() {
    let (lab, _folder) = lab();
    for target in ["/files/page.html", "/files/page.html/", "/files/picture.svg"] {
        let reply = lab.get(target);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("sandbox;") && policy.contains("default-src 'none'"),
            "{target}: {policy}"
        );
        assert!(!policy.contains("script-src"), "{target}: {policy}");
    }
    let listing = lab.get("/files/");
    let policy = listing.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
}

#[test]
fn other_methods_are_refused() {
    let (lab, _folder) = lab();
    let reply = lab.send("DELETE", "/files/a.txt", &[("Accept", "application/json")], b"");
    assert_eq!((reply.status, reply.code().as_str()), (405, "method_not_allowed"));
    let options = lab.send("OPTIONS", "/files/a.txt", &[], b"");
    assert_eq!((options.status, options.header("allow")), (204, reply.header("allow")));
    assert_eq!(lab.get("/files/a.txt").status, 200);
}

#[test]
fn without_a_folder_the_way_to_share_one_is_told() {
    let lab = Lab::start();
    for target in ["/files", "/files/", "/files/a.txt"] {
        let reply = lab.get_with(target, &[("Accept", "application/json")]);
        assert_eq!((reply.status, reply.code().as_str()), (404, "files_off"), "{target}");
        assert!(reply.json()["next"].as_str().unwrap().contains("--files DIR"));
    }
}

#[test]
fn a_part_or_a_condition_that_cannot_be_is_told_why() {
    let (lab, _folder) = lab();
    let json = ("Accept", "application/json");
    let reply = lab.get_with("/files/a.txt", &[json, ("Range", "bytes=10-")]);
    assert_eq!((reply.status, reply.code().as_str()), (416, "range_invalid"));
    assert_eq!(reply.header("content-range"), Some("bytes */10"));
    let reply = lab.get_with("/files/a.txt", &[json, ("If-Match", "\"other\"")]);
    assert_eq!((reply.status, reply.code().as_str()), (412, "condition_failed"));
    let reply = lab.get_with("/files/nope", &[json]);
    assert_eq!((reply.status, reply.code().as_str()), (404, "file_unknown"));
    let reply = lab.get_with("/files/?format=xml", &[json]);
    assert_eq!((reply.status, reply.code().as_str()), (400, "format_invalid"));
}
