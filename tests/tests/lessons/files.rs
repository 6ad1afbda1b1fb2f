//! The lesson files, filled with the facts of a lab.

use std::fs;
use std::path::Path;

use course::facts::{Facts, fill};
use course::model::{Block, Lesson};
use course::parse;
use protocol::host::Host;
use serde_json::Value;
use server::config::Config;
use tests::lab::{Lab, unlent_port};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/lessons/en");

/// The folder of the example that authors begin from.
pub(crate) const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/example");

/// Slug and text of each file of the course as it is written, in order.
pub(crate) fn sources() -> Vec<(String, String)> {
    sources_in(FOLDER)
}

fn sources_in(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<_> = fs::read_dir(Path::new(folder))
        .expect("the folder of the lessons")
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let slug =
        |path: &Path| path.file_stem().unwrap().to_str().unwrap().split_once('-').unwrap().1.to_owned();
    paths.iter().map(|path| (slug(path), fs::read_to_string(path).unwrap())).collect()
}

/// A lab whose lessons let the learner start servers at ports of its own: the usual ones may be taken where the tests
/// run, by another test too.
pub(crate) fn lab(config: Config) -> Lab {
    Lab::with(Config { practice_ports: [unlent_port(), unlent_port()], ..config })
}

/// What the lessons say about this machine and a lab.
pub(crate) fn facts(lab: &Lab) -> Facts {
    let host: Host = serde_json::from_value(as_program(lab, "/host")).expect("a host");
    Facts {
        lab: lab.address().to_string(),
        port: lab.address().port(),
        peer_port: Some(lab.connect().local().port()),
        ephemeral: host.ephemeral_range,
        first_unprivileged: host.first_unprivileged_port,
        practice_port: lab.practice_ports[0],
        second_port: lab.practice_ports[1],
        system: host.system,
    }
}

/// Asks as a program that is neither a page nor a terminal, so that the question solves no exercise.
pub(crate) fn as_program(lab: &Lab, target: &str) -> Value {
    lab.get_with(target, &[("Accept", "application/json"), ("User-Agent", "loopback-lab-tests")]).json()
}

/// The text of each file, filled.
pub(crate) fn filled(facts: &Facts) -> Vec<(String, String)> {
    filled_in(FOLDER, facts)
}

fn filled_in(folder: &str, facts: &Facts) -> Vec<(String, String)> {
    let fill = |(slug, text): (String, String)| {
        let text = fill(&text, facts).unwrap_or_else(|fault| panic!("{slug}: {fault}"));
        (slug, text)
    };
    sources_in(folder).into_iter().map(fill).collect()
}

/// Every block of the lessons on the outermost level.
pub(crate) fn blocks(lessons: &[Lesson]) -> impl Iterator<Item = &Block> {
    lessons.iter().flat_map(|lesson| &lesson.sections).flat_map(|section| &section.blocks)
}

/// The lessons, read.
pub(crate) fn lessons(facts: &Facts) -> Vec<Lesson> {
    lessons_in(FOLDER, facts)
}

/// The lessons of a folder, read.
pub(crate) fn lessons_in(folder: &str, facts: &Facts) -> Vec<Lesson> {
    let read = |(slug, text): (String, String)| {
        parse::lesson(&slug, &text).unwrap_or_else(|faults| panic!("{slug}: {faults:#?}"))
    };
    filled_in(folder, facts).into_iter().map(read).collect()
}
