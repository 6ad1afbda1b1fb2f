//! `/lessons`: the files that are read, their placeholders, their faults.

use server::config::Config;
use tests::lab::Lab;

const LESSON: &str = r#"+++
title = "A lesson of one's own"
summary = "It shows where the lab is."
minutes = 5

[[sources]]
id = "rfc6890"
title = "RFC 6890"
+++

The lab is at {{lab}}, your port was {{peer_port}}, the lab's is {{port}}.[^rfc6890]
"#;

/// A lab that teaches from files of its own.
fn lab(files: &[(&str, &str)]) -> (Lab, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    (Lab::with(Config { lessons: Some(folder.path().to_owned()), ..Config::default() }), folder)
}

#[test]
fn a_teacher_may_bring_lessons_and_change_them_while_the_lab_runs() {
    let (lab, folder) = lab(&[("02-second.md", LESSON), ("01-first.md", LESSON), ("notes.txt", "no lesson")]);
    let contents = lab.json("/lessons");
    let slugs: Vec<_> =
        contents["lessons"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["first", "second"]);
    std::fs::write(folder.path().join("03-third.md"), LESSON).unwrap();
    assert_eq!(lab.json("/lessons")["lessons"].as_array().unwrap().len(), 3);
    assert_eq!(lab.json("/lessons/third")["minutes"], 5);
}

#[test]
fn placeholders_are_filled_with_the_facts_of_this_very_connection() {
    let (lab, _folder) = lab(&[("01-first.md", LESSON)]);
    let port = lab.address().port();
    let mut wire = lab.connect();
    wire.write(format!("GET /lessons/first?width=200 HTTP/1.1\r\nHost: LOCALHOST:{port}\r\n\r\n").as_bytes());
    let text = wire.reply().text();
    let expected = format!("localhost:{port}, your port was {}, the lab's is {port}.", wire.local().port());
    assert!(text.contains(&expected), "{text}");
}

#[test]
fn a_lesson_that_is_not_there_and_one_with_faults_are_told_apart() {
    let (lab, _folder) = lab(&[("01-first.md", LESSON), ("02-broken.md", "+++\ntitle = 1\n+++\n")]);
    let json = [("Accept", "application/json")];
    let unknown = lab.get_with("/lessons/nope", &json);
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "lesson_unknown"));
    assert!(unknown.text().contains("first, broken"), "{}", unknown.text());
    for target in ["/lessons/broken", "/lessons"] {
        let broken = lab.get_with(target, &json);
        assert_eq!((broken.status, broken.code().as_str()), (500, "lesson_broken"), "{target}");
        assert!(broken.json()["detail"].as_str().unwrap().contains("broken, line"), "{}", broken.text());
    }
    assert_eq!(lab.get("/lessons/first").status, 200);
}

#[test]
fn a_name_with_a_path_in_it_reads_no_other_file() {
    let (lab, _folder) = lab(&[("01-first.md", LESSON)]);
    for target in ["/lessons/..%2f..%2fREADME", "/lessons/%2e%2e", "/lessons/01-first"] {
        assert_eq!(lab.get(target).status, 404, "{target}");
    }
}

#[test]
fn the_width_is_kept_to() {
    let lab = Lab::start();
    for width in [40, 120] {
        let text = lab.get(&format!("/lessons?width={width}")).text();
        // A command stays whole.
        let whole = |line: &str| line.trim().starts_with("curl ") || !line.contains(' ');
        assert!(text.lines().all(|line| line.chars().count() <= width || whole(line)), "{text}");
    }
}
