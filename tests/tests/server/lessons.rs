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
        let whole = |line: &str| line.contains("curl ") || !line.contains(' ');
        assert!(text.lines().all(|line| line.chars().count() <= width || whole(line)), "{text}");
    }
}

#[test]
fn a_part_of_a_lesson_is_asked_for_by_number_and_by_name() {
    let lab = Lab::start();
    let (second, named) = (lab.json("/lessons/ports/2"), lab.json("/lessons/ports/knock"));
    assert_eq!(second, named);
    assert_eq!((second["number"].as_u64(), second["section"]["id"].as_str()), (Some(2), Some("knock")));
    // What refutes a wrong answer is a widget as often as a part.
    assert_eq!(lab.json("/lessons/ports/ports-probe")["section"]["id"], "sixteen-bits");
    let text = lab.get("/lessons/ports/2").text();
    let lab_at = lab.address();
    for shown in [
        "part 2 of 8",
        &format!("curl {lab_at}/lessons/ports/3\n"),
        &format!("curl {lab_at}/lessons/ports/1\n"),
    ] {
        assert!(text.contains(shown), "{shown} is missing:\n{text}");
    }
    for (target, code) in [
        ("/lessons/ports/0", "section_unknown"),
        ("/lessons/ports/99", "section_unknown"),
        ("/lessons/ports/nowhere", "section_unknown"),
        ("/lessons/nowhere/1", "lesson_unknown"),
    ] {
        let reply = lab.get_with(target, &[("Accept", "application/json")]);
        assert_eq!((reply.status, reply.code().as_str()), (404, code), "{target}");
    }
}

#[test]
fn a_word_that_the_glossary_does_not_have_leads_to_those_that_it_has() {
    let lab = Lab::start();
    let json = [("Accept", "application/json")];
    let near = lab.get_with("/glossary/lopback", &json);
    assert_eq!((near.status, near.code().as_str()), (404, "term_unknown"));
    let problem = near.json();
    assert_eq!(problem["detail"], "Did you mean /glossary/loopback?");
    assert!(problem["next"].as_str().unwrap().starts_with("Ask for /glossary/loopback;"), "{problem:#}");
    let far = lab.get_with("/glossary/elephant", &json);
    assert_eq!((far.status, far.json()["detail"].as_str()), (404, Some("No term is like it.")));
    assert_eq!(lab.get(&format!("/glossary/{}", "x".repeat(2000))).status, 404);
}

#[test]
fn a_teacher_may_bring_a_glossary_too() {
    let (lab, folder) = lab(&[("01-first.md", LESSON)]);
    // The lab's own leads into no lesson that is not served.
    assert_eq!(lab.json("/glossary/port")["taught"], serde_json::Value::Null);
    let own = "[[term]]\nname = \"lab\"\nmeans = \"Where things are tried.\"\ntaught = \"/lessons/first\"\n";
    std::fs::write(folder.path().join("glossary.toml"), own).unwrap();
    assert_eq!(lab.json("/glossary")["terms"].as_array().unwrap().len(), 1);
    assert_eq!(lab.json("/lessons/first")["terms"][0]["id"], "lab");
    std::fs::write(folder.path().join("glossary.toml"), "[[term]]\nname = 1\n").unwrap();
    let broken = lab.get_with("/glossary", &[("Accept", "application/json")]);
    assert_eq!((broken.status, broken.code().as_str()), (500, "glossary_broken"));
    assert!(broken.text().contains("glossary, line 2"), "{}", broken.text());
    assert_eq!(lab.get("/lessons/first").status, 200, "the lesson is there without its words");
}

