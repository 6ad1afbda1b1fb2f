//! A course of one's own: checked alone, and before the lab starts with it.

use std::fs;
use std::path::Path;

use tests::lab::Binary;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/example");

/// Runs the program to its end: its exit code, what it printed, what it said on standard error.
fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut program = Binary::spawn(arguments);
    let printed = program.output();
    let (status, said) = program.finish();
    (status.code(), printed, said)
}

/// The example with one thing spoilt, in a folder of its own.
fn spoilt(from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(Path::new(EXAMPLE).join("01-knock.md")).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(folder.path().join("01-knock.md"), text.replacen(from, to, 1)).unwrap();
    folder
}

#[test]
fn the_example_for_authors_is_without_fault() {
    let (code, printed, _) = ended(&["check", EXAMPLE]);
    assert_eq!((code, printed.as_str()), (Some(0), "1 lesson: 0 to mend, 0 to think about.\n"));
}

#[test]
fn a_fault_is_told_with_file_line_and_remedy_and_the_lab_does_not_start() {
    // A fault inside a fence that cannot be read further is told at the line that opens it.
    for (from, to, above, what) in [
        ("[^rfc9293] Try", "[^rfc1] Try", 0, "has no source"),
        ("name = \"probe\"", "name = \"prob\"", 1, "no such widget"),
        ("{{port}}/whoami", "{{prot}}/whoami", 0, "no fact named"),
        ("```notes", "```Notes", 0, "no fence is named"),
        ("minutes = 5", "minutes = five", 0, "the front matter cannot be read"),
        ("Nobody there", "Nobody \u{202e}there", 0, "U+202E"),
    ] {
        let folder = spoilt(from, to);
        let text = fs::read_to_string(folder.path().join("01-knock.md")).unwrap();
        let line = text.lines().position(|line| line.contains(to)).unwrap() + 1 - above;
        let path = folder.path().to_str().unwrap();
        let file = folder.path().canonicalize().unwrap().join("01-knock.md");
        let place = format!("{}:{line}: ", file.display());
        let (code, printed, _) = ended(&["check", path]);
        assert_eq!(code, Some(5), "{printed}");
        let told = printed.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{printed}"));
        assert!(told.starts_with(&place), "{place}\n{printed}");
        let (code, printed, said) = ended(&["--port", "0", "--lessons", path]);
        assert_eq!((code, printed.as_str()), (Some(5), ""), "{said}");
        assert!(said.contains(&place) && said.contains("start without --lessons"), "{said}");
    }
}

#[test]
fn all_misspelt_placeholders_of_a_file_are_told_at_once() {
    let folder = spoilt("{{port}}/probe/1\"\ndoes", "{{prot}}/probe/{{practise_port}}{lab}\"\ndoes");
    let (code, printed, _) = ended(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(code, Some(5), "{printed}");
    for told in [
        "\"prot\"\n    write {{port}}\n",
        "\"practise_port\"\n    write {{practice_port}}\n",
        "write {{lab}} where",
    ] {
        assert!(printed.contains(told), "{told}\n{printed}");
    }
    assert!(printed.ends_with("1 lesson: 2 to mend, 1 to think about.\n"), "{printed}");
}

#[test]
fn advice_does_not_keep_the_lab_from_starting() {
    let folder = spoilt("Before you read on, ask", "Now ask at once! Ask");
    let path = folder.path().to_str().unwrap();
    let (code, printed, _) = ended(&["check", path]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        printed.contains("advice: an exclamation mark") && printed.contains("0 to mend, 1 to think about")
    );
    let mut lab = Binary::start(&["--port", "0", "--lessons", path]);
    assert!(lab.announced.starts_with("Loopback Lab listens"), "{}", lab.announced);
    #[cfg(unix)]
    {
        lab.signal("TERM");
        assert!(lab.finish().1.contains("advice on the lessons in "));
    }
}

#[test]
fn a_glossary_of_ones_own_is_looked_through_as_well() {
    let folder = spoilt("Before you read on", "Before you read on");
    fs::write(folder.path().join("glossary.toml"), "[[term]]\nname = \"port\"\nmeans = \"\"\n").unwrap();
    let (code, printed, _) = ended(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(code, Some(5), "{printed}");
    assert!(printed.contains("glossary.toml:"), "{printed}");
}

#[test]
fn a_glossary_of_ones_own_leads_into_the_lessons_that_it_goes_with() {
    let folder = spoilt("Before you read on", "Before you read on");
    let path = folder.path().to_str().unwrap();
    for (taught, told, code) in [
        ("/lessons/knock#nobody", "1 lesson: 0 to mend, 0 to think about.", 0),
        ("/lessons/knock#nothing", "glossary.toml:2: \"port\" is taught at", 5),
        ("/lessons/ports#knock", "glossary.toml:2: advice: \"port\" is taught at", 0),
    ] {
        let term = format!("[[term]]\nname = \"port\"\nmeans = \"A number.\"\ntaught = \"{taught}\"\n");
        fs::write(folder.path().join("glossary.toml"), term).unwrap();
        let (ended, printed, _) = ended(&["check", path]);
        assert_eq!(ended, Some(code), "{printed}");
        assert!(printed.contains(told), "{told}\n{printed}");
    }
    fs::write(folder.path().join("glossary.toml"), "[[term]]\nname = \"lab\"\nmeans = \"At {{lab}}.\"\n")
        .unwrap();
    let (ended, printed, _) = ended(&["check", path]);
    assert_eq!(ended, Some(5), "{printed}");
    assert!(printed.contains("glossary.toml:3: a placeholder in the glossary"), "{printed}");
}

#[test]
fn a_folder_without_lessons_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let (code, printed, _) = ended(&["check", path]);
    assert_eq!(code, Some(5));
    assert!(printed.contains("has no lesson") && printed.contains("docs/authoring.md"), "{printed}");
    assert_eq!(ended(&["--port", "0", "--lessons", path]).0, Some(5));
    fs::write(folder.path().join("01-bytes.md"), [0xff, 0xfe]).unwrap();
    let (code, printed, _) = ended(&["check", path]);
    assert_eq!(code, Some(5));
    assert!(printed.contains("UTF-8"), "{printed}");
}
