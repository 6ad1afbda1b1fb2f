//! `/files/`: what was shared, and nothing beside it; a shared page is not the lab's page.

use std::path::Path;

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
    assert_eq!((listing.status, listing.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(listing.text().contains("a.txt") && !listing.text().contains(".env"), "{}", listing.text());
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
        assert!((400..500).contains(&reply.status), "{target}: {}", reply.status);
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
    for target in ["/files/page.html", "/files/picture.svg"] {
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