#[test]
fn the_cheat_sheet_has_every_command_once_in_the_readers_shell() {
    let lab = Lab::start();
    let sheet = lab.json("/cheatsheet");
    let lessons = sheet["lessons"].as_array().unwrap();
    let groups = || lessons.iter().flat_map(|lesson| lesson["groups"].as_array().unwrap());
    let entries: Vec<_> = groups().flat_map(|group| group["entries"].as_array().unwrap()).collect();
    let distinct: std::collections::HashSet<String> =
        entries.iter().map(|entry| entry["steps"].to_string()).collect();
    assert_eq!(entries.len(), distinct.len());
    assert!(entries.len() >= 40, "only {} commands", entries.len());
    let text = lab.get("/cheatsheet").text();
    for entry in entries {
        let does = entry["does"].as_str().unwrap();
        let steps = entry["steps"].as_array().unwrap().iter();
        let steps: String = steps.map(|one| format!("    $ {}\n", one["linux"].as_str().unwrap())).collect();
        assert!(text.contains(&format!("  {does}:\n{steps}")), "{does} is missing");
    }
    let windows = lab.get("/cheatsheet?shell=powershell").text();
    assert!(windows.contains("PS> curl.exe ") && !windows.contains("$ curl "), "{windows}");
    for group in groups() {
        let target = group["href"].as_str().unwrap().replacen('#', "/", 1);
        assert_eq!(lab.get(&target).status, 200, "{target}");
    }
}

#[test]
fn a_search_sees_what_a_teacher_has_just_changed() {
    let (lab, folder) = lab(&[("01-first.md", LESSON)]);
    let total = |query: &str| lab.json(&format!("/search?q={query}"))["total"].as_u64().unwrap();
    assert_eq!(total("elephant"), 0);
    assert!(total("lab") > 0);
    std::fs::write(folder.path().join("02-second.md"), LESSON.replace("A lesson", "An elephant")).unwrap();
    assert_eq!(total("elephant"), 1);
    std::fs::write(
        folder.path().join("glossary.toml"),
        "[[term]]\nname = \"trunk\"\nmeans = \"Of an elephant.\"\n",
    )
    .unwrap();
    assert_eq!(total("elephant"), 2);
    std::fs::remove_file(folder.path().join("02-second.md")).unwrap();
    assert_eq!(total("elephant"), 1);
}

#[test]
fn the_search_of_the_page_leaves_the_live_wire_to_the_learner() {
    let lab = Lab::start();
    let targets = || {
        let journal = lab.json("/journal");
        let entries = journal["entries"].as_array().unwrap().clone();
        entries.iter().filter(|entry| entry.to_string().contains("/search?q=port")).count()
    };
    assert_eq!(lab.get_with("/search?q=port", &[("Sec-Fetch-Site", "same-origin")]).status, 200);
    assert_eq!(targets(), 0);
    assert_eq!(lab.get("/search?q=port").status, 200);
    assert_eq!(targets(), 1);
}

#[test]
fn a_search_finds_lessons_headings_text_words_and_commands() {
    let lab = Lab::start();
    let first = |query: &str| {
        let found = lab.json(&format!("/search?q={query}"));
        let hit = &found["hits"][0];
        (
            hit["kind"].as_str().unwrap_or_default().to_owned(),
            hit["href"].as_str().unwrap_or_default().to_owned(),
        )
    };
    for (query, kind, href) in [
        ("ports", "lesson", "/lessons/ports"),
        ("on+loan", "section", "/lessons/ports#on-loan"),
        ("EPHEMERAL+port", "term", "/glossary#ephemeral-port"),
        ("imaginary", "text", "/lessons/loopback#addresses"),
        ("mktemp", "command", "/lessons/ports#many"),
        ("elephant", "", ""),
    ] {
        assert_eq!(first(query), (kind.to_owned(), href.to_owned()), "{query}");
    }
    let many = lab.json("/search?q=e");
    assert_eq!(many["hits"].as_array().unwrap().len(), 20);
    assert!(many["total"].as_u64().unwrap() > 20);
    for hit in many["hits"].as_array().unwrap() {
        let href = hit["href"].as_str().unwrap().replacen('#', "/", 1);
        assert_eq!(lab.get(&href).status, 200, "{href}");
    }
    let windows = lab.json("/search?q=curl.exe&shell=cmd");
    assert_eq!(windows["hits"][0]["kind"], "command", "{windows:#}");
    let text = lab.get("/search?q=imaginary").text();
    assert!(text.contains(&format!("curl {}/lessons/loopback/addresses\n", lab.address())), "{text}");
    assert!(lab.get("/search?q=elephant").text().contains("Nothing has \"elephant\" in it."));
}

#[test]
fn the_help_fits_a_screen_and_each_of_its_addresses_is_there() {
    let lab = Lab::start();
    let text = lab.get("/help").text();
    assert!(text.lines().count() <= 24, "{text}");
    for way in lab.json("/help")["ways"].as_array().unwrap() {
        let path = way["path"].as_str().unwrap();
        assert!(text.contains(path), "{path}");
        assert!(path.starts_with("/checks/") || lab.get(path).status == 200, "{path}");
    }
}

/// Walks from the contents to the end of the course by nothing but the commands that the pages print.
#[test]
fn the_commands_at_the_foot_lead_through_the_whole_course() {
    let lab = Lab::start();
    let lab_at = lab.address().to_string();
    let next = |text: &str, mark: &str| {
        let mut lines = text.lines().skip_while(|line| !line.starts_with(mark));
        let command = lines.nth(1)?.trim().strip_prefix("curl ")?.to_owned();
        Some(command.strip_prefix(&lab_at).unwrap().to_owned())
    };
    let mut path = next(&lab.get("/lessons").text(), "begin: ").unwrap();
    let mut walked = Vec::new();
    while walked.len() < 500 {
        let reply = lab.get(&path);
        assert_eq!(reply.status, 200, "{path}");
        walked.push(path);
        match next(&reply.text(), "next: ") {
            Some(further) => path = further,
            None => break,
        }
    }
    let lessons = lab.json("/lessons");
    let parts = |slug: &str| lab.json(&format!("/lessons/{slug}"))["sections"].as_array().unwrap().len();
    let expected: Vec<_> = lessons["lessons"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|lesson| {
            let slug = lesson["slug"].as_str().unwrap();
            (1..=parts(slug)).map(move |part| format!("/lessons/{slug}/{part}"))
        })
        .collect();
    assert_eq!(walked, expected);
}

/// Every question of the course: asked without its answer, judged letter by letter, each wrong one with a way to see for oneself.
#[test]
fn every_quiz_can_be_taken() {
    let lab = Lab::start();
    let mut count = 0;
    for lesson in lab.json("/lessons")["lessons"].as_array().unwrap() {
        let lesson = lab.json(&format!("/lessons/{}", lesson["slug"].as_str().unwrap()));
        let blocks = lesson["sections"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|section| section["blocks"].as_array().unwrap());
        for question in blocks.filter_map(|block| block["quiz"].as_array()).flatten() {
            let id = question["id"].as_str().unwrap();
            let asked = lab.json(&format!("/quiz/{id}"));
            assert!(!asked.to_string().contains("\"right\""), "{asked:#}");
            let choices = asked["choices"].as_array().unwrap();
            let mut right = 0;
            for choice in choices {
                let letter = choice["letter"].as_str().unwrap();
                let verdict = lab.json(&format!("/quiz/{id}/{letter}"));
                right += u32::from(verdict["right"] == true);
                match verdict["see"].as_str() {
                    Some(see) => assert_eq!(lab.get(see).status, 200, "{id}: {see}"),
                    None => assert_eq!(verdict["right"], true, "{verdict:#}"),
                }
            }
            assert_eq!(right, 1, "{id}");
            let beyond = char::from(b'a' + u8::try_from(choices.len()).unwrap());
            let reply = lab.get_with(&format!("/quiz/{id}/{beyond}"), &[("Accept", "application/json")]);
            assert_eq!((reply.status, reply.code().as_str()), (404, "answer_unknown"), "{id}");
            count += 1;
        }
    }
    assert!(count >= 24, "only {count} questions were found");
    let unknown = lab.get_with("/quiz/nothing", &[("Accept", "application/json")]);
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "question_unknown"));
}
